"""Lab servers outlive the hub, and end with the launcher. A hub that comes back finds them as they were."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from hub_config import up
from hub_config.launcher.client import LauncherList
from hub_config.processes import descendants
from hub_config.routing import launcher_socket
from hub_config.secrets import ensure_secrets
from tests.hub_config.lab_server import LabServer, start
from tests.hub_config.real_hub import RunningHub, restart_hub, start_platform, stop_platform


@pytest.fixture(scope="module")
def hub() -> Iterator[RunningHub]:
    """A platform of this module's own: it is ended and started again."""
    with tempfile.TemporaryDirectory(prefix="shopfloor-hub-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        started = start_platform(Path(folder) / "Var")
        try:
            yield started
        finally:
            stop_platform(started)


def until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


def running(hub: RunningHub) -> dict[str, str]:
    """Who has a server now, and when it was started, as the hub says."""
    token = ensure_secrets(hub.settings.secrets_folder).sync
    users = httpx.get(
        f"{hub.origin}/hub/api/users?state=ready", headers={"Authorization": f"token {token}"}, trust_env=False
    )
    return {user["name"]: user["servers"][""]["started"] for user in users.json()}


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_restarted_hub_finds_its_lab_servers_running(hub: RunningHub, sign: signal.Signals) -> None:
    labs = [start(hub, name) for name in ("minji", "teacher")]
    kernels = [lab.keep("value = 41") for lab in labs]
    proxy = (hub.settings.run_folder / "proxy.pid").read_text()
    before = running(hub)
    assert set(before) >= {"minji", "teacher"}
    restart_hub(hub, sign)
    assert until(lambda: running(hub) == before)
    assert [lab.run("print(value + 1)", kernel) for lab, kernel in zip(labs, kernels, strict=True)] == ["42\n"] * 2
    assert (hub.settings.run_folder / "proxy.pid").read_text() == proxy, "open pages keep their connections"
    for lab in labs:
        assert lab.get("api/status").status_code == 200


def test_a_lab_page_works_while_the_hub_is_away(hub: RunningHub) -> None:
    lab = start(hub, "minji")
    kernel = lab.keep("value = 1")
    hub.process.send_signal(signal.SIGTERM)
    hub.process.wait(30)
    try:
        assert lab.run("print(value)", kernel) == "1\n"
    finally:
        restart_hub(hub)


def test_a_server_that_ended_while_the_hub_was_away_is_seen_as_stopped(hub: RunningHub) -> None:
    lab = start(hub, "jun")
    restart_hub(hub, meanwhile=lambda: _kill_everything_of(lab))
    assert until(lambda: "jun" not in running(hub))
    start(hub, "jun")
    assert "jun" in running(hub)


def _kill_everything_of(lab: LabServer) -> None:
    """As the kernel does where memory runs out: from outside, without a word to anybody."""
    for running_lab in LauncherList(launcher_socket(lab.hub.settings)).running():
        if running_lab.username == lab.username:
            os.kill(running_lab.pid, signal.SIGKILL)


def test_lab_servers_end_with_the_launcher_and_the_hub_notices(hub: RunningHub) -> None:
    start(hub, "minji")
    below = descendants(hub.launcher.pid)
    hub.launcher.send_signal(signal.SIGKILL)
    hub.launcher.wait()
    assert until(lambda: not any(_alive(pid) for pid in below))
    hub.launcher = up.start_launcher(hub.settings)
    assert until(lambda: "minji" not in running(hub), 60)
    assert start(hub, "minji").get("api/status").status_code == 200


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_server_that_no_hub_knows_is_ended(hub: RunningHub) -> None:
    """The hub's database was lost, or the hub died while it started one: the sync service ends what nobody uses."""
    lab = start(hub, "leaver")
    assert lab.get("api/status").status_code == 200

    def forget() -> None:
        with contextlib.closing(sqlite3.connect(hub.settings.var / "jupyterhub.sqlite")) as database, database:
            database.execute("update spawners set server_id = null, state = '{}'")

    restart_hub(hub, meanwhile=forget)
    assert until(lambda: not list((hub.settings.run_folder / "servers").glob("*.sock")), 60)
