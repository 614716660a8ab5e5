"""Runs a notebook for real and scores it as nbgrader does: the yardstick that every lab's answers are held to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import determine_grade, is_grade

ROOT = Path(__file__).resolve().parents[2]
PREPARE = """import sys, pathlib
sys.path.insert(0, {root!r})
import sandbox_data.reading
sandbox_data.reading.FOLDER = pathlib.Path({folder!r})"""


@dataclass(frozen=True)
class Outcome:
    """Automatic points by grade id, and what each check said when it failed."""

    scores: dict[str, float]
    messages: dict[str, str]
    cpu_seconds: float
    errors: tuple[str, ...]

    def by_task(self) -> dict[str, float]:
        tasks: dict[str, float] = {}
        for grade_id, score in self.scores.items():
            task = grade_id.split("-", 1)[0]
            tasks[task] = tasks.get(task, 0) + score
        return tasks


def with_hidden_tests(answered: NotebookNode, source: NotebookNode) -> NotebookNode:
    """What autograde does before it runs: the checks are put back from the source."""
    checks = {
        cell.metadata["nbgrader"]["grade_id"]: cell.source
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    }
    for cell in answered.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in checks:
            cell.source = checks[grade_id]
    return answered


def run(notebook: NotebookNode, released_data: Path, folder: Path) -> Outcome:
    """Execute with a kernel of this interpreter; `folder` is the kernel's working directory."""
    notebook = nbformat.from_dict(notebook)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(PREPARE.format(root=str(ROOT), folder=str(released_data))))
    before = os.times()
    NotebookClient(
        notebook, timeout=120, allow_errors=True, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "error"]
    graded = [cell for cell in notebook.cells if is_grade(cell)]
    return Outcome(
        scores={cell.metadata["nbgrader"]["grade_id"]: determine_grade(cell)[0] or 0.0 for cell in graded},
        messages={cell.metadata["nbgrader"]["grade_id"]: _said(cell) for cell in graded if cell.cell_type == "code"},
        cpu_seconds=used,
        errors=tuple(output.evalue for output in outputs),
    )


def _said(cell: NotebookNode) -> str:
    return "\n".join(output.evalue for output in cell.outputs if output.output_type == "error")
