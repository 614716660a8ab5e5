"""The receipt for a data provider: how many trainees worked with a dataset, in which labs and for how long. No names.

Hours are counted from a person's activity events: the time between two events that are at most 30 minutes apart
belongs to the lab that was named last before it. (Sessions by a gap of inactivity: Kovanović et al. 2015, "Penetrating
the black box of time-on-task estimation".) It is an estimate, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.errors import InvalidEntry
from courses.registry import Cohort, CourseRun, DataAgreement, DataMount, Enrolment, EnrolmentRole, Event, Lab

SEOUL = ZoneInfo("Asia/Seoul")
SMALLEST_COUNT = 5
LONGEST_GAP = timedelta(minutes=30)
PERIOD = re.compile(r"(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Period:
    """A year, quarter or month in Korean time; `ends` is the first moment after it."""

    name: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Receipt:
    """What a provider is told. `trainees`, `hours` and `cohorts` are None where fewer than five trainees took part,
    `agreements` (trainees who agreed to the terms) where fewer than five did. `mounts` counts starts of lab servers."""

    dataset: str
    period: str
    labs: tuple[str, ...]
    trainees: int | None
    hours: float | None
    cohorts: int | None
    agreements: int | None
    mounts: int


@dataclass(frozen=True)
class _Seen:
    """One event: whose, when, on which lab of this dataset (None: on none), and whether it names another lab."""

    person: int
    at: datetime
    lab: int | None
    elsewhere: bool
    run: int | None


def period_of(text: str) -> Period:
    """`2026`, `2026-Q4` or `2026-11`. Raises InvalidEntry."""
    found = PERIOD.fullmatch(text)
    if found is None:
        raise InvalidEntry(f"기간 {text!r}을(를) 읽을 수 없습니다 / {text!r} is no period.", "2026, 2026-Q4, 2026-11")
    year, quarter, month = int(found[1]), found[2], found[3]
    first = 3 * int(quarter) - 2 if quarter else int(month) if month else 1
    months = 3 if quarter else 1 if month else 12
    last = first + months
    begins = datetime(year, first, 1, tzinfo=SEOUL)
    ends = datetime(year + (last - 1) // 12, (last - 1) % 12 + 1, 1, tzinfo=SEOUL)
    return Period(text, begins.astimezone(UTC), ends.astimezone(UTC))


def receipt(session: Session, dataset: str, period: Period) -> Receipt:
    """Count what trainees (not staff) did in the period on labs that work with `dataset`."""
    labs = {row.id: row.code for row in session.execute(select(Lab.id, Lab.code).where(Lab.dataset == dataset))}
    seen = _seen(session, set(labs), period)
    active = [event for event in seen if event.lab is not None]
    people = {event.person for event in active}
    enough = len(people) >= SMALLEST_COUNT
    return Receipt(
        dataset=dataset,
        period=period.name,
        labs=tuple(sorted({labs[event.lab] for event in active if event.lab is not None})),
        trainees=len(people) if enough else None,
        hours=round(hours_of(seen), 1) if enough else None,
        cohorts=_cohorts(session, {event.run for event in active if event.run is not None}) if enough else None,
        agreements=_agreements(session, dataset, period),
        mounts=_mounts(session, dataset, period),
    )


def hours_of(seen: Iterable[_Seen]) -> float:
    """Hours between neighbouring events of a person that belong to one of the dataset's labs."""
    total = timedelta()
    before: _Seen | None = None
    counting = False
    for event in seen:
        gap = event.at - before.at if before is not None and before.person == event.person else None
        if gap is None or gap > LONGEST_GAP:
            counting = False
        elif counting:
            total += gap
        if event.lab is not None:
            counting = True
        elif event.elsewhere:
            counting = False
        before = event
    return total.total_seconds() / 3600


def _seen(session: Session, labs: set[int], period: Period) -> list[_Seen]:
    trainees = select(Enrolment.person_id).where(Enrolment.role == EnrolmentRole.TRAINEE)
    rows = session.execute(
        select(Event.person_id, Event.at, Event.lab_id, Event.run_id)
        .where(Event.person_id.in_(trainees), Event.at >= period.begins, Event.at < period.ends)
        .order_by(Event.person_id, Event.at, Event.id)
    )
    return [
        _Seen(person or 0, at, lab if lab in labs else None, lab is not None and lab not in labs, run)
        for person, at, lab, run in rows
    ]


def _agreements(session: Session, dataset: str, period: Period) -> int | None:
    """Trainees who agreed to the terms in the period."""
    people = select(func.count(DataAgreement.person_id.distinct())).where(
        DataAgreement.dataset == dataset,
        DataAgreement.agreed_at >= period.begins,
        DataAgreement.agreed_at < period.ends,
    )
    count = session.scalars(people).one()
    return count if count >= SMALLEST_COUNT else None


def _mounts(session: Session, dataset: str, period: Period) -> int:
    first, after = (moment.astimezone(SEOUL).date() for moment in (period.begins, period.ends))
    counted = select(func.coalesce(func.sum(DataMount.mounts), 0)).where(
        DataMount.dataset == dataset, DataMount.day >= first, DataMount.day < after
    )
    return int(session.scalars(counted).one())


def _cohorts(session: Session, runs: set[int]) -> int:
    query = select(Cohort.id).join(CourseRun, CourseRun.cohort_id == Cohort.id).where(CourseRun.id.in_(runs))
    return len(set(session.scalars(query)))
