"""Who may see and do what, asked of the registry at every request. A disabled person may do nothing."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from courses.registry import (
    Appointment,
    Cohort,
    CourseRun,
    Enrolment,
    EnrolmentRole,
    EnrolmentStatus,
    Person,
    Programme,
    Role,
)


def person_of(session: Session, username: str) -> Person | None:
    """The person with this hub user name, unless disabled."""
    return session.scalars(select(Person).where(Person.username == username, ~Person.disabled)).one_or_none()


def roles_of(session: Session, username: str) -> set[Role]:
    """All roles that a person holds now."""
    person = person_of(session, username)
    if person is None:
        return set()
    appointed = session.scalars(select(Appointment.role).where(Appointment.person_id == person.id))
    enrolled = session.scalars(select(Enrolment.role).where(Enrolment.person_id == person.id, _counts()))
    return {Role(role) for role in appointed} | {Role(role.value) for role in enrolled}


def runs_of(session: Session, username: str, role: EnrolmentRole | None = None) -> list[CourseRun]:
    """The course runs of a person's cohorts, in order of their start."""
    query = (
        select(CourseRun)
        .join(Cohort)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Person.username == username, ~Person.disabled, _counts())
        .options(joinedload(CourseRun.course), joinedload(CourseRun.cohort))
        .order_by(CourseRun.starts_at, CourseRun.id)
    )
    if role is not None:
        query = query.where(Enrolment.role == role)
    return list(session.scalars(query).unique())


def enrolment_in(
    session: Session, username: str, run_code: str, role: EnrolmentRole = EnrolmentRole.TRAINEE
) -> Enrolment | None:
    """A person's active enrolment in the cohort of a run."""
    return session.scalars(
        select(Enrolment)
        .join(Person)
        .join(CourseRun, CourseRun.cohort_id == Enrolment.cohort_id)
        .where(CourseRun.code == run_code, Person.username == username, ~Person.disabled)
        .where(Enrolment.role == role, _counts())
    ).one_or_none()


def instructs(session: Session, username: str, run_code: str) -> bool:
    return enrolment_in(session, username, run_code, EnrolmentRole.INSTRUCTOR) is not None


def cohorts_visible_to(session: Session, username: str) -> list[Cohort]:
    """Cohorts whose trainees this person may see by name: an instructor's own, a centre's, all for the operator."""
    person = person_of(session, username)
    if person is None:
        return []
    query = select(Cohort).options(joinedload(Cohort.centre)).order_by(Cohort.code)
    if Role.OPERATOR not in roles_of(session, username):
        taught = select(Enrolment.cohort_id).where(
            Enrolment.person_id == person.id, Enrolment.role == EnrolmentRole.INSTRUCTOR, _counts()
        )
        query = query.where(Cohort.id.in_(taught) | Cohort.centre_id.in_(administered_centres(session, person)))
    return list(session.scalars(query))


def administered_centres(session: Session, person: Person) -> list[int]:
    """Ids of the centres that a person administers."""
    return list(
        session.scalars(
            select(Appointment.centre_id).where(
                Appointment.person_id == person.id,
                Appointment.role == Role.CENTRE_ADMINISTRATOR,
                Appointment.centre_id.is_not(None),
            )
        )
    )


def may_administer(session: Session, username: str, cohort: Cohort) -> bool:
    """May this person enrol people in the cohort? Its centre's administrators and operators may."""
    person = person_of(session, username)
    if person is None:
        return False
    return Role.OPERATOR in roles_of(session, username) or cohort.centre_id in administered_centres(session, person)


def programmes_of(session: Session, username: str) -> list[Programme]:
    """The programmes that a programme officer looks after; all for the operator."""
    person = person_of(session, username)
    if person is None:
        return []
    query = select(Programme).order_by(Programme.code)
    if Role.OPERATOR not in roles_of(session, username):
        query = query.join(Appointment, Appointment.programme_id == Programme.id).where(
            Appointment.person_id == person.id, Appointment.role == Role.PROGRAMME_OFFICER
        )
    return list(session.scalars(query))


def groups(session: Session) -> dict[str, set[str]]:
    """Every hub group (named as the roles) with its members' user names; what the hub's groups are synced to."""
    members: dict[str, set[str]] = {role.value: set() for role in Role}
    enrolled = session.execute(select(Enrolment.role, Person.username).join(Person).where(~Person.disabled, _counts()))
    for enrolment_role, username in enrolled:
        members[enrolment_role.value].add(username)
    for role, username in session.execute(
        select(Appointment.role, Person.username).join(Person).where(~Person.disabled)
    ):
        members[role.value].add(username)
    return members


def _counts() -> ColumnElement[bool]:
    return Enrolment.status != EnrolmentStatus.WITHDRAWN
