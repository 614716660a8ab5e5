"""What stays readable: original values in sealed columns, marked names in texts."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from sandbox_data.anonymising.recipe import Recipe, Redact
from sandbox_data.anonymising.redacting import redactor
from sandbox_data.risk.protection import ProtectionError
from sandbox_data.risk.results import Count, Frozen, Survival, TextPrecision, TextReview

Mark = tuple[int, int, int, Literal["person", "company", "place"]]
"""Row, first character, character after the last, and what stands there."""


class ReviewedSample(Frozen):
    """Reports that people have read, and where names stand in them: positions in the raw file, never the names.

    `texts_sha256` is over the read texts, so that positions are never laid over another file.
    """

    dataset: str
    column: str
    texts_sha256: str
    rows: tuple[int, ...]
    marks: tuple[Mark, ...]


def read_sample(path: Path) -> ReviewedSample:
    """The reviewed sample at `path`. Raises ProtectionError."""
    try:
        return ReviewedSample.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ProtectionError(f"{path.name}: 검토 표본을 읽을 수 없습니다 / can't be read: {error}") from error


def refuse_other_texts(sample: ReviewedSample, texts: Sequence[str]) -> None:
    """Raises ProtectionError unless the sample was made on these texts of the original."""
    if max(sample.rows, default=-1) >= len(texts) or digest([texts[row] for row in sample.rows]) != sample.texts_sha256:
        raise ProtectionError(
            f"{sample.dataset}: 다른 원본의 검토 표본입니다 / the reviewed sample was made on other texts than these."
        )


def digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def surviving_values(original: pd.Series, released: pd.Series, origin: np.ndarray | None) -> Survival:
    """Released values that equal some original value of the column.

    For times, which repeat whatever the shift, a value survives when it is the very time of its own row.
    """
    present = released.notna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(original.dtype) and origin is not None:
        own = original.iloc[origin].reset_index(drop=True).to_numpy("datetime64[s]")
        surviving = int((released.to_numpy("datetime64[s]")[present] == own[present]).sum())
    else:
        surviving = int(released[present].isin(original.dropna().unique()).sum())
    return Survival(column=str(original.name), released_values=int(present.sum()), surviving=surviving)


def review(sample: ReviewedSample, originals: Sequence[str], released: Mapping[int, str]) -> list[TextReview]:
    """How many of the marked words no longer stand in the released text of their row. `released`: by original row.

    A row that isn't released shows nothing. Capitals don't matter: a name in lower case is a name.
    """
    found = []
    for kind in sorted({mark[3] for mark in sample.marks}):
        marks = [mark for mark in sample.marks if mark[3] == kind]
        gone = sum(not _stands(originals[row][start:end], released.get(row, "")) for row, start, end, _ in marks)
        count = Count(hits=gone, trials=len(marks), guessed=0.0)
        found.append(TextReview(kind=kind, marked=count, reports=len({mark[0] for mark in marks})))
    return found


def precision(sample: ReviewedSample, originals: Sequence[str], recipe: Recipe) -> TextPrecision:
    """Of the words in the reviewed reports that were taken out as names, those that are marked."""
    step = next(step for step in recipe.steps if isinstance(step, Redact) and sample.column in step.columns)
    finder = redactor(step, originals)
    right = taken = 0
    for row in sample.rows:
        marks = [(start, end) for marked, start, end, _ in sample.marks if marked == row]
        for span in finder.spans(originals[row]):
            if span.category in {"NAME", "COMPANY", "PLACE"}:
                taken += 1
                right += any(start < span.end and span.start < end for start, end in marks)
    return TextPrecision(right=right, taken=taken)


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
