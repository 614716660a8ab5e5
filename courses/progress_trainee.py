"""A trainee's own progress."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.progress_models import RunProgress, TraineeOverview
from courses.progress_reading import attempts_in_runs, fetched_labs, lab_progress, labs_of_runs
from courses.registry import Cohort, Course, CourseRun, Enrolment, Person
from courses.registry.codes import EnrolmentRole, EnrolmentStatus
from sandbox_data.text import LocalizedText


def trainee_overview(session: Session, username: str, now: datetime) -> TraineeOverview:
    """Every run in which this person is a trainee, newest first, with labs, points and attempts. Five queries.

    Somebody unknown, or a trainee nowhere, has an overview without runs.
    """
    rows = session.execute(
        select(Person, Enrolment, Cohort, CourseRun, Course)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseRun, CourseRun.cohort_id == Cohort.id)
        .join(Course, Course.id == CourseRun.course_id)
        .where(Person.username == username, Enrolment.role == EnrolmentRole.TRAINEE)
        .where(Enrolment.status != EnrolmentStatus.WITHDRAWN)
        .order_by(CourseRun.starts_at.desc(), CourseRun.id)
    ).all()
    if not rows:
        return TraineeOverview(username, "", ())
    person = rows[0][0]
    run_ids = [run.id for _, _, _, run, _ in rows]
    labs = labs_of_runs(session, run_ids)
    attempts = attempts_in_runs(session, run_ids, [enrolment.id for _, enrolment, _, _, _ in rows])
    fetched = fetched_labs(session, run_ids, person.id)
    runs = tuple(
        RunProgress(
            run_code=run.code,
            course_title=LocalizedText(ko=course.title_ko, en=course.title_en),
            cohort_code=cohort.code,
            cohort_name=LocalizedText(ko=cohort.name_ko, en=cohort.name_en),
            starts_at=run.starts_at,
            ends_at=run.ends_at,
            labs=tuple(
                lab_progress(lab, attempts, enrolment.id, (person.id, run.id, lab.lab_id) in fetched, now)
                for lab in labs.get(run.id, ())
            ),
        )
        for _, enrolment, cohort, run, course in rows
    )
    return TraineeOverview(username, person.name, runs)
