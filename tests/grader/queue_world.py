"""A registry with submissions in its queue, and a second worker that is always a little faster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.registry import CourseLab, Enrolment, Execution, Lab, Registry, Submission, Task
from tests.courses.builders import a_cohort, a_course, a_person, a_run

DAEGU, BUSAN = "process-analysis-daegu-2026-1", "process-analysis-busan-2026-1"


@dataclass
class QueueWorld:
    """hong and kim are trainees of the Daegu run, park and lee of the Busan run; both have the labs `golden_batch`
    and `second`."""

    registry: Registry
    now: datetime
    people: dict[str, int] = field(default_factory=dict)  # enrolments
    runs: dict[str, int] = field(default_factory=dict)
    labs: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.registry.session() as session:
            course = a_course(session)
            second = Lab(code="second", title_ko="둘째", title_en="Second", minutes=10, dataset="none")
            second.tasks = [Task(code="t1", title_ko="가", title_en="a", points=100, position=0)]
            session.add(second)
            session.flush()
            session.add(CourseLab(course_id=course.id, lab_id=second.id, position=1))
            self.labs = {lab.code: lab.id for lab in session.scalars(select(Lab))}
            for code, centre, names in (
                ("daegu-2026-1", "daegu", ("hong", "kim")),
                ("busan-2026-1", "busan", ("park", "lee")),
            ):
                cohort = a_cohort(session, code, centre=centre)
                self.runs[centre] = a_run(session, cohort, self.now).id
                for name in names:
                    person = a_person(session, name, self.now, cohort)
                    found = select(Enrolment.id).where(Enrolment.person_id == person.id)
                    self.people[name] = session.scalars(found).one()

    def submit(self, name: str, minutes: float = 0.0, lab: str = "golden_batch", session: Session | None = None) -> int:
        """An attempt handed in `minutes` after `now`; its id."""
        if session is None:
            with self.registry.session() as own:
                return self.submit(name, minutes, lab, own)
        run = self.runs["daegu" if name in {"hong", "kim"} else "busan"]
        same = select(Submission.attempt).where(
            Submission.enrolment_id == self.people[name], Submission.lab_id == self.labs[lab]
        )
        row = Submission(
            enrolment_id=self.people[name],
            run_id=run,
            lab_id=self.labs[lab],
            attempt=len(session.scalars(same).all()) + 1,
            submitted_at=self.now + timedelta(minutes=minutes),
            blob="0" * 64,
            size_bytes=1,
        )
        session.add(row)
        session.flush()
        return row.id

    def row(self, submission_id: int) -> Submission:
        with self.registry.reading() as session:
            return session.get_one(Submission, submission_id)

    def change(self, submission_id: int, **values: object) -> None:
        with self.registry.session() as session:
            row = session.get_one(Submission, submission_id)
            for name, value in values.items():
                setattr(row, name, value)

    def ask(self, notebook: bytes, minutes: float = 0.0) -> int:
        """An execution that an instructor's tool waits for."""
        with self.registry.session() as session:
            row = Execution(
                run_id=self.runs["daegu"],
                requested_by="teacher",
                requested_at=self.now + timedelta(minutes=minutes),
                notebook=notebook,
            )
            session.add(row)
            session.flush()
            return row.id

    def execution(self, execution_id: int) -> Execution:
        with self.registry.reading() as session:
            return session.get_one(Execution, execution_id)


class Overtaken(Registry):
    """A registry in which somebody else acts between our look at the queue and our writing."""

    def __init__(self, registry: Registry, act: Callable[[], object]) -> None:
        super().__init__(registry.engine, registry.sessions, registry.reading_sessions)
        object.__setattr__(self, "_acts", [act])

    @contextmanager
    def session(self) -> Iterator[Session]:
        acts: list[Callable[[], object]] = self._acts  # type: ignore[attr-defined]
        while acts:
            acts.pop()()
        with super().session() as session:
            yield session
