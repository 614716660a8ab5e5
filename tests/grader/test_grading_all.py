"""A whole worker: what waits is graded in warm kernels, several at a time, and nothing stays behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from sqlalchemy import select

from courses import organising
from courses.registry import (
    Course,
    CourseLab,
    CourseRun,
    EnrolmentRole,
    Lab,
    Registry,
    Submission,
    SubmissionState,
    Task,
)
from grader import leasing
from grader.engine import Engine
from grader.storage import BlobStore
from grader.warm.parent import WarmParent
from grader.worker import Worker, WorkerConfiguration
from tests.courses.builders import a_cohort
from tests.grader.conftest import LAB, RIGHT, RUN, answered, course_identity
from tests.grader.executing import LAB_ENVIRONMENT
from tests.grader.test_converters import processes_in
from tests.grader.test_warm_kernels import LIGHT, LIMITS

REPOSITORY = Path(__file__).resolve().parents[2]
NAMES = ("hong", "kim", "lee", "park")
WRONG = RIGHT | {"t1_solution": "def double(x):\n    return 3 * x"}


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def enrol(registry: Registry, now: datetime) -> dict[str, int]:
    """The tiny lab's course with a run and four trainees; their enrolments by name."""
    with registry.session() as session:
        lab = Lab(code=LAB, title_ko="작은", title_en="Tiny", minutes=5, dataset="none")
        points = {"t1": 10.0, "t2": 10.0, "t3": 5.0}
        lab.tasks = [
            Task(code=code, title_ko=code, title_en=code, points=value, position=position, manual=code == "t3")
            for position, (code, value) in enumerate(points.items())
        ]
        course = Course(code="tiny", title_ko="작은", title_en="Tiny")
        session.add_all([lab, course])
        session.flush()
        session.add(CourseLab(course_id=course.id, lab_id=lab.id, position=0))
        cohort = a_cohort(session)
        run = organising.open_run(
            session, course="tiny", cohort=cohort.code, starts_at=now - timedelta(1), ends_at=now + timedelta(9)
        )
        assert run.code == RUN
        enrolments = {}
        for name in NAMES:
            person = organising.ensure_person(session, username=name, name=name, email=f"{name}@example.com", now=now)
            organising.ensure_enrolment(session, person, cohort, EnrolmentRole.TRAINEE, now)
            session.flush()
            enrolments[name] = next(e.id for e in person.enrolments)
        return enrolments


def submit(registry: Registry, enrolment: int, blob: str, attempt: int, now: datetime) -> None:
    with registry.session() as session:
        lab = session.scalars(select(Lab)).one()
        run_id = session.scalars(select(CourseRun.id)).one()
        session.add(
            Submission(
                enrolment_id=enrolment,
                run_id=run_id,
                lab_id=lab.id,
                attempt=attempt,
                submitted_at=now + timedelta(minutes=attempt),
                blob=blob,
                size_bytes=1,
            )
        )


@pytest.fixture
def worker(registry: Registry, store: BlobStore, course: Path, now: datetime) -> Iterator[Worker]:
    cold = Engine(LAB_ENVIRONMENT, None, LIMITS)
    engine = Engine(LAB_ENVIRONMENT, None, LIMITS, WarmParent(cold.sandbox(0), LIGHT))
    configuration = WorkerConfiguration(course.parent, 2, lambda _run: course_identity(), first_slot=10)
    started = Worker(registry, store, engine, configuration, lambda: now)
    yield started
    started.close()


def test_all_that_waits_is_graded(
    worker: Worker, registry: Registry, store: BlobStore, released: Path, course: Path, now: datetime
) -> None:
    enrolments = enrol(registry, now)
    right, wrong = (store.put(nbformat.writes(answered(released, **a)).encode()) for a in (RIGHT, WRONG))
    for name, blob in (("hong", right), ("kim", wrong), ("lee", right), ("park", store.put(b"no notebook"))):
        submit(registry, enrolments[name], blob, 1, now)
    submit(registry, enrolments["kim"], right, 2, now)
    assert leasing.waiting(registry, now) == 5
    done: list[int] = []
    assert worker.grade_all(lambda: done.append(1)) == 5 == len(done)
    with registry.reading() as session:
        rows = session.scalars(select(Submission).order_by(Submission.enrolment_id, Submission.attempt)).all()
        assert {row.state for row in rows} == {SubmissionState.GRADED}
        assert [row.score for row in rows] == [20.0, 10.0, 20.0, 20.0, 0.0]
        assert all(row.feedback_blob for row in rows)
    assert leasing.waiting(registry, now) == 0
    worker.close()
    assert processes_in(course) == []


def test_what_cannot_be_graded_is_left_for_its_next_try(
    worker: Worker, registry: Registry, store: BlobStore, released: Path, course: Path, now: datetime
) -> None:
    enrolments = enrol(registry, now)
    blob = store.put(nbformat.writes(answered(released, **RIGHT)).encode())
    submit(registry, enrolments["hong"], blob, 1, now)
    (course / "gradebook.db").rename(course / "elsewhere.db")
    assert worker.grade_all(lambda: None) == 1
    with registry.reading() as session:
        row = session.scalars(select(Submission)).one()
        assert (row.state, row.score) == (SubmissionState.UNGRADED, None)
    ((fault, count),) = leasing.ungraded(registry).items()
    assert count == 1
    assert "has no gradebook" in fault


def test_the_command_says_what_waits(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from hub_config.cli import main; main()"]
    environment = os.environ | {"SHOPFLOOR_VAR": str(tmp_path / "var"), "COLUMNS": "200"}
    options = {"check": False, "capture_output": True, "text": True, "cwd": REPOSITORY, "env": environment}
    refused = subprocess.run([*program, "grade"], **options)  # type: ignore[call-overload]
    assert refused.returncode == 2
    assert "shopfloor grade --all" in refused.stderr
    nothing = subprocess.run([*program, "grade", "--all"], **options)  # type: ignore[call-overload]
    assert nothing.returncode == 0, nothing.stderr
    assert "0 waiting" in nothing.stdout
