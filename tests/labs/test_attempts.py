"""*Not attempted* is told apart from *wrong*, from what the notebook itself holds."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell

from labs.attempts import NOT_ATTEMPTED, CheckState, state_of, untouched_tasks
from tests.labs.harness.making import STUB, answered, failed, graded_cell, notebook, worth


def states(*cells) -> dict[str, CheckState]:
    made = notebook(*cells)
    untouched = untouched_tasks(made)
    return {
        cell.metadata.nbgrader["grade_id"]: state_of(cell, untouched)
        for cell in cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }


def test_a_failed_check_of_an_untouched_cell_is_not_attempted() -> None:
    check = failed(graded_cell("t1-hidden", "check", "assert f(2) == 4", 10), "name 'f' is not defined", "NameError")
    assert states(graded_cell("t1-solution", "solution", STUB), check) == {"t1-hidden": CheckState.NOT_ATTEMPTED}


def test_the_same_failure_of_a_changed_cell_is_wrong() -> None:
    solution = answered(graded_cell("t1-solution", "solution", STUB), "g = 1")
    check = failed(graded_cell("t1-hidden", "check", "assert f(2) == 4", 10), "name 'f' is not defined", "NameError")
    assert states(solution, check) == {"t1-hidden": CheckState.WRONG}


def test_a_check_may_say_by_itself_that_nothing_is_there() -> None:
    solution = answered(graded_cell("t1-solution", "solution", STUB), "# later")
    check = failed(graded_cell("t1-visible", "check", "…", 5), f"{NOT_ATTEMPTED} f가 아직 없습니다 / f is missing")
    assert states(solution, check) == {"t1-visible": CheckState.NOT_ATTEMPTED}


def test_a_cell_that_still_ends_in_the_stub_is_not_attempted() -> None:
    solution = failed(answered(graded_cell("t1-solution", "solution", STUB), f"# ?\n{STUB}"), "", "NotImplementedError")
    check = failed(graded_cell("t1-hidden", "check", "assert f(2) == 4", 10), "name 'f' is not defined", "NameError")
    assert states(solution, check) == {"t1-hidden": CheckState.NOT_ATTEMPTED}


def test_one_changed_cell_of_a_task_is_an_attempt_at_the_task() -> None:
    cells = [
        answered(graded_cell("t5-solution", "solution", STUB), "rate = 1"),
        graded_cell("t5-value-solution", "solution", STUB),
        failed(graded_cell("t5-value", "check", "assert value", 8), "name 'value' is not defined", "NameError"),
    ]
    assert states(*cells) == {"t5-value": CheckState.WRONG}


def test_tasks_don_t_answer_for_each_other() -> None:
    cells = [
        answered(graded_cell("t1-solution", "solution", STUB), "x = 1"),
        graded_cell("t2-solution", "solution", STUB),
        failed(graded_cell("t2-hidden", "check", "assert y", 8), "name 'y' is not defined", "NameError"),
    ]
    assert states(*cells) == {"t2-hidden": CheckState.NOT_ATTEMPTED}


def test_a_written_answer_waits_for_a_person_and_an_empty_one_was_not_attempted() -> None:
    empty = graded_cell("t6-written", "written", "YOUR ANSWER HERE", 15, prose=True)
    given = answered(graded_cell("t7-written", "written", "YOUR ANSWER HERE", 15, prose=True), "여섯 배치가 …")
    assert states(empty, given) == {"t6-written": CheckState.NOT_ATTEMPTED, "t7-written": CheckState.ANSWERED}


@pytest.mark.parametrize(
    ("value", "state"), [("3.5", CheckState.PARTLY), ("10", CheckState.PASSED), ("0.0", CheckState.WRONG)]
)
def test_partial_credit_has_its_own_state(value: str, state: CheckState) -> None:
    solution = answered(graded_cell("t1-solution", "solution", STUB), "x = 1")
    assert states(solution, worth(graded_cell("t1-hidden", "check", "points", 10), value)) == {"t1-hidden": state}


def test_a_cell_without_points_is_no_check() -> None:
    with pytest.raises(ValueError, match="not a graded cell"):
        state_of(new_code_cell("1 + 1"), frozenset())
