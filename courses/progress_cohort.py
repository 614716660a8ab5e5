"""A cohort's progress: who is how far, who has not started, who is stuck, which task is hard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.progress_models import CohortOverview, LabProgress, LabState, Stuck, StuckReason, TaskMean, TraineeRow
from courses.progress_reading import LabInRun, attempts_in_runs, fetched_labs, lab_progress, labs_of_runs
from courses.registry import Centre, Cohort, CourseRun, Enrolment, Event, Lab, Person, Task, TaskScore
from courses.registry.codes import EnrolmentRole, EnrolmentStatus, EventKind
from courses.registry.models import Submission
from courses.scoring import PASS_PERCENT, percent
from sandbox_data.text import LocalizedText

STUCK_ATTEMPTS = 3
STUCK_INACTIVE = timedelta(days=7)
# What a person does; being enrolled, invited or graded is done to them.
OWN_ACTIVITY = tuple(
    kind for kind in EventKind if kind not in (EventKind.ENROLLED, EventKind.INVITED, EventKind.GRADED)
)
DONE = (LabState.GRADED, LabState.NEEDS_MARK, LabState.SUBMITTED)


def cohort_overview(session: Session, cohort_code: str, now: datetime) -> CohortOverview | None:
    """The progress of a cohort's trainees (withdrawn ones left out), or None for an unknown cohort. Seven queries."""
    head = session.execute(
        select(Cohort, Centre).join(Centre, Centre.id == Cohort.centre_id).where(Cohort.code == cohort_code)
    ).one_or_none()
    if head is None:
        return None
    cohort, centre = head
    runs = session.scalars(
        select(CourseRun).where(CourseRun.cohort_id == cohort.id).order_by(CourseRun.starts_at, CourseRun.id)
    ).all()
    run_ids = [run.id for run in runs]
    labs_by_run = labs_of_runs(session, run_ids)
    labs = [lab for run in runs for lab in labs_by_run.get(run.id, ())]
    trainees = _trainee_rows(session, cohort.id, run_ids, labs, now)
    counting = {lab.counting.submission_id for row in trainees for lab in row.labs if lab.counting}
    return CohortOverview(
        cohort_code=cohort.code,
        cohort_name=LocalizedText(ko=cohort.name_ko, en=cohort.name_en),
        centre_name=LocalizedText(ko=centre.name_ko, en=centre.name_en),
        run_codes=tuple(run.code for run in runs),
        trainees=trainees,
        task_means=_task_means(session, run_ids, counting),
    )


def stuck_on(lab: LabProgress, last_active_at: datetime, now: datetime) -> Stuck | None:
    """Is the trainee stuck on this lab?

    Three or more attempts and still below the pass mark; or nothing submitted, due within seven days (or overdue and
    still open), and no activity at all for seven days.
    """
    if not lab.offered:
        return None
    inactive = now - last_active_at
    best = max((p for a in lab.attempts if (p := percent(a.score, lab.max_points)) is not None), default=None)
    reason: StuckReason | None = None
    if len(lab.attempts) >= STUCK_ATTEMPTS and best is not None and best < PASS_PERCENT:
        reason = StuckReason.MANY_ATTEMPTS
    elif lab.state not in DONE and not lab.closed and lab.due_at is not None:
        due_soon = lab.due_at - now <= STUCK_INACTIVE
        if due_soon and inactive >= STUCK_INACTIVE and lab.state is not LabState.NOT_GRADED_YET:
            reason = StuckReason.INACTIVE_BEFORE_DUE
    if reason is None:
        return None
    return Stuck(lab.lab_code, lab.title, reason, len(lab.attempts), best, max(inactive.days, 0))


def _trainee_rows(
    session: Session, cohort_id: int, run_ids: list[int], labs: list[LabInRun], now: datetime
) -> tuple[TraineeRow, ...]:
    enrolled = session.execute(
        select(Person, Enrolment)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.role == EnrolmentRole.TRAINEE)
        .where(Enrolment.status != EnrolmentStatus.WITHDRAWN)
        .order_by(Person.name, Person.username)
    ).all()
    attempts = attempts_in_runs(session, run_ids)
    fetched = fetched_labs(session, run_ids)
    active = _last_activity(session, cohort_id)
    rows = []
    for person, enrolment in enrolled:
        own = tuple(
            lab_progress(lab, attempts, enrolment.id, (person.id, lab.run_id, lab.lab_id) in fetched, now)
            for lab in labs
        )
        since = active.get(person.id) or enrolment.enrolled_at
        stuck = tuple(found for lab in own if (found := stuck_on(lab, since, now)) is not None)
        rows.append(TraineeRow(person.username, person.name, person.organisation, active.get(person.id), own, stuck))
    return tuple(rows)


def _last_activity(session: Session, cohort_id: int) -> Mapping[int, datetime]:
    """Person id -> time of the last event of any kind that the person caused."""
    rows = session.execute(
        select(Event.person_id, func.max(Event.at))
        .join(Enrolment, Enrolment.person_id == Event.person_id)
        .where(Enrolment.cohort_id == cohort_id, Event.kind.in_(OWN_ACTIVITY))
        .group_by(Event.person_id)
    )
    return {person_id: at for person_id, at in rows if person_id is not None}


def _task_means(session: Session, run_ids: Iterable[int], counting: set[int]) -> tuple[TaskMean, ...]:
    rows = session.execute(
        select(TaskScore, Task, Lab, CourseRun.code)
        .join(Submission, Submission.id == TaskScore.submission_id)
        .join(CourseRun, CourseRun.id == Submission.run_id)
        .join(Task, Task.id == TaskScore.task_id)
        .join(Lab, Lab.id == Task.lab_id)
        .where(Submission.run_id.in_(list(run_ids)), TaskScore.needs_mark.is_(False))
        .order_by(CourseRun.code, Lab.code, Task.position)
    )
    reached: dict[tuple[str, int], list[float]] = defaultdict(list)
    described: dict[tuple[str, int], tuple[Task, Lab]] = {}
    for score, task, lab, run_code in rows:
        if score.submission_id in counting:
            reached[run_code, task.id].append(score.points)
            described[run_code, task.id] = (task, lab)
    return tuple(_mean(run_code, *described[run_code, key], points) for (run_code, key), points in reached.items())


def _mean(run_code: str, task: Task, lab: Lab, points: list[float]) -> TaskMean:
    return TaskMean(
        run_code=run_code,
        lab_code=lab.code,
        lab_title=LocalizedText(ko=lab.title_ko, en=lab.title_en),
        task_code=task.code,
        task_title=LocalizedText(ko=task.title_ko, en=task.title_en),
        position=task.position,
        points=task.points,
        manual=task.manual,
        mean=sum(points) / len(points),
        people=len(points),
    )
