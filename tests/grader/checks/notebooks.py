"""Small notebooks with separate checks, and what came of them in the real engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from grader.engine import Engine
from grader.labside.hidden_checks import hide_checks
from grader.labside.plan import attach
from grader.verdicts import SENTENCES

HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


def _marks(name: str, **marks: object) -> dict[str, Any]:
    base = {"schema_version": 3, "grade_id": name, "locked": False, "solution": False, "grade": False, "task": False}
    return base | marks


def work(source: str, name: str = "") -> NotebookNode:
    """A trainee's cell; with a name, a solution cell."""
    return new_code_cell(source, metadata={"nbgrader": _marks(name, solution=True)} if name else {})


def given(source: str, name: str = "given") -> NotebookNode:
    """A locked cell of the instructor's."""
    return new_code_cell(source, metadata={"nbgrader": _marks(name, locked=True)})


def check(name: str, source: str, points: float = 2, **allowed: bool) -> NotebookNode:
    metadata: dict[str, Any] = {"nbgrader": _marks(name, grade=True, locked=True, points=points)}
    if allowed:
        metadata["shopfloor"] = dict(allowed)
    return new_code_cell(source, metadata=metadata)


def hidden(name: str, source: str, points: float = 2, **allowed: bool) -> NotebookNode:
    return check(name, HIDDEN.format(source), points, **allowed)


def notebook(
    cells: Sequence[NotebookNode], mode: str = "separate", source: Sequence[NotebookNode] = ()
) -> NotebookNode:
    """The notebook as the converter sends it to the engine. `source`: the instructor's own cells, where they differ."""
    whole = new_notebook(cells=[nbformat.from_dict(dict(cell)) for cell in cells])
    original = new_notebook(
        cells=[nbformat.from_dict(dict(cell)) for cell in (source or cells)], metadata={"shopfloor": {"checks": mode}}
    )
    attach(whole, original)
    return whole


@dataclass(frozen=True)
class Judged:
    """One check's outcome: points by nbgrader's own rule, the error's name, the instructor's and the trainee's text."""

    points: float
    error: str
    sentence: str
    shown: str
    printed: str


@dataclass(frozen=True)
class Results:
    """An executed notebook, its checks by name, and what its author reads of it."""

    notebook: NotebookNode
    checks: dict[str, Judged]

    def __getitem__(self, name: str) -> Judged:
        return self.checks[name]

    @property
    def points(self) -> float:
        return sum(judged.points for judged in self.checks.values())

    def page(self) -> str:
        """All text that feedback shows."""
        shown = hide_checks(nbformat.from_dict(self.notebook), SENTENCES)
        return "\n".join([str(cell.get("outputs", "")) + cell.source for cell in shown.cells])

    def outputs(self) -> str:
        """All that the trainee's own cells put out."""
        cells = [c for c in self.notebook.cells if c.metadata.get("nbgrader", {}).get("grade") is not True]
        return "\n".join(str(cell.get("outputs", "")) for cell in cells)


def judge(
    engine: Engine, *cells: NotebookNode, slot: int = 0, source: Sequence[NotebookNode] = (), mode: str = "separate"
) -> Results:
    """Execute in the real engine."""
    executed = engine.execute(notebook(cells, mode, source), slot)
    return Results(executed, {name: _judged(cell) for cell in executed.cells if (name := _check_name(cell))})


def _check_name(cell: NotebookNode) -> str:
    marks = cell.metadata.get("nbgrader", {})
    return str(marks["grade_id"]) if marks.get("grade") else ""


def _judged(cell: NotebookNode) -> Judged:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    points = float(determine_grade(cell)[0] or 0)
    shown = str(cell.metadata.get("shopfloor", {}).get("shown", ""))
    if not errors:
        return Judged(points, "", "", shown, printed)
    return Judged(points, errors[0].ename, errors[0].evalue, shown, printed)
