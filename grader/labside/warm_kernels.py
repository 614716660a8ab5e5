"""Kernels of a lab server that are forked instead of started: what labs import is there already.

A server that was forked from a warm parent has the labs' libraries in its memory, shared with that parent and with all
its siblings. Before it starts, it splits off a process that keeps them as they are: the parent of its kernels. That
lives in the same sandbox under the same id, and may do nothing that the kernels themselves may not.
"""

from __future__ import annotations

import array
import asyncio
import atexit
import json
import logging
import os
import select
import signal
import socket
import sys
import threading
import traceback
import warnings
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from grader.warm.forked_process import ForkedProcess

log = logging.getLogger(__name__)
NAME = "shopfloor-forked"
LARGEST_MESSAGE_BYTES = 1 << 17
FORK_SECONDS = 10.0
_LAUNCHER = "ipykernel_launcher"
# Imported by the server's own process and in the way of nobody; kernels don't see them.
_kept: list[object] = []


class NoWarmKernel(Exception):
    """The kernels' parent is gone or could not fork; a kernel that is started does the same, slower."""


class KernelParent:
    """The server's end of the channel to the parent of its kernels."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel: socket.socket | None = channel
        self._guard = threading.Lock()
        channel.settimeout(FORK_SECONDS)

    def fork(self, arguments: list[str], environment: dict[str, str], folder: str) -> ForkedProcess:
        """A process that does what `python -m ipykernel_launcher arguments…` does, in a session of its own."""
        order = json.dumps({"arguments": arguments, "environment": environment, "folder": folder}).encode()
        with self._guard:
            if self._channel is None:
                raise NoWarmKernel("the parent of kernels is gone")
            try:
                self._channel.send(order)
                answer, handle = _heard(self._channel)
            except OSError as error:
                self._channel.close()
                self._channel = None
                raise NoWarmKernel(f"the parent of kernels is gone: {error}") from error
        if handle is None:
            raise NoWarmKernel(str(answer.get("failed", "no kernel came back")))
        return ForkedProcess(handle, lambda: None)


def _heard(channel: socket.socket) -> tuple[dict[str, Any], int | None]:
    received = array.array("i")
    space = socket.CMSG_SPACE(received.itemsize)
    body, rights, _flags, _from = channel.recvmsg(LARGEST_MESSAGE_BYTES, space, socket.MSG_CMSG_CLOEXEC)
    if not body:
        raise ConnectionResetError("it ended")
    for _level, _kind, data in rights:
        received.frombytes(data)
    answer: dict[str, Any] = json.loads(body)
    return answer, received[0] if received else None


# --- the parent of kernels --------------------------------------------------------------------------------------------


def split(first: SimpleNamespace) -> KernelParent:
    """Fork the parent of kernels off this process, which must have one thread. `first`: how a kernel finds things.

    It has `modules` (names of those that a kernel sees), `variables` and `warnings`.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        ours.close()
        _be_parent(theirs, first)
    theirs.close()
    return KernelParent(ours)


def _be_parent(channel: socket.socket, first: SimpleNamespace) -> NoReturn:
    """Fork a kernel for each order, until the server's end is closed. Never returns."""
    os.closerange(3, channel.fileno())
    os.closerange(channel.fileno() + 1, 1 << 16)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _see_only(first)
    try:
        _serve(channel, first.variables)
    finally:
        os._exit(0)


def _see_only(first: SimpleNamespace) -> None:
    """What the server loaded for itself stays in memory, but a kernel that imports it gets its own."""
    for name in [name for name in sys.modules if name not in first.modules]:
        _kept.append(sys.modules.pop(name))
    warnings.filters[:] = first.warnings  # type: ignore[index]
    warnings._filters_mutated()  # type: ignore[attr-defined]
    sys.path[:] = [path for path in sys.path if path]


def _serve(channel: socket.socket, variables: dict[str, str]) -> None:
    children: dict[int, int] = {}  # process ids by their descriptors
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    while True:
        for descriptor, _event in poll.poll():
            if descriptor != channel.fileno():
                poll.unregister(descriptor)
                os.close(descriptor)
                os.waitpid(children.pop(descriptor), 0)
                continue
            order = channel.recv(LARGEST_MESSAGE_BYTES)
            if not order:
                return
            handle = _fork(channel, json.loads(order), variables, children)
            if handle is not None:
                poll.register(handle, select.POLLIN)


def _fork(
    channel: socket.socket, order: dict[str, Any], variables: dict[str, str], children: dict[int, int]
) -> int | None:
    try:
        child = os.fork()
    except OSError as error:
        channel.send(json.dumps({"failed": str(error)}).encode())
        return None
    if child == 0:
        channel.detach()  # its descriptor is closed with all others
        _be_kernel(order, variables)
    handle = os.pidfd_open(child)
    children[handle] = child
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [handle]))]
    channel.sendmsg([b"{}"], rights)
    return handle


def _be_kernel(order: dict[str, Any], variables: dict[str, str]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.closerange(3, 1 << 16)
        os.environ.clear()
        os.environ.update(order["environment"])
        os.environ.update(variables)
        os.chdir(order["folder"])
        _reseed()
        code = _run_kernel(order["arguments"])
    finally:
        os._exit(code)


def _run_kernel(arguments: list[str]) -> int:
    """As the interpreter runs and ends a program."""
    launcher = next(path for path in (f"{folder}/{_LAUNCHER}.py" for folder in sys.path) if os.path.exists(path))  # noqa: PTH110
    sys.argv = [launcher, *arguments]
    sys.orig_argv[:] = [sys.executable, "-m", _LAUNCHER, *arguments]
    namespace = vars(sys.modules["__main__"])
    for name in [name for name in namespace if not name.startswith("__")]:
        del namespace[name]
    code = 0
    try:
        from ipykernel import kernelapp

        kernelapp.launch_new_instance()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code


def _reseed() -> None:
    """A process that starts takes its seeds from the operating system; `random` does so after a fork by itself."""
    from multiprocessing import process

    process.current_process().authkey = os.urandom(32)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


# --- the server's side ------------------------------------------------------------------------------------------------


class ForkedKernel(LocalProvisioner):  # jupyter_client is followed as untyped
    """The standard provisioner, whose process comes from the kernels' parent where that can give one."""

    parent_of_kernels: KernelParent | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        arguments = _arguments(cmd)
        if self.parent_of_kernels is not None and arguments is not None:
            # ipykernel read this variable when it was imported: it is only there because users find it in a kernel.
            environment = {**kwargs["env"], "JPY_PARENT_PID": str(os.getpid())}
            folder = str(kwargs.get("cwd") or Path.cwd())
            try:
                kernel = await asyncio.to_thread(self.parent_of_kernels.fork, arguments, environment, folder)
            except NoWarmKernel as error:
                log.warning("This kernel starts cold: %s", error)
            else:
                # It leads a session and process group of its own: signals reach what it starts too.
                self.process, self.pid, self.pgid, self.cwd = kernel, kernel.pid, kernel.pid, folder
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)


def _arguments(command: list[str]) -> list[str] | None:
    """Those of a kernel of this very interpreter; None for any other kernel, which can't be forked from it."""
    if command[:1] == [sys.executable] and command[1:3] == ["-m", _LAUNCHER]:
        return command[3:]
    return None


def provide(parent: KernelParent | None, application: Any) -> None:
    """Make ForkedKernel the provisioner of kernels that name none."""
    ForkedKernel.parent_of_kernels = parent
    factory = KernelProvisionerFactory.instance(parent=application)
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:{ForkedKernel.__name__}", factory.GROUP_NAME)
    factory.default_provisioner_name = NAME
