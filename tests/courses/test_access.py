"""A role sees its own rows only, and a disabled person sees none."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from courses import access, organising
from courses.errors import InvalidEntry, UnknownCode
from courses.registry import DueDate, Enrolment, EnrolmentStatus, Registry, Role
from tests.courses.builders import a_cohort, a_course, a_person, a_run


@pytest.fixture
def filled(any_registry: Registry, now: datetime) -> Registry:
    with any_registry.session() as session:
        a_course(session)
        for centre in ("daegu", "ulsan"):
            cohort = a_cohort(session, f"{centre}-2026-1", centre=centre)
            a_run(session, cohort, now)
            a_person(session, f"{centre}-trainee", now, cohort)
            a_person(session, f"{centre}-teacher", now, cohort, "instructor")
            admin = a_person(session, f"{centre}-admin", now)
            organising.appoint(session, admin, Role.CENTRE_ADMINISTRATOR, centre=centre)
        organising.appoint(session, a_person(session, "officer", now), Role.PROGRAMME_OFFICER, programme="ai")
        organising.appoint(session, a_person(session, "boss", now), Role.OPERATOR)
    return any_registry


def test_roles_come_from_enrolments_and_appointments(filled: Registry) -> None:
    with filled.reading() as session:
        roles = {
            name: access.roles_of(session, name) for name in ("daegu-trainee", "daegu-teacher", "officer", "nobody")
        }
    assert roles == {
        "daegu-trainee": {Role.TRAINEE},
        "daegu-teacher": {Role.INSTRUCTOR},
        "officer": {Role.PROGRAMME_OFFICER},
        "nobody": set(),
    }


@pytest.mark.parametrize(
    ("who", "cohorts"),
    [
        ("daegu-trainee", []),
        ("daegu-teacher", ["daegu-2026-1"]),
        ("ulsan-admin", ["ulsan-2026-1"]),
        ("officer", []),
        ("boss", ["daegu-2026-1", "ulsan-2026-1"]),
    ],
)
def test_names_of_trainees_are_seen_by_their_own_people_only(filled: Registry, who: str, cohorts: list[str]) -> None:
    with filled.reading() as session:
        assert [cohort.code for cohort in access.cohorts_visible_to(session, who)] == cohorts


def test_a_centre_administrator_enrols_in_the_own_centre_only(filled: Registry) -> None:
    with filled.reading() as session:
        allowed = {
            (who, cohort.code)
            for who in ("daegu-admin", "daegu-teacher", "boss")
            for cohort in access.cohorts_visible_to(session, "boss")
            if access.may_administer(session, who, cohort)
        }
    assert allowed == {("daegu-admin", "daegu-2026-1"), ("boss", "daegu-2026-1"), ("boss", "ulsan-2026-1")}


def test_an_instructor_teaches_the_own_run_only(filled: Registry) -> None:
    with filled.reading() as session:
        assert access.instructs(session, "daegu-teacher", "process-analysis-daegu-2026-1")
        assert not access.instructs(session, "daegu-teacher", "process-analysis-ulsan-2026-1")
        assert not access.instructs(session, "daegu-trainee", "process-analysis-daegu-2026-1")


def test_a_disabled_person_has_no_role_no_run_and_no_group(filled: Registry, now: datetime) -> None:
    with filled.session() as session:
        a_person(session, "daegu-teacher", now).disabled = True
    with filled.reading() as session:
        assert access.roles_of(session, "daegu-teacher") == set()
        assert access.runs_of(session, "daegu-teacher") == []
        assert access.cohorts_visible_to(session, "daegu-teacher") == []
        assert "daegu-teacher" not in access.groups(session)["instructor"]


def test_a_withdrawn_trainee_is_not_enrolled(filled: Registry) -> None:
    with filled.session() as session:
        for enrolment in session.scalars(select(Enrolment)):
            enrolment.status = EnrolmentStatus.WITHDRAWN
    with filled.reading() as session:
        assert access.enrolment_in(session, "daegu-trainee", "process-analysis-daegu-2026-1") is None


def test_groups_hold_everybody_by_role(filled: Registry) -> None:
    with filled.reading() as session:
        groups = access.groups(session)
    assert groups["trainee"] == {"daegu-trainee", "ulsan-trainee"}
    assert groups["operator"] == {"boss"}
    assert set(groups) == {role.value for role in Role}


def test_a_run_gives_every_lab_a_due_date_a_week_before_it_closes(filled: Registry) -> None:
    with filled.reading() as session:
        due = session.scalars(select(DueDate)).first()
    assert due is not None
    assert (due.closes_at - due.due_at).days == 7


def test_roles_and_their_places_belong_together(filled: Registry, now: datetime) -> None:
    with filled.session() as session:
        person = a_person(session, "boss", now)
        with pytest.raises(InvalidEntry):
            organising.appoint(session, person, Role.CENTRE_ADMINISTRATOR)
        with pytest.raises(InvalidEntry):
            organising.appoint(session, person, Role.TRAINEE)
        with pytest.raises(UnknownCode, match="daegu"):
            organising.appoint(session, person, Role.CENTRE_ADMINISTRATOR, centre="daeg")
