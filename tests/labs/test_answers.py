"""Answers put into a release. What they score is shown where they run: tests/hub_config/test_lab_checking.py."""

from __future__ import annotations

import pytest

from labs.answers import solve
from labs.errors import UnknownAnswer


def test_the_written_answer_follows_the_language(golden) -> None:
    for language, word in (("ko", "배치"), ("en", "batches")):
        solved = solve(golden.notebooks[language], golden.lab)
        written = next(c for c in solved.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "t6-written")
        assert word in written.source


def test_a_wrong_answer_differs_from_the_reference_only_in_its_own_cells(golden) -> None:
    reference = solve(golden.notebooks["ko"], golden.lab)
    wrong = solve(golden.notebooks["ko"], golden.lab, "no_scaling")
    different = [
        right.metadata.nbgrader.grade_id
        for right, other in zip(reference.cells, wrong.cells, strict=True)
        if right.source != other.source
    ]
    assert different == ["t2-solution"]


def test_an_unknown_answer_is_refused_with_the_list(golden) -> None:
    with pytest.raises(UnknownAnswer, match="no_scaling"):
        solve(golden.notebooks["ko"], golden.lab, "nothing")
