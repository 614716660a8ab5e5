"""What a trainee receives: no solution, no hidden test, the same checks in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade

from labs.authoring import write_source
from labs.catalogue import all_labs, lab, read_lab
from labs.errors import LabError, UnknownLab
from labs.releasing import release


def test_the_points_of_every_lab_make_a_hundred() -> None:
    for definition in all_labs():
        assert definition.max_score == 100
        assert any(task.manual for task in definition.tasks)


def test_the_points_in_the_text_are_the_points_of_the_cells(golden) -> None:
    for language, word in (("ko", "점"), ("en", " points")):
        headings = "\n".join(
            line
            for cell in golden.notebooks[language].cells
            for line in cell.source.splitlines()
            if cell.cell_type == "markdown" and line.startswith("## ")
        )
        for task in golden.lab.tasks:
            wanted = f"{task.title.in_language(language)} ({task.points}{word}"
            assert wanted in headings, wanted


def test_no_solution_and_no_hidden_test_reaches_a_trainee(golden) -> None:
    for notebook in golden.notebooks.values():
        text = "\n".join(cell.source for cell in notebook.cells)
        for forbidden in ("BEGIN SOLUTION", "HIDDEN TESTS", "13, 20, 23, 26, 37", 'svd_solver="full").fit(z)\n'):
            assert forbidden not in text, forbidden
        assert text.count("raise NotImplementedError()") >= 6


def test_both_languages_have_the_same_cells_and_the_same_checks(golden) -> None:
    def graded(language: str) -> list[tuple[str, str, int]]:
        return [
            (cell.metadata.nbgrader.grade_id, cell.id, cell.metadata.nbgrader.get("points", 0))
            for cell in golden.notebooks[language].cells
            if "nbgrader" in cell.metadata
        ]

    def code(language: str) -> list[str]:
        return [cell.source for cell in golden.notebooks[language].cells if cell.cell_type == "code"]

    assert graded("ko") == graded("en")
    assert code("ko") == code("en")


def test_the_prose_is_in_one_language_only(golden) -> None:
    prose = [cell.source for cell in golden.notebooks["en"].cells if cell.cell_type == "markdown"]
    assert not any("가" <= character <= "힣" for text in prose for character in text)


def test_every_task_has_two_folded_hints(golden) -> None:
    for notebook in golden.notebooks.values():
        assert sum(cell.source.count("<details>") for cell in notebook.cells) == 2 * 5


def test_the_source_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    definition = lab("golden_batch")
    first = write_source(definition, "ko", tmp_path / "a").read_bytes()
    assert first == write_source(definition, "ko", tmp_path / "b").read_bytes()


def test_the_gradebook_knows_every_check_and_a_second_release_changes_nothing(golden) -> None:
    release(golden.lab, "ko", golden.course_folder)
    with Gradebook(f"sqlite:///{golden.course_folder / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_notebook("golden_batch", "golden_batch")
        assert notebook.max_score == 100
        names = {cell.name for cell in notebook.grade_cells}
    assert names == {cell.metadata.nbgrader.grade_id for cell in golden.notebooks["ko"].cells if is_grade(cell)}


def test_grade_ids_begin_with_the_code_of_their_task(golden) -> None:
    codes = {task.code for task in golden.lab.tasks}
    for cell in golden.notebooks["ko"].cells:
        if is_grade(cell):
            assert cell.metadata.nbgrader.grade_id.split("-", 1)[0] in codes


def test_a_lab_whose_points_are_not_a_hundred_is_refused_by_file_and_field(tmp_path: Path) -> None:
    text = (lab("golden_batch").folder / "lab.toml").read_text(encoding="utf-8")
    (tmp_path / "golden_batch").mkdir()
    (tmp_path / "golden_batch" / "lab.toml").write_text(text.replace("points = 20", "points = 25", 1), encoding="utf-8")
    with pytest.raises(LabError, match=r"golden_batch/lab\.toml: tasks: .*105"):
        read_lab(tmp_path / "golden_batch")


def test_a_missing_field_of_a_lab_is_named(tmp_path: Path) -> None:
    text = (lab("golden_batch").folder / "lab.toml").read_text(encoding="utf-8")
    (tmp_path / "golden_batch").mkdir()
    (tmp_path / "golden_batch" / "lab.toml").write_text(text.replace("minutes = 110\n", ""), encoding="utf-8")
    with pytest.raises(LabError, match=r"lab\.toml: minutes"):
        read_lab(tmp_path / "golden_batch")


def test_an_unknown_lab_is_refused_with_the_list() -> None:
    with pytest.raises(UnknownLab, match="golden_batch"):
        lab("golden_bach")
