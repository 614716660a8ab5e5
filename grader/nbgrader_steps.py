"""nbgrader's own converters and gradebook, called through their API in a converter process."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat import NotebookNode
from nbgrader.api import Grade, Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    SaveAutoGrades,
)
from traitlets.config import Config

from grader import feedback, verdicts
from grader.course_folder import refuse_links, replace_file
from grader.errors import EngineFault
from grader.labside.hidden_checks import hide_checks
from grader.repairing import SheetCell, in_release_order
from grader.scores import CellScore

GRADEBOOK_WAIT_SECONDS = 30


@dataclass(frozen=True)
class Work:
    """One student's work on one lab, in a course folder (or a scratch copy of one)."""

    folder: Path
    run: str
    lab: str
    username: str

    @property
    def notebook(self) -> Path:
        return refuse_links(self.folder, "autograded", self.username, self.lab, f"{self.lab}.ipynb")

    def gradebook(self) -> Gradebook:
        return Gradebook(self.address, self.run)

    @property
    def address(self) -> str:
        return f"sqlite:///{self.folder / 'gradebook.db'}?timeout={GRADEBOOK_WAIT_SECONDS}"

    def directory(self, config: Config) -> CourseDirectory:
        return CourseDirectory(
            config=config,
            root=str(self.folder),
            course_id=self.run,
            db_url=self.address,
            assignment_id=self.lab,
            student_id=self.username,
            groupshared=True,
        )


def sheet(work: Work) -> list[SheetCell]:
    """What the gradebook knows of the lab's cells, in the release's order. EngineFault if the lab isn't there."""
    with work.gradebook() as gradebook:
        try:
            notebook = gradebook.find_notebook(work.lab, work.lab)
        except MissingEntry:
            raise EngineFault(f"{work.lab} is not in the gradebook of {work.run}.", "Release it again.") from None
        points = {cell.name: float(cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)}
        grades = {cell.name for cell in notebook.grade_cells}
        tasks = {cell.name for cell in notebook.task_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        cells = [
            SheetCell(
                name=cell.name,
                cell_type=cell.cell_type,
                source=cell.source,
                locked=bool(cell.locked),
                checksum=cell.checksum,
                grade=cell.name in grades,
                solution=cell.name in solutions,
                task=cell.name in tasks,
                points=points.get(cell.name, 0.0),
            )
            for cell in notebook.source_cells
        ]
    release = refuse_links(work.folder, "release", work.lab, f"{work.lab}.ipynb")
    return in_release_order(cells, release.read_bytes() if release.is_file() else None)


def autograde(work: Work, executed: NotebookNode) -> None:
    """nbgrader's Autograde, with the outputs of `executed` in place of its Execute."""

    def run(sanitised: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        return _with_outputs(sanitised, executed), resources

    config = Config()
    converter = Autograde(coursedir=work.directory(config), config=config, force=True)
    converter.autograde_preprocessors = [
        run,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    _start(converter)


def _with_outputs(sanitised: NotebookNode, executed: NotebookNode) -> NotebookNode:
    ours, theirs = ([(cell.cell_type, cell.source) for cell in one.cells] for one in (executed, sanitised))
    if ours != theirs:
        raise EngineFault("nbgrader's notebook is not the one that was executed.")
    for cell, ran in zip(sanitised.cells, executed.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
    return sanitised


def render_feedback(work: Work) -> str:
    """nbgrader's GenerateFeedback without hidden checks, made harmless; the page also replaces nbgrader's file."""

    def hidden(notebook: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        return hide_checks(notebook, verdicts.SENTENCES), resources

    config = Config()
    converter = GenerateFeedback(coursedir=work.directory(config), config=config, force=True)
    converter.preprocessors = [hidden, GetGrades]
    refuse_links(work.folder, "feedback", work.username, work.lab)
    _start(converter)
    page = feedback.clean_page(_feedback_file(work).read_text())
    replace_feedback(work, page)
    return page


def replace_feedback(work: Work, page: str) -> None:
    """Put a page where nbgrader put its own."""
    path = _feedback_file(work)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, page.encode())


def _feedback_file(work: Work) -> Path:
    return refuse_links(work.folder, "feedback", work.username, work.lab, f"{work.lab}.html")


def _start(converter: Any) -> None:
    said: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    converter.log.addHandler(handler)
    try:
        converter.start()
    except Exception as error:
        words = " | ".join(text.strip().splitlines()[-1] for text in said if text.strip())
        raise EngineFault(f"nbgrader: {words or error}") from error
    finally:
        converter.log.removeHandler(handler)


# --- marks --------------------------------------------------------------------------------------------------------


def stamp(work: Work) -> str:
    """The time of the attempt that lies in the gradebook; empty without one."""
    with work.gradebook() as gradebook:
        try:
            return _timestamp(gradebook.find_submission(work.lab, work.username))
        except MissingEntry:
            return ""


def answers(notebook: NotebookNode) -> dict[str, str]:
    """What was answered, by grade id, in a notebook that has the release's shape."""
    named = (cell for cell in notebook.cells if "nbgrader" in cell.metadata)
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in named}


def settle_marks(work: Work, marked: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Keep an instructor's marks only where the answer is the one that was `marked`; both by grade id.

    nbgrader keeps every mark of the former attempt, whatever is answered now. A mark on a checked cell was made for
    the whole attempt: it stays only where nothing is answered differently.
    """
    same = dict(marked) == dict(now)
    with work.gradebook() as gradebook:
        submission = gradebook.find_submission_notebook(work.lab, work.lab, work.username)
        for grade in submission.grades:
            unchanged = grade.auto_score is None and marked.get(grade.name) == now.get(grade.name)
            if not (same or unchanged):
                grade.manual_score, grade.extra_credit = None, None
            grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
        for comment in submission.comments:
            if marked.get(comment.name) != now.get(comment.name):
                comment.manual_comment = None
        gradebook.db.commit()


def scores(work: Work) -> list[CellScore]:
    with work.gradebook() as gradebook:
        return _cells(gradebook.find_submission(work.lab, work.username))


def all_scores(work: Work) -> list[dict[str, Any]]:
    """Scores of every student of a lab, with the time of the attempt that they belong to."""
    with work.gradebook() as gradebook:
        return [
            {
                "username": submission.student.id,
                "timestamp": _timestamp(submission),
                "cells": [cell.as_message() for cell in _cells(submission)],
            }
            for submission in gradebook.assignment_submissions(work.lab)
        ]


def _timestamp(submission: SubmittedAssignment) -> str:
    """ISO 8601 in UTC, as it was given to nbgrader, which keeps it without a zone."""
    return f"{submission.timestamp.isoformat()}+00:00" if submission.timestamp else ""


def _cells(submission: SubmittedAssignment) -> list[CellScore]:
    cells = []
    for notebook in submission.notebooks:
        comments = {comment.name: comment.comment or "" for comment in notebook.comments}
        cells += [replace(_cell(grade), comment=comments.get(grade.name, "")) for grade in notebook.grades]
    return cells


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
