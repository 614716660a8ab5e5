"""Our steps leave the same gradebook and the same files behind as nbgrader's own converters."""

from __future__ import annotations

import base64
import copy
import re
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_output
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
from nbgrader.utils import is_grade
from traitlets.config import Config

from grader import converting, feedback, verdicts
from grader.gradebook import timestamp
from grader.labside import plan
from grader.labside.hidden_checks import hide_checks
from grader.not_attempted import say_not_attempted
from tests.grader.conftest import LAB, RIGHT, RUN, answered

WRONG = {"t1_solution": "def double(x):\n    return x + 2", "t3_written": "No idea."}
MOMENT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def executed(notebook: NotebookNode, right: bool) -> NotebookNode:
    """Outputs as a kernel gives them: which ones doesn't matter here, only what is made of them."""
    for number, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        cell.execution_count = number + 1
        cell.outputs = [new_output("stream", name="stdout", text="line\n" * 1200)] if number == 0 else []
        if is_grade(cell) and "hidden" in cell.metadata.nbgrader.grade_id and not right:
            cell.outputs = [new_output("error", ename="AssertionError", evalue="double", traceback=["a"] * 200)]
        elif is_grade(cell) and not right:
            cell.outputs = [new_output("execute_result", data={"text/plain": "1.5"}, execution_count=number + 1)]
    return notebook


def by_us(folder: Path, username: str, notebook: NotebookNode, when: datetime, right: bool) -> None:
    job: dict[str, Any] = {"lab": LAB, "username": username, "timestamp": timestamp(when), "scratch": False}
    job |= {"run": RUN, "folder": str(folder), "render_seconds": 60}
    content = base64.b64encode(nbformat.writes(notebook).encode()).decode()
    prepared, _ = converting._answer(job | {"command": "prepare", "notebook": content, "marked": None})
    assert prepared["kind"] == "prepared", prepared
    results = {"repaired": prepared["repaired"], "marked": prepared["marked"]}
    results["executed"] = executed(nbformat.from_dict(prepared["notebook"]), right)
    recorded, _ = converting._answer(job | {"command": "record"} | results)
    assert recorded["kind"] == "graded", recorded


def shown(graded: NotebookNode) -> NotebookNode:
    """What our page shows of a graded notebook."""
    return say_not_attempted(hide_checks(copy.deepcopy(graded), verdicts.SENTENCES), graded)


