"""Scores into the registry: one transaction an attempt, the same however often it is repeated."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses import events
from courses.registry import CourseRun, Enrolment, EventKind, Lab, Person, Registry, Submission, Task, TaskScore
from courses.registry.codes import SubmissionState
from grader.leasing import Lease, held_by
from grader.scores import CellScore, TaskPoints, by_task


@dataclass(frozen=True)
class Attempt:
    """What grading needs to know of a leased submission."""

    run_id: int
    run: str
    lab: str
    username: str
    attempt: int
    submitted_at: datetime
    blob: str
    # The attempt of the same person that lies in the gradebook; empty without one. Its marks are for its answers.
    marked_blob: str
    # That one is newer: this one must not replace it there.
    superseded: bool


def attempt_of(session: Session, lease: Lease) -> Attempt:
    row = session.get_one(Submission, lease.submission_id)
    marked = session.execute(
        select(Submission.attempt, Submission.blob).where(
            Submission.enrolment_id == row.enrolment_id,
            Submission.run_id == row.run_id,
            Submission.lab_id == row.lab_id,
            Submission.in_gradebook,
        )
    ).first()
    username = session.scalars(
        select(Person.username)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.id == row.enrolment_id)
    ).one()
    return Attempt(
        run_id=row.run_id,
        run=session.get_one(CourseRun, row.run_id).code,
        lab=session.get_one(Lab, row.lab_id).code,
        username=username,
        attempt=row.attempt,
        submitted_at=row.submitted_at,
        blob=row.blob,
        marked_blob=marked.blob if marked is not None else "",
        superseded=marked is not None and marked.attempt > row.attempt,
    )


def record_graded(
    registry: Registry,
    lease: Lease,
    cells: Collection[CellScore],
    feedback_blob: str,
    now: datetime,
    *,
    in_gradebook: bool,
    detail: Mapping[str, object],
) -> bool:
    """Write an attempt's scores and let go of it. False, and nothing written, if the lease is no longer ours."""
    with registry.session() as session:
        held = session.execute(
            update(Submission)
            .where(*held_by(lease))
            .values(
                state=SubmissionState.GRADED,
                graded_at=now,
                feedback_blob=feedback_blob,
                in_gradebook=in_gradebook,
                leased_by="",
                lease_until=None,
                retry_at=None,
                fault="",
            )
        )
        if held.rowcount != 1:  # type: ignore[attr-defined]
            return False
        submission = session.get_one(Submission, lease.submission_id, populate_existing=True)
        write_points(session, submission, by_task(cells))
        if in_gradebook:
            _leave_gradebook(session, submission)
        else:
            submission.needs_mark = False
        person = session.get_one(Enrolment, submission.enrolment_id).person
        events.record(
            session,
            EventKind.GRADED,
            now,
            person=person,
            run=session.get_one(CourseRun, submission.run_id),
            lab=session.get_one(Lab, submission.lab_id),
            detail={"attempt": submission.attempt, "score": submission.score, **detail},
        )
    return True


def _leave_gradebook(session: Session, submission: Submission) -> None:
    """Earlier attempts lie in the gradebook no longer, so nobody can mark them any more."""
    session.execute(
        update(Submission)
        .where(
            Submission.enrolment_id == submission.enrolment_id,
            Submission.run_id == submission.run_id,
            Submission.lab_id == submission.lab_id,
            Submission.id != submission.id,
        )
        .values(in_gradebook=False, needs_mark=False)
    )


def write_points(
    session: Session, submission: Submission, points: Mapping[str, TaskPoints], *, read_again: bool = False
) -> bool:
    """Bring a submission's task scores and its sums to `points`; whether anything changed.

    A task that the gradebook has no cell of counts 0 of its points (its checks were never run). But where the
    gradebook is only `read_again`, a check's points that it lost meanwhile (a lab's newer release has other cells)
    stay as they were.
    """
    changed = False
    tasks = session.scalars(select(Task).where(Task.lab_id == submission.lab_id).order_by(Task.position)).all()
    known = {
        row.task_id: row for row in session.scalars(select(TaskScore).where(TaskScore.submission_id == submission.id))
    }
    reached = 0.0
    for task in tasks:
        row = known.get(task.id)
        if row is None:
            row = TaskScore(submission_id=submission.id, task_id=task.id)
            session.add(row)
        wanted = _wanted(row, task, points.get(task.code), read_again)
        if (row.auto, row.manual, row.needs_mark, row.comment) != wanted:
            row.auto, row.manual, row.needs_mark, row.comment = wanted
            changed = True
        reached += row.points
    sums = (reached, sum(task.points for task in tasks), any(p.needs_mark for p in points.values()))
    if (submission.score, submission.max_score, submission.needs_mark) != sums:
        submission.score, submission.max_score, submission.needs_mark = sums
        changed = True
    return changed


def _wanted(
    row: TaskScore, task: Task, found: TaskPoints | None, read_again: bool
) -> tuple[float | None, float | None, bool, str]:
    if found is None:
        return (row.auto, row.manual, row.needs_mark, row.comment) if read_again else (0.0, None, False, "")
    lost = not found.whole or found.max_score < task.points
    auto = row.auto if read_again and lost and row.auto is not None else found.auto
    return auto, found.manual, found.needs_mark, found.comment
