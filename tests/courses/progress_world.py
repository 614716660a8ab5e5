"""A small training world for the tests of progress and of the dashboard: two centres, one programme, every state."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import organising
from courses.registry import (
    Cohort,
    Course,
    CourseLab,
    CourseRun,
    Enrolment,
    EnrolmentRole,
    Event,
    EventKind,
    Lab,
    Person,
    Registry,
    Role,
    Submission,
    SubmissionState,
    Task,
    TaskScore,
)

TASKS = (
    ("t1", "데이터 이해", "Understand the data", 10.0, False),
    ("t2", "배치 정렬", "Align the batches", 15.0, False),
    ("t3", "골든 배치 선정", "Choose the golden batches", 20.0, False),
    ("t4", "관리 한계", "Control limits", 20.0, False),
    ("t5", "이상 배치 찾기", "Find the odd batches", 20.0, False),
    ("t6", "현장 보고", "Report to the shop floor", 15.0, True),
)
KOREAN_NAMES = ("김민준", "이서연", "박지훈", "최수아", "정도윤", "강하은", "조현우", "윤지아")


def build(registry: Registry, now: datetime) -> None:
    """Fill the registry. Daegu has eight trainees in every state, Ulsan three who have not begun."""
    with registry.session() as session:
        _labs(session)
        organising.add_programme(session, "manufacturing-ai", "제조AI 전문가 양성", "Manufacturing-AI specialists")
        for code, ko, en in (
            ("daegu", "대구 제조AI센터", "Daegu AI Centre"),
            ("ulsan", "울산 제조AI센터", "Ulsan AI Centre"),
        ):
            organising.add_centre(session, code, ko, en)
            cohort = _cohort(session, code, ko, en, now)
            _staff(session, code, cohort, now)
            count = 8 if code == "daegu" else 3
            for number, name in enumerate(KOREAN_NAMES[:count], start=1):
                trainee(session, cohort, f"{code}-{number:02}", name, now - timedelta(days=20))
        officer = person(session, "officer", "사업 담당", now)
        organising.appoint(session, officer, Role.PROGRAMME_OFFICER, programme="manufacturing-ai")
        organising.appoint(session, person(session, "operator", "운영자", now), Role.OPERATOR)
        person(session, "nobody", "등록 전", now)
        gone = person(session, "gone", "중지된 사람", now)
        gone.disabled = True
        _progress(session, now)


def person(session: Session, username: str, name: str, now: datetime) -> Person:
    return organising.ensure_person(
        session,
        username=username,
        name=name,
        email=f"{username}@example.com",
        now=now,
        organisation="한빛정밀",
    )


def trainee(session: Session, cohort: Cohort, username: str, name: str, now: datetime) -> Enrolment:
    return organising.ensure_enrolment(
        session, person(session, username, name, now), cohort, EnrolmentRole.TRAINEE, now
    )


def submit(
    session: Session,
    username: str,
    at: datetime,
    *,
    lab: str = "golden_batch",
    state: SubmissionState = SubmissionState.GRADED,
    share: float | None = None,
    needs_mark: bool = False,
    late: bool = False,
) -> Submission:
    """One more attempt; `share` of each automatic task's points is reached (all of the written one when marked)."""
    enrolment = session.scalars(select(Enrolment).join(Person).where(Person.username == username)).one()
    run = session.scalars(select(CourseRun).where(CourseRun.cohort_id == enrolment.cohort_id)).one()
    the_lab = session.scalars(select(Lab).where(Lab.code == lab)).one()
    before = session.scalars(
        select(Submission).where(Submission.enrolment_id == enrolment.id, Submission.lab_id == the_lab.id)
    ).all()
    found = Submission(
        enrolment_id=enrolment.id,
        run_id=run.id,
        lab_id=the_lab.id,
        attempt=len(before) + 1,
        submitted_at=at,
        late=late,
        blob="0" * 64,
        size_bytes=1000,
        state=state,
    )
    session.add(found)
    session.flush()
    if share is not None:
        for task in session.scalars(select(Task).where(Task.lab_id == the_lab.id)):
            missing = needs_mark and task.manual
            points = None if task.manual else task.points * share
            manual = None if missing or not task.manual else task.points * share
            session.add(
                TaskScore(submission_id=found.id, task_id=task.id, auto=points, manual=manual, needs_mark=missing)
            )
        session.flush()
        scores = session.scalars(select(TaskScore).where(TaskScore.submission_id == found.id)).all()
        found.score, found.max_score = sum(score.points for score in scores), 100.0
        found.needs_mark, found.graded_at, found.feedback_blob = needs_mark, at, "f" * 64
    event(session, username, EventKind.SUBMITTED, at, run, the_lab)
    return found


