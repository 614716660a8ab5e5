"""What a trainee receives: no solution, no hidden test, the same checks in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade

from labs.authoring import source_notebook, write_source
from labs.catalogue import LabDefinition, all_labs, lab, read_lab
from labs.errors import LabError, UnknownLab
from labs.harness.inspection import one_language_prose
from labs.releasing import release
from sandbox_data.text import Language
from tests.labs.conftest import ReleasedLab


@pytest.fixture(params=[definition.code for definition in all_labs()])
def released(request: pytest.FixtureRequest, release_of: Callable[[str], ReleasedLab]) -> ReleasedLab:
    return release_of(request.param)


def test_the_points_of_every_lab_make_a_hundred() -> None:
    for definition in all_labs():
        assert definition.max_score == 100
        assert any(task.manual for task in definition.tasks)


def test_the_points_in_the_text_are_the_points_of_the_cells(released: ReleasedLab) -> None:
    for language, word in (("ko", "점"), ("en", " points")):
        headings = "\n".join(
            line
            for cell in released.notebooks[language].cells
            for line in cell.source.splitlines()
            if cell.cell_type == "markdown" and line.startswith("## ")
        )
        for task in released.lab.tasks:
            wanted = f"{task.title.in_language(language)} ({task.points}{word}"
            assert wanted in headings, wanted


def test_no_solution_and_no_hidden_test_reaches_a_trainee(released: ReleasedLab) -> None:
    for language, notebook in released.notebooks.items():
        text = "\n".join(cell.source for cell in notebook.cells)
        assert "BEGIN SOLUTION" not in text
        assert "HIDDEN TESTS" not in text
        for line in _kept_back(released.lab, language):
            assert line not in text, line
        assert text.count("raise NotImplementedError()") >= 5


def _kept_back(definition: LabDefinition, language: Language) -> list[str]:
    """Lines of solutions and hidden tests that say something and stand nowhere else in the source."""
    inside, outside = [], []
    hidden = False
    for cell in source_notebook(definition, language).cells:
        for line in cell.source.splitlines():
            if "### BEGIN" in line or "### END" in line:
                hidden = "### BEGIN" in line
            else:
                (inside if hidden else outside).append(line.strip())
    return [line for line in inside if len(line) > 25 and not any(line in other for other in outside)]


def test_both_languages_have_the_same_cells_and_the_same_checks(released: ReleasedLab) -> None:
    def graded(language: str) -> list[tuple[str, str, int]]:
        return [
            (cell.metadata.nbgrader.grade_id, cell.id, cell.metadata.nbgrader.get("points", 0))
            for cell in released.notebooks[language].cells
            if "nbgrader" in cell.metadata
        ]

    def code(language: str) -> list[str]:
        return [cell.source for cell in released.notebooks[language].cells if cell.cell_type == "code"]

    assert graded("ko") == graded("en")
    assert code("ko") == code("en")


def test_the_prose_is_in_one_language_only(released: ReleasedLab) -> None:
    assert not list(one_language_prose(released.lab, released.notebooks["en"]))


def test_every_task_has_two_folded_hints(released: ReleasedLab) -> None:
    wanted = 2 * sum(not task.manual for task in released.lab.tasks)
    for notebook in released.notebooks.values():
        assert sum(cell.source.count("<details>") for cell in notebook.cells) == wanted


def test_the_source_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    definition = lab("golden_batch")
    first = write_source(definition, "ko", tmp_path / "a").read_bytes()
    assert first == write_source(definition, "ko", tmp_path / "b").read_bytes()


def test_the_gradebook_knows_every_check_and_a_second_release_changes_nothing(released: ReleasedLab) -> None:
    release(released.lab, "ko", released.course_folder)
    with Gradebook(f"sqlite:///{released.course_folder / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_notebook(released.lab.code, released.lab.code)
        assert notebook.max_score == 100
        names = {cell.name for cell in notebook.grade_cells}
    assert names == {cell.metadata.nbgrader.grade_id for cell in released.notebooks["ko"].cells if is_grade(cell)}


def test_grade_ids_begin_with_the_code_of_their_task(released: ReleasedLab) -> None:
    codes = {task.code for task in released.lab.tasks}
    for cell in released.notebooks["ko"].cells:
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
