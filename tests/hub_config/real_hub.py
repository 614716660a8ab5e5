"""A really started hub for the tests: our configuration, a free port, an own `var`, a few people."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx

from courses import invitations
from courses.registry import (
    Appointment,
    Centre,
    Cohort,
    Course,
    CourseRun,
    Enrolment,
    EnrolmentRole,
    Person,
    Programme,
    Registry,
    Role,
    open_registry,
)
from hub_config import up
from hub_config.passwords import hash_new
from hub_config.preparation import ensure_folders
from hub_config.processes import descendants
from hub_config.proxy_installation import ensure_proxy, own_environment
from hub_config.settings import Settings

PASSWORD = "correct horse 배터리"
START_SECONDS = 60
RUN = "process-analysis-daegu-2026-1"


@dataclass
class RunningHub:
    settings: Settings
    registry: Registry
    launcher: subprocess.Popen[bytes]
    process: subprocess.Popen[bytes]

    @property
    def origin(self) -> str:
        return self.settings.loopback_origin

    @property
    def log(self) -> str:
        return (self.settings.logs_folder / "hub.log").read_text()

    def browser(self, host: str = "localhost") -> httpx.Client:
        """A client that speaks to one host of the platform, as a browser does, and keeps its cookies."""
        port = self.settings.port
        return httpx.Client(
            base_url=self.origin,
            headers={"Host": f"{host}:{port}", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"},
            timeout=30,
            trust_env=False,
        )

    def invite(self, username: str, *, days: int = 7, signs_in: bool = False, at: datetime | None = None) -> str:
        with self.registry.session() as session:
            person = session.query(Person).filter_by(username=username).one()
            return invitations.invite(
                session, person, at or datetime.now(UTC), days=days, created_by="test", signs_in=signs_in
            )

    def sign_in(self, username: str) -> httpx.Client:
        """A browser that used a one-time link of this person."""
        client = self.browser()
        path = f"/hub/invite/{self.invite(username, signs_in=True)}"
        page = client.get(path)
        answer = client.post(path, data={"_xsrf": xsrf(page)})
        assert answer.status_code == 302, answer.text
        return client


def xsrf(page: httpx.Response) -> str:
    return page.text.split('name="_xsrf" value="', 1)[1].split('"', 1)[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_platform(var: Path, *, subdomains: bool = True) -> RunningHub:
    ensure_proxy(own_environment())
    settings = Settings(var=var, port=free_port(), lockout_attempts=3, subdomains=subdomains)
    ensure_folders(settings)
    registry = open_registry(settings.registry_url)
    registry.migrate()
    seed(registry)
    hub = RunningHub(settings, registry, up.start_launcher(settings), up.start_hub(settings))
    wait_for_login_page(hub)
    return hub


def wait_for_login_page(hub: RunningHub) -> None:
    deadline = time.monotonic() + START_SECONDS
    with hub.browser() as client:
        while time.monotonic() < deadline:
            assert hub.process.poll() is None, hub.log
            try:
                if client.get("/hub/login").status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
    raise AssertionError(hub.log)


def restart_hub(
    hub: RunningHub, sign: signal.Signals = signal.SIGTERM, meanwhile: Callable[[], object] = lambda: None
) -> None:
    """End the hub alone, as an upgrade or (SIGKILL) a crash does, do something, and start it again."""
    below = descendants(hub.process.pid)
    if hub.process.poll() is None:
        _end(hub.process, sign)
    proxy = int((hub.settings.run_folder / "proxy.pid").read_text())
    for pid in below:
        if pid != proxy:
            _kill(pid)
    meanwhile()
    hub.process = up.start_hub(hub.settings)
    wait_for_login_page(hub)


def stop_platform(hub: RunningHub) -> None:
    _end(hub.process)
    _end(hub.launcher)
    with contextlib.suppress(OSError, ValueError):
        _kill(int((hub.settings.run_folder / "proxy.pid").read_text()))
    hub.registry.close()


def _end(process: subprocess.Popen[bytes], sign: signal.Signals = signal.SIGTERM) -> None:
    process.send_signal(sign)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def seed(registry: Registry) -> None:
    """One cohort with two trainees and an instructor, and one person of each other role."""
    now = datetime.now(UTC)
    with registry.session() as session:
        centre = Centre(code="daegu", name_ko="대구 지역 AI 센터", name_en="Daegu AI centre")
        programme = Programme(code="manufacturing", name_ko="제조 AI", name_en="Manufacturing AI")
        cohort = Cohort(
            code="daegu-2026-1",
            name_ko="대구 1기",
            name_en="Daegu 1",
            centre=centre,
            programme=programme,
            starts_on=date(2026, 1, 1),
            ends_on=date(2027, 12, 31),
        )
        course = Course(code="process-analysis", title_ko="공정 분석", title_en="Process analysis")
        session.add(cohort)
        run = CourseRun(
            code=RUN, course=course, cohort=cohort, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=90)
        )
        session.add(run)
        people = {
            name: Person(username=name, name=korean, email=f"{name}@example.invalid", created_at=now)
            for name, korean in (
                ("minji", "김민지"),
                ("jun", "이준"),
                ("teacher", "박강사"),
                ("centre", "최담당"),
                ("officer", "정담당"),
                ("operator", "운영자"),
                ("leaver", "퇴소자"),
            )
        }
        session.add_all(people.values())
        session.flush()
        for name, role in (
            ("minji", EnrolmentRole.TRAINEE),
            ("jun", EnrolmentRole.TRAINEE),
            ("leaver", EnrolmentRole.TRAINEE),
            ("teacher", EnrolmentRole.INSTRUCTOR),
        ):
            session.add(Enrolment(cohort=cohort, person=people[name], role=role, enrolled_at=now))
        session.add(Appointment(person=people["centre"], role=Role.CENTRE_ADMINISTRATOR, centre=centre))
        session.add(Appointment(person=people["officer"], role=Role.PROGRAMME_OFFICER, programme=programme))
        session.add(Appointment(person=people["operator"], role=Role.OPERATOR))
        set_password(people["jun"], PASSWORD, now)


def set_password(person: Person, password: str, now: datetime) -> None:
    from courses.registry import Account

    person.account = Account(password_hash=hash_new(password), changed_at=now)
