"""Centres, programmes, cohorts, course runs and the people who look after them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import InvalidEntry, unknown
from courses.registry import (
    Appointment,
    Centre,
    Cohort,
    CountingAttempt,
    Course,
    CourseLab,
    CourseRun,
    DueDate,
    Enrolment,
    EnrolmentRole,
    Person,
    Programme,
    Role,
)

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")
USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
DAYS_FROM_DUE_TO_CLOSE = 7


def add_centre(session: Session, code: str, name_ko: str, name_en: str) -> Centre:
    _check_new(session, Centre, "centre", code, name_ko, name_en)
    centre = Centre(code=code, name_ko=name_ko, name_en=name_en)
    session.add(centre)
    session.flush()
    return centre


def add_programme(session: Session, code: str, name_ko: str, name_en: str) -> Programme:
    _check_new(session, Programme, "programme", code, name_ko, name_en)
    programme = Programme(code=code, name_ko=name_ko, name_en=name_en)
    session.add(programme)
    session.flush()
    return programme


def add_cohort(
    session: Session,
    *,
    code: str,
    name_ko: str,
    name_en: str,
    centre: str,
    programme: str,
    starts_on: date,
    ends_on: date,
    capacity: int = 30,
) -> Cohort:
    """Add a cohort to a centre; both codes must exist."""
    _check_new(session, Cohort, "cohort", code, name_ko, name_en)
    if capacity < 1:
        raise InvalidEntry(f"The capacity {capacity} is no class.", "Give at least 1.")
    if starts_on > ends_on:
        raise InvalidEntry(f"The cohort would end ({ends_on}) before it starts ({starts_on}).", "Swap the dates.")
    cohort = Cohort(
        code=code,
        name_ko=name_ko,
        name_en=name_en,
        centre=by_code(session, Centre, "centre", centre),
        programme=by_code(session, Programme, "programme", programme),
        capacity=capacity,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    session.add(cohort)
    session.flush()
    return cohort


def open_run(
    session: Session,
    *,
    course: str,
    cohort: str,
    starts_at: datetime,
    ends_at: datetime,
    due_at: datetime | None = None,
    counting_attempt: CountingAttempt = CountingAttempt.BEST,
) -> CourseRun:
    """Open a course for a cohort. Labs are due `due_at` (a week before the end by default) and close at the end."""
    the_course = by_code(session, Course, "course", course)
    the_cohort = by_code(session, Cohort, "cohort", cohort)
    due = due_at or max(starts_at, ends_at - timedelta(days=DAYS_FROM_DUE_TO_CLOSE))
    if not starts_at <= due <= ends_at:
        raise InvalidEntry(
            f"A run from {starts_at:%Y-%m-%d} to {ends_at:%Y-%m-%d} can't be due on {due:%Y-%m-%d}.",
            "The due day lies between the first and the last.",
        )
    code = f"{the_course.code}-{the_cohort.code}"
    if session.scalars(select(CourseRun.id).where(CourseRun.code == code)).first():
        raise InvalidEntry(f"The cohort {cohort} has the course {course} already.", "Choose another course.")
    run = CourseRun(
        code=code,
        course=the_course,
        cohort=the_cohort,
        starts_at=starts_at,
        ends_at=ends_at,
        counting_attempt=counting_attempt,
    )
    session.add(run)
    session.flush()
    labs = session.scalars(select(CourseLab.lab_id).where(CourseLab.course_id == the_course.id))
    session.add_all(DueDate(run_id=run.id, lab_id=lab_id, due_at=due, closes_at=ends_at) for lab_id in labs)
    session.flush()
    return run


def ensure_person(
    session: Session,
    *,
    username: str,
    name: str,
    email: str,
    now: datetime,
    organisation: str = "",
    language: str = "ko",
) -> Person:
    """The person with this user name, made if missing."""
    person = session.scalars(select(Person).where(Person.username == username)).one_or_none()
    if person is None:
        if not USERNAME.fullmatch(username):
            raise InvalidEntry(
                f"{username!r} is no user name.", "Use 2 to 32 lower-case letters, digits, dots and hyphens."
            )
        person = Person(
            username=username,
            name=name,
            email=_email(email),
            organisation=organisation,
            language=language,
            created_at=now,
        )
        session.add(person)
        session.flush()
    return person


def ensure_enrolment(session: Session, person: Person, cohort: Cohort, role: EnrolmentRole, now: datetime) -> Enrolment:
    found = session.scalars(
        select(Enrolment).where(
            Enrolment.person_id == person.id, Enrolment.cohort_id == cohort.id, Enrolment.role == role
        )
    ).one_or_none()
    if found is None:
        found = Enrolment(person_id=person.id, cohort_id=cohort.id, role=role, enrolled_at=now)
        session.add(found)
        session.flush()
    return found


def appoint(
    session: Session, person: Person, role: Role, *, centre: str | None = None, programme: str | None = None
) -> Appointment:
    """Give a role outside a cohort. A centre administrator needs a centre, a programme officer a programme."""
    if role in {Role.TRAINEE, Role.INSTRUCTOR}:
        raise InvalidEntry(f"{role.value} is a role in a cohort.", "Enrol the person: ./shopfloor enrol")
    if (role is Role.CENTRE_ADMINISTRATOR) != bool(centre):
        raise InvalidEntry(f"A {role.value} and the centre {centre!r} don't go together.", "See appoint --help.")
    if (role is Role.PROGRAMME_OFFICER) != bool(programme):
        raise InvalidEntry(f"A {role.value} and the programme {programme!r} don't go together.", "See appoint --help.")
    centre_id = by_code(session, Centre, "centre", centre).id if centre else None
    programme_id = by_code(session, Programme, "programme", programme).id if programme else None
    found = session.scalars(
        select(Appointment).where(
            Appointment.person_id == person.id,
            Appointment.role == role,
            Appointment.centre_id.is_(None) if centre_id is None else Appointment.centre_id == centre_id,
            Appointment.programme_id.is_(None) if programme_id is None else Appointment.programme_id == programme_id,
        )
    ).first()
    if found is None:
        found = Appointment(person_id=person.id, role=role, centre_id=centre_id, programme_id=programme_id)
        session.add(found)
        session.flush()
    return found


def by_code(session: Session, model: Any, kind: str, code: str) -> Any:
    """The row of `model` with this code; UnknownCode with the nearest ones otherwise."""
    found = session.scalars(select(model).where(model.code == code)).one_or_none()
    if found is None:
        raise unknown(kind, code, session.scalars(select(model.code)))
    return found


def _check_new(session: Session, model: Any, kind: str, code: str, name_ko: str, name_en: str) -> None:
    if not CODE.fullmatch(code):
        raise InvalidEntry(f"{code!r} is no {kind} code.", "Use 2 to 41 lower-case letters, digits and hyphens.")
    if not name_ko.strip() or not name_en.strip():
        raise InvalidEntry(f"The {kind} {code} has no name.", "Give a Korean and an English name.")
    if session.scalars(select(model.id).where(model.code == code)).first():
        raise InvalidEntry(f"The {kind} {code} exists already.", "Choose another code.")


def _email(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise InvalidEntry(f"{email!r} is no e-mail address: {error}", "Mend it.") from None
