"""Two demonstration centres. Everybody in them says so by name and has an address at example.com."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import organising
from courses.registry import Centre, Cohort, Course, CourseRun, EnrolmentRole, Person, Programme, Role

PROGRAMME = ("manufacturing-ai", "제조AI 전문가 양성 (시연)", "Manufacturing-AI specialists (demonstration)")
CENTRES = (
    ("daegu", "대구 제조AI센터 (시연)", "Daegu Manufacturing AI Centre (demonstration)"),
    ("ulsan", "울산 제조AI센터 (시연)", "Ulsan Manufacturing AI Centre (demonstration)"),
)
COURSE = "process-analysis"
TRAINEES = 6


@dataclass(frozen=True)
class DemoLink:
    """A person who gets a sign-in link when the platform starts with --demo."""

    who_ko: str
    who_en: str
    username: str


@dataclass(frozen=True)
class Demonstration:
    links: tuple[DemoLink, ...]


def demonstrate(session: Session, now: datetime) -> Demonstration:
    """Make the demonstration centres, cohorts, runs and people; repeating it changes nothing."""
    if session.scalars(select(Programme).where(Programme.code == PROGRAMME[0])).first() is None:
        organising.add_programme(session, *PROGRAMME)
    for code, name_ko, name_en in CENTRES:
        if session.scalars(select(Centre).where(Centre.code == code)).first() is None:
            organising.add_centre(session, code, name_ko, name_en)
        cohort = _cohort(session, code, name_ko, name_en, now)
        _people(session, code, name_ko, cohort, now)
    officer = _person(session, "demo-officer", "사업 담당자 (시연)", now)
    organising.appoint(session, officer, Role.PROGRAMME_OFFICER, programme=PROGRAMME[0])
    return Demonstration(
        (
            DemoLink("교육생", "trainee", "demo-daegu-01"),
            DemoLink("강사", "instructor", "demo-daegu-instructor"),
            DemoLink("센터 담당자", "centre administrator", "demo-daegu-centre"),
            DemoLink("사업 담당자", "programme officer", "demo-officer"),
        )
    )


def _cohort(session: Session, centre: str, name_ko: str, name_en: str, now: datetime) -> Cohort:
    code = f"{centre}-2026-1"
    cohort = session.scalars(select(Cohort).where(Cohort.code == code)).one_or_none()
    if cohort is None:
        cohort = organising.add_cohort(
            session,
            code=code,
            name_ko=f"{name_ko} 2026년 1기",
            name_en=f"{name_en}, cohort 2026-1",
            centre=centre,
            programme=PROGRAMME[0],
            starts_on=now.date(),
            ends_on=(now + timedelta(days=60)).date(),
        )
    if (
        session.scalars(select(Course).where(Course.code == COURSE)).first() is not None
        and not session.scalars(select(CourseRun).where(CourseRun.cohort_id == cohort.id)).first()
    ):
        organising.open_run(
            session, course=COURSE, cohort=code, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=60)
        )
    return cohort


def _people(session: Session, centre: str, centre_name: str, cohort: Cohort, now: datetime) -> None:
    for number in range(1, TRAINEES + 1):
        person = _person(session, f"demo-{centre}-{number:02}", f"교육생 {number:02} (시연)", now, centre_name)
        organising.ensure_enrolment(session, person, cohort, EnrolmentRole.TRAINEE, now)
    instructor = _person(session, f"demo-{centre}-instructor", "강사 (시연)", now, centre_name)
    organising.ensure_enrolment(session, instructor, cohort, EnrolmentRole.INSTRUCTOR, now)
    administrator = _person(session, f"demo-{centre}-centre", "센터 담당자 (시연)", now, centre_name)
    organising.appoint(session, administrator, Role.CENTRE_ADMINISTRATOR, centre=centre)


def _person(session: Session, username: str, name: str, now: datetime, organisation: str = "") -> Person:
    return organising.ensure_person(
        session, username=username, name=name, email=f"{username}@example.com", organisation=organisation, now=now
    )
