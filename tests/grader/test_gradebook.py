"""A course's gradebook through its converter: nbgrader's own steps, in a sandbox that holds one course folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from grader.errors import EngineFault, Refused
from grader.gradebook import CourseGradebook, Graded
from tests.grader.conftest import LAB, RIGHT, RUN, answered, course_identity
from tests.grader.pages import text_of
from tests.grader.sandboxes import running

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def gradebook(released: Path, tmp_path_factory: pytest.TempPathFactory) -> CourseGradebook:
    """One course folder for all that leaves it as it was."""
    folder = tmp_path_factory.mktemp("gradebook") / RUN
    subprocess.run(["cp", "-a", str(released), str(folder)], check=True)
    return CourseGradebook(folder, RUN, course_identity())


@pytest.fixture
def own_gradebook(course: Path) -> CourseGradebook:
    return CourseGradebook(course, RUN, course_identity())


@pytest.fixture
def work(released: Path) -> NotebookNode:
    return answered(released, **RIGHT)


@pytest.fixture(scope="module")
def hong(gradebook: CourseGradebook, released: Path) -> Graded:
    """hong's right answers, graded at AT."""
    return grade(gradebook, answered(released, **RIGHT), AT)


def all_pass(notebook: NotebookNode) -> NotebookNode:
    """An engine in whose kernel nothing went wrong."""
    return notebook


def grade(
    gradebook: CourseGradebook,
    notebook: NotebookNode | bytes,
    at: datetime,
    execute: Callable[[NotebookNode], NotebookNode] = all_pass,
    *,
    username: str = "hong",
    scratch: bool = False,
) -> Graded:
    content = notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode()
    return gradebook.grade(LAB, username, content, at, execute, scratch=scratch)


