"""The verdict over a lab's mutants: enough of them caught, and every survivor explained and still true."""

from __future__ import annotations

import pytest

from labs.harness.mutation import TaskMutants, judge_mutants
from sandbox_data.text import LocalizedText

REASON = LocalizedText(ko="같은 값", en="the same value")


def test_survivors_that_are_explained_need_no_finding() -> None:
    caught = {f"m{number}": "t1-hidden" for number in range(9)} | {"same": None}
    share, found = judge_mutants({"same": REASON}, [TaskMutants("t1", caught)])
    assert share == pytest.approx(0.9)
    assert found == []


def test_every_other_survivor_is_named() -> None:
    share, found = judge_mutants({}, [TaskMutants("t1", {"a": "t1-hidden", "b": None}), TaskMutants("t2", {"c": None})])
    assert share == pytest.approx(1 / 3)
    assert [finding.seen for finding in found] == ["1/3", "b", "c"]


def test_a_lab_without_anything_to_mutate_has_no_share() -> None:
    assert judge_mutants({}, []) == (None, [])


def test_an_explanation_that_is_no_longer_true_is_found() -> None:
    tasks = [TaskMutants("t1", {"a": "t1-hidden"})]
    _, found = judge_mutants({"a": REASON, "gone": REASON}, tasks)
    assert [(finding.en, finding.seen) for finding in found] == [
        ("is caught after all", "a"),
        ("no such mutant", "gone"),
    ]
