"""From cells of a gradebook to points of a task."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from grader.scores import CellScore, TaskPoints, by_task

CELL = CellScore("t1-check", max_score=4.0, auto=None, manual=None, extra=None, needs_mark=False, comment="")


def points(*cells: CellScore) -> TaskPoints:
    (found,) = by_task(cells).values()
    return found


def test_a_task_is_what_stands_before_the_first_hyphen() -> None:
    cells = [replace(CELL, name=name) for name in ("t1-a", "t1-b-c", "t2", "t10-x")]
    assert {code: found.max_score for code, found in by_task(cells).items()} == {"t1": 8.0, "t2": 4.0, "t10": 4.0}
    assert by_task([]) == {}


def test_points_of_checks_are_added() -> None:
    assert points(replace(CELL, auto=4.0), replace(CELL, auto=1.5)) == TaskPoints(5.5, None, 8.0, False, "")


@pytest.mark.parametrize(
    ("auto", "counted"),
    [(math.nan, 0.0), (math.inf, 0.0), (-math.inf, 0.0), (-3.0, 0.0), (1000.0, 4.0), (4.0, 4.0), (0.0, 0.0)],
)
def test_a_check_s_points_lie_between_nothing_and_its_maximum(auto: float, counted: float) -> None:
    assert points(replace(CELL, auto=auto)).auto == counted


def test_a_mark_replaces_the_check_of_its_cell_and_no_other() -> None:
    found = points(replace(CELL, auto=4.0, manual=1.0), replace(CELL, auto=2.0))
    assert (found.auto, found.manual) == (2.0, 1.0)


def test_extra_credit_is_added_to_whatever_counts() -> None:
    assert points(replace(CELL, auto=4.0, extra=1.0)) == TaskPoints(4.0, 1.0, 4.0, False, "")
    assert points(replace(CELL, manual=3.0, extra=0.5)) == TaskPoints(None, 3.5, 4.0, False, "")
    assert points(replace(CELL, auto=4.0, extra=0.0)).manual is None


@pytest.mark.parametrize("mark", [math.nan, math.inf, -math.inf])
def test_a_mark_that_is_no_number_counts_nothing(mark: float) -> None:
    assert points(replace(CELL, manual=mark)).manual is None
    assert points(replace(CELL, manual=2.0, extra=mark)).manual == 2.0


def test_nothing_yet_is_not_zero() -> None:
    found = points(replace(CELL, needs_mark=True), replace(CELL, auto=4.0))
    assert (found.auto, found.manual, found.needs_mark, found.whole) == (4.0, None, True, False)
    assert points(CELL).auto is None


def test_a_comment_is_told_once() -> None:
    cells = [replace(CELL, comment=comment) for comment in ("좋습니다", "", "좋습니다", "단위가 빠졌습니다")]
    assert points(*cells).comment == "좋습니다\n단위가 빠졌습니다"


def test_scores_travel_as_they_are() -> None:
    cell = CellScore("t1-x", 4.0, None, 2.5, None, True, "좋습니다")
    assert CellScore.from_message(json.loads(json.dumps(cell.as_message()))) == cell
