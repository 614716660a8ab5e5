"""An instructor's lab server: own courses mounted, formgrader there, and in JupyterLab's frame."""

from __future__ import annotations

import os

import pytest

from hub_config.identities import course_identity
from hub_config.person_card import read_card
from tests.hub_config.lab_server import LabServer, start
from tests.hub_config.real_hub import RUN, RunningHub


@pytest.fixture(scope="module")
def instructor(running_hub: RunningHub) -> LabServer:
    card = read_card(running_hub.registry, "teacher")
    folder = running_hub.settings.courses_folder / RUN
    for name in ("", "source", "release", "submitted"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        identity = course_identity(card.taught[0].id)
        if identity is not None:
            os.chown(folder / name, identity.uid, identity.gid)
        (folder / name).chmod(0o2770)
    (running_hub.settings.courses_folder / "somebody-elses-run").mkdir(exist_ok=True)
    return start(running_hub, "teacher")


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
    assert f"['{RUN}']" in printed
    assert "0o660" in printed
    if os.geteuid() == 0:
        assert "True" in printed
