"""A graded world: the tiny lab released to a run, its trainees, a blob store, and a worker over all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from sqlalchemy import select

from courses import organising
from courses.registry import (
    Course,
    CourseLab,
    CourseRun,
    Enrolment,
    Event,
    EventKind,
    Lab,
    Person,
    Registry,
    Submission,
    SubmissionState,
    Task,
)
from grader import gradebook_marks
from grader.engine import Engine
from grader.gradebook import CourseGradebook, GradebookEntry
from grader.limits import GradingLimits
from grader.storage import BlobStore
from grader.work import Work
from grader.worker import Worker, WorkerConfiguration
from tests.courses.builders import a_cohort, a_person
from tests.grader.conftest import LAB, RUN, course_identity
from tests.grader.executing import LAB_ENVIRONMENT, LIMITS

TRAINEES = ("hong", "kim", "park", "lee")


def a_tiny_course(session: Any) -> Course:
    """The registry's side of `tests.grader.conftest.source_notebook`: 10 + 10 + 5 points, the last by hand."""
    lab = Lab(code=LAB, title_ko="작은 실습", title_en="Tiny", minutes=10, dataset="none")
    lab.tasks = [
        Task(code="t1", title_ko="두 배", title_en="Double", points=10, position=0),
        Task(code="t2", title_ko="절반", title_en="Half", points=10, position=1),
        Task(code="t3", title_ko="설명", title_en="Why", points=5, manual=True, position=2),
    ]
    course = Course(code="tiny", title_ko="작은 과정", title_en="Tiny course")
    session.add_all([lab, course])
    session.flush()
    session.add(CourseLab(course_id=course.id, lab_id=lab.id, position=0))
    session.flush()
    return course


@dataclass
class GradingWorld:
    """hong, kim, park and lee are trainees of the run `tests.grader.conftest.RUN`, whose course folder is `course`."""

    registry: Registry
    course: Path
    folder: Path
    now: datetime
    released_data: Path | None = None
    limits: GradingLimits = LIMITS
    trainees: tuple[str, ...] = TRAINEES
    fresh: bool = True  # else the registry holds all of this already
    clock: Callable[[], datetime] | None = None  # stands still at `now` by default
    store: BlobStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = BlobStore(self.folder / "blobs")
        if not self.fresh:
            return
        with self.registry.session() as session:
            a_tiny_course(session)
            cohort = a_cohort(session)
            organising.open_run(
                session,
                course="tiny",
                cohort=cohort.code,
                starts_at=self.now - timedelta(days=10),
                ends_at=self.now + timedelta(days=30),
            )
            for name in self.trainees:
                a_person(session, name, self.now, cohort)
            a_person(session, "teacher", self.now, cohort, "instructor")

    def worker(self, lab_environment: Path = LAB_ENVIRONMENT, engine: Any = None, **more: Any) -> Worker:
        engine = engine or Engine(lab_environment, self.released_data, self.limits)
        configuration = WorkerConfiguration(self.course.parent, 1, lambda _run: course_identity())
        clock = self.clock or (lambda: self.now)
        return Worker(self.registry, self.store, engine, replace(configuration, **more), clock)

    def submit(self, username: str, notebook: NotebookNode | bytes) -> int:
        """What the exchange does with a submission; its id. Each one is a minute later than the one before."""
        content = notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode()
        blob = self.store.put(content)
        with self.registry.session() as session:
            enrolment = session.scalars(select(Enrolment).join(Person).where(Person.username == username)).one()
            run = session.scalars(select(CourseRun).where(CourseRun.code == RUN)).one()
            lab = session.scalars(select(Lab).where(Lab.code == LAB)).one()
            number = len(self._of(session, username)) + 1
            row = Submission(
                enrolment_id=enrolment.id,
                run_id=run.id,
                lab_id=lab.id,
                attempt=number,
                submitted_at=self.now + timedelta(minutes=number),
                blob=blob,
                size_bytes=len(content),
            )
            session.add(row)
            session.flush()
            return row.id

    def grade(self, **more: Any) -> None:
        self.worker(**more).grade_waiting()

    def requeue(self, username: str, attempt: int = 1) -> None:
        """What an operator does to have an attempt graded again."""
        with self.registry.session() as session:
            row = self._of(session, username)[attempt - 1]
            row.state, row.tries, row.retry_at = SubmissionState.RECEIVED, 0, None

    def blob_file(self, username: str, attempt: int = 1) -> Path:
        digest = self.row(username, attempt).blob
        return self.folder / "blobs" / digest[:2] / digest[2:]

    @property
    def gradebook(self) -> CourseGradebook:
        return CourseGradebook(self.course, RUN, course_identity())

    def entries(self) -> dict[str, GradebookEntry]:
        """What the gradebook says, by user name; read here, without a converter's process."""
        found = gradebook_marks.all_scores(Work(self.course, RUN, LAB, "*"))
        return {entry["username"]: GradebookEntry.from_message(entry) for entry in found}

    # What the registry says.
    @staticmethod
    def _of(session: Any, username: str) -> list[Submission]:
        mine = select(Submission).join(Enrolment).join(Person).where(Person.username == username)
        return list(session.scalars(mine.order_by(Submission.attempt)))

    def row(self, username: str, attempt: int = 1) -> Submission:
        with self.registry.reading() as session:
            return self._of(session, username)[attempt - 1]

    def state(self, username: str, attempt: int = 1) -> SubmissionState:
        return self.row(username, attempt).state

    def points(self, username: str, attempt: int = 1) -> dict[str, tuple[float | None, float | None]]:
        """(by checks, by hand) for each task."""
        with self.registry.reading() as session:
            row = self._of(session, username)[attempt - 1]
            return {score.task.code: (score.auto, score.manual) for score in row.task_scores}

    def page(self, username: str, attempt: int = 1) -> str:
        return self.store.get(self.row(username, attempt).feedback_blob).decode()

    def graded_events(self) -> list[dict[str, Any]]:
        with self.registry.reading() as session:
            return [event.detail for event in session.scalars(select(Event).where(Event.kind == EventKind.GRADED))]
