"""nbgrader's own converters and gradebook, called through their API in a converter process."""

from __future__ import annotations

import contextlib
import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
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


@dataclass(frozen=True)
class Before:
    """What lay in the gradebook before an attempt was graded: its time, and what was answered then."""

    timestamp: str
    answers: dict[str, str]


def before(work: Work) -> Before:
    """What `settle_marks` will need, kept in a file until then: nbgrader overwrites it as its first step, and a grading
    that dies on the way is begun again."""
    note = _unsettled(work)
    if note.is_file():
        with contextlib.suppress(ValueError, TypeError):
            return Before(**json.loads(note.read_text()))
    found = _in_gradebook(work)
    note.parent.mkdir(parents=True, exist_ok=True)
    replace_file(note, json.dumps(asdict(found)).encode())
    return found


def _unsettled(work: Work) -> Path:
    return refuse_links(work.folder, "unsettled", work.username, f"{work.lab}.json")


def _in_gradebook(work: Work) -> Before:
    with work.gradebook() as gradebook:
        try:
            seen = gradebook.find_submission(work.lab, work.username)
        except MissingEntry:
            return Before("", {})
        timestamp = _timestamp(seen)
    answers: dict[str, str] = {}
    if work.notebook.is_file():
        for cell in json.loads(work.notebook.read_text())["cells"]:
            name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
            if name:
                answers[name] = "".join(cell["source"])
    return Before(timestamp, answers)


def settle_marks(work: Work, previous: Before, timestamp: str) -> None:
    """Keep an instructor's marks where the same attempt was graded again or the answer is unchanged; drop the others.

    nbgrader keeps every mark of the former attempt, whatever is answered now.
    """
    same_attempt = previous.timestamp == timestamp
    now = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(work.notebook, as_version=4).cells
        if "nbgrader" in cell.metadata and "grade_id" in cell.metadata.nbgrader
    }
    with work.gradebook() as gradebook:
        submission = gradebook.find_submission_notebook(work.lab, work.lab, work.username)
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
        gradebook.db.commit()
    _unsettled(work).unlink(missing_ok=True)


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