def snapshot(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_an_attempt_is_converted_and_scored(hong: Graded) -> None:
    assert {cell.name: (cell.auto, cell.max_score, cell.needs_mark) for cell in hong.cells} == {
        "t1-visible": (4.0, 4.0, False),
        "t1-hidden": (6.0, 6.0, False),
        "t2-hidden": (10.0, 10.0, False),
        "t3-written": (None, 5.0, True),
    }
    assert hong.mended == ()
    assert "assert double(0) == 0" in text_of(hong.feedback)
    assert "31415" not in hong.feedback


def test_it_lies_in_the_gradebook_under_its_own_time(gradebook: CourseGradebook, hong: Graded) -> None:
    (entry,) = [entry for entry in gradebook.scores([LAB])[LAB] if entry.username == "hong"]
    assert (entry.submitted_at, entry.cells) == (AT, hong.cells)
    assert gradebook.feedback(LAB, ["hong"])["hong"] == hong.feedback


def test_all_files_belong_to_the_course(gradebook: CourseGradebook, hong: Graded) -> None:
    files = {f"{step}/hong/{LAB}/{LAB}.ipynb" for step in ("submitted", "autograded")}
    files |= {f"feedback/hong/{LAB}/{LAB}.html", "gradebook.db"}
    owner = gradebook.identity.uid if gradebook.identity else os.getuid()
    assert {(gradebook.folder / name).stat().st_uid for name in files} == {owner}


def test_a_scratch_grading_leaves_no_trace(gradebook: CourseGradebook, hong: Graded, work: NotebookNode) -> None:
    before = snapshot(gradebook.folder)
    seen: list[str] = []

    def fails(notebook: NotebookNode) -> NotebookNode:
        seen.extend(cell.source for cell in notebook.cells)
        notebook.cells[2].outputs = [new_output("error", ename="AssertionError", evalue="x", traceback=["x"])]
        return notebook

    older = grade(gradebook, work, AT - timedelta(hours=1), fails, scratch=True)
    assert {cell.name: cell.auto for cell in older.cells}["t1-visible"] == 0.0
    assert older.feedback != hong.feedback
    assert snapshot(gradebook.folder) == before
    assert "31415" in "".join(seen), "the engine gets the hidden checks"


def test_a_file_that_is_no_notebook_is_refused_and_changes_nothing(gradebook: CourseGradebook, hong: Graded) -> None:
    before = snapshot(gradebook.folder)
    with pytest.raises(Refused, match="노트북 파일이 아닙니다"):
        grade(gradebook, b"{}", AT)
    assert snapshot(gradebook.folder) == before


# --- outputs and texts that are a trainee's to choose ----------------------------------------------------------------

ODD: list[dict[str, object]] = [
    {"text/html": ["<b>", "x</b>"], "text/plain": ["a", "b"]},
    {"image/png": "no base64 !", "image/jpeg": "", "image/svg+xml": "<svg><script>steal()</script></svg>"},
    {"text/latex": "\\begin{x}$$", "application/javascript": "steal()", "text/markdown": "<script>steal()</script>"},
    {"application/pdf": "x", "application/vnd.odd+json": "x", "": "x", "text/plain": ""},
    {},
]


def test_outputs_and_texts_of_every_kind_come_through(gradebook: CourseGradebook, released: Path) -> None:
    sizes = {"image/png": {"width": 10**9, "height": -1.5}}

    def execute(notebook: NotebookNode) -> NotebookNode:
        cell = notebook.cells[1]
        cell.outputs = [NotebookNode(output_type="display_data", data=data, metadata=sizes) for data in ODD]
        cell.outputs += [NotebookNode(output_type="execute_result", data=ODD[0], metadata={}, execution_count=None)]
        cell.outputs += [
            new_output("stream", name=name, text="\0\x1b[31m빨강\x1b[9999m\x07") for name in ("stdout", "x")
        ]
        cell.outputs += [new_output("error", ename="", evalue="", traceback=[])]
        return notebook

    work = answered(
        released, t1_solution="x = 1  # \0 \x1b \u202e 글자", t3_written="$" * 50 + "[[" * 50 + "<script>steal()"
    )
    graded = grade(gradebook, work, AT, execute, username="odd")
    assert sum(cell.auto or 0 for cell in graded.cells) == 20
    assert "빨강" in graded.feedback
    assert "<script" not in graded.feedback


def test_a_page_that_would_take_for_ever_costs_its_author_the_page_only(
    gradebook: CourseGradebook, work: NotebookNode
) -> None:
    work.cells.append(new_markdown_cell("\\begin{a}" * 40_000))
    impatient = replace(gradebook, render_seconds=2)
    graded = grade(impatient, work, AT, username="deep")
    assert sum(cell.auto or 0 for cell in graded.cells) == 20
    assert "너무 복잡합니다" in graded.feedback
    assert (gradebook.folder / "feedback" / "deep" / LAB / f"{LAB}.html").read_text() == graded.feedback


# --- our own faults --------------------------------------------------------------------------------------------------


def test_a_lab_that_is_not_released_is_our_fault(gradebook: CourseGradebook) -> None:
    with pytest.raises(EngineFault, match="not in the gradebook"):
        gradebook.grade("other", "hong", b'{"nbformat": 4, "cells": []}', AT, all_pass, scratch=False)


def test_a_gradebook_that_can_not_be_read_is_our_fault(own_gradebook: CourseGradebook, work: NotebookNode) -> None:
    (own_gradebook.folder / "gradebook.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(EngineFault):
        grade(own_gradebook, work, AT)


def test_a_fault_of_the_engine_is_passed_on_and_leaves_the_former_attempt(
    gradebook: CourseGradebook, hong: Graded, work: NotebookNode
) -> None:
    before = snapshot(gradebook.folder)

    def broken(_notebook: NotebookNode) -> NotebookNode:
        raise EngineFault("no kernel could be started")

    with pytest.raises(EngineFault, match="no kernel could be started"):
        grade(gradebook, work, AT + timedelta(hours=1), broken)
    assert snapshot(gradebook.folder) == before


def test_a_converter_that_is_killed_is_our_fault_and_the_next_one_works(
    gradebook: CourseGradebook, work: NotebookNode
) -> None:
    def kill(notebook: NotebookNode) -> NotebookNode:
        for pid in running("grader.converting"):
            with contextlib.suppress(OSError):  # somebody else's, which has ended meanwhile
                if str(gradebook.folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)
        return notebook

    with pytest.raises(EngineFault, match="The converter ended"):
        grade(gradebook, work, AT, kill, username="kim")
    assert sum(cell.auto or 0 for cell in grade(gradebook, work, AT, username="kim").cells) == 20


# --- a folder that others may write ----------------------------------------------------------------------------------


def test_a_gradebook_that_is_a_link_is_not_followed(
    own_gradebook: CourseGradebook, work: NotebookNode, tmp_path: Path
) -> None:
    """The other places are in test_course_folder."""
    secret = tmp_path / "outside.db"
    shutil.copy(own_gradebook.folder / "gradebook.db", secret)
    secret.chmod(0o666)
    untouched = secret.read_bytes()
    (own_gradebook.folder / "gradebook.db").unlink()
    (own_gradebook.folder / "gradebook.db").symlink_to(secret)
    with pytest.raises(EngineFault, match="is a link"):
        grade(own_gradebook, work, AT)
    assert secret.read_bytes() == untouched
