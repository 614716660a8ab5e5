"""Marks and scores in nbgrader's gradebook, read and settled through its API in a converter process."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Before:
    """What lay in the gradebook before an attempt was graded: its time, and what was answered then."""

    timestamp: str
    answers: dict[str, str]

    def as_message(self) -> dict[str, Any]:
        return {"timestamp": self.timestamp, "answers": self.answers}

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Before:
        return cls(str(message["timestamp"]), dict(message["answers"]))


def before(work: Work, gradebook: Gradebook) -> Before:
    try:
        seen = gradebook.find_submission(work.lab, work.username)
    except MissingEntry:
        return Before("", {})
    answers: dict[str, str] = {}
    if work.notebook.is_file():
        for cell in json.loads(work.notebook.read_text())["cells"]:
            name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
            if name:
                answers[name] = "".join(cell["source"])
    return Before(_timestamp(seen), answers)


def settle_marks(submission: SubmittedNotebook, notebook: NotebookNode, previous: Before, timestamp: str) -> None:
    """Keep an instructor's marks where the same attempt was graded again or the answer is unchanged; drop the others.

    nbgrader keeps every mark of the former attempt, whatever is answered now. The caller settles.
    """
    same_attempt = previous.timestamp == timestamp
    now = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in notebook.cells
        if "nbgrader" in cell.metadata and "grade_id" in cell.metadata.nbgrader
    }
    for grade in submission.grades:
        unchanged = same_attempt or (
            grade.auto_score is None and previous.answers.get(grade.name) == now.get(grade.name)
        )
        if not unchanged:
            grade.manual_score, grade.extra_credit = None, None
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
    for comment in submission.comments:
        if not same_attempt and previous.answers.get(comment.name) != now.get(comment.name):
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
