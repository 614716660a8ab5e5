"""The queue that the registry's rows are: who works on what, for how long, and what happens when a worker dies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import aliased

from courses.registry import Enrolment, Execution, ExecutionState, Registry, Submission, SubmissionState

MOST_TRIES = 5
FIRST_RETRY_SECONDS = 30
# An execution that nobody has waited for this long is no longer wanted.
EXECUTION_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class Lease:
    """A submission that this worker holds. `try_number` tells our lease from a later one of the same worker."""

    submission_id: int
    run_id: int
    worker: str
    try_number: int


@dataclass(frozen=True)
class _Candidate:
    """A submission as it stood when it was chosen."""

    submission_id: int
    enrolment_id: int
    run_id: int
    state: SubmissionState
    tries: int


# Statements are built once: to build them costs many times what the database needs to answer. `now` is a parameter.
_NOW = bindparam("now", type_=Submission.lease_until.type)


def _ready(row: type[Submission]) -> ColumnElement[bool]:
    return or_(
        and_(
            row.state.in_([SubmissionState.RECEIVED, SubmissionState.UNGRADED]),
            or_(row.retry_at.is_(None), row.retry_at <= _NOW),
        ),
        and_(row.state == SubmissionState.GRADING, or_(row.lease_until.is_(None), row.lease_until <= _NOW)),
    )


def _free() -> tuple[ColumnElement[bool], ...]:
    """Conditions of a submission that may be taken: ready, none of the same work held, and no newer one ready."""
    other = aliased(Submission)
    same_work = and_(
        other.enrolment_id == Submission.enrolment_id,
        other.run_id == Submission.run_id,
        other.lab_id == Submission.lab_id,
        other.id != Submission.id,
    )
    held = select(other.id).where(same_work, other.state == SubmissionState.GRADING, other.lease_until > _NOW).exists()
    newer = select(other.id).where(same_work, other.attempt > Submission.attempt, _ready(other)).exists()
    return (_ready(Submission), ~held, ~newer)


_RUNS_THAT_WAIT = select(Submission.run_id).where(*_free()).group_by(Submission.run_id)
_HELD_BY_RUN = (
    select(Submission.run_id, func.count().label("held"))
    .where(Submission.state == SubmissionState.GRADING, Submission.lease_until > _NOW)
    .group_by(Submission.run_id)
)
_FIRST_OF_RUN = (
    select(Submission.id, Submission.enrolment_id, Submission.run_id, Submission.state, Submission.tries)
    .where(*_free(), Submission.run_id == bindparam("run"))
    .order_by(Submission.tries, Submission.submitted_at, Submission.id)
    .limit(1)
)
_AS_CHOSEN = (
    Submission.id == bindparam("chosen"),
    Submission.state == bindparam("chosen_state"),
    Submission.tries == bindparam("chosen_tries"),
)
# Whoever takes an attempt holds its author's row meanwhile: of two workers the second sees what the first took.
_HOLD_AUTHOR = select(Enrolment.id).where(Enrolment.id == bindparam("author")).with_for_update(key_share=True)
_TAKE = (
    update(Submission)
    .where(*_AS_CHOSEN, *_free())
    .values(
        state=SubmissionState.GRADING,
        leased_by=bindparam("worker"),
        lease_until=bindparam("until"),
        tries=Submission.tries + 1,
    )
    .execution_options(synchronize_session=False)
)
_PARK = (
    update(Submission)
    .where(*_AS_CHOSEN)
    .values(
        state=SubmissionState.PARKED,
        leased_by="",
        lease_until=None,
        fault=func.coalesce(func.nullif(Submission.fault, ""), "The worker died at every try."),
    )
    .execution_options(synchronize_session=False)
)
_EXECUTION_WAITS = or_(
    Execution.state == ExecutionState.WAITING,
    and_(Execution.state == ExecutionState.RUNNING, Execution.lease_until <= _NOW),
)
_OLDEST_EXECUTION = (
    select(Execution.id, Execution.state, Execution.requested_at)
    .where(_EXECUTION_WAITS)
    .order_by(Execution.requested_at, Execution.id)
    .limit(1)
)


def lease_submission(
    registry: Registry, worker: str, now: datetime, seconds: float, recent_runs: Collection[int] = ()
) -> Lease | None:
    """Take the next submission, or None. Runs take turns (`recent_runs`: served last, oldest first); of one person's
    attempts at a lab the newest comes first, and never two at a time."""
    while (chosen := _next_submission(registry, now, list(recent_runs))) is not None:
        if chosen.tries < MOST_TRIES:
            until = now + timedelta(seconds=seconds)
            return _take(registry, chosen, worker, now, until)
        _park(registry, chosen)
    return None


def _take(registry: Registry, chosen: _Candidate, worker: str, now: datetime, until: datetime) -> Lease | None:
    with registry.session() as session:
        session.execute(_HOLD_AUTHOR, {"author": chosen.enrolment_id})
        taken = session.execute(_TAKE, {**_as_chosen(chosen), "now": now, "worker": worker, "until": until})
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            return None
    return Lease(chosen.submission_id, chosen.run_id, worker, chosen.tries + 1)


def _as_chosen(chosen: _Candidate) -> dict[str, object]:
    return {"chosen": chosen.submission_id, "chosen_state": chosen.state, "chosen_tries": chosen.tries}


def _next_submission(registry: Registry, now: datetime, recent_runs: list[int]) -> _Candidate | None:
    with registry.reading() as session:
        runs = session.scalars(_RUNS_THAT_WAIT, {"now": now}).all()
        if not runs:
            return None
        busy = {row.run_id: row.held for row in session.execute(_HELD_BY_RUN, {"now": now})}
        turn = {run_id: index for index, run_id in enumerate(recent_runs, start=1)}
        run_id = min(runs, key=lambda run: (busy.get(run, 0), turn.get(run, 0), run))
        row = session.execute(_FIRST_OF_RUN, {"now": now, "run": run_id}).first()
    return None if row is None else _Candidate(*row)


def waiting(registry: Registry, now: datetime) -> int:
    """How many submissions wait to be graded now."""
    with registry.reading() as session:
        count = select(func.count()).select_from(Submission).where(_ready(Submission))
        return session.scalar(count, {"now": now}) or 0


def ungraded(registry: Registry) -> dict[str, int]:
    """Submissions that could not be graded so far, through our fault, counted by the reason."""
    states = (SubmissionState.UNGRADED, SubmissionState.PARKED)
    with registry.reading() as session:
        rows = session.execute(
            select(Submission.fault, func.count()).where(Submission.state.in_(states)).group_by(Submission.fault)
        )
        return {row.fault: row[1] for row in rows}


def _park(registry: Registry, chosen: _Candidate) -> None:
    with registry.session() as session:
        session.execute(_PARK, _as_chosen(chosen))


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
    while True:
        with registry.reading() as session:
            row = session.execute(_OLDEST_EXECUTION, {"now": now}).first()
        if row is None:
            return None
        stale = row.requested_at < now - EXECUTION_LIFE
        with registry.session() as session:
            taken = session.execute(
                update(Execution)
                .where(Execution.id == row.id, Execution.state == row.state, _EXECUTION_WAITS)
                .values(
                    state=ExecutionState.FAILED if stale else ExecutionState.RUNNING,
                    fault="Nobody waits for this any more." if stale else "",
                    lease_until=now + timedelta(seconds=seconds),
                )
                .execution_options(synchronize_session=False),
                {"now": now},
            )
            if not stale:
                if taken.rowcount != 1:  # type: ignore[attr-defined]
                    return None
                return row.id, session.scalars(select(Execution.notebook).where(Execution.id == row.id)).one()


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
