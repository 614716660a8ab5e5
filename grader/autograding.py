"""nbgrader's autograding of one notebook, step by step: its preprocessors, rows and files without its converters.

The converters read and write the notebook twice, validate it after each of eleven steps, open the gradebook ten times
and commit after every cell. Here the same preprocessors run over a notebook in memory and a gradebook that is open;
everything is written in one transaction. A test compares rows and files with those of nbgrader's own Autograde.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import find_all_files

from grader.course_folder import refuse_links, replace_file
from grader.errors import EngineFault
from grader.gradebooks import BulkGradebook, lent
from grader.repairing import SheetCell, in_release_order
from grader.work import Work


class CheckMetadataOnce(CheckCellMetadata):  # nbgrader has no types
    """nbgrader's check, which compiles a schema for every cell, once for each set of marks that a release has."""

    _passed: ClassVar[set[str]] = set()

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        marks = json.dumps([(cell.cell_type, cell.metadata.get("nbgrader")) for cell in nb.cells])
        digest = hashlib.sha256(marks.encode()).hexdigest()
        if digest not in self._passed:
            nb, resources = super().preprocess(nb, resources)
            if len(self._passed) >= REMEMBERED_RELEASES:
                self._passed.clear()
            self._passed.add(digest)
        return nb, resources


REMEMBERED_RELEASES = 1000
# nbgrader's own lists (converters/autograde.py), without the execution between them.
SANITIZE = (ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckMetadataOnce)
GRADE = (IgnorePattern, ClearMetadataPreprocessor, LimitOutput, SaveAutoGrades)
LATE = (AssignLatePenalties, CheckMetadataOnce)
# What nbgrader leaves behind in a shared course (its `permissions` and `groupshared`).
FILE_MODE, FOLDER_MODE = 0o664, 0o2770


def bulk(work: Work, gradebook: Gradebook, username: str = "") -> BulkGradebook:
    """The lab's rows, and with a user name the submission's. EngineFault if the lab isn't there."""
    try:
        return BulkGradebook(gradebook, work.lab, username)
    except MissingEntry:
        raise EngineFault(f"{work.lab} is not in the gradebook of {work.run}.", "Release it again.") from None


def sheet(work: Work, rows: BulkGradebook) -> list[SheetCell]:
    """What the gradebook knows of the lab's cells, in the release's order."""
    grades = {cell.name for cell in rows.notebook.grade_cells}
    tasks = {cell.name for cell in rows.notebook.task_cells}
    cells = [
        SheetCell(
            name=cell.name,
            cell_type=cell.cell_type,
            source=cell.source,
            locked=bool(cell.locked),
            checksum=cell.checksum,
            grade=cell.name in grades,
            solution=cell.name in rows.solution_names,
            task=cell.name in tasks,
            points=float(rows.graded_cells[cell.name].max_score) if cell.name in rows.graded_cells else 0.0,
        )
        for cell in rows.source_cells.values()
    ]
    release = refuse_links(work.folder, "release", work.lab, f"{work.lab}.ipynb")
    return in_release_order(cells, release.read_bytes() if release.is_file() else None)


def sanitise(work: Work, rows: BulkGradebook, notebook: NotebookNode) -> NotebookNode:
    """nbgrader's first pass: what is executed is the release's checks around the trainee's answers."""
    with lent(rows):
        notebook = run_steps(SANITIZE, notebook, resources(work))
    nbformat.validate(notebook)
    return notebook


def save(
    work: Work, gradebook: Gradebook, executed: NotebookNode, timestamp: str
) -> tuple[BulkGradebook, NotebookNode]:
    """nbgrader's second pass over an executed notebook: its scores; the caller settles, then writes the files.

    The rows as they are now, and the graded notebook.
    EngineFault if the rows don't fit: nothing is committed then.
    """
    _enter_submission(work, gradebook, timestamp)
    rows = bulk(work, gradebook, work.username)
    with lent(rows):
        executed = run_steps(GRADE, executed, resources(work))
    rows = reloaded(work, gradebook)
    with lent(rows):
        executed = run_steps(LATE, executed, resources(work))
    nbformat.validate(executed)
    return rows, executed


def reloaded(work: Work, gradebook: Gradebook) -> BulkGradebook:
    """The rows anew: sums that the database computes are old once a part of them was changed."""
    gradebook.db.flush()
    gradebook.db.expire_all()
    return bulk(work, gradebook, work.username)


def resources(work: Work) -> dict[str, Any]:
    """What nbgrader's converters hand to each preprocessor."""
    names = {"student": work.username, "assignment": work.lab, "notebook": work.lab, "db_url": work.address}
    return {"unique_key": work.lab, "output_files_dir": f"{work.lab}_files", "nbgrader": names}


def run_steps(steps: Sequence[type], notebook: NotebookNode, given: dict[str, Any]) -> NotebookNode:
    """Run preprocessors in order, those that are enabled. EngineFault with the name of the one that failed."""
    for step in steps:
        try:
            notebook, given = step()(notebook, given)
        except Exception as error:
            raise EngineFault(f"nbgrader's {step.__name__}: {error}") from error
    return notebook


def _enter_submission(work: Work, gradebook: Gradebook, timestamp: str) -> None:
    gradebook.update_or_create_student(work.username)
    submission = gradebook.update_or_create_submission(work.lab, work.username, timestamp=timestamp)
    for other in submission.notebooks:
        if other.name != work.lab:  # a notebook of the assignment that was not handed in
            for grade in other.grades:
                grade.auto_score, grade.needs_manual_grade = 0, False


def write_files(work: Work, notebook: NotebookNode) -> None:
    """The folder below `autograded` as nbgrader leaves it: notebook, time, and the release's other files.

    After the gradebook is settled: what lies here is what a mark in the gradebook was given for.
    """
    folder = refuse_links(work.folder, "autograded", work.username, work.lab)
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    submitted = refuse_links(work.folder, "submitted", work.username, work.lab)
    for place in (submitted, refuse_links(work.folder, "source", work.lab)):
        for file in map(Path, find_all_files(str(place), ["*.ipynb", ".ipynb_checkpoints", "*.pyc", "__pycache__"])):
            copy = folder / file.relative_to(place)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(refuse_links(place, *file.relative_to(place).parts), copy)
    replace_file(folder / f"{work.lab}.ipynb", f"{nbformat.writes(notebook, version=4)}\n".encode())
    _share(work.folder / "autograded", folder)


def _share(top: Path, folder: Path) -> None:
    for path, _folders, files in os.walk(folder):
        for name in files:
            Path(path, name).chmod(FILE_MODE)
        _open_folder(Path(path))
    _open_folder(top)


def _open_folder(folder: Path) -> None:
    status = folder.stat()
    if status.st_uid == os.geteuid() and status.st_mode & FOLDER_MODE != FOLDER_MODE:
        folder.chmod((status.st_mode | FOLDER_MODE) & 0o2777)
