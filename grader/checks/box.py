"""The worker's side of the checks' process: its sandbox, its children, and their answers, which are read as data."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import processors
from grader.errors import EngineFault
from grader.labside.plan import Plan
from grader.sandbox import Identity, Limits, Mount, Mounts, Sandbox, command
from grader.sandbox.interpreter import interpreter_mounts

REPOSITORY = Path(__file__).resolve().parents[2]
OUR_CODE = Path("/opt/shopfloor")
# The kernel's side holds nothing but what it serves with; the checks' side the rest that runs there.
SHARED_FILES = ("__init__", "arrays", "parts", "plain", "tables", "values", "wire")
KERNEL_FILES = (*SHARED_FILES, "fingerprint", "serve")
CHECK_FILES = (
    *SHARED_FILES,
    "cell",
    "estimators",
    "holdout",
    "library",
    "names",
    "proxy",
    "sentences",
    "session",
    "zygote",
)
MEBIBYTE = 1 << 20
START_SECONDS = 60.0
KILL_SECONDS = 3.0
CHECK_IDS = 61_001
_LONGEST_ANSWER = 4 * MEBIBYTE


def code_mounts(files: Sequence[str]) -> tuple[Mount, ...]:
    """Our package as a sandbox sees it: these files of `grader.checks`, and nothing else of ours."""
    names = ["grader/__init__.py", *(f"grader/checks/{name}.py" for name in files)]
    return tuple(Mount(REPOSITORY / name, OUR_CODE / name) for name in names)


@dataclass(frozen=True)
class Shown:
    """What checks see of the host: an environment's libraries, the data at /data, and held-out rows at /held-out."""

    lab_environment: Path
    released_data: Path | None
    held_out: Path | None = None


