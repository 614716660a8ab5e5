"""Typed models of the registry (SQLAlchemy 2.1). Times are stored in UTC and come back aware."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.registry.base import Base
from courses.registry.codes import (
    CountingAttempt,
    EnrolmentRole,
    EnrolmentStatus,
    EventKind,
    ExecutionState,
    Role,
    SubmissionState,
)

# --- who ---------------------------------------------------------------------------------------------------------


class Centre(Base):
    """A regional AI centre (지역 AI 센터)."""

    __tablename__ = "centre"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name_ko: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))

    cohorts: Mapped[list[Cohort]] = relationship(back_populates="centre")


class Programme(Base):
    """A funded programme (사업) that centres run cohorts for."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name_ko: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))

    cohorts: Mapped[list[Cohort]] = relationship(back_populates="programme")


class Cohort(Base):
    """A cohort (기수): one centre's class in one programme."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name_ko: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    capacity: Mapped[int] = mapped_column(default=30)
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    centre: Mapped[Centre] = relationship(back_populates="cohorts")
    programme: Mapped[Programme] = relationship(back_populates="cohorts")
    enrolments: Mapped[list[Enrolment]] = relationship(back_populates="cohort")
    runs: Mapped[list[CourseRun]] = relationship(back_populates="cohort")


class Person(Base):
    """Somebody with an account. `username` is the hub's user name: ASCII, lower case."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    organisation: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2), default="ko")
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    account: Mapped[Account | None] = relationship(back_populates="person")
    enrolments: Mapped[list[Enrolment]] = relationship(back_populates="person")
    appointments: Mapped[list[Appointment]] = relationship(back_populates="person")


class Account(Base):
    """The local account of a person: password hash (argon2id) and lockout state. None until an invitation is used."""

    __tablename__ = "account"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    person: Mapped[Person] = relationship(back_populates="account")


class Invitation(Base):
    """A one-time link. Only the SHA-256 (hex) of its token is stored."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_by: Mapped[str] = mapped_column(String(64), default="")
    # True: opening the link signs in at once (the operator's first start); False: it asks for a new password.
    signs_in: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()


class Appointment(Base):
    """A role outside a cohort: administrator of a centre, officer of a programme, data steward, operator."""

    __tablename__ = "appointment"
    __table_args__ = (UniqueConstraint("person_id", "role", "centre_id", "programme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))

    person: Mapped[Person] = relationship(back_populates="appointments")
    centre: Mapped[Centre | None] = relationship()
    programme: Mapped[Programme | None] = relationship()


class Enrolment(Base):
    """A person in a cohort, as trainee or as instructor."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[EnrolmentRole]
    status: Mapped[EnrolmentStatus] = mapped_column(default=EnrolmentStatus.ACTIVE)
    enrolled_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship(back_populates="enrolments")
    person: Mapped[Person] = relationship(back_populates="enrolments")
    submissions: Mapped[list[Submission]] = relationship(back_populates="enrolment")


# --- what --------------------------------------------------------------------------------------------------------


class Course(Base):
    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    title_ko: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))

    course_labs: Mapped[list[CourseLab]] = relationship(back_populates="course", order_by="CourseLab.position")


class Lab(Base):
    """A lab as the `labs/` folder describes it. `code` is the folder's name and nbgrader's assignment name."""

    __tablename__ = "lab"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    title_ko: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    dataset: Mapped[str] = mapped_column(String(64))
    offered: Mapped[bool] = mapped_column(default=True)
    # Why a lab is not offered, and the command that would change it; a code, never prose: "data-missing", "terms".
    not_offered_code: Mapped[str] = mapped_column(String(64), default="")

    tasks: Mapped[list[Task]] = relationship(back_populates="lab", order_by="Task.position")


class CourseLab(Base):
    __tablename__ = "course_lab"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    lab_id: Mapped[int] = mapped_column(ForeignKey("lab.id"), primary_key=True)
    position: Mapped[int]

    course: Mapped[Course] = relationship(back_populates="course_labs")
    lab: Mapped[Lab] = relationship()


