"""Rights: which run and lab a caller may use, asked of the registry at every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import access
from courses.registry import CourseLab, CourseRun, DueDate, Enrolment, EnrolmentRole, EnrolmentStatus, Lab
from grader.exchange.refusals import Refusal


@dataclass(frozen=True)
class Dates:
    """When a lab of a run is due and when it closes; without dates of its own the run's end is both."""

    due_at: datetime
    closes_at: datetime

    def late(self, now: datetime) -> bool:
        return now > self.due_at

    def closed(self, now: datetime) -> bool:
        return now > self.closes_at


def trainee_enrolment(session: Session, username: str, run_code: str) -> Enrolment:
    """The caller's enrolment as a trainee of the run; refused as not-enrolled."""
    enrolment = access.enrolment_in(session, username, run_code, EnrolmentRole.TRAINEE)
    if enrolment is None:
        raise Refusal("not-enrolled", run=run_code)
    return enrolment


def active_enrolment(session: Session, username: str, run_code: str) -> Enrolment:
    """As above, and still under way: who has completed the course hands in nothing more."""
    enrolment = trainee_enrolment(session, username, run_code)
    if enrolment.status is not EnrolmentStatus.ACTIVE:
        raise Refusal("not-enrolled", run=run_code)
    return enrolment


def require_instructor(session: Session, username: str, run_code: str) -> CourseRun:
    if not access.instructs(session, username, run_code):
        raise Refusal("not-instructor", run=run_code)
    return run_of(session, run_code)


def run_of(session: Session, run_code: str) -> CourseRun:
    return session.scalars(select(CourseRun).where(CourseRun.code == run_code)).one()


def lab_of(session: Session, run: CourseRun, lab_code: str) -> Lab:
    """The lab, if the run's course has it; refused as unknown-lab."""
    lab = session.scalars(
        select(Lab)
        .join(CourseLab, CourseLab.lab_id == Lab.id)
        .where(CourseLab.course_id == run.course_id, Lab.code == lab_code)
    ).one_or_none()
    if lab is None:
        raise Refusal("unknown-lab", run=run.code, lab=lab_code)
    return lab


def dates_of(session: Session, run: CourseRun, lab: Lab) -> Dates:
    own = session.get(DueDate, (run.id, lab.id))
    return Dates(own.due_at, own.closes_at) if own else Dates(run.ends_at, run.ends_at)
