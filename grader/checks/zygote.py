"""The checks' process (B): a warm parent that never sees a trainee's bytes, and one forked child for each notebook.

`python -m grader.checks.zygote` inside its own sandbox; standard input is the control socket. Messages are JSON behind
a four-byte length; a descriptor may come along. The worker answers for nothing that a child says: it reads it as data.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import inspect
import json
import os
import random
import resource
import signal
import socket
import struct
import sys
from typing import Any

from grader.checks import proxy
from grader.checks.cell import CheckCell, Outcome, deadline, names_bound, print_out, run_check
from grader.checks.library import AuthorFault, Library
from grader.checks.names import Namespace
from grader.checks.session import Deferred, Policy, Session
from grader.checks.wire import LIMITS, Channel

_LENGTH = struct.Struct(">I")
_LONGEST = 64 << 20
_MEMORY_ABOVE_BYTES = 1 << 30
_PR_SET_DUMPABLE = 4
WARM = [
    "numpy",
    "pandas",
    "pandas.testing",
    "scipy.stats",
    "sklearn.base",
    "sklearn.metrics",
    "sklearn.linear_model",
    "sklearn.ensemble",
    "sklearn.decomposition",
    "sklearn.preprocessing",
    "sklearn.pipeline",
    "sklearn.model_selection",
    "matplotlib.pyplot",
    "unittest",
]


def main() -> None:
    control = socket.socket(fileno=0)
    _shut_off()
    _warm_up()
    send(control, {"ready": True})
    children: set[int] = set()
    while True:
        message, descriptors = receive(control)
        if message is None:
            return
        children -= _ended()
        if message["do"] == "fork":
            (descriptor,) = descriptors
            pid = os.fork()
            if pid == 0:
                control.close()
                _Child(socket.socket(fileno=descriptor)).live()
                os._exit(0)
            os.close(descriptor)
            children.add(pid)
            send(control, {"pid": pid})
        elif message["do"] == "kill" and message["pid"] in children:
            os.kill(message["pid"], signal.SIGKILL)
            _pid, status = os.waitpid(message["pid"], 0)
            children.discard(message["pid"])
            send(control, {"status": status})
        else:
            send(control, {"status": None})


def _ended() -> set[int]:
    ended = set()
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, _status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            ended.add(pid)
    return ended


def _shut_off() -> None:
    """Children have our id: they must not be able to look into us or into each other."""
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _warm_up() -> None:
    for name in WARM:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    with contextlib.suppress(ImportError):
        # First calls load what imports leave for later; a child should find it loaded.
        import numpy as np
        import pandas as pd

        frame = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
        frame.describe(), frame.groupby("b").mean(), frame.isna().sum().sum(), frame.equals(frame.copy())
        np.allclose(frame["a"], [1.0, 2.0]), np.linalg.svd(np.eye(3)), np.random.default_rng(1).permutation(3)
        pd.testing.assert_frame_equal(frame, frame)
    gc.collect()
    gc.freeze()


# --- one notebook -----------------------------------------------------------------------------------------------------


class _Child:
    """Runs the checks of one notebook, as the worker sends them."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.namespace: Namespace | None = None

    def live(self) -> None:
        _settle()
        while True:
            message, descriptors = receive(self.control)
            if message is None:
                return
            try:
                answer = self._do(message, descriptors)
            except AuthorFault as fault:
                answer = {"kind": "fault", "reason": str(fault)}
            except Deferred:
                answer = {"kind": "deferred"}
            send(self.control, answer)

    def _do(self, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        if message["do"] == "begin":
            self.namespace = Namespace(Library(message["imports"], message["given"]))
            return {"kind": "begun"}
        assert self.namespace is not None  # noqa: S101 - the worker begins first
        if message["do"] == "put-off":
            self.namespace.pending |= names_bound(message["source"])
            return {"kind": "noted"}
        (descriptor,) = descriptors
        with socket.socket(fileno=descriptor) as connection:
            outcome = self._check(message, connection)
        return {"kind": "checked"} | outcome.as_message()

    def _check(self, message: dict[str, Any], connection: socket.socket) -> Outcome:
        assert self.namespace is not None  # noqa: S101 - the worker begins first
        cell = CheckCell(message["name"], message["source"], message["seconds"])
        channel = Channel(connection, LIMITS, deadline(cell.seconds))
        references = proxy.References(LIMITS.classes)
        session = Session(channel, Policy(**message["policy"]), references.make, print_out)
        if message["policy"]["may_tell"]:
            self.namespace.pending -= names_bound(cell.source)
        self.namespace.begin(session)
        try:
            return run_check(cell, self.namespace)
        finally:
            session.open = False
            self.namespace.session = None
            _say_goodbye(channel)


def _say_goodbye(channel: Channel) -> None:
    from grader.checks.wire import Message, TooLarge, WireError

    channel.deadline = deadline(1.0)
    with contextlib.suppress(WireError, TooLarge):
        channel.send(Message({"op": "end"}))


def _settle() -> None:
    """Make a fork a process of its own: its random numbers, its limits, its ways to reach what it must not."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    with open("/proc/self/statm") as file:  # noqa: PTH123 - pathlib would be one more import to fork
        pages = int(file.read().split()[0])
    most = pages * os.sysconf("SC_PAGE_SIZE") + _MEMORY_ABOVE_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    original = inspect.getsource
    inspect.getsource = lambda object: proxy.source_of(object, original)
    _refuse_figures()


def _refuse_figures() -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise AuthorFault("plt.gca() and plt.gcf() don't see the trainee's figure; check the name ax or figure")

    pyplot.gca = pyplot.gcf = refuse  # type: ignore[attr-defined]


# --- control messages -------------------------------------------------------------------------------------------------


def send(sock: socket.socket, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    sock.sendall(_LENGTH.pack(len(body)) + body)


def receive(sock: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """The worker's next message and the descriptors that came with it; None at the end."""
    head, descriptors, _flags, _address = socket.recv_fds(sock, _LENGTH.size, 1)
    while 0 < len(head) < _LENGTH.size:
        head += sock.recv(_LENGTH.size - len(head))
    if not head:
        return None, []
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        raise ValueError("a control message that is too long")
    body = bytearray()
    while len(body) < length:
        part = sock.recv(min(length - len(body), 1 << 20))
        if not part:
            return None, []
        body += part
    return json.loads(body), descriptors


if __name__ == "__main__":
    main()
