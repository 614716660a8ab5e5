"""Submissions: what a trainee hands in, and what instructors read of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses import access, events
from courses.registry import CourseLab, CourseRun, Enrolment, EventKind, Lab, Person, Submission, SubmissionState
from grader.exchange.notebooks import check_notebook
from grader.exchange.places import active_enrolment, dates_of, lab_of, require_instructor, run_of
from grader.exchange.policy import Desk, day_of, local_text
from grader.exchange.refusals import Refusal, size_text

ATTEMPT_RETRIES = 20


@dataclass(frozen=True)
class Receipt:
    """A stored submission: it is on disk and in the database. `graded_from`: when it is graded, where the day's scored
    attempts are used up; None: now."""

    attempt: int
    submitted_at: datetime
    late: bool
    graded_from: datetime | None = None


@dataclass(frozen=True)
class Received:
    """A submission as an instructor's tools list it."""

    username: str
    attempt: int
    submitted_at: datetime
    late: bool
    state: SubmissionState
    score: float | None
    max_score: float | None
    in_gradebook: bool


def accept(desk: Desk, username: str, run_code: str, lab_code: str, content: bytes | None, now: datetime) -> Receipt:
    """Store a submission and its row, or refuse. `content` is None where more than the limit was sent.

    The blob is durable before the row is written: a death in between leaves a blob that nothing names.
    """
    try:
        with desk.registry.reading() as session:
            _admitted(session, username, run_code, lab_code, now)
        if content is None or len(content) > desk.policy.max_submission_bytes:
            raise Refusal("too-large", limit=size_text(desk.policy.max_submission_bytes))
        check_notebook(content)
        blob = desk.store.put(content)
        return _recorded(desk, username, run_code, lab_code, blob, len(content), now)
    except Refusal as refusal:
        note_refusal(desk, username, run_code, lab_code, refusal.code, now)
        raise


def note_refusal(desk: Desk, username: str, run_code: str, lab_code: str, code: str, now: datetime) -> None:
    """Append a SUBMISSION_REFUSED event; run and lab are linked only where the caller belongs to the run."""
    with desk.registry.session() as session:
        runs = {run.code: run for run in access.runs_of(session, username)}
        run = runs.get(run_code)
        lab = _lab_or_none(session, run, lab_code) if run else None
        detail = {"code": code} | ({} if lab else {"asked": f"{run_code[:100]}/{lab_code[:100]}"})
        person = access.person_of(session, username)
        events.record(session, EventKind.SUBMISSION_REFUSED, now, person=person, run=run, lab=lab, detail=detail)


def _lab_or_none(session: Session, run: CourseRun, lab_code: str) -> Lab | None:
    joined = select(Lab).join(CourseLab, CourseLab.lab_id == Lab.id)
    return session.scalars(joined.where(CourseLab.course_id == run.course_id, Lab.code == lab_code)).one_or_none()


@dataclass(frozen=True)
class _Admission:
    enrolment: Enrolment
    run: CourseRun
    lab: Lab
    late: bool


def _admitted(session: Session, username: str, run_code: str, lab_code: str, now: datetime) -> _Admission:
    enrolment = active_enrolment(session, username, run_code)
    run = run_of(session, run_code)
    lab = lab_of(session, run, lab_code)
    if not lab.offered:
        raise Refusal("not-offered", lab=lab_code)
    dates = dates_of(session, run, lab)
    if dates.closed(now):
        raise Refusal("closed", closed_at=local_text(dates.closes_at))
    return _Admission(enrolment, run, lab, dates.late(now))


def _recorded(
    desk: Desk, username: str, run_code: str, lab_code: str, blob: str, size_bytes: int, now: datetime
) -> Receipt:
    for _ in range(ATTEMPT_RETRIES):
        try:
            with desk.registry.session() as session:
                admission = _admitted(session, username, run_code, lab_code, now)
                return _insert(session, desk, admission, blob, size_bytes, now)
        except IntegrityError:  # another request took this attempt number: look again
            continue
    raise Refusal("busy")


