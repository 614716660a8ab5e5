"""Ways to run a shell script in a real sandbox, as the root's platform makes it and as an ordinary user's does."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import Identity, Sandbox, command

# Ids of this session's own: limits of processes are counted by id, and several sessions may share a machine.
_OWN = os.getpid() % 500
SLOT_UIDS = 61_000 + 4 * _OWN
SANDBOX_UID = 63_100 + _OWN
ORDINARY_UID = 63_700 + _OWN


@dataclass(frozen=True)
class Platform:
    """Whose platform makes the sandbox: `uid` 0 has an id for each sandbox, anybody else has only the own one."""

    uid: int

    @property
    def identity(self) -> Identity | None:
        return Identity(SANDBOX_UID, SANDBOX_UID) if self.uid == 0 else None

    @property
    def inner_uid(self) -> int:
        return SANDBOX_UID if self.uid == 0 else self.uid

    def argv(self, script: str, **definition: object) -> list[str]:
        sandbox = Sandbox(identity=self.identity, **definition)  # type: ignore[arg-type]
        with effective_user(self.uid):
            return command(["/bin/bash", "-c", script], sandbox)

    def start(self, script: str, host: dict[str, str] | None = None, **definition: object) -> subprocess.Popen:  # type: ignore[type-arg]
        return subprocess.Popen(
            self.argv(script, **definition),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"PATH": "/usr/bin:/bin"} | (host or {}),
            **self._who(),  # type: ignore[arg-type]
        )

    def run(
        self, script: str, host: dict[str, str] | None = None, **definition: object
    ) -> subprocess.CompletedProcess[str]:
        process = self.start(script, host, **definition)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def says(self, script: str, **definition: object) -> str:
        """What a script prints that must end well."""
        done = self.run(script, **definition)
        assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
        return done.stdout.strip()

    def _who(self) -> dict[str, object]:
        own = os.geteuid() == self.uid
        return {} if own else {"user": self.uid, "group": self.uid, "extra_groups": []}


@contextmanager
def effective_user(uid: int) -> Iterator[None]:
    """Plan a sandbox as that user would (bubblewrap's arguments depend on who starts it)."""
    before = os.geteuid()
    if uid != before:
        os.seteuid(uid)
    try:
        yield
    finally:
        if uid != before:
            os.seteuid(before)


def running(marker: str) -> list[int]:
    """Process ids on this host whose command line holds `marker`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (process / "cmdline").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def wait_until(marker: str, count: int) -> None:
    deadline = time.monotonic() + 20
    while len(running(marker)) != count:
        assert time.monotonic() < deadline, running(marker)
        time.sleep(0.02)


def descendants(pid: int) -> set[int]:
    """Processes that a process started, and theirs."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for children in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                new = {int(child) for child in children.read_text().split()} - found
            except OSError:
                continue
            found |= new
            waiting += new
    return found


def owners() -> set[int]:
    """Ids that processes on this host run under."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            found.add(process.stat().st_uid)
    return found


def wait_until_gone(uid: int) -> None:
    """Wait until nothing runs under this id: the kernel ends the processes of a killed sandbox one after the other."""
    deadline = time.monotonic() + 20
    while uid in owners():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie doesn't."""
    running = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            running.add(pid)
    return running


# Who may be tested here: root can be everybody, anybody else only itself.
PLATFORMS = [Platform(0), Platform(ORDINARY_UID)] if os.geteuid() == 0 else [Platform(os.geteuid())]
