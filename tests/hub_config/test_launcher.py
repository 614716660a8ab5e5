"""The launcher's own part, with real sandboxes and no hub: starting cold, replacing, clearing up, renewing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.sandbox import Identity, Mounts, Sandbox
from grader.warm.parent import WarmParent
from hub_config import control_groups
from hub_config.lab_sandbox import SHARED_CODE, TRAINEE_UMASK, common_environment, common_mounts
from hub_config.launcher.confined import ColdStarter
from hub_config.launcher.orders import LabRole, StartOrder
from hub_config.launcher.parents import Parents, lab_fingerprint, parent_view, warm_parent
from hub_config.launcher.servers import LabServers
from hub_config.preparation import ensure_folders
from hub_config.processes import descendants
from hub_config.routing import lab_socket
from hub_config.settings import Settings
from tests.hub_config.real_hub import free_port

PERSON = 39_000 + os.getpid() % 900
UID = 20_000 + PERSON


@pytest.fixture
def settings() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="launcher-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        made = Settings(var=Path(folder) / "var", port=free_port())
        ensure_folders(made)
        before = Path.cwd()
        os.chdir(made.var)
        yield made
        os.chdir(before)


@pytest.fixture
def servers(settings: Settings) -> Iterator[LabServers]:
    """Without warm parents: every server starts cold."""
    cold = ColdStarter(settings.lab_environment)
    made = LabServers(settings, cold, lambda _role: None)
    yield made
    made.stop_all()
    cold.close()


def order(settings: Settings) -> StartOrder:
    """A server that has everything but a hub: it waits for one for half a minute."""
    environment = common_environment(settings) | {
        "HOME": "/tmp/home",
        "JUPYTERHUB_API_URL": "http+unix://%2Frun%2Fshopfloor%2Fplatform.sock/hub/api",
        "JUPYTERHUB_API_TOKEN": "secret-of-this-start",
        "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:8888/",
        "JUPYTERHUB_CLIENT_ID": "x",
        "JUPYTERHUB_USER": "hong",
    }
    sandbox = Sandbox(
        mounts=Mounts(tuple(common_mounts(settings))),
        identity=Identity(UID, UID) if os.geteuid() == 0 else None,
        environment=environment,
    )
    return StartOrder(
        person=PERSON,
        username="hong",
        role=LabRole.TRAINEE,
        sandbox=sandbox.as_message(),
        umask=TRAINEE_UMASK,
        memory_mb=512,
        cpus=1.0,
    )


def until_logged(settings: Settings, words: str) -> str:
    log = settings.logs_folder / "lab-servers" / "hong.log"
    deadline = time.monotonic() + 60
    while not log.exists() or words not in log.read_text():
        assert time.monotonic() < deadline, log.read_text() if log.exists() else "no log"
        time.sleep(0.1)
    return log.read_text()


def test_a_server_starts_cold_where_there_is_no_parent(settings: Settings, servers: LabServers) -> None:
    about = servers.start(order(settings))
    assert not about.warm
    assert servers.state(PERSON, about.key).running
    until_logged(settings, "Failed to connect to my Hub")
    commands = b"".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in descendants())
    assert b"secret-of-this-start" not in commands
    if os.access("/sys/fs/cgroup/memory", os.W_OK):
        group = Path(f"/sys/fs/cgroup/memory/shopfloor/lab-{settings.port}-{PERSON}/cgroup.procs")
        assert str(about.pid) in group.read_text().split()
    servers.stop(PERSON, about.key)
    assert not servers.state(PERSON, about.key).running
    assert not lab_socket(settings, PERSON).exists()
    assert (settings.logs_folder / "lab-servers" / "hong.log").stat().st_mode & 0o077 == 0


def test_a_parent_that_can_not_start_is_said_in_the_server_s_log(settings: Settings) -> None:
    view = parent_view(settings)
    broken = WarmParent(replace(view, environment={**view.environment, "PATH": "/nowhere:/bin"}), ("json",))
    cold = ColdStarter(settings.lab_environment)
    servers = LabServers(settings, cold, lambda _role: broken)
    try:
        assert not servers.start(order(settings)).warm
        assert "started without a warm parent" in until_logged(settings, "[launcher]")
    finally:
        servers.stop_all()
        broken.close()
        cold.close()


def test_a_second_start_ends_the_first(settings: Settings, servers: LabServers) -> None:
    first = servers.start(order(settings))
    second = servers.start(order(settings))
    assert not servers.state(PERSON, first.key).running
    assert servers.state(PERSON, second.key).running
    assert [lab.key for lab in servers.running()] == [second.key]
    servers.stop(PERSON, first.key)
    assert servers.state(PERSON, second.key).running, "an old key ends nothing"


def test_a_server_that_ended_leaves_its_last_words_and_nothing_else(settings: Settings, servers: LabServers) -> None:
    about = servers.start(order(settings))
    until_logged(settings, "Failed to connect to my Hub")
    os.kill(about.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while (state := servers.state(PERSON, about.key)).running:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert state.last_words
    assert servers.running() == []
    assert not lab_socket(settings, PERSON).exists()


def test_what_a_killed_launcher_left_is_cleared(settings: Settings, servers: LabServers) -> None:
    left = lab_socket(settings, 5)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(left))
    group = control_groups.own_control_group(f"lab-{settings.port}-5", 64, 1.0)
    sleeper = subprocess.Popen(["/bin/sleep", "60"])
    for door in group.doors if group else ():
        door.write_text(str(sleeper.pid))
    servers.clear_leftovers()
    assert not left.exists()
    if group is not None:
        assert sleeper.wait(10) == -signal.SIGKILL
        servers.clear_leftovers()
        assert not any(folder.exists() for folder in group.folders)
    sleeper.kill()
    sleeper.wait()


def test_parents_are_renewed_when_what_they_loaded_has_changed(settings: Settings, tmp_path: Path) -> None:
    renewed: list[LabRole] = []

    class Counted(WarmParent):
        role: LabRole

        def renew(self) -> None:
            renewed.append(self.role)

    def make(role: LabRole) -> WarmParent:
        made = Counted(parent_view(settings), ("json",))
        made.role = role
        return made

    lock = tmp_path / "lock"
    lock.write_text("1")
    parents = Parents(make, lock.read_text)
    try:
        parents.of(LabRole.TRAINEE)
        assert renewed == []
        lock.write_text("2")
        parents.of(LabRole.TRAINEE)
        parents.of(LabRole.TRAINEE)
        assert renewed == [LabRole.TRAINEE, LabRole.INSTRUCTOR]
    finally:
        parents.close()


def test_an_upgrade_changes_the_fingerprint(settings: Settings, tmp_path: Path) -> None:
    for name in (*SHARED_CODE, "grader/labside/x.py", "hub_config/lab_server/configuration.py"):
        file = tmp_path / (name if name.endswith(".py") else f"{name}/y.py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1")
    before = lab_fingerprint(settings, tmp_path)
    assert lab_fingerprint(settings, tmp_path) == before
    (tmp_path / "grader/labside/x.py").write_text("22")
    assert lab_fingerprint(settings, tmp_path) != before


def test_a_trainee_s_parent_sees_no_course_folder_and_no_secret(settings: Settings) -> None:
    for role, sees in ((LabRole.TRAINEE, False), (LabRole.INSTRUCTOR, True)):
        parent = warm_parent(settings, role)
        try:
            mounted = [str(mount.source) for mount in parent._view.mounts.read_only] + [*map(str, parent._writable)]
            assert (str(settings.courses_folder) in mounted) is sees
            for hidden in (settings.secrets_folder, settings.blobs_folder, settings.logs_folder, settings.var):
                assert str(hidden) not in mounted
            assert not any(str(settings.run_folder) == path for path in mounted)
        finally:
            parent.close()
