"""Answers put into a release. What they score is shown where they run: tests/hub_config/test_lab_checking.py."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from labs.answers import answer_names, solve
from labs.catalogue import LabDefinition, lab, read_lab
from labs.errors import LabError, UnknownAnswer


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


def with_edits(folder: Path, edits: str) -> LabDefinition:
    shutil.copytree(lab("golden_batch").folder, folder)
    stated = folder / "answers" / "expected.toml"
    added = f"""
[edited]
title = {{ ko = "고친 답", en = "An edited answer" }}
scores = {{ t1 = 15 }}
edits = [{edits}]
"""
    stated.write_text(stated.read_text(encoding="utf-8") + added, encoding="utf-8")
    return read_lab(folder)


def test_a_wrong_answer_may_be_a_few_words_of_the_reference(golden, tmp_path: Path) -> None:
    definition = with_edits(
        tmp_path / "golden_batch",
        '{ cell = "t2-solution", before = "reference.std(ddof=1)", after = "reference.std(ddof=0)" }',
    )
    assert "edited" in answer_names(definition)
    for notebook in golden.notebooks.values():
        reference, edited = solve(notebook, golden.lab), solve(notebook, definition, "edited")
        changed = [
            (right.source, other.source)
            for right, other in zip(reference.cells, edited.cells, strict=True)
            if right.source != other.source
        ]
        assert [right.replace("std(ddof=1)", "std(ddof=0)") for right, _other in changed] == [changed[0][1]]


@pytest.mark.parametrize(
    ("cell", "before", "times"), [("t2-solution", "no such words", 0), ("t2-solution", "reference", 8), ("t9", "n", 0)]
)
def test_words_that_don_t_stand_in_the_cell_once_are_refused(
    golden, tmp_path: Path, cell: str, before: str, times: int
) -> None:
    definition = with_edits(tmp_path / "golden_batch", f'{{ cell = "{cell}", before = "{before}", after = "" }}')
    with pytest.raises(LabError, match=rf"edited\.edits: '{before}' stands {times} times in {cell}"):
        solve(golden.notebooks["ko"], definition, "edited")
