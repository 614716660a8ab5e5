"""The lab servers that run: one for each person, started, looked at, ended and cleaned up after."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.warm.parent import WarmParent, WarmUnavailable
from hub_config import control_groups
from hub_config.control_groups import ControlGroup, own_control_group
from hub_config.launcher.confined import ColdStarter, Process, Surroundings, fork
from hub_config.launcher.orders import LabRole, LabState, RunningLab, StartOrder
from hub_config.routing import lab_socket
from hub_config.settings import Settings

log = logging.getLogger(__name__)
WAITING_CONNECTIONS = 128
END_SECONDS = 10.0
GROUP_REMOVALS = 40
GROUP_PAUSE_SECONDS = 0.05
LOG_BYTES = 5 << 20
LAST_WORDS_BYTES = 4000


@dataclass(frozen=True)
class _Server:
    about: RunningLab
    process: Process
    socket: Path
    log: Path
    group: ControlGroup | None


class LabServers:
    """All lab servers of this platform. Every method may be called from any thread."""

    def __init__(
        self, settings: Settings, cold: ColdStarter, parent_of: Callable[[LabRole], WarmParent | None]
    ) -> None:
        self._settings, self._cold, self._parent_of = settings, cold, parent_of
        self._servers: dict[int, _Server] = {}
        self._locks: dict[int, threading.Lock] = {}
        self._guard = threading.Lock()

    def clear_leftovers(self) -> None:
        """End and remove what a launcher left that was killed: processes in its control groups, socket files."""
        for group in control_groups.left_behind(self._group_prefix):
            group.end_all()
            _remove_group(group)
        for file in lab_socket(self._settings, 0).parent.glob("*.sock"):
            file.unlink()

    def start(self, order: StartOrder) -> RunningLab:
        """Start a person's server. OSError where not even bubblewrap can be started."""
        with self._lock_of(order.person):
            self._end(self._servers.pop(order.person, None))
            server = self._start(order)
            self._servers[order.person] = server
            return server.about

    def state(self, person: int, key: str) -> LabState:
        """Of one start of a person's server; the end of it is cleaned up after when it is seen."""
        with self._lock_of(person):
            server = self._servers.get(person)
            if server is None or server.about.key != key:
                return LabState(running=False)
            if server.process.poll() is None:
                return LabState(running=True)
            del self._servers[person]
            self._end(server)
            return LabState(running=False, last_words=_last_words(server.log))

    def stop(self, person: int, key: str) -> None:
        """End one start of a person's server, with every process of it."""
        with self._lock_of(person):
            server = self._servers.get(person)
            if server is not None and server.about.key == key:
                del self._servers[person]
                self._end(server)

    def running(self) -> list[RunningLab]:
        return [server.about for server in list(self._servers.values()) if server.process.poll() is None]

    def stop_all(self) -> None:
        for server in list(self._servers.values()):
            server.process.kill()
        for person in list(self._servers):
            self._end(self._servers.pop(person, None))

    def _lock_of(self, person: int) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(person, threading.Lock())

    @property
    def _group_prefix(self) -> str:
        return f"lab-{self._settings.port}-"

    def _start(self, order: StartOrder) -> _Server:
        group = own_control_group(f"{self._group_prefix}{order.person}", order.memory_mb, order.cpus)
        file = lab_socket(self._settings, order.person)
        log_file = self._log_file(order.username)
        with _listening(file, self._settings.var) as listening:
            around = Surroundings(listening.fileno(), log_file, group.doors if group else (), order.umask)
            process, warm = self._run(order, around)
        about = RunningLab(
            person=order.person,
            username=order.username,
            key=secrets.token_hex(8),
            pid=process.pid,
            warm=warm,
            started_at=datetime.now(UTC),
        )
        return _Server(about, process, file, log_file, group)

    def _run(self, order: StartOrder, around: Surroundings) -> tuple[Process, bool]:
        parent = self._parent_of(order.role)
        if parent is not None:
            try:
                return fork(parent, order.definition(), around), True
            except WarmUnavailable as error:
                log.warning("The lab server of %s starts cold: %s", order.username, error)
                _note(around.log, f"started without a warm parent: {error}")
        return self._cold.start(order.definition(), around), False

    def _end(self, server: _Server | None) -> None:
        if server is None:
            return
        server.process.kill()
        with contextlib.suppress(Exception):
            server.process.wait(END_SECONDS)
        server.socket.unlink(missing_ok=True)
        if server.group is not None:
            server.group.end_all()
            _remove_group(server.group)

    def _log_file(self, username: str) -> Path:
        folder = self._settings.logs_folder / "lab-servers"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = folder / f"{username}.log"
        if file.exists() and file.stat().st_size > LOG_BYTES:
            file.replace(file.with_suffix(".log.1"))
        return file


@contextlib.contextmanager
def _listening(file: Path, folder: Path) -> Iterator[socket.socket]:
    """A socket file that listens already, so that whoever connects waits until the server is there.

    Bound relative to the working folder, because a socket's path can't be longer than 107 bytes.
    """
    file.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(file.relative_to(folder)))
        file.chmod(0o600)
        listening.listen(WAITING_CONNECTIONS)
        yield listening


def _remove_group(group: ControlGroup) -> None:
    """A group can be removed when the last of its processes is buried."""
    for _ in range(GROUP_REMOVALS):
        if group.remove():
            return
        time.sleep(GROUP_PAUSE_SECONDS)


def _note(file: Path, text: str) -> None:
    with open(file, "a", opener=lambda path, flags: os.open(path, flags, 0o600)) as note:
        note.write(f"[launcher] {datetime.now(UTC):%Y-%m-%d %H:%M:%S} {text}\n")


def _last_words(file: Path) -> str:
    with contextlib.suppress(OSError):
        lines = file.read_bytes()[-LAST_WORDS_BYTES:].decode(errors="replace").strip().splitlines()
        return lines[-1][:500] if lines else ""
    return ""
