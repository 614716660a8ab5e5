"""The queue that the registry's rows are: who works on what, for how long, and what happens when a worker dies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from courses.registry import Execution, ExecutionState, Registry, Submission, SubmissionState

MOST_TRIES = 5
FIRST_RETRY_SECONDS = 30
# An execution that nobody has waited for this long is no longer wanted.
EXECUTION_LIFE = timedelta(hours=1)
CANDIDATES = 50


@dataclass(frozen=True)
class Lease:
    """A submission that this worker holds. `try_number` tells our lease from a later one of the same worker."""

    submission_id: int
    run_id: int
    worker: str
    try_number: int


def lease_submission(
    registry: Registry, worker: str, now: datetime, seconds: float, recent_runs: Collection[int] = ()
) -> Lease | None:
    """Take the next submission, or None. Runs take turns (`recent_runs`: served last, oldest first); of one person's
    attempts at a lab the newest comes first, and never two at a time."""
    with registry.reading() as session:
        chosen = _next_submission(session, now, list(recent_runs))
    if chosen is None:
        return None
    submission_id, run_id, state, tries = chosen
    if tries >= MOST_TRIES:
        _park(registry, submission_id, state, tries)
        return None
    with registry.session() as session:
        taken = session.execute(
            update(Submission)
            .where(
                Submission.id == submission_id,
                Submission.state == state,
                Submission.tries == tries,
                or_(Submission.lease_until.is_(None), Submission.lease_until <= now),
            )
            .values(
                state=SubmissionState.GRADING,
                leased_by=worker,
                lease_until=now + timedelta(seconds=seconds),
                tries=tries + 1,
            )
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            return None
    return Lease(submission_id, run_id, worker, tries + 1)


def _next_submission(
    session: Session, now: datetime, recent_runs: list[int]
) -> tuple[int, int, SubmissionState, int] | None:
    other = aliased(Submission)
    same_work = and_(
        other.enrolment_id == Submission.enrolment_id,
        other.run_id == Submission.run_id,
        other.lab_id == Submission.lab_id,
        other.id != Submission.id,
    )
    held = select(other.id).where(same_work, other.state == SubmissionState.GRADING, other.lease_until > now).exists()
    newer = select(other.id).where(same_work, other.attempt > Submission.attempt, _ready(other, now)).exists()
    ready = [_ready(Submission, now), ~held, ~newer]
    runs = session.scalars(select(Submission.run_id).where(*ready).group_by(Submission.run_id)).all()
    if not runs:
        return None
    busy = dict(
        session.execute(
            select(Submission.run_id, func.count())
            .where(Submission.state == SubmissionState.GRADING, Submission.lease_until > now)
            .group_by(Submission.run_id)
        )
        .tuples()
        .all()
    )
    turn = {run_id: index for index, run_id in enumerate(recent_runs, start=1)}
    run_id = min(runs, key=lambda run: (busy.get(run, 0), turn.get(run, 0), run))
    row = session.execute(
        select(Submission.id, Submission.run_id, Submission.state, Submission.tries)
        .where(*ready, Submission.run_id == run_id)
        .order_by(Submission.tries, Submission.submitted_at, Submission.id)
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1], row[2], row[3])


def _ready(row: type[Submission], now: datetime):  # type: ignore[no-untyped-def] # an SQL expression
    return or_(
        row.state == SubmissionState.RECEIVED,
        and_(row.state == SubmissionState.UNGRADED, or_(row.retry_at.is_(None), row.retry_at <= now)),
        and_(row.state == SubmissionState.GRADING, or_(row.lease_until.is_(None), row.lease_until <= now)),
    )


def _park(registry: Registry, submission_id: int, state: SubmissionState, tries: int) -> None:
    with registry.session() as session:
        session.execute(
            update(Submission)
            .where(Submission.id == submission_id, Submission.state == state, Submission.tries == tries)
            .values(
                state=SubmissionState.PARKED,
                leased_by="",
                lease_until=None,
                fault=func.coalesce(func.nullif(Submission.fault, ""), "The worker died at every try."),
            )
        )


def renew(registry: Registry, leases: Collection[Lease], now: datetime, seconds: float) -> None:
    """Hold on to what is still being graded."""
    if not leases:
        return
    with registry.session() as session:
        for lease in leases:
            session.execute(
                update(Submission).where(*held_by(lease)).values(lease_until=now + timedelta(seconds=seconds))
            )


def held_by(lease: Lease):  # type: ignore[no-untyped-def] # SQL expressions
    """Conditions that hold as long as this lease, and no other, is the one on the row."""
    return (
        Submission.id == lease.submission_id,
        Submission.state == SubmissionState.GRADING,
        Submission.leased_by == lease.worker,
        Submission.tries == lease.try_number,
    )


def give_back(registry: Registry, lease: Lease, fault: str, now: datetime) -> None:
    """Our fault: try again later, twice as late each time; after the last try an operator must look. Never a zero."""
    last = lease.try_number >= MOST_TRIES
    delay = timedelta(seconds=FIRST_RETRY_SECONDS * 2 ** (lease.try_number - 1))
    with registry.session() as session:
        session.execute(
            update(Submission)
            .where(*held_by(lease))
            .values(
                state=SubmissionState.PARKED if last else SubmissionState.UNGRADED,
                retry_at=None if last else now + delay,
                leased_by="",
                lease_until=None,
                fault=fault[:2000],
            )
        )


def lease_execution(registry: Registry, now: datetime, seconds: float) -> tuple[int, bytes] | None:
    """Take the oldest notebook that an instructor's tool waits for: (id, notebook JSON)."""
    waiting = or_(
        Execution.state == ExecutionState.WAITING,
        and_(Execution.state == ExecutionState.RUNNING, Execution.lease_until <= now),
    )
    with registry.reading() as session:
        row = session.execute(
            select(Execution.id, Execution.state, Execution.requested_at)
            .where(waiting)
            .order_by(Execution.requested_at)
            .limit(1)
        ).first()
    if row is None:
        return None
    stale = row.requested_at < now - EXECUTION_LIFE
    with registry.session() as session:
        taken = session.execute(
            update(Execution)
            .where(Execution.id == row.id, Execution.state == row.state, waiting)
            .values(
                state=ExecutionState.FAILED if stale else ExecutionState.RUNNING,
                fault="Nobody waits for this any more." if stale else "",
                lease_until=now + timedelta(seconds=seconds),
            )
        )
        if taken.rowcount != 1 or stale:  # type: ignore[attr-defined]
            return None
        notebook = session.scalars(select(Execution.notebook).where(Execution.id == row.id)).one()
    return row.id, notebook


def finish_execution(registry: Registry, execution_id: int, result: bytes | None, fault: str = "") -> None:
    """Answer an execution: with the executed notebook, or with why there is none."""
    with registry.session() as session:
        session.execute(
            update(Execution)
            .where(Execution.id == execution_id, Execution.state == ExecutionState.RUNNING)
            .values(
                state=ExecutionState.DONE if result is not None else ExecutionState.FAILED,
                result=result,
                fault=fault,
                lease_until=None,
            )
        )
