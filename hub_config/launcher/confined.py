"""A lab server's processes: started by bubblewrap, or forked from a warm parent. Both end as a whole."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.sandbox import Inheritance, Sandbox, command
from grader.warm.order import Order
from grader.warm.parent import WarmParent
from hub_config.launcher.program import PROGRAM

FIRST_KEPT = 3
# Enter the control groups, then become what follows: nothing of the server ever runs outside of them.
_ENTER = 'groups=$1; shift; for file in $groups; do echo 0 >"$file" || exit 1; done; exec "$@"'


class Process(Protocol):
    """The part of subprocess.Popen that both kinds have."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


@dataclass(frozen=True)
class Surroundings:
    """What a server gets from outside: its listening socket, its log, the files by which it enters its groups."""

    listening: int
    log: Path
    groups: tuple[Path, ...]
    umask: int


def fork(parent: WarmParent, sandbox: Sandbox, around: Surroundings) -> Process:
    """Fork it. WarmUnavailable if that can't be done now."""
    order = Order(sandbox, PROGRAM, (str(FIRST_KEPT),), around.umask)
    with _opened(around) as (log, groups):
        return parent.execute(order, Inheritance(log, groups, (around.listening,)))


@contextmanager
def _opened(around: Surroundings) -> Iterator[tuple[int, tuple[int, ...]]]:
    opened = [os.open(around.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)]
    try:
        opened += [os.open(file, os.O_WRONLY | os.O_CLOEXEC) for file in around.groups]
        yield opened[0], tuple(opened[1:])
    finally:
        for descriptor in opened:
            os.close(descriptor)


class ColdStarter:
    """Starts bubblewrap, always from one thread: bubblewrap dies with the thread that started it."""

    def __init__(self, lab_environment: Path) -> None:
        self._python = str(lab_environment / "bin" / "python")
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cold-labs")

    def start(self, sandbox: Sandbox, around: Surroundings) -> Process:
        argv = command([self._python, "-c", PROGRAM, str(around.listening)], sandbox)
        return self._thread.submit(_run, argv, around).result()

    def close(self) -> None:
        self._thread.shutdown()


def _run(argv: Sequence[str], around: Surroundings) -> subprocess.Popen[bytes]:
    """bubblewrap's options (a token among them) go through a pipe: /proc shows arguments to all."""
    separator = argv.index("--")
    reading, writing = os.pipe()
    groups = " ".join(map(str, around.groups))
    try:
        os.set_blocking(writing, False)
        os.write(writing, b"".join(option.encode() + b"\0" for option in argv[1:separator]))
        os.close(writing)
        with open(around.log, "ab", opener=_private) as log:
            return subprocess.Popen(
                ["/bin/sh", "-c", _ENTER, "sh", groups, argv[0], "--args", str(reading), *argv[separator:]],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={"PATH": "/usr/local/bin:/usr/bin:/bin"},
                pass_fds=(reading, around.listening),
                start_new_session=True,
                umask=around.umask,
            )
    finally:
        os.close(reading)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
