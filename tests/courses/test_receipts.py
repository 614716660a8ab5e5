"""A provider's receipt: trainees, labs and hours of a period, and nobody to be found in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from courses import events
from courses.errors import InvalidEntry
from courses.receipts import Receipt, period_of, receipt
from courses.registry import Enrolment, EnrolmentRole, EventKind, Lab, Person, Registry
from tests.courses.builders import a_cohort, a_person

QUARTER = period_of("2026-Q4")


def _lab(registry: Registry, code: str, dataset: str) -> None:
    with registry.session() as session:
        session.add(Lab(code=code, title_ko="실습", title_en="lab", minutes=60, dataset=dataset, offered=True))


def _did(registry: Registry, username: str, lab: str | None, at: datetime, *, staff: bool = False) -> None:
    kind = EventKind.VALIDATED if lab else EventKind.SERVER_ACTIVE
    role = EnrolmentRole.INSTRUCTOR if staff else EnrolmentRole.TRAINEE
    with registry.session() as session:
        person = session.scalars(select(Person).where(Person.username == username)).one_or_none()
        if person is None:
            person = a_person(session, username, at)
            cohort = session.scalars(select(Enrolment.cohort_id)).first() or a_cohort(session).id
            session.add(Enrolment(person_id=person.id, cohort_id=cohort, role=role, enrolled_at=at))
        place = session.scalars(select(Lab).where(Lab.code == lab)).one() if lab else None
        events.record(session, kind, at, person=person, lab=place)


def _receipt(registry: Registry, dataset: str = "dryer") -> Receipt:
    with registry.reading() as session:
        return receipt(session, dataset, QUARTER)


def test_a_receipt_counts_trainees_labs_and_hours(registry: Registry, now: datetime) -> None:
    """20 minutes on the lab, 10 more while the server is busy; then another lab, whose minutes don't count."""
    _lab(registry, "batch", "dryer")
    _lab(registry, "energy", "steel_energy")
    for number in range(5):
        who = f"trainee-{number}"
        for minutes, lab in ((0, "batch"), (20, "batch"), (30, None), (40, "energy"), (60, "energy"), (200, "batch")):
            _did(registry, who, lab, now + timedelta(minutes=minutes))
    found = _receipt(registry)
    assert (found.trainees, found.labs) == (5, ("batch",))
    assert found.hours == round(5 * 40 / 60, 1)
    assert _receipt(registry, "ccpp") == Receipt("ccpp", "2026-Q4", (), None, None, None, None, 0)


def test_fewer_than_five_are_not_counted_out(registry: Registry, now: datetime) -> None:
    _lab(registry, "batch", "dryer")
    for number in range(4):
        for minutes in (0, 20):
            _did(registry, f"trainee-{number}", "batch", now + timedelta(minutes=minutes))
    _did(registry, "teacher", "batch", now, staff=True)
    found = _receipt(registry)
    assert (found.trainees, found.hours, found.cohorts) == (None, None, None)
    assert found.labs == ("batch",)


def test_what_happened_outside_the_period_does_not_count(registry: Registry, now: datetime) -> None:
    _lab(registry, "batch", "dryer")
    for number in range(5):
        _did(registry, f"trainee-{number}", "batch", QUARTER.ends)
        _did(registry, f"trainee-{number}", "batch", QUARTER.begins - timedelta(seconds=1))
    assert _receipt(registry).labs == ()


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("2026", datetime(2025, 12, 31, 15, tzinfo=UTC), datetime(2026, 12, 31, 15, tzinfo=UTC)),
        ("2026-Q4", datetime(2026, 9, 30, 15, tzinfo=UTC), datetime(2026, 12, 31, 15, tzinfo=UTC)),
        ("2026-11", datetime(2026, 10, 31, 15, tzinfo=UTC), datetime(2026, 11, 30, 15, tzinfo=UTC)),
    ],
)
def test_periods_are_korean_time(text: str, begins: datetime, ends: datetime) -> None:
    period = period_of(text)
    assert (period.begins, period.ends) == (begins, ends)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-13", "Q4", "", "2026-Q4 "])
def test_a_wrong_period_is_named_with_examples(text: str) -> None:
    with pytest.raises(InvalidEntry, match="2026-Q4, 2026-11"):
        period_of(text)
