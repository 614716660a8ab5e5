"""Answers to labs: the reference and the wrong ones that people really write, each with the score it must get."""

from __future__ import annotations

import copy
import tomllib

import nbformat
from nbformat.notebooknode import NotebookNode
from pydantic import BaseModel, ConfigDict, ValidationError

from labs.authoring import read_percent
from labs.catalogue import LabDefinition
from labs.errors import LabError, UnknownAnswer
from sandbox_data.text import LocalizedText

REFERENCE = "reference"
SOLUTION_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExpectedMessage(_Frozen):
    """A part of the text that a check must answer with."""

    check: str
    contains: str


class Edit(_Frozen):
    """How a wrong answer differs from the reference in a cell: `after` instead of `before`, which stands there once."""

    cell: str
    before: str
    after: str


class ExpectedAnswer(_Frozen):
    """What an answer must get: automatic points by task, and the messages that teach. `edits`: what it changes in the
    reference, where no file of its name says so."""

    title: LocalizedText
    scores: dict[str, float]
    messages: tuple[ExpectedMessage, ...] = ()
    edits: tuple[Edit, ...] = ()


def answer_names(lab: LabDefinition) -> list[str]:
    """Names of the lab's answers: the reference first, then the wrong ones, with a file or with edits of their own."""
    files = {path.stem for path in (lab.folder / "answers").glob("*.py")}
    return [REFERENCE, *sorted(files | {name for name, answer in expected(lab).items() if answer.edits})]


def expected(lab: LabDefinition) -> dict[str, ExpectedAnswer]:
    """What every answer must get, by name, from `answers/expected.toml`. Raises LabError naming the field."""
    path = lab.folder / "answers" / "expected.toml"
    stated = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return {name: ExpectedAnswer.model_validate(entry) for name, entry in stated.items()}
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise LabError(f"{lab.code}/answers/expected.toml: {field}: {first['msg']}") from error


def solve(
    release_notebook: NotebookNode | dict[str, object], lab: LabDefinition, answer_name: str = REFERENCE
) -> NotebookNode:
    """A copy of a release with the answer's cells in place, as a trainee would hand it in.

    A wrong answer states only what differs, cells or a few words of them; the rest is the reference's. Of a cell that
    exists in two languages the one of the notebook's language is taken. Raises UnknownAnswer and LabError.
    """
    if answer_name not in answer_names(lab):
        raise UnknownAnswer(
            f"{lab.code}: '{answer_name}' 답안은 없습니다 / has no answer '{answer_name}'.",
            f"목록 / Known: {', '.join(answer_names(lab))}",
        )
    notebook = nbformat.from_dict(copy.deepcopy(release_notebook))
    language = notebook.metadata.get("shopfloor", {}).get("language", "ko")
    cells = _answer_cells(lab, REFERENCE, language)
    if answer_name != REFERENCE:
        cells = _edited(lab, answer_name, cells) | _answer_cells(lab, answer_name, language)
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution") and mark["grade_id"] in cells:
            cell.source = cells.pop(mark["grade_id"])
    if cells:
        raise LabError(f"{lab.code}/answers/{answer_name}.py: the release has no cell {', '.join(cells)}")
    return notebook


def _edited(lab: LabDefinition, answer_name: str, cells: dict[str, str]) -> dict[str, str]:
    """The reference's cells with an answer's edits made."""
    made = dict(cells)
    stated = expected(lab).get(answer_name)
    for edit in stated.edits if stated is not None else ():
        source = made.get(edit.cell, "")
        if source.count(edit.before) != 1:
            raise LabError(
                f"{lab.code}/answers/expected.toml: {answer_name}.edits: {edit.before!r} stands "
                f"{source.count(edit.before)} times in {edit.cell}, once is wanted"
            )
        made[edit.cell] = source.replace(edit.before, edit.after)
    return made


def _answer_cells(lab: LabDefinition, answer_name: str, language: str) -> dict[str, str]:
    """Sources of the cells an answer fills, by grade id. The reference is the notebook's own solutions."""
    path = lab.folder / "notebook.py" if answer_name == REFERENCE else lab.folder / "answers" / f"{answer_name}.py"
    if not path.is_file():
        return {}
    return {
        cell.metadata["grade_id"]: _without_marks(cell.source)
        for cell in read_percent(path)
        if cell.metadata.get("lang", language) == language
        and "grade_id" in cell.metadata
        and cell.metadata.get("role", "solution") in ("solution", "written")
    }


def _without_marks(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if line.strip() not in SOLUTION_MARKS)
