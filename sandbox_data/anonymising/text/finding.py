"""What a detector finds in a text, and the placeholders that stand for it afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Category = Literal["NAME", "PHONE", "EMAIL", "RRN", "ID", "PLATE", "PLACE", "COMPANY", "DATE", "TAG"]
PLACEHOLDER = re.compile(r"\[(?:NAME|PHONE|EMAIL|RRN|ID|PLATE|PLACE|COMPANY|DATE|TAG)\]")


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int
    category: Category


Detector = Callable[[str], Iterator[Span]]
"""Finds spans in a piece of text that holds no placeholder."""


def find(text: str, detectors: Sequence[Detector]) -> list[Span]:
    """All spans outside placeholders, merged where they touch; the detector that is named first names the span."""
    found = []
    for start, end in _pieces(text):
        piece = text[start:end]
        for detector in detectors:
            found += [Span(start + s.start, start + s.end, s.category) for s in detector(piece) if s.end > s.start]
    merged: list[Span] = []
    for span in sorted(found, key=lambda s: s.start):  # stable: detectors keep their order at equal starts
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Span(last.start, max(last.end, span.end), last.category)
        else:
            merged.append(span)
    return merged


def replaced(text: str, spans: Sequence[Span]) -> str:
    """The text with a placeholder in the place of each span."""
    parts, position = [], 0
    for span in spans:
        parts += [text[position : span.start], f"[{span.category}]"]
        position = span.end
    return "".join([*parts, text[position:]])


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for match in PLACEHOLDER.finditer(text):
        yield position, match.start()
        position = match.end()
    yield position, len(text)
