"""What waits for grading, for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from courses.registry import CourseRun, Enrolment, Lab, Person, Submission
from courses.registry.codes import SubmissionState


@dataclass(frozen=True)
class ParkedSubmission:
    """A submission that needs an operator: our retries are used up."""

    submission_id: int
    run_code: str
    lab_code: str
    username: str
    attempt: int
    submitted_at: datetime
    tries: int
    fault: str


@dataclass(frozen=True)
class QueueOverview:
    """Submissions by state, the oldest that waits, and those we failed to grade (UNGRADED and PARKED).

    `put_off`: graded only on the next day, because the day's scored attempts are used up; they wait for no worker and
    are not among the received ones.
    """

    received: int
    put_off: int
    grading: int
    graded: int
    ungraded: int
    parked: int
    oldest_waiting_at: datetime | None
    faults: tuple[ParkedSubmission, ...]


def queue_overview(session: Session, now: datetime, limit: int = 200) -> QueueOverview:
    """The state of the grading queue at `now`; at most `limit` faults, parked ones first."""
    counts: dict[SubmissionState, int] = {}
    for state, count in session.execute(select(Submission.state, func.count()).group_by(Submission.state)):
        counts[state] = count
    is_put_off = and_(Submission.state == SubmissionState.RECEIVED, func.coalesce(Submission.retry_at, now) > now)
    put_off = session.scalar(select(func.count()).select_from(Submission).where(is_put_off)) or 0
    oldest = session.scalar(
        select(func.min(Submission.submitted_at)).where(
            Submission.state.in_([SubmissionState.RECEIVED, SubmissionState.UNGRADED]), ~is_put_off
        )
    )
    rows = session.execute(
        select(Submission, CourseRun.code, Lab.code, Person.username)
        .join(CourseRun, CourseRun.id == Submission.run_id)
        .join(Lab, Lab.id == Submission.lab_id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Submission.state.in_([SubmissionState.UNGRADED, SubmissionState.PARKED]))
        .order_by(Submission.state, Submission.submitted_at)
        .limit(limit)
    )
    return QueueOverview(
        received=counts.get(SubmissionState.RECEIVED, 0) - put_off,
        put_off=put_off,
        grading=counts.get(SubmissionState.GRADING, 0),
        graded=counts.get(SubmissionState.GRADED, 0),
        ungraded=counts.get(SubmissionState.UNGRADED, 0),
        parked=counts.get(SubmissionState.PARKED, 0),
        oldest_waiting_at=oldest,
        faults=tuple(
            ParkedSubmission(s.id, run, lab, username, s.attempt, s.submitted_at, s.tries, s.fault)
            for s, run, lab, username in rows
        ),
    )
