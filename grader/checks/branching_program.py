"""Runs inside a kernel: goes on in a copy of it, which does what it is told over a socket.

The engine sends this file's text into the kernel, where nothing of it lies. Only for notebooks of a lab's author: what
a copy does is not watched as a submission is.
"""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import sys
from typing import Any

_children: list[int] = []


def begin(path: str, seconds: float, names: dict[str, Any]) -> None:
    """Fork a copy that takes orders from the socket at `path`, for so many seconds at most; go on at once."""
    sys.stdout.flush()
    sys.stderr.flush()
    serving = __import__("grader.checks.serve", fromlist=["serve"])
    pools = serving._has_pools()
    _reap()
    child = os.fork()
    if child != 0:
        _children.append(child)
        return
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as orders:
            orders.connect(path)
            serving._quiet(pools)
            _speak_to_nobody()
            with orders.makefile("rb") as lines:
                for line in lines:
                    orders.sendall(b"+" if _done(json.loads(line), names) else b"-")
    finally:
        os._exit(0)


def _reap() -> None:
    """Ended copies count against the kernel's limit of processes until somebody asks for them."""
    for child in list(_children):
        if os.waitpid(child, os.WNOHANG)[0]:
            _children.remove(child)


def _done(order: dict[str, str], names: dict[str, Any]) -> bool:
    """Whether it went well. `cell`: run it as a notebook does; `code`: run it beside the notebook."""
    if "cell" in order:
        return bool(_shell().run_cell(order["cell"], store_history=False).success)
    try:
        exec(order["code"], names)  # noqa: S102 - what the engine would have sent to the kernel itself
    except Exception:  # whatever the code raises is its own outcome, as in a kernel
        return False
    return True


def _speak_to_nobody() -> None:
    """Outputs are not drawn, and none goes to the sockets of the kernel that this was copied from."""
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    shell = _shell()
    shell.display_formatter.format = lambda *_given, **_more: ({}, {})
    shell.showtraceback = shell.showsyntaxerror = lambda *_given, **_more: None
    comm: Any = sys.modules.get("comm")
    if comm is not None:
        comm.create_comm = comm.DummyComm  # widgets


def _shell() -> Any:
    from IPython.core.getipython import get_ipython

    return get_ipython()
