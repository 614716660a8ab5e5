"""Marks and scores in nbgrader's gradebook, read and settled through its API in a converter process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import (
    BaseCell,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from grader.scores import CellScore
from grader.work import Work


def stamp(work: Work, gradebook: Gradebook) -> str:
    """The time of the attempt that lies in the gradebook; empty without one."""
    try:
        return _timestamp(gradebook.find_submission(work.lab, work.username))
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


def scores(submission: SubmittedAssignment) -> list[CellScore]:
    """The grade cells of a submission, of all its notebooks."""
    cells = []
    for notebook in submission.notebooks:
        comments = {comment.name: comment.comment or "" for comment in notebook.comments}
        cells += [replace(_cell(grade), comment=comments.get(grade.name, "")) for grade in notebook.grades]
    return cells


def all_scores(work: Work) -> list[dict[str, Any]]:
    """Scores of every student of a lab, with the time of the attempt that they belong to."""
    with work.gradebook() as gradebook:
        assignment = gradebook.find_assignment(work.lab)
        submitted = selectinload(SubmittedAssignment.notebooks)
        # All in a few queries: a lab has thousands of rows, and this runs whenever somebody changed one.
        _cells = gradebook.db.scalars(
            select(BaseCell).join(Notebook).where(Notebook.assignment_id == assignment.id)
        ).all()
        submissions = gradebook.db.scalars(
            select(SubmittedAssignment)
            .where(SubmittedAssignment.assignment_id == assignment.id)
            .options(
                submitted.selectinload(SubmittedNotebook.grades), submitted.selectinload(SubmittedNotebook.comments)
            )
        )
        return [
            {
                "username": submission.student_id,
                "timestamp": _timestamp(submission),
                "cells": [cell.as_message() for cell in scores(submission)],
            }
            for submission in submissions
        ]


def _timestamp(submission: SubmittedAssignment) -> str:
    """ISO 8601 in UTC, as it was given to nbgrader, which keeps it without a zone."""
    return f"{submission.timestamp.isoformat()}+00:00" if submission.timestamp else ""


def _cell(grade: Grade) -> CellScore:
    return CellScore(
        name=grade.name,
        max_score=float(grade.max_score),
        auto=grade.auto_score,
        manual=grade.manual_score,
        extra=grade.extra_credit,
        needs_mark=bool(grade.needs_manual_grade),
        comment="",
    )
