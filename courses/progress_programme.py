"""Counts for a programme officer: per centre and cohort, never a person, small cells suppressed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import access
from courses.progress_models import AttemptView
from courses.progress_reading import AttemptKey, LabInRun, attempts_in_runs, fetched_labs, labs_of_runs
from courses.registry import Centre, Cohort, CourseRun, Enrolment, Programme
from courses.registry.codes import EnrolmentRole, EnrolmentStatus
from courses.scoring import counting_attempt, passes
from courses.suppression import Sum, suppressed_keys
from sandbox_data.text import LocalizedText

SUPPRESS_BELOW = 5
MEASURES = ("enrolled", "started", "submitted", "scored", "completed")


@dataclass(frozen=True)
class Counts:
    """Numbers of people; None where the number is suppressed. `mean_percent` is also None while nobody has a score.

    started: fetched or submitted something. scored: has a graded attempt. completed: reached 60 % of all points of all
    labs, a lab without a score counting 0. mean_percent: mean over the scored of points reached so far, 0-100.
    """

    enrolled: int | None
    started: int | None
    submitted: int | None
    scored: int | None
    completed: int | None
    mean_percent: float | None


@dataclass(frozen=True)
class CohortCounts:
    code: str
    name: LocalizedText
    counts: Counts


@dataclass(frozen=True)
class CentreCounts:
    code: str
    name: LocalizedText
    counts: Counts
    cohorts: tuple[CohortCounts, ...]


@dataclass(frozen=True)
class ProgrammeCounts:
    code: str
    name: LocalizedText
    counts: Counts
    centres: tuple[CentreCounts, ...]


@dataclass(frozen=True)
class Standing:
    """How far one trainee is, before anything is counted."""

    started: bool
    submitted: bool
    percent: float | None
    completed: bool


Node = tuple[str, int]  # ("programme" | "centre" | "cohort", id)


def programme_counts(
    session: Session, username: str, suppress_below: int = SUPPRESS_BELOW
) -> tuple[ProgrammeCounts, ...]:
    """Counts of every programme this person may see; nothing for anybody else."""
    programmes = access.programmes_of(session, username)
    rows = session.execute(
        select(Cohort, Centre)
        .join(Centre, Centre.id == Cohort.centre_id)
        .where(Cohort.programme_id.in_([programme.id for programme in programmes]))
        .order_by(Centre.code, Cohort.code)
    ).all()
    standings = _standings(session, [cohort.id for cohort, _ in rows])
    return tuple(
        _counted(
            programme,
            [(cohort, centre) for cohort, centre in rows if cohort.programme_id == programme.id],
            standings,
            suppress_below,
        )
        for programme in programmes
    )


def _standings(session: Session, cohort_ids: list[int]) -> dict[int, list[Standing]]:
    runs = session.scalars(select(CourseRun).where(CourseRun.cohort_id.in_(cohort_ids))).all()
    run_ids = [run.id for run in runs]
    labs = labs_of_runs(session, run_ids)
    labs_of_cohort: dict[int, list[LabInRun]] = defaultdict(list)
    for run in runs:
        labs_of_cohort[run.cohort_id].extend(labs.get(run.id, ()))
    attempts = attempts_in_runs(session, run_ids)
    fetched = fetched_labs(session, run_ids)
    enrolments = session.execute(
        select(Enrolment.id, Enrolment.cohort_id, Enrolment.person_id)
        .where(Enrolment.cohort_id.in_(cohort_ids), Enrolment.role == EnrolmentRole.TRAINEE)
        .where(Enrolment.status != EnrolmentStatus.WITHDRAWN)
    )
    found: dict[int, list[Standing]] = defaultdict(list)
    for enrolment_id, cohort_id, person_id in enrolments:
        own = labs_of_cohort[cohort_id]
        has_fetched = any((person_id, lab.run_id, lab.lab_id) in fetched for lab in own)
        found[cohort_id].append(_standing(enrolment_id, own, attempts, has_fetched))
    return found


def _standing(
    enrolment_id: int,
    labs: Iterable[LabInRun],
    attempts: dict[AttemptKey, tuple[AttemptView, ...]],
    has_fetched: bool,
) -> Standing:
    submitted = False
    points: list[float] = []
    graded_of = all_of = 0.0
    for lab in labs:
        own = attempts.get((enrolment_id, lab.run_id, lab.lab_id), ())
        counting = counting_attempt(own, lab.rule)
        submitted = submitted or bool(own)
        all_of += lab.max_points if lab.offered or own else 0.0
        if counting is not None:
            points.append(counting.score or 0.0)
            graded_of += lab.max_points
    mean = 100.0 * sum(points) / graded_of if graded_of else None
    return Standing(has_fetched or submitted, submitted, mean, passes(sum(points), all_of))


def _counted(
    programme: Programme, rows: list[tuple[Cohort, Centre]], standings: dict[int, list[Standing]], threshold: int
) -> ProgrammeCounts:
    by_centre: dict[int, list[Cohort]] = defaultdict(list)
    centres = {centre.id: centre for _, centre in rows}
    for cohort, centre in rows:
        by_centre[centre.id].append(cohort)
    top: Node = ("programme", programme.id)
    people: dict[Node, list[Standing]] = {top: []}
    sums = [Sum(top, tuple(("centre", centre_id) for centre_id in by_centre))]
    for centre_id, cohorts in by_centre.items():
        sums.append(Sum(("centre", centre_id), tuple(("cohort", cohort.id) for cohort in cohorts)))
        people["centre", centre_id] = []
        for cohort in cohorts:
            own = standings.get(cohort.id, [])
            people["cohort", cohort.id] = own
            people["centre", centre_id] += own
            people[top] += own
    counts = _suppressed(people, sums, threshold)
    return ProgrammeCounts(
        programme.code,
        LocalizedText(ko=programme.name_ko, en=programme.name_en),
        counts[top],
        tuple(
            CentreCounts(
                centres[centre_id].code,
                LocalizedText(ko=centres[centre_id].name_ko, en=centres[centre_id].name_en),
                counts["centre", centre_id],
                tuple(
                    CohortCounts(c.code, LocalizedText(ko=c.name_ko, en=c.name_en), counts["cohort", c.id])
                    for c in cohorts
                ),
            )
            for centre_id, cohorts in by_centre.items()
        ),
    )


def _suppressed(people: dict[Node, list[Standing]], sums: list[Sum[Node]], threshold: int) -> dict[Node, Counts]:
    shown: dict[Node, dict[str, int | None]] = {node: {} for node in people}
    for measure in MEASURES:
        values = {node: sum(_has(measure, standing) for standing in own) for node, own in people.items()}
        hidden = suppressed_keys(values, sums, threshold)
        for node, value in values.items():
            shown[node][measure] = None if node in hidden else value
    return {
        node: Counts(**shown[node], mean_percent=_mean_percent(own) if shown[node]["scored"] is not None else None)
        for node, own in people.items()
    }


def _has(measure: str, standing: Standing) -> bool:
    if measure == "enrolled":
        return True
    if measure == "scored":
        return standing.percent is not None
    return bool(getattr(standing, measure))


def _mean_percent(people: list[Standing]) -> float | None:
    reached = [standing.percent for standing in people if standing.percent is not None]
    return sum(reached) / len(reached) if reached else None
