"""The parent of warm kernels: imports the labs' libraries once and forks a confined kernel a request.

Runs in the lab environment's interpreter, behind `grader.warm.parent`, which starts it and is the only one that can
talk to it: over standard input, a socket of which it holds the other end. It holds nothing secret, opens no file for
anybody, and never reads what a kernel sends.
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
from collections.abc import Callable
from typing import Any

from grader.sandbox import forked
from grader.sandbox.definition import Sandbox
from grader.warm import libraries

LARGEST_MESSAGE_BYTES = 1 << 17
OUR_PACKAGES = ("grader", "sandbox_data")


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
    _forget_folders()
    gc.collect()
    gc.freeze()
    _say(channel, {"ready": True, "missing": missing, "threads": len(os.listdir("/proc/self/task"))})  # noqa: PTH208
    _serve(channel, base64.b64decode(start["filter"]), set_at_import)
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


def _serve(channel: socket.socket, call_filter: bytes, variables: dict[str, str]) -> None:
    children: dict[int, int] = {}  # process ids by their descriptors
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    while True:
        for descriptor, _event in poll.poll():
            if descriptor == channel.fileno():
                request = channel.recv(LARGEST_MESSAGE_BYTES)
                if not request:
                    return  # the worker is gone; bubblewrap takes our children along
                order = json.loads(request)
                sandbox, main = (
                    Sandbox.from_message(order["sandbox"]),
                    _kernel(order["program"], order["argv"], variables),
                )
                child = _fork(channel, sandbox, call_filter, main)
                if child is not None:
                    children[child[0]] = child[1]
                    poll.register(child[0], select.POLLIN)
            else:
                poll.unregister(descriptor)
                os.close(descriptor)
                os.waitpid(children.pop(descriptor), 0)


def _fork(
    channel: socket.socket, sandbox: Sandbox, call_filter: bytes, main: Callable[[], None]
) -> tuple[int, int] | None:
    """Fork one kernel and hand its descriptor up; our own copy of the descriptor and its id, or None if it failed."""
    try:
        child = forked.fork(sandbox, call_filter, main)
    except Exception as error:
        _say(channel, {"failed": f"{type(error).__name__}: {error}"})
        return None
    handle = os.pidfd_open(child)
    _say(channel, {"forked": True}, handle)
    return handle, child


def _say(channel: socket.socket, message: dict[str, Any], descriptor: int | None = None) -> None:
    attached = [] if descriptor is None else [descriptor]
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", attached))] if attached else []
    channel.sendmsg([json.dumps(message).encode()], rights)


def _kernel(program: str, argv: list[str], variables: dict[str, str]) -> Callable[[], None]:
    """What `cd ~ && python -c program argv…` does, in a process that has loaded everything already."""

    def run() -> None:
        home = os.environ["HOME"]
        os.makedirs(home, exist_ok=True)  # noqa: PTH103
        os.environ.update(variables, OLDPWD=os.getcwd(), PWD=home)  # noqa: PTH109
        os.chdir(home)
        libraries.reseed(sys.modules)
        sys.argv = ["-c", *argv]
        sys.orig_argv[:] = [sys.executable, "-c", program, *argv]
        sys.path.insert(0, "")
        namespace = vars(sys.modules["__main__"])
        for name in [name for name in namespace if not name.startswith("__")]:
            del namespace[name]
        exec(compile(program, "<string>", "exec"), namespace)  # noqa: S102 - the worker's own text, as for a cold kernel

    return run