def event(
    session: Session, username: str, kind: EventKind, at: datetime, run: CourseRun | None = None, lab: Lab | None = None
) -> None:
    who = session.scalars(select(Person).where(Person.username == username)).one()
    session.add(
        Event(
            at=at,
            kind=kind,
            person_id=who.id,
            run_id=run.id if run else None,
            lab_id=lab.id if lab else None,
            detail={},
        )
    )


def _labs(session: Session) -> None:
    course = Course(code="process-analysis", title_ko="공정 데이터 분석", title_en="Process data analysis")
    session.add(course)
    session.flush()
    titles = (
        ("golden_batch", "골든 배치 모니터링", "Golden-batch monitoring"),
        ("soft_sensor", "소프트 센서", "Soft sensor"),
    )
    for position, (code, ko, en) in enumerate(titles):
        lab = Lab(code=code, title_ko=ko, title_en=en, minutes=90, dataset="dryer", offered=position == 0)
        session.add(lab)
        session.flush()
        session.add(CourseLab(course_id=course.id, lab_id=lab.id, position=position))
        for place, (task, task_ko, task_en, points, manual) in enumerate(TASKS):
            session.add(
                Task(
                    lab_id=lab.id,
                    code=task,
                    title_ko=task_ko,
                    title_en=task_en,
                    points=points,
                    manual=manual,
                    position=place,
                )
            )
    session.flush()


def _cohort(session: Session, code: str, ko: str, en: str, now: datetime) -> Cohort:
    cohort = organising.add_cohort(
        session,
        code=f"{code}-2026-1",
        name_ko=f"{ko} 2026년 1기",
        name_en=f"{en}, cohort 2026-1",
        centre=code,
        programme="manufacturing-ai",
        starts_on=(now - timedelta(days=20)).date(),
        ends_on=(now + timedelta(days=20)).date(),
    )
    organising.open_run(
        session,
        course="process-analysis",
        cohort=cohort.code,
        starts_at=now - timedelta(days=20),
        due_at=now + timedelta(days=4),
        ends_at=now + timedelta(days=11),
    )
    return cohort


def _staff(session: Session, code: str, cohort: Cohort, now: datetime) -> None:
    instructor = person(session, f"{code}-instructor", "한강사", now)
    organising.ensure_enrolment(session, instructor, cohort, EnrolmentRole.INSTRUCTOR, now)
    organising.appoint(
        session, person(session, f"{code}-centre", "서담당", now), Role.CENTRE_ADMINISTRATOR, centre=code
    )


def _progress(session: Session, now: datetime) -> None:
    """01 best of two, 02 late, 03 needs a mark, 04 stuck, 05 our fault, 06 being graded, 07 fetched, 08 nothing."""
    day = timedelta(days=1)
    submit(session, "daegu-01", now - 3 * day, share=0.9)
    submit(session, "daegu-01", now - 2 * day, share=0.7)
    submit(session, "daegu-02", now - day, share=0.8, late=True)
    submit(session, "daegu-03", now - day, share=0.75, needs_mark=True)
    for ago in (3, 2, 1):
        submit(session, "daegu-04", now - ago * day, share=0.3)
    parked = submit(session, "daegu-05", now - day, state=SubmissionState.PARKED)
    parked.fault, parked.tries = "the sandbox could not start: bwrap exited with 1", 5
    submit(session, "daegu-06", now - timedelta(minutes=3), state=SubmissionState.RECEIVED)
    run = session.scalars(select(CourseRun).where(CourseRun.code == "process-analysis-daegu-2026-1")).one()
    lab = session.scalars(select(Lab).where(Lab.code == "golden_batch")).one()
    event(session, "daegu-07", EventKind.FETCHED, now - 10 * day, run, lab)