def by_nbgrader(folder: Path, username: str, repaired: bytes, when: datetime, right: bool) -> None:
    submitted = folder / "submitted" / username / LAB
    submitted.mkdir(parents=True, exist_ok=True)
    (submitted / f"{LAB}.ipynb").write_bytes(repaired)
    (submitted / "timestamp.txt").write_text(timestamp(when))
    config = Config()
    directory = CourseDirectory(
        config=config,
        root=str(folder),
        course_id=RUN,
        db_url=f"sqlite:///{folder / 'gradebook.db'}",
        assignment_id=LAB,
        student_id=username,
        groupshared=True,
    )
    converter = Autograde(coursedir=directory, config=config, force=True)
    converter.autograde_preprocessors = [
        lambda notebook, resources: (executed(notebook, right), resources),
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    converter.start()
    pages = GenerateFeedback(coursedir=directory, config=config, force=True)
    pages.preprocessors = [
        lambda notebook, resources: (shown(notebook), resources),
        GetGrades,
    ]
    pages.start()


def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that grading writes, without random ids, joined to names where rows need them to be told apart."""
    database = sqlite3.connect(folder / "gradebook.db")
    wanted = {
        "student": "select * from student order by id",
        "submitted_assignment": "select a.name, s.student_id, s.timestamp, s.extension from submitted_assignment s "
        "join assignment a on a.id = s.assignment_id order by 1, 2",
        "submitted_notebook": "select s.student_id, n.late_submission_penalty from submitted_notebook n "
        "join submitted_assignment s on s.id = n.assignment_id order by 1",
        "grade": "select s.student_id, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade "
        "from grade g join base_cell c on c.id = g.cell_id join submitted_notebook n on n.id = g.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id order by 1, 2",
        "comment": "select s.student_id, c.name, m.auto_comment, m.manual_comment from comment m "
        "join base_cell c on c.id = m.cell_id join submitted_notebook n on n.id = m.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id order by 1, 2",
    }
    found = {table: database.execute(query).fetchall() for table, query in wanted.items()}
    database.close()
    return found


def files(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Everything below `autograded` and `feedback`, with modes."""
    return {
        str(path.relative_to(folder)): (oct(path.stat().st_mode), _content(path) if path.is_file() else b"")
        for top in ("autograded", "feedback")
        for path in sorted((folder / top).rglob("*"))
    }


def _content(path: Path) -> bytes:
    """A file's bytes; of a notebook without the plan of its checks, which nbgrader doesn't know."""
    if path.suffix != ".ipynb":
        return path.read_bytes()
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop(plan.KEY, None)
    return f"{nbformat.writes(notebook)}\n".encode()


@pytest.fixture
def two(course: Path, tmp_path: Path) -> tuple[Path, Path]:
    (course / "source" / LAB / "extra").mkdir()
    (course / "source" / LAB / "extra" / "table.csv").write_text("a,b\n1,2\n")
    other = tmp_path / "nbgraders"
    subprocess.run(["cp", "-a", str(course), str(other)], check=True)
    return course, other


def test_the_gradebook_and_the_files_are_nbgraders_own(two: tuple[Path, Path], released: Path) -> None:
    """First attempts, a better second one, a worse second one, an untouched one and one that repeats itself."""
    ours, theirs = two
    attempts = [
        ("right", answered(released, **RIGHT), 0, True),
        ("wrong", answered(released, **WRONG), 1, False),
        ("untouched", answered(released), 2, False),
        ("right", answered(released, **WRONG), 3, False),
        ("wrong", answered(released, **RIGHT), 4, True),
        ("untouched", answered(released), 5, False),
    ]
    for username, notebook, hours, right in attempts:
        when = MOMENT + timedelta(hours=hours)
        by_us(ours, username, notebook, when, right)
        repaired = (ours / "submitted" / username / LAB / f"{LAB}.ipynb").read_bytes()
        by_nbgrader(theirs, username, repaired, when, right)
        assert rows(ours) == rows(theirs), (username, hours)
    graded = {grade[:3] for grade in rows(ours)["grade"]}
    assert ("wrong", "t1-hidden", 6.0) in graded
    assert ("right", "t1-hidden", 0.0) in graded
    assert ("right", "t1-visible", 1.5) in graded
    autograded, as_nbgrader = ({k: v for k, v in files(f).items() if k[0] == "a"} for f in two)
    assert autograded == as_nbgrader
    assert "autograded/right/tiny/extra/table.csv" in autograded


NBGRADERS_OWN_WORDS = re.compile(
    r"Score: .*|\(Top\)|Student's (answer|task)|Grade cell:|Comments:|tiny( \(Score.*)?|t\d-\w+|>"
)


def test_the_feedback_page_shows_all_that_nbgraders_shows(two: tuple[Path, Path], released: Path) -> None:
    ours, theirs = two
    notebook = answered(released, **WRONG)
    by_us(ours, "one", notebook, MOMENT, False)
    repaired = (ours / "submitted" / "one" / LAB / f"{LAB}.ipynb").read_bytes()
    by_nbgrader(theirs, "one", repaired, MOMENT, False)
    page = (ours / "feedback" / "one" / LAB / f"{LAB}.html").read_text()
    nbgraders = feedback.clean_page((theirs / "feedback" / "one" / LAB / f"{LAB}.html").read_text())
    notebooks_part = nbgraders.partition('id="notebook"')[2]
    missing = said(notebooks_part) - said(page)
    assert {line for line in missing if not NBGRADERS_OWN_WORDS.fullmatch(line)} == set()
    assert "1.5 / 10점" in page


def said(page: str) -> set[str]:
    return {" ".join(line.split()) for line in re.split(r"<[^>]*>", page) if line.strip()}


def test_nothing_is_written_by_a_job_that_fails(course: Path, released: Path) -> None:
    """The rows that were entered before the failure are gone with it."""
    before = rows(course)
    job: dict[str, Any] = {"lab": LAB, "username": "unlucky", "timestamp": timestamp(MOMENT), "scratch": False}
    job |= {"run": RUN, "folder": str(course), "render_seconds": 60}
    content = base64.b64encode(nbformat.writes(answered(released, **RIGHT)).encode()).decode()
    prepared, _ = converting._answer(job | {"command": "prepare", "notebook": content, "marked": None})
    broken = nbformat.from_dict(prepared["notebook"])
    next(cell for cell in broken.cells if "nbgrader" in cell.metadata).metadata.nbgrader.grade_id = "no-such-cell"
    results = {"executed": broken, "repaired": prepared["repaired"], "marked": prepared["marked"]}
    answer, _ = converting._answer(job | {"command": "record"} | results)
    assert answer["kind"] == "fault"
    assert rows(course) == before


def test_an_older_attempt_leaves_no_trace(course: Path, released: Path) -> None:
    by_us(course, "kim", answered(released, **RIGHT), MOMENT, True)
    kept, seen = files(course), rows(course)
    job: dict[str, Any] = {"lab": LAB, "username": "kim", "timestamp": timestamp(MOMENT), "scratch": True}
    job |= {"run": RUN, "folder": str(course), "render_seconds": 60}
    content = base64.b64encode(nbformat.writes(answered(released, **WRONG)).encode()).decode()
    prepared, _ = converting._answer(job | {"command": "prepare", "notebook": content, "marked": None})
    results = {"repaired": prepared["repaired"], "marked": prepared["marked"]}
    results["executed"] = executed(nbformat.from_dict(prepared["notebook"]), False)
    answer, _ = converting._answer(job | {"command": "record"} | results)
    assert sum(cell["auto"] or 0 for cell in answer["cells"]) == 1.5
    assert (files(course), rows(course)) == (kept, seen)
