"""What came out of an executed notebook: points and messages of every check, seconds of every cell, memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

from labs.attempts import CheckState, error_text, state_of, task_of, untouched_tasks
from labs.harness.assembling import BEGIN_ID, END_ID
from labs.harness.probe_program import MARK, name_of

CHECKS_KEY = "shopfloor_checks"
"""In an executed notebook's metadata, `cpu_s`: what checks used in a process of their own."""


@dataclass(frozen=True)
class CheckOutcome:
    """One graded cell. `score` is None where a person marks; `said` is the error's text and what the check printed."""

    grade_id: str
    points: float
    score: float | None
    state: CheckState
    said: str

    @property
    def task(self) -> str:
        return task_of(self.grade_id)


@dataclass(frozen=True)
class CellError:
    """An error of a cell that is not graded. `position` counts code cells of the notebook from 1."""

    position: int
    label: str
    text: str


@dataclass(frozen=True)
class Usage:
    """CPU seconds of kernel and checks, the kernel's peak resident memory in MB, its CPU seconds by cell's label."""

    cpu_s: float
    rss_mb: float
    threads: int
    cells: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Outcome:
    """An executed notebook. `usage` is None where the kernel ended before the last cell."""

    checks: tuple[CheckOutcome, ...]
    errors: tuple[CellError, ...]
    first_answer: int
    usage: Usage | None
    pictures: int

    def by_task(self) -> dict[str, float]:
        """Automatic points by task; a written answer counts nothing here."""
        tasks: dict[str, float] = {}
        for check in self.checks:
            tasks[check.task] = tasks.get(check.task, 0.0) + (check.score or 0.0)
        return tasks

    @property
    def automatic(self) -> float:
        return sum(check.score or 0.0 for check in self.checks)

    @property
    def given(self) -> float:
        """Points of written answers that are there, taken as given."""
        return sum(check.points for check in self.checks if check.state is CheckState.ANSWERED)

    def said(self, grade_id: str) -> str:
        return next((check.said for check in self.checks if check.grade_id == grade_id), "")


def read_outcome(notebook: NotebookNode) -> Outcome:
    """The outcome of a probed notebook after its execution."""
    own = [cell for cell in notebook.cells if cell.get("id") not in (BEGIN_ID, END_ID)]
    untouched = untouched_tasks(notebook)
    graded = [cell for cell in own if is_grade(cell)]
    return Outcome(
        checks=tuple(_check(cell, untouched) for cell in graded),
        errors=tuple(_errors(own)),
        first_answer=_first_answer(own),
        usage=_usage(notebook, own),
        pictures=sum(_pictures(cell) for cell in own),
    )


def completed(version: Outcome, first: int, reference: Outcome) -> Outcome:
    """The outcome of a version of the reference that was run from graded cell number `first` (from 0) on only."""
    return replace(version, checks=(*reference.checks[:first], *version.checks[first:]))


def label_of(cell: NotebookNode, position: int) -> str:
    """A code cell's grade id, or its place among the code cells."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {position}")


def _check(cell: NotebookNode, untouched: frozenset[str]) -> CheckOutcome:
    score, points = determine_grade(cell)
    printed = "".join(str(output.text) for output in cell.get("outputs", []) if output.output_type == "stream")
    return CheckOutcome(
        grade_id=cell.metadata.nbgrader["grade_id"],
        points=points,
        score=score,
        state=state_of(cell, untouched),
        said="\n".join(part for part in (error_text(cell), printed) if part),
    )


def _numbered(cells: Iterable[NotebookNode]) -> Iterable[tuple[int, NotebookNode]]:
    return enumerate((cell for cell in cells if cell.cell_type == "code"), start=1)


def _errors(cells: Iterable[NotebookNode]) -> Iterable[CellError]:
    for position, cell in _numbered(cells):
        if is_grade(cell):
            continue
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                text = f"{output.get('ename')}: {output.get('evalue')}".rstrip(": ")
                yield CellError(position, label_of(cell, position), text)


def _first_answer(cells: Iterable[NotebookNode]) -> int:
    """Position of the first code cell that a trainee fills in; behind the last one where there is none."""
    position = 0
    for position, cell in _numbered(cells):
        if is_solution(cell):
            return position
    return position + 1


def _pictures(cell: NotebookNode) -> int:
    outputs = cell.get("outputs", [])
    return sum(any(kind.startswith("image/") for kind in output.get("data", {})) for output in outputs)


def _usage(notebook: NotebookNode, own: list[NotebookNode]) -> Usage | None:
    last = next((cell for cell in notebook.cells if cell.get("id") == END_ID), None)
    outputs = last.get("outputs", []) if last is not None else []
    printed = "".join(str(output.text) for output in outputs if output.output_type == "stream")
    line = next((line for line in printed.splitlines() if line.startswith(MARK)), None)
    if line is None:
        return None
    told = json.loads(line.removeprefix(MARK))
    checks = float(notebook.metadata.get(CHECKS_KEY, {}).get("cpu_s", 0.0))
    named = {name_of(cell.source): label_of(cell, position) for position, cell in _numbered(own)}
    cells = [(named[name], float(cpu)) for name, (cpu, _wall) in told["cells"].items() if name in named]
    return Usage(float(told["cpu_s"]) + checks, float(told["rss_mb"]), int(told["threads"]), tuple(cells))
