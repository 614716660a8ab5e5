"""Scores as they lie in nbgrader's gradebook, and what the registry makes of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class CellScore:
    """One grade cell of one submission. Points; None where there is none (yet)."""

    name: str
    max_score: float
    auto: float | None
    manual: float | None
    extra: float | None
    needs_mark: bool
    comment: str

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> CellScore:
        return cls(**message)

    def as_message(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def task_code(self) -> str:
        return self.name.partition("-")[0]


@dataclass(frozen=True)
class TaskPoints:
    """Points of one task: the sum of its cells. An instructor's mark on a checked cell replaces the check's points.

    `whole`: each of the cells has points, by a check or by hand.
    """

    auto: float | None
    manual: float | None
    max_score: float
    needs_mark: bool
    comment: str
    whole: bool = True


def by_task(cells: Iterable[CellScore]) -> dict[str, TaskPoints]:
    """Points by task code (what stands before the first hyphen of a grade id)."""
    groups: dict[str, list[CellScore]] = {}
    for cell in cells:
        groups.setdefault(cell.task_code, []).append(cell)
    return {code: _sum(group) for code, group in groups.items()}


def _sum(cells: list[CellScore]) -> TaskPoints:
    checked = [_within(cell.auto, cell.max_score) for cell in cells if cell.manual is None and cell.auto is not None]
    marked = [points for cell in cells for points in (cell.manual, cell.extra or None) if points is not None]
    marked = [points for points in marked if math.isfinite(points)]
    return TaskPoints(
        auto=sum(checked) if checked else None,
        manual=sum(marked) if marked else None,
        max_score=sum(cell.max_score for cell in cells),
        needs_mark=any(cell.needs_mark for cell in cells),
        comment="\n".join(dict.fromkeys(cell.comment for cell in cells if cell.comment)),
        whole=all(cell.auto is not None or cell.manual is not None for cell in cells),
    )


def _within(points: float | None, most: float) -> float:
    """A check's points between 0 and its maximum; a number that is none counts nothing."""
    if points is None or not math.isfinite(points):
        return 0.0
    return min(max(points, 0.0), most)
