"""Terms of data: whose are open, what an agreement is worth, and how mounts are counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from courses import data_terms, organising
from courses.errors import InvalidEntry
from courses.receipts import period_of, receipt
from courses.registry import CourseLab, DataAgreement, DataMount, Lab, Person, Registry
from sandbox_data.cards import CATALOGUE
from tests.courses.builders import a_cohort, a_course, a_person, a_run


def _class(registry: Registry, now: datetime) -> None:
    """A trainee and an instructor of a run whose one offered lab works with the dryer; another lab is not offered."""
    with registry.session() as session:
        cohort = a_cohort(session)
        course = a_course(session)
        other = Lab(code="energy", title_ko="나", title_en="b", minutes=60, dataset="steel_energy", offered=False)
        session.add(other)
        session.flush()
        session.add(CourseLab(course_id=course.id, lab_id=other.id, position=1))
        session.flush()
        a_run(session, cohort, now)
        a_person(session, "minji", now, cohort)
        a_person(session, "teacher", now, cohort, "instructor")
        a_person(session, "stranger", now)


def _open(registry: Registry, username: str, catalogue: Path = CATALOGUE) -> dict[str, str]:
    with registry.reading() as session:
        return {one.card.name: one.digest for one in data_terms.open_terms(session, username, catalogue)}


def _agree(registry: Registry, agreed: dict[str, str], now: datetime, username: str = "minji") -> list[str]:
    with registry.session() as session:
        return data_terms.agree(session, username, agreed, now)


def test_only_a_trainee_of_an_offered_lab_has_open_terms(any_registry: Registry, now: datetime) -> None:
    _class(any_registry, now)
    assert set(_open(any_registry, "minji")) == {"dryer"}
    for other in ("teacher", "stranger", "nobody"):
        assert _open(any_registry, other) == {}


def test_who_agreed_is_not_asked_again_and_agreeing_twice_is_agreeing_once(
    any_registry: Registry, now: datetime
) -> None:
    _class(any_registry, now)
    words = _open(any_registry, "minji")
    assert _agree(any_registry, words, now) == ["dryer"]
    assert _open(any_registry, "minji") == {}
    assert _agree(any_registry, words, now) == []
    with any_registry.reading() as session:
        assert [(row.dataset, row.terms) for row in session.scalars(select(DataAgreement))] == [("dryer", "MIT")]


def test_other_words_than_those_that_were_shown_are_not_agreed_to(registry: Registry, now: datetime) -> None:
    _class(registry, now)
    with pytest.raises(InvalidEntry, match="terms have changed"):
        _agree(registry, {"dryer": "0" * 64}, now)
    assert _agree(registry, {"steel_energy": "0" * 64, "no_such": "0" * 64}, now) == []
    assert set(_open(registry, "minji")) == {"dryer"}


def test_terms_that_changed_are_asked_for_anew(registry: Registry, now: datetime, tmp_path: Path) -> None:
    _class(registry, now)
    _agree(registry, _open(registry, "minji"), now)
    text = (CATALOGUE / "dryer.toml").read_text(encoding="utf-8")
    (tmp_path / "dryer.toml").write_text(text.replace('spdx = "MIT"', 'spdx = "Apache-2.0"'), encoding="utf-8")
    assert set(_open(registry, "minji", tmp_path)) == {"dryer"}


def test_a_disabled_trainee_agrees_to_nothing(registry: Registry, now: datetime) -> None:
    _class(registry, now)
    words = _open(registry, "minji")
    with registry.session() as session:
        session.scalars(select(Person).where(Person.username == "minji")).one().disabled = True
    assert _agree(registry, words, now) == []


def test_mounts_are_counted_by_run_lab_day_and_release(
    any_registry: Registry, now: datetime, released_data: Path
) -> None:
    _class(any_registry, now)
    for username, at in (("minji", now), ("minji", now), ("teacher", now), ("minji", now + timedelta(days=1))):
        with any_registry.session() as session:
            data_terms.count_mounts(session, username, released_data, at)
    with any_registry.reading() as session:
        rows = list(session.scalars(select(DataMount).order_by(DataMount.day)))
    assert [(row.dataset, row.mounts) for row in rows] == [("dryer", 3), ("dryer", 1)]
    assert len({row.release_sha256 for row in rows}) == 1


def test_what_is_not_served_is_not_counted(registry: Registry, now: datetime, tmp_path: Path) -> None:
    _class(registry, now)
    with registry.session() as session:
        data_terms.count_mounts(session, "minji", tmp_path, now)
        assert session.scalars(select(DataMount)).all() == []


def test_two_servers_that_start_together_are_both_counted(
    any_registry: Registry, now: datetime, released_data: Path
) -> None:
    """The row that the other one has just made is found, whoever comes first."""
    _class(any_registry, now)
    with any_registry.session() as session:
        data_terms.count_mounts(session, "minji", released_data, now)
        data_terms.count_mounts(session, "teacher", released_data, now)
    with any_registry.reading() as session:
        assert session.scalars(select(DataMount.mounts)).one() == 2


def test_the_receipt_tells_mounts_and_agreements_of_at_least_five(
    registry: Registry, now: datetime, released_data: Path
) -> None:
    _class(registry, now)
    with registry.session() as session:
        cohort = a_cohort(session, "daegu-2026-2")
        run = organising.open_run(
            session, course="process-analysis", cohort=cohort.code, starts_at=now, ends_at=now + timedelta(days=9)
        )
        assert run.id
        for number in range(5):
            a_person(session, f"trainee-{number}", now, cohort)
    quarter = period_of("2026-Q4")
    for number in range(5):
        username = f"trainee-{number}"
        with registry.reading() as session:
            assert receipt(session, "dryer", quarter).agreements is None
        _agree(registry, _open(registry, username), now, username)
        with registry.session() as session:
            data_terms.count_mounts(session, username, released_data, now)
    with registry.reading() as session:
        found, earlier = receipt(session, "dryer", quarter), receipt(session, "dryer", period_of("2025"))
    assert (found.agreements, found.mounts) == (5, 5)
    assert (earlier.agreements, earlier.mounts) == (None, 0)


def test_a_double_click_is_one_agreement(any_registry: Registry, now: datetime) -> None:
    """Both answers saw the terms open: the second finds the first one's row, and fails nobody."""
    _class(any_registry, now)
    words = _open(any_registry, "minji")
    with any_registry.session() as session:
        stale = data_terms.open_terms(session, "minji")
        assert data_terms.agree(session, "minji", words, now) == ["dryer"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(data_terms, "open_terms", lambda *_: stale)
            assert data_terms.agree(session, "minji", words, now) == []
    with any_registry.reading() as session:
        assert len(session.scalars(select(DataAgreement)).all()) == 1
