"""The step on free text: names and identifiers become what they were, such as [NAME] or [PHONE]."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sandbox_data.anonymising import tables
from sandbox_data.anonymising.drawing import Draw, Outcome
from sandbox_data.anonymising.recipe import Redact
from sandbox_data.anonymising.text import english, korean
from sandbox_data.anonymising.text.finding import Detector, Span, find, replaced
from sandbox_data.anonymising.text.identifiers import identifiers

SHORTEST_TERM = 2
"""A term of one character would take apart every text."""


@dataclass(frozen=True)
class Redactor:
    """Finds and replaces; the same text always gives the same result, and a second pass changes nothing."""

    detectors: tuple[Detector, ...]

    def spans(self, text: str) -> list[Span]:
        return find(text, self.detectors)

    def redact(self, text: str) -> str:
        """Until nothing is found: what stands outside placeholders gets shorter with each pass, so this ends."""
        while spans := self.spans(text):
            text = replaced(text, spans)
        return text


def redactor(step: Redact, texts: Sequence[str], terms: Sequence[str] = ()) -> Redactor:
    """The redactor for one column. `texts` (all of the column) tell which words are common, `terms` which must go."""
    detectors: list[Detector] = [identifiers]
    if terms:
        detectors.append(_terms(terms))
    if "ko" in step.languages:
        detectors.append(korean.korean_names)
    if "en" in step.languages:
        is_word = english.in_vocabulary(english.vocabulary(texts, step.keep))
        detectors += [english.titled_names, english.role_names(is_word)]
        if step.unknown_capitals:
            detectors.append(english.unknown_capitals(is_word))
    return Redactor(tuple(detectors))


def redact(table: pa.Table, step: Redact, draw: Draw) -> Outcome:
    """Distinct texts once each, until the vocabulary of the redacted column finds nothing more."""
    terms = sorted({text for name in step.terms_from for text in tables.texts(draw.column(table, name, "terms_from"))})
    changed = 0
    for name in step.columns:
        values, position = tables.distinct(draw.strings(table, name))
        texts = before = tables.texts(values)
        while True:
            once = redactor(step, texts, terms)
            after = [once.redact(text) for text in texts]
            if after == texts:
                break
            texts = after
        changed += sum(old != new for old, new in zip(before, texts, strict=True))
        redacted = pa.array(texts, pa.string(), mask=values.is_null().to_numpy(False)).take(position)
        table = tables.replace(table, name, redacted)
    return Outcome(table, note=f"{changed} texts changed")


def _terms(terms: Sequence[str]) -> Detector:
    longest_first = sorted((t for t in terms if len(t.strip()) >= SHORTEST_TERM), key=len, reverse=True)
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(t)}(?![A-Za-z0-9])" for t in longest_first) or r"(?!)", re.IGNORECASE
    )

    def detect(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "NAME")

    return detect
