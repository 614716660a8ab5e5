"""Listing: which courses a caller has, and which labs with which attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import access, scoring
from courses.registry import CourseLab, CourseRun, EnrolmentRole, Lab, Release, Submission, SubmissionState
from grader.exchange.places import Dates, dates_of, run_of
from grader.exchange.policy import Desk
from grader.exchange.refusals import Refusal


@dataclass(frozen=True)
class AttemptLine:
    attempt: int
    submitted_at: datetime
    late: bool
    state: SubmissionState
    score: float | None
    max_score: float | None
    needs_mark: bool
    counts: bool
    feedback: bool
    feedback_version: str


@dataclass(frozen=True)
class AssignmentLine:
    """A lab of a run as one trainee (or an instructor, then without attempts) sees it now."""

    course: str
    lab: str
    title: str
    dates: Dates
    late_now: bool
    closed: bool
    offered: bool
    released: bool
    attempts: list[AttemptLine]


def courses(desk: Desk, username: str) -> list[str]:
    """Codes of the runs where the caller is a trainee or an instructor."""
    with desk.registry.reading() as session:
        return [run.code for run in access.runs_of(session, username)]


def assignments(desk: Desk, username: str, run_code: str, now: datetime) -> list[AssignmentLine]:
    """The released labs of a run, and those that the caller handed something in for."""
    with desk.registry.reading() as session:
        enrolment = access.enrolment_in(session, username, run_code, EnrolmentRole.TRAINEE)
        if enrolment is None and not access.instructs(session, username, run_code):
            raise Refusal("not-enrolled", run=run_code)
        person = access.person_of(session, username)
        run = run_of(session, run_code)
        attempts = _attempts(session, run, enrolment.id if enrolment else None)
        released = set(session.scalars(select(Release.lab_id).where(Release.run_id == run.id)))
        labs = session.scalars(
            select(Lab).join(CourseLab).where(CourseLab.course_id == run.course_id).order_by(CourseLab.position)
        )
        english = person is not None and person.language == "en"
        return [
            _line(run, lab, dates_of(session, run, lab), attempts.get(lab.id, []), lab.id in released, english, now)
            for lab in labs
            if (lab.id in released and lab.offered) or lab.id in attempts
        ]


def _attempts(session: Session, run: CourseRun, enrolment_id: int | None) -> dict[int, list[Submission]]:
    by_lab: dict[int, list[Submission]] = {}
    if enrolment_id is not None:
        mine = select(Submission).where(Submission.run_id == run.id, Submission.enrolment_id == enrolment_id)
        for submission in session.scalars(mine.order_by(Submission.attempt)):
            by_lab.setdefault(submission.lab_id, []).append(submission)
    return by_lab


def _line(
    run: CourseRun, lab: Lab, dates: Dates, rows: list[Submission], released: bool, english: bool, now: datetime
) -> AssignmentLine:
    counting = scoring.counting_attempt(rows, run.counting_attempt)
    return AssignmentLine(
        course=run.code,
        lab=lab.code,
        title=lab.title_en if english else lab.title_ko,
        dates=dates,
        late_now=dates.late(now),
        closed=dates.closed(now),
        offered=lab.offered,
        released=released,
        attempts=[_attempt_line(row, counting is not None and counting.attempt == row.attempt) for row in rows],
    )


def _attempt_line(row: Submission, counts: bool) -> AttemptLine:
    return AttemptLine(
        attempt=row.attempt,
        submitted_at=row.submitted_at,
        late=row.late,
        state=row.state,
        score=row.score,
        max_score=row.max_score,
        needs_mark=row.needs_mark,
        counts=counts,
        feedback=bool(row.feedback_blob),
        feedback_version=row.feedback_blob[:16],
    )
