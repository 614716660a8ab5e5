"""Marks and scores in nbgrader's gradebook, read and settled through its API in a converter process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import func, select

from grader.scores import CellScore
from grader.work import Work


def stamp(work: Work, gradebook: Gradebook) -> str:
    """The time of the attempt that lies in the gradebook; empty without one."""
    try:
        return _timestamp(gradebook.find_submission(work.lab, work.username).timestamp)
    except MissingEntry:
        return ""


def answers(notebook: NotebookNode) -> dict[str, str]:
    """What was answered, by grade id, in a notebook that has the release's shape."""
    named = (cell for cell in notebook.cells if "nbgrader" in cell.metadata)
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in named}


def settle_marks(submission: SubmittedNotebook, marked: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Keep an instructor's marks only where the answer is the one that was `marked`; both by grade id.

    nbgrader keeps every mark of the former attempt, whatever is answered now. A mark on a checked cell was made for
    the whole attempt: it stays only where nothing is answered differently. The caller settles.
    """
    same = dict(marked) == dict(now)
    for grade in submission.grades:
        unchanged = grade.auto_score is None and marked.get(grade.name) == now.get(grade.name)
        if not (same or unchanged):
            grade.manual_score, grade.extra_credit = None, None
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
    for comment in submission.comments:
        if marked.get(comment.name) != now.get(comment.name):
            comment.manual_comment = None


def scores(gradebook: Gradebook, lab: str, username: str) -> list[CellScore]:
    """The grade cells of a student's submission, of all its notebooks, by name."""
    found = _cells(gradebook, lab, username)
    return [cell for cells in found.values() for cell in cells]


def all_scores(work: Work) -> list[dict[str, Any]]:
    """Scores of every student of a lab, with the time of the attempt that they belong to."""
    with work.gradebook() as gradebook:
        assignment = gradebook.find_assignment(work.lab)
        submissions = gradebook.db.execute(
            select(SubmittedAssignment.id, SubmittedAssignment.student_id, SubmittedAssignment.timestamp).where(
                SubmittedAssignment.assignment_id == assignment.id
            )
        ).all()
        cells = _cells(gradebook, work.lab)
        return [
            {
                "username": row.student_id,
                "timestamp": _timestamp(row.timestamp),
                "cells": [cell.as_message() for cell in cells.get(row.id, [])],
            }
            for row in submissions
        ]


def _cells(gradebook: Gradebook, lab: str, username: str = "") -> dict[str, list[CellScore]]:
    """Grade cells by the id of their submission, as columns: a lab has thousands, and whenever somebody changed one all
    are read; objects of them would cost twenty times as much."""
    wanted = [SubmittedAssignment.assignment_id == gradebook.find_assignment(lab).id]
    if username:
        wanted.append(SubmittedAssignment.student_id == username)
    comments = {
        (row.notebook_id, row.name): row.comment
        for row in gradebook.db.execute(
            select(Comment.notebook_id, BaseCell.name, Comment.comment)
            .join(BaseCell, BaseCell.id == Comment.cell_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(*wanted)
        )
    }
    checked, written = GradeCell.__table__, TaskCell.__table__
    grades = gradebook.db.execute(
        select(
            SubmittedNotebook.assignment_id,
            Grade.notebook_id,
            BaseCell.name,
            func.coalesce(checked.c.max_score, written.c.max_score).label("most"),
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .outerjoin(checked, checked.c.id == Grade.cell_id)
        .outerjoin(written, written.c.id == Grade.cell_id)
        .where(*wanted)
        .order_by(SubmittedNotebook.assignment_id, BaseCell.name)
    )
    found: dict[str, list[CellScore]] = {}
    for row in grades:
        cell = CellScore(
            name=row.name,
            max_score=float(row.most),
            auto=row.auto_score,
            manual=row.manual_score,
            extra=row.extra_credit,
            needs_mark=bool(row.needs_manual_grade),
            comment=comments.get((row.notebook_id, row.name)) or "",
        )
        found.setdefault(row.assignment_id, []).append(cell)
    return found


def _timestamp(moment: datetime | None) -> str:
    """ISO 8601 in UTC, as it was given to nbgrader, which keeps it without a zone."""
    return f"{moment.isoformat()}+00:00" if moment else ""