def _insert(session: Session, desk: Desk, admission: _Admission, blob: str, size_bytes: int, now: datetime) -> Receipt:
    enrolment, run, lab = admission.enrolment, admission.run, admission.lab
    # Holds other submissions of this trainee back on PostgreSQL; SQLite has one writer anyway.
    session.execute(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update())
    last = session.scalars(
        select(Submission)
        .where(Submission.enrolment_id == enrolment.id, Submission.run_id == run.id, Submission.lab_id == lab.id)
        .order_by(Submission.attempt.desc())
        .limit(1)
    ).one_or_none()
    same_time = timedelta(seconds=desk.policy.same_submission_seconds)
    if last is not None and last.blob == blob and abs(now - last.submitted_at) <= same_time:
        return Receipt(last.attempt, last.submitted_at, last.late, last.retry_at)
    attempt = last.attempt + 1 if last else 1
    graded_from = _graded_from(session, desk, admission, now)
    session.add(
        Submission(
            enrolment_id=enrolment.id,
            run_id=run.id,
            lab_id=lab.id,
            attempt=attempt,
            submitted_at=now,
            late=admission.late,
            blob=blob,
            size_bytes=size_bytes,
            retry_at=graded_from,
        )
    )
    session.flush()
    detail = {"attempt": attempt, "late": admission.late}
    events.record(session, EventKind.SUBMITTED, now, person=enrolment.person, run=run, lab=lab, detail=detail)
    return Receipt(attempt, now, admission.late, graded_from)


def _graded_from(session: Session, desk: Desk, admission: _Admission, now: datetime) -> datetime | None:
    """None while scored attempts of this day are left. A score tells a little of hidden checks: who may ask a hundred
    times a day learns them. Nothing is refused, so that nobody loses work before a lab closes."""
    begins, ends = day_of(now)
    today = session.scalar(
        select(func.count())
        .select_from(Submission)
        .where(Submission.enrolment_id == admission.enrolment.id, Submission.run_id == admission.run.id)
        .where(Submission.lab_id == admission.lab.id, Submission.submitted_at >= begins, Submission.submitted_at < ends)
    )
    return ends if (today or 0) >= desk.policy.scored_attempts_a_day else None


def of_run(desk: Desk, username: str, run_code: str, lab_code: str) -> list[Received]:
    """Every attempt of every trainee of a run at a lab, for its instructor."""
    with desk.registry.reading() as session:
        run = require_instructor(session, username, run_code)
        lab = lab_of(session, run, lab_code)
        rows = session.execute(
            select(Submission, Person.username)
            .join(Enrolment, Submission.enrolment_id == Enrolment.id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(Submission.run_id == run.id, Submission.lab_id == lab.id)
            .order_by(Person.username, Submission.attempt)
        )
        return [
            Received(name, s.attempt, s.submitted_at, s.late, s.state, s.score, s.max_score, s.in_gradebook)
            for s, name in rows
        ]


def one(session: Session, run: CourseRun, lab: Lab, trainee: str, attempt: int) -> Submission:
    """A trainee's attempt; refused as no-submission."""
    found = session.scalars(
        select(Submission)
        .join(Enrolment, Submission.enrolment_id == Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Submission.run_id == run.id, Submission.lab_id == lab.id)
        .where(Person.username == trainee, Submission.attempt == attempt)
    ).one_or_none()
    if found is None:
        raise Refusal("no-submission")
    return found


def content_of(desk: Desk, username: str, run_code: str, lab_code: str, trainee: str, attempt: int) -> bytes:
    """The bytes that a trainee handed in, for the run's instructor."""
    with desk.registry.reading() as session:
        run = require_instructor(session, username, run_code)
        blob = one(session, run, lab_of(session, run, lab_code), trainee, attempt).blob
    return desk.store.get(blob)
