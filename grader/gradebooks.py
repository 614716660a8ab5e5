"""nbgrader's gradebook, kept open between jobs and read in bulk: its own API asks for every cell by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader import preprocessors as nbgrader_preprocessors
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    SourceCell,
    SubmittedNotebook,
)
from sqlalchemy import select

WAIT_SECONDS = 30
# Where nbgrader's preprocessors take the class from that they open the gradebook with.
_BORROWERS = ("overwritekernelspec", "overwritecells", "saveautogrades", "latesubmissions", "getgrades")

_kept: dict[str, tuple[tuple[int, int], Gradebook]] = {}


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'gradebook.db'}?timeout={WAIT_SECONDS}"


@contextmanager
def opened(folder: Path, run: str) -> Iterator[Gradebook]:
    """The gradebook of a course folder. Nothing is written before `gradebook.db.settle()`; the rest is undone.

    The connection stays open for the next job, and with it SQLAlchemy's compiled statements, which cost more than the
    queries. A file that was replaced is opened anew.
    """
    path = folder / "gradebook.db"
    where = address(folder)
    status = path.stat()
    identity = (status.st_dev, status.st_ino)
    kept = _kept.get(where)
    if kept is not None and kept[0] != identity:
        kept[1].close()
        kept = None
    if kept is None:
        gradebook = Gradebook(where, run)
        gradebook.db = _Uncommitted(gradebook.db)
        _kept[where] = (identity, gradebook)
    else:
        gradebook = kept[1]
    try:
        yield gradebook
    except BaseException:
        _kept.pop(where, None)
        gradebook.close()
        raise
    gradebook.db.remove()


def forget(folder: Path) -> None:
    """Close the gradebook of a folder that is about to go."""
    kept = _kept.pop(address(folder), None)
    if kept is not None:
        kept[1].close()


class _Uncommitted:
    """A session whose commits wait until `settle`: nbgrader commits after every cell."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def commit(self) -> None:
        self._session.flush()

    def settle(self) -> None:
        """Commit all of it."""
        self._session.commit()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


class BulkGradebook:
    """A gradebook with one notebook's rows loaded at once, behind the lookups that nbgrader makes a cell at a time."""

    def __init__(self, gradebook: Gradebook, lab: str, username: str = "") -> None:
        self._gradebook, self.db = gradebook, gradebook.db
        self.notebook = gradebook.find_notebook(lab, lab)
        sources = gradebook.db.scalars(select(SourceCell).where(SourceCell.notebook_id == self.notebook.id))
        self.source_cells = {cell.name: cell for cell in sources}
        self.graded_cells = {cell.name: cell for cell in (*self.notebook.grade_cells, *self.notebook.task_cells)}
        self.solution_names = {cell.name for cell in self.notebook.solution_cells}
        # The student's notebook; only of a gradebook that was opened for one.
        self.submission: Any = None
        self.grades: dict[str, Grade] = {}
        self.comments: dict[str, Comment] = {}
        if username:
            submission: SubmittedNotebook = gradebook.find_submission_notebook(lab, lab, username)
            self.submission = submission
            self.grades = {grade.name: grade for grade in self.submission.grades}
            self.comments = {comment.name: comment for comment in self.submission.comments}

    def __enter__(self) -> BulkGradebook:
        return self

    def __exit__(self, *_error: object) -> None:
        """It is only lent."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gradebook, name)

    def find_notebook(self, _notebook: str, _assignment: str) -> Any:
        return self.notebook

    def find_submission_notebook(self, _notebook: str, _assignment: str, _student: str) -> Any:
        return self.submission

    def find_source_cell(self, name: str, *_where: str) -> Any:
        return _found(self.source_cells, name)

    def find_graded_cell(self, name: str, *_where: str) -> Any:
        return _found(self.graded_cells, name)

    def find_grade(self, name: str, *_where: str) -> Any:
        return _found(self.grades, name)

    def find_comment(self, name: str, *_where: str) -> Any:
        return _found(self.comments, name)


def _found(rows: dict[str, Any], name: str) -> Any:
    try:
        return rows[name]
    except KeyError:
        raise MissingEntry(f"No such cell: {name}") from None


@contextmanager
def lent(gradebook: BulkGradebook) -> Iterator[None]:
    """For a while nbgrader's preprocessors, which open the gradebook by themselves, get this one instead."""
    modules = [getattr(nbgrader_preprocessors, name) for name in _BORROWERS]
    originals = [module.Gradebook for module in modules]
    for module in modules:
        module.Gradebook = lambda *_arguments, **_more: gradebook
    try:
        yield
    finally:
        for module, original in zip(modules, originals, strict=True):
            module.Gradebook = original
