"""The parent of warm processes: imports libraries once and forks a confined process a request.

Runs in the lab environment's interpreter, behind `grader.warm.parent`, which starts it and is the only one that can
talk to it: over standard input, a socket of which it holds the other end. It holds nothing secret, opens no file for
anybody, never reads what a process of somebody's sends, and not even the order that a process is made from: only the
fork reads that (`grader.warm.order`).
"""

from __future__ import annotations

import array
import base64
import gc
import json
import os
import select
import socket
import sys
import warnings
from types import SimpleNamespace
from typing import Any

from grader import processors
from grader.sandbox import forked
from grader.sandbox.definition import Sandbox
from grader.warm import libraries
from grader.warm.order import Order, unpacked

LARGEST_MESSAGE_BYTES = 1 << 17
MOST_DESCRIPTORS = 16
OUR_PACKAGES = ("grader", "sandbox_data")
# Where there are two lots of libraries, programs find under this global name how things were after the first:
# `modules` (names), `variables` (of the environment, set by imports) and `warnings` (filters).
FIRST_LOADED = "loaded_first"


def main() -> None:
    """Load, say that we are ready, then fork until the other end closes."""
    channel = socket.socket(fileno=os.dup(0))
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    os.close(null)
    start = json.loads(channel.recv(LARGEST_MESSAGE_BYTES))
    ours = _forget_our_code(start["our_code"])
    os.makedirs(os.environ["HOME"], exist_ok=True)  # noqa: PTH103 - libraries look for their folders at import
    given = dict(os.environ)
    missing = libraries.load(start["modules"])
    # scikit-learn, for one, sets variables for OpenMP.
    set_at_import = {name: value for name, value in os.environ.items() if given.get(name) != value}
    globals_of_forks = {}
    if start["later"]:
        globals_of_forks = {
            FIRST_LOADED: SimpleNamespace(
                modules=frozenset(sys.modules), variables=set_at_import, warnings=list(warnings.filters)
            )
        }
        missing += libraries.load_more(start["later"])
    _forget_folders()
    libraries.find_modules_quickly()
    gc.collect()
    gc.freeze()
    _say(channel, {"ready": True, "missing": missing, "threads": len(os.listdir("/proc/self/task"))})  # noqa: PTH208
    _serve(channel, base64.b64decode(start["filter"]), set_at_import, globals_of_forks)
    del ours


def _forget_our_code(folder: str) -> list[object]:
    """Kernels see no module of ours and no path to it; the modules live on in the list that is returned."""
    sys.path[:] = [path for path in sys.path if path not in {"", folder}]
    names = [name for name in sys.modules if name.partition(".")[0] in OUR_PACKAGES]
    return [sys.modules.pop(name) for name in names]


def _forget_folders() -> None:
    """matplotlib remembers the folders that it made here; a kernel has fresh ones."""
    matplotlib = sys.modules.get("matplotlib")
    for name in ("get_configdir", "get_cachedir"):
        clear = getattr(getattr(matplotlib, name, None), "cache_clear", None)
        if clear is not None:
            clear()


def _serve(
    channel: socket.socket, call_filter: bytes, variables: dict[str, str], globals_of_forks: dict[str, Any]
) -> None:
    children: dict[int, int] = {}  # process ids by their descriptors
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    while True:
        for descriptor, _event in poll.poll():
            if descriptor == channel.fileno():
                request, received = _hear(channel)
                if not request:
                    return  # whoever started us is gone; bubblewrap takes our children along
                child = _fork(channel, request, received, call_filter, _Work(variables, globals_of_forks))
                if child is not None:
                    children[child[0]] = child[1]
                    poll.register(child[0], select.POLLIN)
            else:
                poll.unregister(descriptor)
                os.close(descriptor)
                os.waitpid(children.pop(descriptor), 0)


def _hear(channel: socket.socket) -> tuple[bytes, list[int]]:
    """The next message and the descriptors that came with it; no bytes when the other end is closed."""
    received = array.array("i")
    space = socket.CMSG_SPACE(MOST_DESCRIPTORS * received.itemsize)
    message, rights, _flags, _from = channel.recvmsg(LARGEST_MESSAGE_BYTES, space, socket.MSG_CMSG_CLOEXEC)
    for _level, _kind, data in rights:
        received.frombytes(data)
    return message, list(received)


def _fork(
    channel: socket.socket, request: bytes, received: list[int], call_filter: bytes, work: _Work
) -> tuple[int, int] | None:
    """Fork one process and hand its descriptor up; our own copy of the descriptor and its id, or None if it failed."""
    try:
        order, *handed = received
        inherited = unpacked(json.loads(request)["fork"], handed)
        child = forked.fork(lambda: work.read(order), call_filter, work.run, inherited)
    except Exception as error:
        _say(channel, {"failed": f"{type(error).__name__}: {error}"})
        return None
    finally:
        for descriptor in received:
            os.close(descriptor)
    handle = os.pidfd_open(child)
    _say(channel, {"forked": True}, handle)
    return handle, child


def _say(channel: socket.socket, message: dict[str, Any], descriptor: int | None = None) -> None:
    attached = [] if descriptor is None else [descriptor]
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", attached))] if attached else []
    channel.sendmsg([json.dumps(message).encode()], rights)


class _Work:
    """In the fork: what `cd ~ && python -c program argv…` does, in a process that has loaded everything already.

    `variables` were set by imports. `globals_of_forks` are global names that the program finds.
    """

    order: Order

    def __init__(self, variables: dict[str, str], globals_of_forks: dict[str, Any]) -> None:
        self.variables, self.globals_of_forks = variables, globals_of_forks

    def read(self, descriptor: int) -> Sandbox:
        self.order = Order.read(descriptor)
        if self.order.processors:
            processors.move(self.order.processors)
        return self.order.sandbox

    def run(self) -> None:
        home, program, argv = os.environ["HOME"], self.order.program, self.order.argv
        if self.order.umask is not None:
            os.umask(self.order.umask)
        os.makedirs(home, exist_ok=True)  # noqa: PTH103
        os.environ.update(self.variables, OLDPWD=os.getcwd(), PWD=home)  # noqa: PTH109
        os.chdir(home)
        libraries.reseed(sys.modules)
        sys.argv = ["-c", *argv]
        sys.orig_argv[:] = [sys.executable, "-c", program, *argv]
        sys.path.insert(0, "")
        namespace = vars(sys.modules["__main__"])
        for name in [name for name in namespace if not name.startswith("__")]:
            del namespace[name]
        namespace.update(self.globals_of_forks)
        exec(compile(program, "<string>", "exec"), namespace)  # noqa: S102 - the text of who started us, as for a cold one
