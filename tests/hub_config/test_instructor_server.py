"""An instructor's lab server: own courses mounted, formgrader there, and in JupyterLab's frame."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from courses.registry import Cohort, CourseRun, Enrolment, EnrolmentRole, Person
from hub_config.identities import course_identity
from hub_config.person_card import read_card
from labs.gradebook import prepare_gradebook
from tests.hub_config.lab_server import LabServer, start
from tests.hub_config.real_hub import RUN, RunningHub

OTHER_RUN = "process-analysis-daegu-2026-2"


@pytest.fixture(scope="module")
def instructor(running_hub: RunningHub) -> LabServer:
    """The teacher's server, with the folders of two runs as `up` makes them, and a third that is not theirs."""
    _teach_another_run(running_hub)
    for run in read_card(running_hub.registry, "teacher").taught:
        folder = running_hub.settings.courses_folder / run.code
        for name in ("", "source", "release", "submitted"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        prepare_gradebook(folder / "gradebook.db")
        identity = course_identity(run.id)
        for path in (folder, *folder.iterdir()):
            path.chmod(0o2770 if path.is_dir() else 0o660)
            if identity is not None:
                os.chown(path, identity.uid, identity.gid)
    (running_hub.settings.courses_folder / "somebody-elses-run").mkdir(exist_ok=True)
    return start(running_hub, "teacher")


def _teach_another_run(hub: RunningHub) -> None:
    now = datetime.now(UTC)
    with hub.registry.session() as session:
        run = session.scalars(select(CourseRun).where(CourseRun.code == RUN)).one()
        teacher = session.scalars(select(Person).where(Person.username == "teacher")).one()
        cohort = Cohort(
            code="daegu-2026-2",
            name_ko="대구 2기",
            name_en="Daegu 2",
            centre=run.cohort.centre,
            programme=run.cohort.programme,
            starts_on=date(2026, 1, 1),
            ends_on=date(2027, 12, 31),
        )
        session.add(cohort)
        session.add(CourseRun(code=OTHER_RUN, course=run.course, cohort=cohort, starts_at=now, ends_at=run.ends_at))
        session.add(Enrolment(cohort=cohort, person=teacher, role=EnrolmentRole.INSTRUCTOR, enrolled_at=now))


def test_formgrader_opens_the_own_course(instructor: LabServer) -> None:
    page = instructor.get("formgrader", follow_redirects=True)
    assert page.status_code == 200
    assert "Manage Assignments" in page.text


def test_formgrader_may_be_framed_by_the_own_lab_only(instructor: LabServer) -> None:
    policy = instructor.get("formgrader", follow_redirects=True).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "*" not in policy


def test_the_course_folder_can_be_written_and_stays_the_course_s(instructor: LabServer) -> None:
    printed = instructor.run(
        f"""
        import os, pathlib
        courses = pathlib.Path.home() / "courses"
        print(sorted(p.name for p in courses.iterdir()))
        file = courses / "{RUN}" / "source" / "header.ipynb"
        file.write_text("x")
        print(oct(file.stat().st_mode & 0o777), file.stat().st_gid in os.getgroups())
        """
    )
    assert f"['{RUN}', '{OTHER_RUN}']" in printed
    assert "0o660" in printed
    if os.geteuid() == 0:
        assert "True" in printed


def test_the_dashboards_link_opens_formgrader_with_the_run_that_it_names(instructor: LabServer) -> None:
    for run in (RUN, OTHER_RUN, RUN):
        page = instructor.get(f"shopfloor/grade/{run}", follow_redirects=True)
        assert page.status_code == 200
        assert f"courses/{run}" in page.text
        students = instructor.get("formgrader/api/students")
        assert (students.status_code, students.json()) == (200, [])
    assert RUN in instructor.run(
        "import pathlib; print((pathlib.Path.home() / '.local/share/shopfloor/run').read_text())"
    )


@pytest.mark.parametrize("run", ["somebody-elses-run", "nothing"])
def test_a_run_that_is_not_taught_is_refused_in_words(instructor: LabServer, run: str) -> None:
    answer = instructor.get(f"shopfloor/grade/{run}")
    assert answer.status_code == 403
    assert "강사가 아니거나" in answer.text
