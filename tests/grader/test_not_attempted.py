"""Feedback tells an untouched task from a wrong answer, and changes nothing else."""

from __future__ import annotations

import copy

from grader.not_attempted import SENTENCE, say_not_attempted
from labs.attempts import NOT_ATTEMPTED
from tests.labs.harness.making import STUB, answered, failed, graded_cell, notebook, worth


def page_of(*cells) -> list[str]:
    """What stands below each check on the page."""
    graded = notebook(*cells)
    shown = say_not_attempted(copy.deepcopy(graded), graded)
    return [
        " ".join(output.get("text") or output.get("evalue") or "" for output in cell.outputs)
        for cell in shown.cells
        if cell.metadata.nbgrader["grade"]
    ]


def test_an_untouched_task_is_told_as_not_attempted() -> None:
    check = failed(graded_cell("t1-hidden", "check", "assert f(2) == 4", 10), "name 'f' is not defined", "NameError")
    assert page_of(graded_cell("t1-solution", "solution", STUB), check) == [SENTENCE]


def test_a_wrong_answer_keeps_its_message() -> None:
    solution = answered(graded_cell("t1-solution", "solution", STUB), "f = abs")
    check = failed(graded_cell("t1-hidden", "check", "assert f(2) == 4", 10), "2가 나왔습니다 / it gives 2")
    assert page_of(solution, check) == ["2가 나왔습니다 / it gives 2"]


def test_a_check_that_found_nothing_to_check_is_told_so_too() -> None:
    solution = answered(graded_cell("t1-solution", "solution", STUB), "g = abs")
    check = failed(graded_cell("t1-visible", "check", "…", 5), f"{NOT_ATTEMPTED} f가 없습니다 / f is missing")
    assert page_of(solution, check) == [SENTENCE]


def test_a_passed_check_and_partial_credit_stay() -> None:
    passed = graded_cell("t1-visible", "check", "assert True", 5)
    assert page_of(graded_cell("t1-solution", "solution", STUB), passed) == [""]
    partly = worth(graded_cell("t1-hidden", "check", "3", 10), "3.0")
    graded = notebook(graded_cell("t1-solution", "solution", STUB), partly)
    assert say_not_attempted(copy.deepcopy(graded), graded).cells[1].outputs[0].data["text/plain"] == "3.0"
