"""Converters are kept between jobs, one job at a time in a course, and replaced when they end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader import converters as converters_module
from grader.converters import Converters, Keeping
from grader.errors import EngineFault, Refused
from grader.gradebook import CourseGradebook
from tests.grader.conftest import LAB, RIGHT, RUN, answered, course_identity
from tests.grader.test_autograding import MOMENT, executed


@pytest.fixture
def converters() -> Iterator[Converters]:
    kept = Converters()
    yield kept
    kept.close()


def processes_in(folder: Path) -> list[int]:
    """Converters that work in this course folder, inside their sandbox."""
    found = []
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            command = (process / "cmdline").read_bytes()
            if b"grader.converting" in command and str(folder).encode() in command:
                found.append(int(process.name))
    return found


def grade(gradebook: CourseGradebook, released: Path, username: str = "kim", execute=executed) -> float:  # type: ignore[no-untyped-def]
    notebook = nbformat.writes(answered(released, **RIGHT)).encode()
    graded = gradebook.grade(LAB, username, notebook, MOMENT, lambda node: execute(node, True), scratch=False)
    return sum(cell.auto or 0.0 for cell in graded.cells)


def test_one_process_serves_many_jobs(course: Path, released: Path, converters: Converters) -> None:
    gradebook = CourseGradebook(course, RUN, course_identity(), converters)
    assert grade(gradebook, released) == 20.0
    first = processes_in(course)
    assert grade(gradebook, released, "lee") == 20.0
    assert processes_in(course) == first != []
    assert {entry.username for entry in gradebook.scores([LAB])[LAB]} == {"kim", "lee"}


def test_what_is_refused_ends_no_process(course: Path, released: Path, converters: Converters) -> None:
    gradebook = CourseGradebook(course, RUN, course_identity(), converters)
    with pytest.raises(Refused):
        gradebook.grade(LAB, "kim", b"no notebook", MOMENT, lambda node: node, scratch=False)
    first = processes_in(course)
    assert grade(gradebook, released) == 20.0
    assert processes_in(course) == first


def test_a_converter_that_dies_is_our_fault_and_replaced(course: Path, released: Path, converters: Converters) -> None:
    gradebook = CourseGradebook(course, RUN, course_identity(), converters)

    def murder(node: NotebookNode, right: bool) -> NotebookNode:
        for pid in processes_in(course):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return executed(node, right)

    with pytest.raises(EngineFault, match="The converter ended"):
        grade(gradebook, released, execute=murder)
    assert grade(gradebook, released) == 20.0


def test_a_job_that_hangs_is_ended(
    course: Path, released: Path, converters: Converters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else holds the gradebook for longer than a job may take."""
    import sqlite3

    gradebook = CourseGradebook(course, RUN, course_identity(), converters)
    assert grade(gradebook, released) == 20.0
    monkeypatch.setattr(converters_module, "JOB_SECONDS", 4)
    holder = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(EngineFault, match="The converter ended"):
            grade(gradebook, released)
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    monkeypatch.setattr(converters_module, "JOB_SECONDS", 300)
    assert grade(gradebook, released) == 20.0


def test_a_converter_is_renewed_and_an_idle_one_ends(course: Path, released: Path) -> None:
    now = [0.0]
    kept = Converters(Keeping(idle_seconds=10, jobs=2), clock=lambda: now[0])
    try:
        gradebook = CourseGradebook(course, RUN, course_identity(), kept)
        grade(gradebook, released)
        first = processes_in(course)
        grade(gradebook, released)
        assert processes_in(course) != first
        kept.tend()
        assert processes_in(course)
        now[0] = 11.0
        kept.tend()
        assert processes_in(course) == []
        assert grade(gradebook, released) == 20.0
    finally:
        kept.close()


def test_only_so_many_converters_live_at_a_time(released: Path, tmp_path: Path) -> None:
    kept = Converters(Keeping(most=2))
    folders = [tmp_path / f"course-{n}" for n in range(3)]
    try:
        for folder in folders:
            subprocess.run(["cp", "-a", str(released), str(folder)], check=True)
            CourseGradebook(folder, RUN, course_identity(), kept).scores([LAB])
        assert [bool(processes_in(folder)) for folder in folders] == [False, True, True]
    finally:
        kept.close()


def test_two_submissions_of_a_course_execute_at_the_same_time(
    course: Path, released: Path, converters: Converters
) -> None:
    """The converter is free while a notebook is executed."""
    gradebook = CourseGradebook(course, RUN, course_identity(), converters)
    both = threading.Barrier(2, timeout=30)

    def meet(node: NotebookNode, right: bool) -> NotebookNode:
        both.wait()
        return executed(node, right)

    scores: list[float] = []
    threads = [
        threading.Thread(target=lambda name=name: scores.append(grade(gradebook, released, name, meet)))  # type: ignore[misc]
        for name in ("kim", "lee")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scores == [20.0, 20.0]


def test_a_converter_ends_with_its_worker(course: Path, released: Path) -> None:
    program = f"""
import sys, time
from pathlib import Path
from grader.converters import Converters
from grader.gradebook import CourseGradebook
from tests.grader.conftest import LAB, RUN, course_identity
converters = Converters()
CourseGradebook(Path({str(course)!r}), RUN, course_identity(), converters).scores([LAB])
print("ready", flush=True)
time.sleep(60)
"""
    import sys

    worker = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    assert processes_in(course)
    worker.kill()
    worker.wait()
    worker.stdout.close()
    deadline = time.monotonic() + 10
    while processes_in(course) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_in(course) == []
