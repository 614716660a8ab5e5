"""*Not attempted* is a state of its own, not a wrong answer: how it is recognised in an executed notebook.

A failed check is *not attempted* where its author's message begins with NOT_ATTEMPTED (the check looked for the name
that the task asks for and found none), or where the trainee has changed no answer cell of the check's task.
"""

from __future__ import annotations

from enum import StrEnum

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution

NOT_ATTEMPTED = "[미작성 · not attempted]"
"""Authors begin the message of a check with it, word for word: docs/labs.md."""
STUB_ERROR = "NotImplementedError"


class CheckState(StrEnum):
    """What one graded cell came to. ANSWERED: a written answer, which a person marks."""

    PASSED = "passed"
    PARTLY = "partly"
    WRONG = "wrong"
    NOT_ATTEMPTED = "not-attempted"
    ANSWERED = "answered"


def task_of(grade_id: str) -> str:
    """The task that a graded or an answer cell belongs to: `t3` of `t3-hidden`."""
    return grade_id.split("-", 1)[0]


def untouched_tasks(notebook: NotebookNode) -> frozenset[str]:
    """Tasks of which no answer cell was changed since the release, or whose every changed one still ends in the stub.

    Read from nbgrader's checksums, which a release carries. A trainee who forges them only changes how the own zero is
    named.
    """
    attempted: dict[str, bool] = {}
    for cell in notebook.cells:
        if is_solution(cell):
            task = task_of(cell.metadata.nbgrader["grade_id"])
            attempted[task] = attempted.get(task, False) or not (_unchanged(cell) or _ends_in_stub(cell))
    return frozenset(task for task, done in attempted.items() if not done)


def state_of(cell: NotebookNode, untouched: frozenset[str]) -> CheckState:
    """The state of one graded cell of an executed notebook; `untouched` comes from `untouched_tasks`."""
    if not is_grade(cell):
        raise ValueError("not a graded cell")
    score, points = determine_grade(cell)
    if is_solution(cell):
        return CheckState.NOT_ATTEMPTED if score == 0 else CheckState.ANSWERED
    if score is None:
        return CheckState.ANSWERED
    if score >= points and not error_text(cell):
        return CheckState.PASSED
    if score > 0:
        return CheckState.PARTLY
    missing = error_text(cell).lstrip().startswith(NOT_ATTEMPTED)
    idle = task_of(cell.metadata.nbgrader["grade_id"]) in untouched
    return CheckState.NOT_ATTEMPTED if missing or idle else CheckState.WRONG


def error_text(cell: NotebookNode) -> str:
    """What a cell's errors said, one line each; empty for a cell that ended well."""
    outputs = cell.get("outputs", [])
    return "\n".join(str(output.get("evalue") or "") for output in outputs if output.output_type == "error")


def _unchanged(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.get("checksum") == compute_checksum(cell))


def _ends_in_stub(cell: NotebookNode) -> bool:
    return any(
        output.output_type == "error" and output.get("ename") == STUB_ERROR for output in cell.get("outputs", [])
    )