class Task(Base):
    """One graded question of a lab. nbgrader's grade ids begin with `code` and a hyphen: `t3-visible`, `t3-hidden`."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("lab_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lab_id: Mapped[int] = mapped_column(ForeignKey("lab.id"), index=True)
    code: Mapped[str] = mapped_column(String(32))
    title_ko: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    points: Mapped[float] = mapped_column(Float)
    manual: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]

    lab: Mapped[Lab] = relationship(back_populates="tasks")


class CourseRun(Base):
    """A course for a cohort. `code` is nbgrader's course_id and the name of the course folder below `var/courses`."""

    __tablename__ = "course_run"
    __table_args__ = (UniqueConstraint("course_id", "cohort_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    counting_attempt: Mapped[CountingAttempt] = mapped_column(default=CountingAttempt.BEST)

    course: Mapped[Course] = relationship()
    cohort: Mapped[Cohort] = relationship(back_populates="runs")
    due_dates: Mapped[list[DueDate]] = relationship(back_populates="run")


class DueDate(Base):
    """When a lab of a run is due (late afterwards) and when it closes (refused afterwards)."""

    __tablename__ = "due_date"

    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), primary_key=True)
    lab_id: Mapped[int] = mapped_column(ForeignKey("lab.id"), primary_key=True)
    due_at: Mapped[datetime]
    closes_at: Mapped[datetime]

    run: Mapped[CourseRun] = relationship(back_populates="due_dates")
    lab: Mapped[Lab] = relationship()


class Release(Base):
    """The notebook of a lab that a run's trainees fetch, in one language. `blob` is its SHA-256 in the blob store."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("run_id", "lab_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), index=True)
    lab_id: Mapped[int] = mapped_column(ForeignKey("lab.id"))
    language: Mapped[str] = mapped_column(String(2))
    blob: Mapped[str] = mapped_column(String(64))
    released_at: Mapped[datetime]

    run: Mapped[CourseRun] = relationship()
    lab: Mapped[Lab] = relationship()


# --- how far -----------------------------------------------------------------------------------------------------


class Submission(Base):
    """One attempt. The row is the queue: a RECEIVED row is work to do."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "run_id", "lab_id", "attempt"),
        Index("ix_submission_queue", "state", "retry_at", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), index=True)
    lab_id: Mapped[int] = mapped_column(ForeignKey("lab.id"), index=True)
    attempt: Mapped[int]
    submitted_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    blob: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]

    state: Mapped[SubmissionState] = mapped_column(default=SubmissionState.RECEIVED)
    tries: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    leased_by: Mapped[str] = mapped_column(String(64), default="")
    lease_until: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(Text, default="")

    graded_at: Mapped[datetime | None]
    score: Mapped[float | None]
    max_score: Mapped[float | None]
    needs_mark: Mapped[bool] = mapped_column(default=False)
    feedback_blob: Mapped[str] = mapped_column(String(64), default="")
    # True for the attempt that lies in the course folder's gradebook: the one that a manual mark belongs to.
    in_gradebook: Mapped[bool] = mapped_column(default=False)

    enrolment: Mapped[Enrolment] = relationship(back_populates="submissions")
    run: Mapped[CourseRun] = relationship()
    lab: Mapped[Lab] = relationship()
    task_scores: Mapped[list[TaskScore]] = relationship(back_populates="submission", cascade="all, delete-orphan")


class TaskScore(Base):
    """Points for one task of one submission. `auto` or `manual` is None where it doesn't apply or is not there yet."""

    __tablename__ = "task_score"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    auto: Mapped[float | None]
    manual: Mapped[float | None]
    needs_mark: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(Text, default="")

    submission: Mapped[Submission] = relationship(back_populates="task_scores")
    task: Mapped[Task] = relationship()

    @property
    def points(self) -> float:
        """Points reached so far; a manual mark is added to what the checks gave."""
        return (self.auto or 0.0) + (self.manual or 0.0)


class Execution(Base):
    """A notebook that an instructor's tool (formgrader, nbgrader's command line) asks the engine to execute."""

    __tablename__ = "execution"
    __table_args__ = (Index("ix_execution_queue", "state", "requested_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"))
    requested_by: Mapped[str] = mapped_column(String(64))
    requested_at: Mapped[datetime]
    state: Mapped[ExecutionState] = mapped_column(default=ExecutionState.WAITING)
    lease_until: Mapped[datetime | None]
    notebook: Mapped[bytes] = mapped_column(LargeBinary)
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
    fault: Mapped[str] = mapped_column(Text, default="")


class Event(Base):
    """Something that happened, append-only. Hours, attendance and early warning are computed from these rows."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_person_at", "person_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[EventKind]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("course_run.id"))
    lab_id: Mapped[int | None] = mapped_column(ForeignKey("lab.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
