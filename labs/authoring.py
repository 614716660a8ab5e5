"""From `notebook.py` (percent format, prose in two languages, code once) to an nbgrader source notebook."""

from __future__ import annotations

import hashlib
from pathlib import Path

import jupytext
import nbformat
from nbformat.notebooknode import NotebookNode

from labs.catalogue import LabDefinition
from labs.errors import LabError
from labs.headers import data_card, header_card
from sandbox_data.text import LANGUAGES, Language

SCHEMA_VERSION = 3
ROLES: dict[str, dict[str, bool]] = {
    "solution": {"grade": False, "solution": True, "locked": False, "task": False},
    "check": {"grade": True, "solution": False, "locked": True, "task": False},
    "written": {"grade": True, "solution": True, "locked": False, "task": False},
    "fixed": {"grade": False, "solution": False, "locked": True, "task": False},
}
# What a check's author may allow the trainee's objects (docs/labs.md): attributes of its cell.
CHECK_MARKS = ("operators", "inplace")
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def write_source(lab: LabDefinition, language: Language, folder: Path) -> Path:
    """Write `<folder>/<lab>/<lab>.ipynb`, the same bytes for the same input. Raises LabError."""
    target = folder / lab.code / f"{lab.code}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(nbformat.writes(source_notebook(lab, language)) + "\n", encoding="utf-8")
    return target


def source_notebook(lab: LabDefinition, language: Language) -> NotebookNode:
    """The source notebook in one language, solutions and hidden tests included."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": KERNEL,
            "language_info": {"name": "python"},
            "shopfloor": {"lab": lab.code, "language": language, "checks": lab.checks},
        }
    )
    used: set[str] = set()
    for number, cell in enumerate(read_percent(lab.folder / "notebook.py")):
        if cell.metadata.get("lang", language) == language:
            notebook.cells.append(_source_cell(cell, lab, language, number, used))
    _check_points(notebook, lab)
    return notebook


def read_percent(path: Path) -> list[NotebookNode]:
    """The cells of a percent file; a `lang` that is no language of ours is refused."""
    cells: list[NotebookNode] = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent").cells
    for cell in cells:
        if cell.metadata.get("lang", LANGUAGES[0]) not in LANGUAGES:
            raise LabError(f"{path.parent.name}/{path.name}: lang: '{cell.metadata['lang']}' is no language")
    return cells


def _source_cell(
    cell: NotebookNode, lab: LabDefinition, language: Language, number: int, used: set[str]
) -> NotebookNode:
    text = cell.source.replace("{{header_card}}", header_card(lab, language))
    if "{{data_card}}" in text:
        text = text.replace("{{data_card}}", data_card(lab, language))
    make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    grade_id, role = cell.metadata.get("grade_id"), cell.metadata.get("role")
    if (grade_id is None) != (role is None):
        raise LabError(f"{lab.code}/notebook.py: cell {number + 1}: grade_id and role come together")
    made = make(text, id=_cell_id(lab.code, grade_id or f"cell-{number}"))
    if role is None:
        return made
    if role not in ROLES or grade_id in used:
        raise LabError(f"{lab.code}/notebook.py: {grade_id}: unknown role '{role}' or an id used twice")
    used.add(grade_id)
    made.metadata["nbgrader"] = {"schema_version": SCHEMA_VERSION, "grade_id": grade_id, **ROLES[role]}
    if ROLES[role]["grade"]:
        made.metadata["nbgrader"]["points"] = cell.metadata.get("points", 0)
    allowed = {mark: True for mark in CHECK_MARKS if cell.metadata.get(mark) is True}
    if allowed:
        made.metadata["shopfloor"] = allowed
    return made


def _cell_id(lab_code: str, name: str) -> str:
    """Stable over languages and builds, so that notebooks of both languages can be compared cell by cell."""
    return hashlib.sha256(f"{lab_code}/{name}".encode()).hexdigest()[:12]


def _check_points(notebook: NotebookNode, lab: LabDefinition) -> None:
    """What the cells give is what `lab.toml` promises, task by task."""
    given: dict[str, float] = {}
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("grade"):
            task = mark["grade_id"].split("-", 1)[0]
            given[task] = given.get(task, 0) + mark["points"]
    promised = {task.code: task.points for task in lab.tasks}
    if given != promised:
        raise LabError(f"{lab.code}/notebook.py: points: cells give {given}, lab.toml says {promised}")
