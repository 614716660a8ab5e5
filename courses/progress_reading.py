"""Reading progress from the registry in a fixed number of queries, however many trainees there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.progress_models import AttemptView, LabProgress, LabState
from courses.registry import Course, CourseLab, CourseRun, DueDate, Event, Lab, Submission, Task
from courses.registry.codes import CountingAttempt, EventKind, SubmissionState
from courses.scoring import counting_attempt
from sandbox_data.text import LocalizedText

AttemptKey = tuple[int, int, int]  # enrolment, run, lab


@dataclass(frozen=True)
class LabInRun:
    """A lab as a run offers it."""

    run_id: int
    run_code: str
    lab_id: int
    lab_code: str
    title: LocalizedText
    minutes: int
    offered: bool
    max_points: float
    due_at: datetime | None
    closes_at: datetime | None
    rule: CountingAttempt


def labs_of_runs(session: Session, run_ids: Iterable[int]) -> dict[int, tuple[LabInRun, ...]]:
    """The labs of each run, in the course's order."""
    points = select(Task.lab_id, func.sum(Task.points).label("points")).group_by(Task.lab_id).subquery()
    rows = session.execute(
        select(CourseRun, Lab, DueDate, points.c.points)
        .join(Course, Course.id == CourseRun.course_id)
        .join(CourseLab, CourseLab.course_id == Course.id)
        .join(Lab, Lab.id == CourseLab.lab_id)
        .outerjoin(DueDate, (DueDate.run_id == CourseRun.id) & (DueDate.lab_id == Lab.id))
        .outerjoin(points, points.c.lab_id == Lab.id)
        .where(CourseRun.id.in_(list(run_ids)))
        .order_by(CourseRun.starts_at, CourseRun.id, CourseLab.position)
    )
    found: dict[int, list[LabInRun]] = defaultdict(list)
    for run, lab, due, max_points in rows:
        found[run.id].append(
            LabInRun(
                run_id=run.id,
                run_code=run.code,
                lab_id=lab.id,
                lab_code=lab.code,
                title=LocalizedText(ko=lab.title_ko, en=lab.title_en),
                minutes=lab.minutes,
                offered=lab.offered,
                max_points=float(max_points or 0.0),
                due_at=due.due_at if due else None,
                closes_at=due.closes_at if due else None,
                rule=run.counting_attempt,
            )
        )
    return {run_id: tuple(labs) for run_id, labs in found.items()}


def attempts_in_runs(
    session: Session, run_ids: Iterable[int], enrolment_ids: Iterable[int] | None = None
) -> dict[AttemptKey, tuple[AttemptView, ...]]:
    """Every attempt in these runs by enrolment, run and lab, oldest first."""
    query = (
        select(
            Submission.enrolment_id,
            Submission.run_id,
            Submission.lab_id,
            Submission.id,
            Submission.attempt,
            Submission.submitted_at,
            Submission.late,
            Submission.state,
            Submission.score,
            Submission.max_score,
            Submission.needs_mark,
            Submission.feedback_blob,
            Submission.retry_at,
        )
        .where(Submission.run_id.in_(list(run_ids)))
        .order_by(Submission.attempt)
    )
    if enrolment_ids is not None:
        query = query.where(Submission.enrolment_id.in_(list(enrolment_ids)))
    found: dict[AttemptKey, list[AttemptView]] = defaultdict(list)
    for row in session.execute(query):
        view = AttemptView(
            submission_id=row.id,
            attempt=row.attempt,
            submitted_at=row.submitted_at,
            late=row.late,
            state=row.state,
            score=row.score,
            max_score=row.max_score,
            needs_mark=row.needs_mark,
            has_feedback=bool(row.feedback_blob),
            graded_from=row.retry_at if row.state == SubmissionState.RECEIVED else None,
        )
        found[row.enrolment_id, row.run_id, row.lab_id].append(view)
    return {key: tuple(views) for key, views in found.items()}


def fetched_labs(
    session: Session, run_ids: Iterable[int], person_id: int | None = None
) -> frozenset[tuple[int, int, int]]:
    """(person, run, lab) of everything that was fetched in these runs."""
    query = (
        select(Event.person_id, Event.run_id, Event.lab_id)
        .where(Event.kind == EventKind.FETCHED, Event.run_id.in_(list(run_ids)))
        .where(Event.person_id.is_not(None), Event.lab_id.is_not(None))
        .distinct()
    )
    if person_id is not None:
        query = query.where(Event.person_id == person_id)
    return frozenset(
        (person, run, lab)
        for person, run, lab in session.execute(query)
        if person is not None and run is not None and lab is not None
    )


def state_of(attempts: Sequence[AttemptView], counting: AttemptView | None, fetched: bool) -> LabState:
    """The state that a person sees: the last attempt says it, a missing mark of the counting one included."""
    if not attempts:
        return LabState.FETCHED if fetched else LabState.NOT_STARTED
    last = attempts[-1].state
    if last in (SubmissionState.RECEIVED, SubmissionState.GRADING):
        return LabState.SUBMITTED
    if last in (SubmissionState.UNGRADED, SubmissionState.PARKED):
        return LabState.NOT_GRADED_YET
    return LabState.NEEDS_MARK if counting is not None and counting.needs_mark else LabState.GRADED


def lab_progress(
    lab: LabInRun,
    attempts: Mapping[AttemptKey, tuple[AttemptView, ...]],
    enrolment_id: int,
    fetched: bool,
    now: datetime,
) -> LabProgress:
    """One trainee's progress in one lab."""
    own = attempts.get((enrolment_id, lab.run_id, lab.lab_id), ())
    counting = counting_attempt(own, lab.rule)
    return LabProgress(
        run_code=lab.run_code,
        lab_code=lab.lab_code,
        title=lab.title,
        minutes=lab.minutes,
        offered=lab.offered,
        state=state_of(own, counting, fetched),
        max_points=lab.max_points or (counting.max_score or 0.0 if counting else 0.0),
        counting=counting,
        attempts=own,
        due_at=lab.due_at,
        closes_at=lab.closes_at,
        closed=lab.closes_at is not None and now > lab.closes_at,
        overdue=not own and lab.due_at is not None and now > lab.due_at,
    )
