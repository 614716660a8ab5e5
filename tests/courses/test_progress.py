"""Progress read models: what a trainee, a cohort's people, an officer and the operator are told."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from courses import events
from courses.progress import (
    LabState,
    StuckReason,
    cohort_overview,
    programme_counts,
    provisional_scores,
    queue_overview,
    trainee_overview,
)
from courses.registry import (
    Cohort,
    CountingAttempt,
    CourseRun,
    Enrolment,
    EnrolmentStatus,
    EventKind,
    Lab,
    Person,
    Registry,
    Submission,
)
from courses.registry.codes import SubmissionState
from courses.scoring import counting_attempt, passes


def _world() -> ModuleType:
    spec = importlib.util.spec_from_file_location("progress_world", Path(__file__).parent / "progress_world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


world = _world()


@pytest.fixture
def built(registry: Registry, now: datetime) -> Registry:
    world.build(registry, now)
    return registry


@contextmanager
def counted_queries(registry: Registry) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(registry.engine, "before_cursor_execute", note)
    yield statements
    event.remove(registry.engine, "before_cursor_execute", note)


def states(registry: Registry, now: datetime) -> dict[str, LabState]:
    with registry.reading() as session:
        overview = cohort_overview(session, "daegu-2026-1", now)
    assert overview is not None
    return {row.username: row.labs[0].state for row in overview.trainees}


def test_every_trainee_of_a_cohort_has_the_state_that_the_last_attempt_says(built: Registry, now: datetime) -> None:
    assert states(built, now) == {
        "daegu-01": LabState.GRADED,
        "daegu-02": LabState.GRADED,
        "daegu-03": LabState.NEEDS_MARK,
        "daegu-04": LabState.GRADED,
        "daegu-05": LabState.NOT_GRADED_YET,
        "daegu-06": LabState.SUBMITTED,
        "daegu-07": LabState.FETCHED,
        "daegu-08": LabState.NOT_STARTED,
    }


def test_the_best_attempt_counts_by_default_and_the_last_where_the_run_says_so(built: Registry, now: datetime) -> None:
    with built.reading() as session:
        best = trainee_overview(session, "daegu-01", now).runs[0].labs[0]
    with built.session() as session:
        for run in session.scalars(select(CourseRun)):
            run.counting_attempt = CountingAttempt.LAST
    with built.reading() as session:
        last = trainee_overview(session, "daegu-01", now).runs[0].labs[0]
    assert (best.points, last.points) == (pytest.approx(90), pytest.approx(70))
    assert [attempt.attempt for attempt in best.attempts] == [1, 2]


def test_an_attempt_that_we_failed_to_grade_takes_no_points_away(built: Registry, now: datetime) -> None:
    with built.session() as session:
        world.submit(session, "daegu-01", now, state=SubmissionState.UNGRADED)
    with built.reading() as session:
        lab = trainee_overview(session, "daegu-01", now).runs[0].labs[0]
    assert lab.points == pytest.approx(90)
    assert lab.state is LabState.NOT_GRADED_YET


def test_nothing_graded_is_no_zero(built: Registry, now: datetime) -> None:
    with built.reading() as session:
        lab = trainee_overview(session, "daegu-05", now).runs[0].labs[0]
    assert lab.points is None


def test_a_trainee_sees_only_own_attempts(built: Registry, now: datetime) -> None:
    with built.reading() as session:
        overview = trainee_overview(session, "ulsan-01", now)
    assert [run.cohort_code for run in overview.runs] == ["ulsan-2026-1"]
    assert all(not lab.attempts for run in overview.runs for lab in run.labs)


def test_a_lab_that_is_not_offered_adds_nothing_to_reach(built: Registry, now: datetime) -> None:
    with built.reading() as session:
        run = trainee_overview(session, "daegu-01", now).runs[0]
    assert [lab.offered for lab in run.labs] == [True, False]
    assert run.max_points == 100


def test_a_stranger_has_an_empty_overview(built: Registry, now: datetime) -> None:
    with built.reading() as session:
        assert trainee_overview(session, "nobody", now).runs == ()
        assert cohort_overview(session, "no-such-cohort", now) is None


def test_stuck_are_those_with_three_low_attempts_and_those_inactive_before_the_due_date(
    built: Registry, now: datetime
) -> None:
    with built.reading() as session:
        overview = cohort_overview(session, "daegu-2026-1", now)
    assert overview is not None
    reasons = {row.username: {stuck.reason for stuck in row.stuck} for row in overview.stuck}
    assert reasons == {
        "daegu-04": {StuckReason.MANY_ATTEMPTS},
        "daegu-07": {StuckReason.INACTIVE_BEFORE_DUE},
        "daegu-08": {StuckReason.INACTIVE_BEFORE_DUE},
    }
    assert [row.username for row in overview.not_started] == ["daegu-08"]


def test_nobody_is_stuck_for_inactivity_long_before_the_due_date(built: Registry, now: datetime) -> None:
    with built.reading() as session:
        overview = cohort_overview(session, "daegu-2026-1", now - timedelta(days=9))
    assert overview is not None
    inactive = [s for row in overview.trainees for s in row.stuck if s.reason is StuckReason.INACTIVE_BEFORE_DUE]
    assert inactive == []


def test_task_means_take_the_counting_attempts_and_leave_out_missing_marks(built: Registry, now: datetime) -> None:
    with built.reading() as session:
        overview = cohort_overview(session, "daegu-2026-1", now)
    assert overview is not None
    means = {mean.task_code: mean for mean in overview.task_means}
    assert means["t1"].people == 4
    assert means["t1"].mean == pytest.approx(10 * (0.9 + 0.8 + 0.75 + 0.3) / 4)
    assert means["t6"].people == 3
    assert means["t6"].mean == pytest.approx(15 * (0.9 + 0.8 + 0.3) / 3)


def test_a_withdrawn_trainee_is_counted_nowhere(built: Registry, now: datetime) -> None:
    with built.session() as session:
        gone = session.scalars(select(Enrolment).join(Person).where(Person.username == "daegu-01")).one()
        gone.status = EnrolmentStatus.WITHDRAWN
    with built.reading() as session:
        assert trainee_overview(session, "daegu-01", now).runs == ()
        overview = cohort_overview(session, "daegu-2026-1", now)
        assert overview is not None
        assert "daegu-01" not in {row.username for row in overview.trainees}


def test_the_number_of_queries_does_not_grow_with_the_cohort(built: Registry, now: datetime) -> None:
    with built.session() as session:
        cohort = session.scalars(select(Cohort).where(Cohort.code == "ulsan-2026-1")).one()
        for number in range(100, 140):
            world.trainee(session, cohort, f"ulsan-{number}", "추가", now)
            world.submit(session, f"ulsan-{number}", now, share=0.5)
    with built.reading() as session, counted_queries(built) as small:
        cohort_overview(session, "daegu-2026-1", now)
    with built.reading() as session, counted_queries(built) as large:
        cohort_overview(session, "ulsan-2026-1", now)
    assert len(large) == len(small)


def test_an_officer_sees_counts_and_small_cells_are_suppressed(built: Registry) -> None:
    with built.reading() as session:
        (programme,) = programme_counts(session, "officer")
    daegu, ulsan = programme.centres
    assert ulsan.counts.enrolled is None  # three people
    assert daegu.counts.enrolled is None  # or eleven minus eight would tell
    assert programme.counts.enrolled == 11
    assert programme.counts.completed is None


def test_without_a_threshold_the_counts_are_the_counts(built: Registry) -> None:
    with built.reading() as session:
        (programme,) = programme_counts(session, "officer", suppress_below=0)
    daegu = programme.centres[0].counts
    assert (daegu.enrolled, daegu.started, daegu.submitted, daegu.scored, daegu.completed) == (8, 7, 6, 4, 3)
    assert daegu.mean_percent == pytest.approx((90 + 80 + 63.75 + 30) / 4)


@pytest.mark.parametrize("username", ["daegu-01", "daegu-instructor", "daegu-centre", "gone", "nobody"])
def test_only_officers_and_operators_see_programme_counts(built: Registry, username: str) -> None:
    with built.reading() as session:
        assert programme_counts(session, username) == ()
        assert len(programme_counts(session, "operator")) == 1


def test_the_queue_counts_states_and_gives_the_reason_of_what_we_could_not_grade(
    built: Registry, now: datetime
) -> None:
    with built.reading() as session:
        queue = queue_overview(session, now)
    assert (queue.received, queue.put_off, queue.parked, queue.ungraded) == (1, 0, 1, 0)
    assert queue.oldest_waiting_at is not None
    assert [(fault.username, fault.fault[:11]) for fault in queue.faults] == [("daegu-05", "the sandbox")]


def test_what_is_graded_tomorrow_waits_for_nobody(built: Registry, now: datetime) -> None:
    with built.session() as session:
        row = session.scalars(select(Submission).where(Submission.state == SubmissionState.RECEIVED)).one()
        row.retry_at = now + timedelta(hours=5)
        session.flush()
        today, tomorrow = queue_overview(session, now), queue_overview(session, now + timedelta(hours=6))
        row.retry_at = None
    assert (today.received, today.put_off, today.oldest_waiting_at) == (0, 1, None)
    assert (tomorrow.received, tomorrow.put_off) == (1, 0)


def test_the_pass_mark_is_sixty_per_cent_of_the_points() -> None:
    assert passes(60, 100)
    assert not passes(59.9, 100)
    assert not passes(0, 0)
    assert counting_attempt([], CountingAttempt.BEST) is None


def _graded(session: Session, username: str, at: datetime, **detail: object) -> None:
    person = session.scalars(select(Person).where(Person.username == username)).one()
    run = session.scalars(select(CourseRun).where(CourseRun.code.contains("daegu"))).one()
    lab = session.scalars(select(Lab).order_by(Lab.id)).first()
    events.record(session, EventKind.GRADED, at, person=person, run=run, lab=lab, detail=detail)


def test_scores_of_checks_inside_the_notebook_are_provisional_and_findings_come_first(
    built: Registry, now: datetime
) -> None:
    with built.session() as session:
        _graded(session, "daegu-01", now, attempt=1, provisional=True, tampering=[])
        _graded(session, "daegu-02", now, attempt=1, provisional=True, tampering=["ast_transformers"])
        _graded(session, "daegu-03", now, attempt=1)
        runs = list(session.scalars(select(CourseRun.code)))
    with built.reading() as session:
        found = provisional_scores(session, runs)
        assert [(score.username, score.tampering) for score in found] == [
            ("daegu-02", ("ast_transformers",)),
            ("daegu-01", ()),
        ]
        assert provisional_scores(session, []) == ()


def test_a_later_grading_outside_the_notebook_settles_the_score(built: Registry, now: datetime) -> None:
    with built.session() as session:
        _graded(session, "daegu-01", now, attempt=1, provisional=True, tampering=["builtins.abs"])
        _graded(session, "daegu-01", now + timedelta(hours=1), attempt=1)
        runs = list(session.scalars(select(CourseRun.code)))
    with built.reading() as session:
        assert provisional_scores(session, runs) == ()
