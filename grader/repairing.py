"""Bring a submitted notebook back to the shape of its release: nbgrader stops or gives nothing on several that aren't.

Duplicated, moved, edited or deleted graded cells, forged metadata and old schema versions are repaired from what the
gradebook holds; what the trainee wrote in solution cells stays.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader.errors import Refused
from grader.labside import plan

SCHEMA_VERSION = 3
MAJOR = 4
MINOR = 5
KINDS: dict[str, dict[str, Any]] = {
    "code": {"cell_type": "code", "outputs": [], "execution_count": None},
    "markdown": {"cell_type": "markdown"},
    "raw": {"cell_type": "raw"},
}
METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class SheetCell:
    """A cell that the gradebook knows: what the release said it is. `points` is 0.0 for a cell without a grade."""

    name: str
    cell_type: str
    source: str
    locked: bool
    checksum: str
    grade: bool
    solution: bool
    task: bool
    points: float

    @property
    def metadata(self) -> dict[str, Any]:
        marks: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "grade_id": self.name,
            "cell_type": self.cell_type,
            "locked": self.locked,
            "grade": self.grade,
            "solution": self.solution,
            "task": self.task,
            "checksum": self.checksum,
        }
        if self.grade or self.task:
            marks["points"] = self.points
        return {"deletable": False, "editable": not self.locked, "nbgrader": marks}


def read(content: bytes) -> NotebookNode:
    """A submitted file as a version 4 notebook with nothing but cells, their texts and the names that they claim.

    Outputs, attachments, tags and the notebook's metadata are a trainee's to shape and no grader's to need, but for the
    language that it is written in. Refused if it is no notebook; what the exchange accepts (`exchange.notebooks`) is
    one here too.
    """
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(text)
        if found["nbformat"] != MAJOR:
            found = nbformat.reads(text, as_version=MAJOR)
        cells = [_plain(number, cell) for number, cell in enumerate(found["cells"])]
    except Exception as error:
        raise Refused(f"노트북 파일이 아닙니다. / This file is not a notebook: {type(error).__name__}.") from error
    said = plan.restated(found.get("metadata"))
    metadata = METADATA | ({plan.KEY: said} if said else {})
    whole = {"cells": cells, "metadata": metadata, "nbformat": MAJOR, "nbformat_minor": MINOR}
    notebook: NotebookNode = nbformat.from_dict(whole)
    return notebook


def _plain(number: int, cell: dict[str, Any]) -> dict[str, Any]:
    marks = cell["metadata"].get("nbgrader")
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    if not isinstance(cell["source"], str | list):
        raise TypeError("a cell without text")
    plain = {
        "id": f"cell-{number}",
        "metadata": {"grade_id": name} if isinstance(name, str) else {},
        "source": _text("".join(cell["source"])),  # a text, or its lines
    }
    return plain | copy.deepcopy(KINDS[cell["cell_type"]])


def _text(text: str) -> str:
    """JSON can carry half a surrogate pair, files can't."""
    return text.encode("utf-8", "replace").decode()


def repair(notebook: NotebookNode, sheet: Sequence[SheetCell]) -> list[str]:
    """Repair `notebook` (from `read`) in place against the release's cells, in the release's order; what was mended.

    Of a cell that is there twice the last one counts, as in nbgrader. A missing check comes back behind the cell that
    it followed; a missing graded answer comes back as the release's stub, which is worth nothing.
    """
    known = {cell.name: cell for cell in sheet}
    mended: list[str] = []
    seen: set[str] = set()
    for cell in reversed(notebook.cells):
        name = cell.metadata.pop("grade_id", None)
        if name is None:
            continue
        if name not in known or name in seen:
            mended.append(f"{name}: unknown or repeated")
            continue
        seen.add(name)
        if _restore(cell, known[name]):
            mended.append(f"{name}: changed")
    for position, wanted in enumerate(sheet):
        if wanted.name not in seen and (wanted.locked or wanted.grade or wanted.task):
            mended.append(f"{wanted.name}: missing")
            _insert(notebook, wanted, [cell.name for cell in sheet[:position]])
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    return mended


def _restore(cell: NotebookNode, wanted: SheetCell) -> bool:
    # A check with hidden parts always differs from what the trainee got: that is no mending.
    edited = wanted.locked and cell.source != wanted.source and "HIDDEN TESTS" not in wanted.source
    changed = cell.cell_type != wanted.cell_type or edited
    if cell.cell_type != wanted.cell_type:
        cell.cell_type = wanted.cell_type
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)
        if wanted.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    if wanted.locked:
        cell.source = wanted.source
    cell.metadata = nbformat.from_dict(wanted.metadata)
    return changed


def _insert(notebook: NotebookNode, wanted: SheetCell, before: list[str]) -> None:
    make = new_code_cell if wanted.cell_type == "code" else new_markdown_cell
    cell = make(source=wanted.source, metadata=nbformat.from_dict(wanted.metadata))
    place = {
        there.metadata.nbgrader.grade_id: index
        for index, there in enumerate(notebook.cells)
        if "nbgrader" in there.metadata
    }
    behind = [place[name] for name in before if name in place]
    last = len(notebook.cells) if before else 0
    notebook.cells.insert(behind[-1] + 1 if behind else last, cell)


def in_release_order(cells: Sequence[SheetCell], release: bytes | None) -> list[SheetCell]:
    """The gradebook keeps no order: take the release's, or the names' where there is no release."""
    order: dict[str, int] = {}
    if release is not None:
        for index, cell in enumerate(json.loads(release).get("cells", [])):
            order[str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))] = index
    return sorted(cells, key=lambda cell: (order.get(cell.name, len(order)), cell.name))
