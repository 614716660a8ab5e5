"""Our side: a registry with a cohort, the exchange's own way in, and the worker as the platform runs it."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
from sqlalchemy import select

from bench.grading_parts.measuring import CpuMeter, memory_mb
from bench.grading_parts.stock import Usage, username
from bench.grading_parts.workloads import RUN, Workload, copied
from courses import organising
from courses.registry import (
    Course,
    CourseLab,
    Enrolment,
    EnrolmentRole,
    Lab,
    Registry,
    Submission,
    SubmissionState,
    Task,
    open_registry,
)
from grader.converters import Converters
from grader.engine import Engine
from grader.exchange.policy import Desk, ExchangePolicy
from grader.exchange.publishing import publish
from grader.exchange.submissions import accept
from grader.storage import BlobStore
from grader.worker import Worker, WorkerConfiguration
from hub_config.identities import course_identity
from tests.courses.builders import a_cohort

GRADED_SECONDS = 300


@dataclass
class Platform:
    """One course run with `count` trainees, and the worker's parts."""

    workload: Workload
    registry: Registry
    desk: Desk
    courses: Path
    engine: Engine
    meter: CpuMeter | None
    attempts: dict[int, int] = field(default_factory=dict)
    # A platform's worker lives for days: what it starts once is started before anything is measured.
    converters: Converters = field(default_factory=Converters)

    @classmethod
    def make(
        cls, workload: Workload, folder: Path, count: int, lab_environment: Path, meter: CpuMeter | None
    ) -> Platform:
        folder.mkdir()
        folder.chmod(0o755)
        registry = open_registry(f"sqlite:///{folder / 'registry.sqlite'}")
        registry.migrate()
        store = BlobStore(folder / "blobs")
        run_id = _enrol(registry, workload, count)
        courses = folder / "courses"
        courses.mkdir(mode=0o711)
        _give_away(copied(workload, courses / RUN), run_id)
        released = (workload.course / "release" / workload.name / f"{workload.name}.ipynb").read_bytes()
        for language in ("ko", "en"):
            publish(registry, store, RUN, workload.name, language, released, datetime.now(UTC))
        workload.data.chmod(0o755)
        engine = Engine(lab_environment, workload.data).warmed()
        return cls(workload, registry, Desk(registry, store, ExchangePolicy()), courses, engine, meter)

    def submit(self, number: int) -> None:
        """The n-th trainee hands in, an attempt more each time."""
        notebook = self.workload.submission(number)
        attempt = self.attempts[number] = self.attempts.get(number, 0) + 1
        notebook.metadata["attempt"] = attempt
        content = nbformat.writes(notebook).encode()
        accept(self.desk, username(number), RUN, self.workload.name, content, datetime.now(UTC))

    def worker(self, slots: int) -> Worker:
        configuration = WorkerConfiguration(self.courses, slots, course_identity)
        worker = Worker(self.registry, self.desk.store, self.engine, configuration, lambda: datetime.now(UTC))
        worker.converters.close()
        worker.converters = self.converters
        return worker

    def grade(self, numbers: range, slots: int) -> tuple[Usage, float]:
        """Hand in and grade all; what it took without the handing in, and the memory at the end, MB."""
        assert self.meter is not None
        for number in numbers:
            self.submit(number)
        worker = self.worker(slots)
        cpu, began = self.meter.seconds(), time.monotonic()
        worker.grade_all(lambda: None)
        wall = time.monotonic() - began
        memory = memory_mb(os.getpid())
        used = Usage(self.meter.seconds() - cpu, wall)
        return used, memory

    def latencies(self, numbers: range) -> list[float]:
        """Seconds from handing in to score and feedback, one attempt after the other, with a waiting worker."""
        worker, stop = self.worker(1), threading.Event()
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        found = []
        try:
            for number in numbers:
                began = time.monotonic()
                self._wait_for(self._submitted(number))
                found.append(time.monotonic() - began)
        finally:
            stop.set()
            thread.join()
        return found

    def _submitted(self, number: int) -> int:
        self.submit(number)
        with self.registry.reading() as session:
            return session.scalars(select(Submission.id).order_by(Submission.id.desc()).limit(1)).one()

    def _wait_for(self, submission_id: int) -> None:
        deadline = time.monotonic() + GRADED_SECONDS
        while time.monotonic() < deadline:
            with self.registry.reading() as session:
                row = session.get_one(Submission, submission_id)
                if row.state == SubmissionState.GRADED and row.feedback_blob:
                    return
            time.sleep(0.01)
        raise SystemExit("a submission was not graded in time")

    def ungraded(self) -> int:
        with self.registry.reading() as session:
            states = session.scalars(select(Submission.state)).all()
        return sum(state != SubmissionState.GRADED for state in states)

    def close(self) -> None:
        self.converters.close()
        self.engine.close()
        self.registry.close()


def _enrol(registry: Registry, workload: Workload, count: int) -> int:
    now = datetime.now(UTC)
    with registry.session() as session:
        lab = Lab(code=workload.name, title_ko=workload.name, title_en=workload.name, minutes=60, dataset="none")
        lab.tasks = [
            Task(code=code, title_ko=code, title_en=code, points=points, position=position)
            for position, (code, points) in enumerate(workload.tasks.items())
        ]
        course = Course(code="bench", title_ko="측정", title_en="Bench")
        session.add_all([lab, course])
        session.flush()
        session.add(CourseLab(course_id=course.id, lab_id=lab.id, position=0))
        cohort = a_cohort(session, capacity=count + 1)
        dates = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=30)}
        run = organising.open_run(session, course="bench", cohort=cohort.code, **dates)
        for number in range(count):
            name = username(number)
            person = organising.ensure_person(session, username=name, name=name, email=f"{name}@example.com", now=now)
            organising.ensure_enrolment(session, person, cohort, EnrolmentRole.TRAINEE, now)
        assert run.code == RUN, run.code
        assert session.scalars(select(Enrolment)).first() is not None
        return run.id


def _give_away(course: Path, run_id: int) -> None:
    """Owner and modes of a course folder as the platform sets them."""
    identity = course_identity(run_id)
    for path in (course, *course.rglob("*")):
        path.chmod(0o2770 if path.is_dir() else 0o660)
        if identity is not None:
            os.chown(path, identity.uid, identity.gid)
    subprocess.run(["sync", "-f", str(course)], check=True)
