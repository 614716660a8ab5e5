"""Small notebooks as nbgrader leaves them: released, answered, executed. No kernel is needed for what they show."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import compute_checksum

from labs.authoring import ROLES

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def graded_cell(grade_id: str, role: str, source: str = "", points: float = 0, *, prose: bool = False) -> NotebookNode:
    """A cell with nbgrader's marks and the checksum of its release."""
    make = new_markdown_cell if prose else new_code_cell
    cell = make(source)
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, **ROLES[role]}
    if ROLES[role]["grade"]:
        cell.metadata.nbgrader["points"] = points
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    return cell


def answered(cell: NotebookNode, source: str) -> NotebookNode:
    """A released cell with a trainee's source in it; the checksum stays the release's."""
    cell.source = source
    return cell


def failed(cell: NotebookNode, said: str, name: str = "AssertionError") -> NotebookNode:
    cell.outputs = [new_output("error", ename=name, evalue=said, traceback=[])]
    return cell


def worth(cell: NotebookNode, value: str) -> NotebookNode:
    """A check that ended in a value: partial credit."""
    cell.outputs = [new_output("execute_result", data={"text/plain": value}, execution_count=1)]
    return cell


def notebook(*cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=list(cells))
