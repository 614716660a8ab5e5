"""Feedback on what nobody attempted: a state of its own, not the failure of a check."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from labs.attempts import CheckState, state_of, untouched_tasks

SENTENCE = (
    "○ 미작성: 이 과제의 답이 아직 없어 점수가 없습니다. 틀린 답이라는 뜻이 아닙니다. / "
    "○ Not attempted: there is no answer to this task yet, so it has no points. That is not a wrong answer."
)


def say_not_attempted(shown: NotebookNode, graded: NotebookNode) -> NotebookNode:
    """Replace, in a page's notebook, the failures of checks that had nothing to check. In place; scores stay.

    `graded` is the notebook as it was scored: which checks these are stands in its cells and outputs.
    """
    untouched = untouched_tasks(graded)
    for cell, scored in zip(shown.cells, graded.cells, strict=True):
        if cell.cell_type != "code" or not is_grade(scored) or is_solution(scored):
            continue
        if state_of(scored, untouched) is CheckState.NOT_ATTEMPTED:
            cell.outputs = [new_output("stream", name="stdout", text=SENTENCE)]
    return shown
