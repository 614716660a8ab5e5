"""Our platform with a class enrolled."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import select

from bench.hubs.labs import Hub
from courses import data_terms
from courses.registry import Cohort, Enrolment, Person, open_registry
from hub_config.launcher.client import LauncherList
from hub_config.secrets import ensure_secrets
from tests.platform_process import Platform

COHORT = "bench-2026-1"
SYNC_SECONDS = 60


def enrol_class(platform: Platform, work: Path, size: int) -> list[str]:
    """Enrol so many trainees on the command line and wait until the hub knows them; their names."""
    names = ("--name-ko", "측정 1기", "--name-en", "Bench 1", "--starts-on", "2026-11-01", "--ends-on", "2027-10-31")
    where = ("--centre", "daegu", "--programme", "manufacturing-ai", "--capacity", str(size))
    platform.cli("cohort", "add", COHORT, *where, *names)
    roster = work / "roster.csv"
    rows = "".join(f"교육생{number},trainee{number:03}@example.com\n" for number in range(size))
    roster.write_text(f"이름,이메일\n{rows}")
    platform.cli("enrol", str(roster), "--cohort", COHORT)
    registry = open_registry(f"sqlite:///{platform.var / 'registry.sqlite'}")
    with registry.reading() as session:
        enrolled = select(Person.username).join(Enrolment).join(Cohort).where(Cohort.code == COHORT)
        users = sorted(session.scalars(enrolled))
    registry.close()
    agree_to_terms(platform, users)
    _wait_for_users(platform, users)
    return users


def agree_to_terms(platform: Platform, users: Sequence[str]) -> None:
    """What these trainees would do on the page before their first use of a dataset."""
    registry = open_registry(f"sqlite:///{platform.var / 'registry.sqlite'}")
    with registry.session() as session:
        for user in users:
            words = {one.card.name: one.digest for one in data_terms.open_terms(session, user)}
            data_terms.agree(session, user, words, datetime.now(UTC))
    registry.close()


def _wait_for_users(platform: Platform, users: list[str]) -> None:
    hub = as_hub(platform)
    deadline = time.monotonic() + SYNC_SECONDS
    while time.monotonic() < deadline:
        known = httpx.get(f"{hub.origin}/hub/api/users?limit=200", headers=hub.headers, trust_env=False)
        if known.is_success and set(users) <= {user["name"] for user in known.json()}:
            return
        time.sleep(0.5)
    raise SystemExit("the hub does not know the class")


def as_hub(platform: Platform) -> Hub:
    token = ensure_secrets(platform.var / "secrets").sync
    return Hub(
        f"http://127.0.0.1:{platform.port}",
        {"Authorization": f"token {token}"},
        f"{{user}}.localhost:{platform.port}",
    )


def first_processes(platform: Platform) -> dict[str, int]:
    """The first process of each lab server, by username."""
    running = LauncherList(platform.var / "run" / "launcher.sock").running()
    cold = [lab.username for lab in running if not lab.warm]
    if cold:
        raise SystemExit(f"lab servers that were not forked: {cold}")
    return {lab.username: lab.pid for lab in running}
