"""An ordinary nbgrader assignment becomes a lab: tried on the course that nbgrader's own quickstart makes."""

from __future__ import annotations

from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader.utils import is_grade, is_solution

from labs.answers import solve
from labs.authoring import source_notebook
from labs.catalogue import LabDefinition, read_lab
from labs.errors import LabError
from labs.importing import Imported, import_notebook
from labs.releasing import release
from tests.labs.harness.making import STUB, graded_cell

QUICKSTART = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source" / "ps1"


@pytest.fixture
def problem(tmp_path: Path) -> tuple[Imported, LabDefinition]:
    made = import_notebook(QUICKSTART / "problem1.ipynb", "squares", folder=tmp_path)
    return made, read_lab(made.folder)


def test_points_titles_and_marks_by_hand_are_the_originals(problem: tuple[Imported, LabDefinition]) -> None:
    made, lab = problem
    assert [(task.code, task.title.en, task.points, task.manual) for task in lab.tasks] == [
        ("t1", "Part A", 2, False),
        ("t2", "Part B", 1, False),
        ("t3", "Part C", 1, True),
        ("t4", "Part D", 2, True),
        ("t5", "Part E", 4, True),
    ]
    assert (made.tasks, made.points, made.notes) == (5, 10, ())
    assert (lab.draft, lab.checks, lab.dataset) == (True, "compatible", None)
    assert lab.imported is not None
    assert lab.imported.notebook == "problem1.ipynb"


def test_every_test_and_every_solution_is_the_originals(problem: tuple[Imported, LabDefinition]) -> None:
    original = nbformat.read(QUICKSTART / "problem1.ipynb", as_version=4)
    source = source_notebook(problem[1], "en")

    def code(notebook, wanted) -> list[str]:
        return [cell.source.strip() for cell in notebook.cells if cell.cell_type == "code" and wanted(cell)]

    assert code(original, is_grade)[:4] == code(source, is_grade)[:4]
    assert code(original, is_solution)[:2] == code(source, is_solution)[:2]
    assert source.metadata["shopfloor"]["checks"] == "compatible"


def test_a_picture_beside_the_notebook_is_carried_inside(problem: tuple[Imported, LabDefinition]) -> None:
    text = "\n".join(cell.source for cell in source_notebook(problem[1], "ko").cells)
    assert "(data:image/png;base64," in text
    assert "jupyter.png" not in text


def test_a_release_of_it_holds_no_solution(problem: tuple[Imported, LabDefinition], tmp_path: Path) -> None:
    lab = problem[1]
    released = nbformat.read(release(lab, "ko", tmp_path / "course"), as_version=4)
    text = "\n".join(cell.source for cell in released.cells)
    assert "i ** 2 for i in range" not in text
    assert "pyramidal_number" not in text
    assert r"\sum_{i=1}^n i^2" not in text
    assert "pyramidal_number" in "\n".join(cell.source for cell in solve(released, lab).cells)


def test_a_picture_that_is_not_there_is_told(tmp_path: Path) -> None:
    cells = [new_markdown_cell("![](gone.png) ![](../secret.png)"), *asked()]
    made = import_notebook(written(tmp_path, *cells), "squares", folder=tmp_path)
    assert [note.rsplit(": ", 1)[1] for note in made.notes] == ["gone.png", "../secret.png"]


def test_grade_ids_that_become_alike_stay_apart(tmp_path: Path) -> None:
    cells = [graded_cell("a", "solution", "x = 1"), *(graded_cell(name, "check", "x", 1) for name in ("a b", "a-b"))]
    lab = read_lab(import_notebook(written(tmp_path, *cells), "squares", folder=tmp_path).folder)
    assert [cell.metadata.nbgrader.grade_id for cell in source_notebook(lab, "ko").cells] == [
        "t1-a",
        "t1-a_b",
        "t1-a_b_",
    ]


def test_a_notebook_without_points_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="has no cell with points"):
        import_notebook(written(tmp_path, new_markdown_cell("text")), "squares", folder=tmp_path)


def test_points_that_make_no_whole_number_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LabError, match=r"1\.5 points"):
        import_notebook(written(tmp_path, *asked(1.5)), "squares", folder=tmp_path)
    assert not (tmp_path / "squares").exists()


@pytest.mark.parametrize("content", [b"not json", b'{"cells": 3}', b"\xff\xfe\x00", b"[]", b"{}"])
def test_what_is_no_notebook_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(content)
    with pytest.raises(LabError, match="is no notebook"):
        import_notebook(tmp_path / "a.ipynb", "squares", folder=tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="can't be read"):
        import_notebook(tmp_path / "gone.ipynb", "squares", folder=tmp_path)


def test_another_language_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, *asked())
    path.write_text(
        path.read_text().replace(
            '"metadata": {},\n "nbformat"', '"metadata": {"language_info": {"name": "R"}},\n "nbformat"'
        )
    )
    with pytest.raises(LabError, match="only Python notebooks, this one is R"):
        import_notebook(path, "squares", folder=tmp_path)


def asked(points: float = 1) -> list:
    return [graded_cell("a", "solution", STUB), graded_cell("b", "check", "assert x", points)]


def written(folder: Path, *cells) -> Path:
    path = folder / "source.ipynb"
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path
