"""A check's outcome as the output of its cell, so that nbgrader scores it, and formgrader and feedback show it."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grader.checks.box import Answer
from grader.checks.sentences import sentence
from grader.labside.plan import KEY, RAN


def mark(cell: NotebookNode) -> None:
    """Note that this cell's outputs are the engine's own: a trainee's code writes outputs, but no cell's metadata."""
    cell.metadata[KEY] = {"ran": RAN}


def write(cell: NotebookNode, answer: Answer, seconds: float) -> NotebookNode:
    """Put an answer into its cell."""
    cell.outputs, cell.execution_count = [], None
    mark(cell)
    if answer.printed:
        cell.outputs.append(new_output("stream", name="stdout", text=answer.printed))
    name, said, shown, trace = _failure(answer, seconds)
    if name:
        cell.metadata[KEY]["shown"] = shown
        cell.outputs.append(new_output("error", ename=name, evalue=said, traceback=trace.split("\n")))
    elif answer.points is not None:
        most = float(cell.metadata.nbgrader.get("points", 0))
        points = min(max(answer.points, 0.0), most)
        cell.outputs.append(new_output("execute_result", data={"text/plain": repr(points)}, execution_count=None))
    return cell


def _failure(answer: Answer, seconds: float) -> tuple[str, str, str, str]:
    """Name, sentence for the instructor, sentence for the trainee, traceback; empty if the check passed."""
    if answer.kind == "checked":
        return answer.error, answer.sentence, answer.shown, answer.traceback
    code = "CheckTimeLimit" if answer.kind == "late" else "NoAnswer"
    said = sentence(code, seconds=round(seconds), said="the kernel did not answer")
    return code, said, said, f"{code}: {said}"
