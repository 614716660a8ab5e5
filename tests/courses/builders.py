"""Short ways to a filled registry."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

from openpyxl import Workbook
from sqlalchemy.orm import Session

from courses import organising
from courses.registry import Cohort, Course, CourseLab, CourseRun, EnrolmentRole, Lab, Person, Registry, Task


def a_cohort(session: Session, code: str = "daegu-2026-1", *, capacity: int = 30, centre: str = "daegu") -> Cohort:
    """A cohort with its centre and programme, made as needed."""
    from sqlalchemy import select

    from courses.registry import Centre, Programme

    if session.scalars(select(Centre).where(Centre.code == centre)).first() is None:
        organising.add_centre(session, centre, "대구 센터", "Daegu centre")
    if session.scalars(select(Programme).where(Programme.code == "ai")).first() is None:
        organising.add_programme(session, "ai", "제조AI", "Manufacturing AI")
    return organising.add_cohort(
        session,
        code=code,
        name_ko="1기",
        name_en="Cohort 1",
        centre=centre,
        programme="ai",
        capacity=capacity,
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 1, 31),
    )


def a_course(session: Session) -> Course:
    """A course with one lab of two tasks, 60 + 40 points, the second marked by hand."""
    lab = Lab(code="golden_batch", title_ko="골든 배치", title_en="Golden batch", minutes=110, dataset="dryer")
    lab.tasks = [
        Task(code="t1", title_ko="가", title_en="a", points=60, position=0),
        Task(code="t2", title_ko="나", title_en="b", points=40, manual=True, position=1),
    ]
    course = Course(code="process-analysis", title_ko="공정 분석", title_en="Process analysis")
    session.add_all([lab, course])
    session.flush()
    session.add(CourseLab(course_id=course.id, lab_id=lab.id, position=0))
    session.flush()
    return course


def a_run(session: Session, cohort: Cohort, now: datetime) -> CourseRun:
    return organising.open_run(
        session,
        course="process-analysis",
        cohort=cohort.code,
        starts_at=now - timedelta(days=10),
        ends_at=now + timedelta(days=30),
    )


def a_person(
    session: Session, username: str, now: datetime, cohort: Cohort | None = None, role: str = "trainee"
) -> Person:
    person = organising.ensure_person(
        session, username=username, name=f"{username} 님", email=f"{username}@example.com", now=now
    )
    if cohort is not None:
        organising.ensure_enrolment(session, person, cohort, EnrolmentRole(role), now)
    return person


def xlsx(rows: list[list[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_cohort(registry: Registry, **options: int) -> None:
    with registry.session() as session:
        a_cohort(session, **options)
