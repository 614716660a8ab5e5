"""Short ways to execute cells with the real engine and to read what came out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader.engine import Engine
from grader.limits import GradingLimits

MEBIBYTE = 1 << 20
LAB_ENVIRONMENT = Path(__file__).resolve().parents[2] / ".venv-lab"
# Memory, processes and /tmp are small, so that their limits are soon reached. Time isn't: machines can be busy.
LIMITS = GradingLimits(
    cell_seconds=20, total_seconds=120, memory_bytes=600 * MEBIBYTE, processes=96, tmp_bytes=64 * MEBIBYTE
)
HASTY = replace(LIMITS, cell_seconds=2, total_seconds=30)


def executed(
    *sources: str, limits: GradingLimits = LIMITS, released_data: Path | None = None, slot: int = 0
) -> list[NotebookNode]:
    """The cells after a run in a fresh kernel."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    cells: list[NotebookNode] = Engine(LAB_ENVIRONMENT, released_data, limits).execute(notebook, slot).cells
    return cells


def errors(cell: NotebookNode) -> list[str]:
    """Names of the errors that a cell shows."""
    return [output.ename for output in cell.outputs if output.output_type == "error"]


def printed(cell: NotebookNode, name: str = "stdout") -> str:
    return "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == name)


def result(cell: NotebookNode) -> str:
    """The text of a cell's last expression."""
    assert not errors(cell), cell.outputs
    (found,) = [output for output in cell.outputs if output.output_type == "execute_result"]
    return str(found.data["text/plain"])