def box_sandbox(shown: Shown, identity: Identity | None) -> Sandbox:
    """Beside what is shown: `load()`, and our few files. No network, no folder of anybody's."""
    lab_environment, released_data = shown.lab_environment, shown.released_data
    mounts = [*interpreter_mounts(lab_environment), *code_mounts(CHECK_FILES)]
    mounts += [
        Mount(REPOSITORY / "sandbox_data" / name, OUR_CODE / "sandbox_data" / name)
        for name in ("__init__.py", "reading.py")
    ]
    if released_data is not None:
        mounts.append(Mount(released_data, Path("/data")))
    if shown.held_out is not None:
        mounts.append(Mount(shown.held_out, Path("/held-out")))
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")
    environment = threads | {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",  # noqa: S108 - private to the sandbox
        "LANG": "C.UTF-8",
        "TZ": "Asia/Seoul",
        "PYTHONPATH": str(OUR_CODE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": "/tmp/matplotlib",  # noqa: S108
        # pyarrow's allocators: one starts a thread at import, after which nothing may be forked.
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
    limits = Limits(address_space_bytes=None, processes=64, file_size_bytes=16 * MEBIBYTE, open_files=256)
    return Sandbox(Mounts(tuple(mounts)), identity, limits, environment, tmp_bytes=64 * MEBIBYTE)


@dataclass(frozen=True)
class Request:
    """One check for an examiner. `may_tell` False: it is deferred as soon as it would send values into the kernel."""

    name: str
    source: str
    seconds: float
    operators: bool = False
    inplace: bool = False
    may_tell: bool = True


@dataclass(frozen=True)
class Answer:
    """What a check's process answered. `kind`: checked, deferred, late (its process was killed), lost (it died)."""

    kind: str
    printed: str = ""
    points: float | None = None
    error: str = ""
    sentence: str = ""
    shown: str = ""
    traceback: str = ""


class CheckBox:
    """The warm parent of checks' processes for one grading slot. Starts at the first use, again after it died."""

    def __init__(self, shown: Shown, identity: Identity | None) -> None:
        self._python = str(shown.lab_environment / "bin" / "python")
        self._sandbox = box_sandbox(shown, identity)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._lock = threading.Lock()
        # bubblewrap dies with the thread that started it, so one thread starts it each time and lives until close().
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="checks")

    def examiner(self, plan: Plan, given: Sequence[str]) -> Examiner:
        """A fresh process for one notebook's checks. EngineFault if there can't be one."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            pid = self._ask({"do": "fork"}, theirs)["pid"]
        examiner = Examiner(self, ours, pid)
        try:
            answer = examiner.converse(
                {"do": "begin", "imports": list(plan.imports), "given": list(given)}, START_SECONDS
            )
        except _Lost as lost:
            examiner.kill()
            raise EngineFault(f"The checks' process could not begin: {lost}.") from None
        if answer.get("kind") != "begun":
            examiner.kill()
            raise EngineFault(f"The lab can't be checked: {answer.get('reason', answer)}")
        return examiner

    def kill(self, pid: int) -> None:
        """End a child, whatever it does; if its parent doesn't answer, end them all."""
        with self._lock:
            try:
                self._ask({"do": "kill", "pid": pid}, start=False)
            except EngineFault:
                self._end()

    def close(self) -> None:
        with self._lock:
            self._end()
            self._starter.shutdown()

    @property
    def pid(self) -> int | None:
        """The process that all checks of this box run below; None while there is none."""
        return self._process.pid if self._process is not None else None

    def _ask(self, message: dict[str, Any], passed: socket.socket | None = None, start: bool = True) -> dict[str, Any]:
        if self._process is None or self._process.poll() is not None:
            if not start:
                return {}
            self._start()
        assert self._control is not None  # noqa: S101 - just started
        try:
            _send(self._control, message, passed)
            return _receive(self._control, KILL_SECONDS + 7)
        except (OSError, _Lost) as error:
            self._end()
            raise EngineFault(f"The checks' process does not answer: {error}.") from None

    def _start(self) -> None:
        self._end()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = self._starter.submit(self._launch, theirs, processors.here()).result()
        self._control = ours
        try:
            ready = _receive(ours, START_SECONDS)
        except _Lost as lost:
            self._end()
            raise EngineFault(f"The checks' process did not start: {lost}.", "Run ./shopfloor up once more.") from None
        if ready != {"ready": True}:
            raise EngineFault("The checks' process did not start.")

    def _launch(self, control: socket.socket, where: Sequence[int]) -> subprocess.Popen[bytes]:
        processors.move(where)
        return subprocess.Popen(
            command([self._python, "-m", "grader.checks.zygote"], self._sandbox),
            stdin=control.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin"},
        )

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None


class Examiner:
    """One notebook's checks' process. Not for two threads at once."""

    def __init__(self, box: CheckBox, control: socket.socket, pid: int) -> None:
        self._box, self._control, self._pid = box, control, pid
        self.alive = True

    def put_off(self, source: str) -> None:
        """Tell that this check will come later: names that it binds are not to be looked for elsewhere till then."""
        with contextlib.suppress(_Lost):
            self.converse({"do": "put-off", "source": source}, START_SECONDS)

    def check(self, request: Request, connection: socket.socket) -> Answer:
        """Run one check against the kernel behind `connection`. EngineFault if the lab, or we, are to blame."""
        message = {
            "do": "check",
            "name": request.name,
            "source": request.source,
            "seconds": request.seconds,
            "policy": {"operators": request.operators, "inplace": request.inplace, "may_tell": request.may_tell},
        }
        try:
            answer = self.converse(message, request.seconds + KILL_SECONDS, connection)
        except _Late:
            self.kill()
            return Answer("late")
        except _Lost:
            self.kill()
            return Answer("lost")
        if answer.get("kind") == "fault":
            raise EngineFault(f"The lab can't be checked: {str(answer.get('reason'))[:500]}")
        return _answer(answer)

    def converse(self, message: dict[str, Any], seconds: float, passed: socket.socket | None = None) -> dict[str, Any]:
        if not self.alive:
            raise _Lost("it was ended")
        try:
            _send(self._control, message, passed)
        except OSError as error:
            raise _Lost(str(error)) from None
        return _receive(self._control, seconds)

    def kill(self) -> None:
        if self.alive:
            self.alive = False
            self._control.close()
            self._box.kill(self._pid)

    close = kill


class _Lost(Exception):
    """The process is gone, or answered something that is no answer."""


class _Late(_Lost):
    """No answer in time."""


def _answer(said: dict[str, Any]) -> Answer:
    """An answer as data: anything that isn't exactly one means that the process is not itself any more."""
    if said.get("kind") == "deferred":
        return Answer("deferred")
    points, failure = said.get("points"), said.get("failure")
    if said.get("kind") != "checked" or not isinstance(said.get("printed"), str):
        raise EngineFault("The checks' process answered something that is no answer.")
    if points is not None and not isinstance(points, int | float):
        raise EngineFault("The checks' process answered something that is no answer.")
    if failure is None:
        return Answer("checked", said["printed"], points)
    texts = [failure.get(key) for key in ("name", "sentence", "shown", "traceback")]
    if not all(isinstance(text, str) for text in texts) or not texts[0]:
        raise EngineFault("The checks' process answered something that is no answer.")
    return Answer("checked", said["printed"], None, *map(str, texts))


def _send(sock: socket.socket, message: dict[str, Any], passed: socket.socket | None) -> None:
    body = json.dumps(message).encode()
    head = len(body).to_bytes(4, "big")
    sock.settimeout(START_SECONDS)
    if passed is None:
        sock.sendall(head + body)
        return
    socket.send_fds(sock, [head], [passed.fileno()])
    sock.sendall(body)


def _receive(sock: socket.socket, seconds: float) -> dict[str, Any]:
    until = time.monotonic() + seconds

    def exactly(count: int) -> bytes:
        got = bytearray()
        while len(got) < count:
            sock.settimeout(max(0.001, until - time.monotonic()))
            try:
                part = sock.recv(count - len(got))
            except TimeoutError:
                raise _Late("no answer in time") from None
            except OSError as error:
                raise _Lost(str(error)) from None
            if not part:
                raise _Lost("it ended")
            got += part
        return bytes(got)

    length = int.from_bytes(exactly(4), "big")
    if length > _LONGEST_ANSWER:
        raise _Lost("an answer that is too long")
    try:
        answer = json.loads(exactly(length))
    except (ValueError, RecursionError):
        raise _Lost("an answer that is none") from None
    if not isinstance(answer, dict):
        raise _Lost("an answer that is none")
    return answer


def check_identity(slot: int) -> Identity | None:
    """The id of the checks of one grading slot, never a kernel's; None for an ordinary user, who has one id only."""
    if os.geteuid() != 0:
        return None
    return Identity(uid=CHECK_IDS + slot, gid=CHECK_IDS + slot)


class CheckBoxes:
    """The boxes of a worker process, one for each slot, made when a slot first needs one."""

    def __init__(self) -> None:
        self._boxes: dict[tuple[int, Shown], CheckBox] = {}
        self._lock = threading.Lock()

    def at(self, slot: int, shown: Shown) -> CheckBox:
        with self._lock:
            if (slot, shown) not in self._boxes:
                self._boxes[slot, shown] = CheckBox(shown, check_identity(slot))
            return self._boxes[slot, shown]

    def close(self) -> None:
        with self._lock:
            for box in self._boxes.values():
                box.close()
            self._boxes.clear()
