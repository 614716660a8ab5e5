"""A kernel that lives in a sandbox: ipc transport in a private folder, no network, an id of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Instance

from grader.channels import TolerantClient
from grader.checks.box import KERNEL_FILES, code_mounts
from grader.errors import EngineFault
from grader.sandbox import Identity, Limits, Mount, Mounts, Sandbox, command
from grader.sandbox.interpreter import interpreter_mounts

REPOSITORY = Path(__file__).resolve().parent.parent
PROVISIONER = "shopfloor-sandbox"
WARM_PROVISIONER = "shopfloor-warm"
SANDBOX_HOME = "/tmp/home"  # noqa: S108 - inside the sandbox, a private tmpfs
OUR_CODE = Path("/opt/shopfloor")
RELEASED_DATA = Path("/data")
# In a kernel's private folder: where it finds sockets of checks (grader/checks/door.py), and may put none.
DOORS = "doors"
# ipykernel, but that outputs wait in the kernel (zmq would drop them, and with them the end of the cell) while the
# engine, which reads only a few ahead, is behind; and that no list of all modules is made for a debugger that nobody
# has here: looking at each of them makes a fork copy the pages that it shared, for a fifth of a kernel's start.
_KERNEL = """
import sys
sys.path.remove("")
import zmq
from ipykernel import ipkernel
from ipykernel.kernelapp import IPKernelApp
class Kernel(IPKernelApp):
    def init_iopub(self, context):
        context.setsockopt(zmq.SNDHWM, 0)
        super().init_iopub(context)
    def init_kernel(self):
        class Few:
            modules = {}
            def __getattr__(self, name):
                return getattr(sys, name)
        ipkernel.sys = Few()
        try:
            super().init_kernel()
        finally:
            ipkernel.sys = sys
Kernel.launch_instance()
"""
# $0 is the reading end of a pipe that only we hold the other end of: where there is something to read, we are gone.
# bubblewrap binds a sandbox to our life late, after its mounts: a kernel that began to start when we died would stay.
# What bash adds to the environment goes again: a cold kernel's is a warm one's.
_WHILE_WE_LIVE = """
read -t 0 -u "$0" && exit 1
lifeline=$0
exec {lifeline}<&-
exec /usr/bin/env -u _ -u SHLVL -u OLDPWD "$@"
"""
# The sandbox's own private folder is made inside it: it must belong to the id that the kernel runs under.
_ENTER_HOME = 'mkdir -p "$HOME" && cd "$HOME" && exec "$@"'


def kernel_sandbox(
    lab_environment: Path, released_data: Path | None, identity: Identity | None, limits: Limits, tmp_bytes: int
) -> Sandbox:
    """What a graded kernel sees: the lab environment, `load()` and the released data. EngineFault if one is missing."""
    mounts = [*interpreter_mounts(lab_environment)]
    mounts += [
        Mount(REPOSITORY / "sandbox_data" / name, OUR_CODE / "sandbox_data" / name)
        for name in ("__init__.py", "reading.py")
    ]
    mounts += code_mounts(KERNEL_FILES)
    if released_data is not None:
        mounts.append(Mount(released_data, RELEASED_DATA))
    for mount in mounts:
        if not mount.source.exists():
            raise EngineFault(f"{mount.source} is missing.", "Run ./shopfloor up once more.")
    return Sandbox(
        mounts=Mounts(read_only=tuple(mounts)),
        identity=identity,
        limits=limits,
        environment=_environment(lab_environment),
        tmp_bytes=tmp_bytes,
    )


def _environment(lab_environment: Path) -> dict[str, str]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")
    return threads | {
        "OMP_WAIT_POLICY": "PASSIVE",  # threads of a trainee who raises the number don't spin beside a waiting cell
        "PATH": f"{lab_environment}/bin:/usr/bin:/bin",
        "HOME": SANDBOX_HOME,
        "LANG": "C.UTF-8",
        "TZ": "Asia/Seoul",
        "PYTHONPATH": str(OUR_CODE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NBGRADER_EXECUTION": "autograde",
        # pyarrow's allocators: one starts a thread at import, after which nothing may be forked; another reserves 1 GiB
        # of address space, which counts against the limit.
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }


def kernel_manager(sandbox: Sandbox, warm: object | None = None) -> AsyncKernelManager:
    """A manager whose kernel will start in `sandbox`, forked from the parent `warm` (a WarmParent) if there is one."""
    provisioner = {"provisioner_name": PROVISIONER, "config": {"sandbox": sandbox}}
    if warm is not None:
        provisioner = {"provisioner_name": WARM_PROVISIONER, "config": {"sandbox": sandbox, "warm": warm}}
    environment = next(iter(sandbox.mounts.read_only)).source
    manager = AsyncKernelManager(kernel_name="shopfloor", client_factory=TolerantClient)
    manager._kernel_spec = KernelSpec(
        argv=[str(environment / "bin" / "python"), "-c", _KERNEL, "-f", "{connection_file}"],
        display_name="Shopfloor",
        language="python",
        # SIGINT doesn't reach a kernel in a PID namespace and session of its own.
        interrupt_mode="message",
        metadata={"kernel_provisioner": provisioner},
    )
    return manager


def tied_command(kernel: Sequence[str], sandbox: Sandbox, lifeline: int) -> list[str]:
    """The command that starts `kernel` in `sandbox`, unless the pipe `lifeline` (a descriptor to inherit) has ended."""
    at_home = ["/bin/sh", "-c", _ENTER_HOME, "sh", *kernel]
    # bubblewrap's outer process ties itself to us when its kernel may run already: here it is tied before it begins.
    tied = ["/usr/bin/setpriv", "--pdeathsig", "KILL"]
    return [*tied, *command(["/bin/bash", "-c", _WHILE_WE_LIVE, str(lifeline), *at_home], sandbox)]


class SandboxProvisioner(LocalProvisioner):  # jupyter_client is followed as untyped
    """Starts a kernel in a sandbox. Killing it kills the first process of its PID namespace: the whole tree."""

    sandbox = Instance(Sandbox)
    # Where kernels' private folders are made. Short: ipc names are socket paths (107 bytes).
    folders = Path("/tmp")  # noqa: S108 - each folder is made by mkdtemp
    folder: Path | None = None
    process: Any = None
    lifeline = -1
    confined: Sandbox
    kernel_command: list[str]

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Make the private folder, write the connection file, and put the kernel's command into the sandbox."""
        # Absolute: client and kernel have different working folders.
        self.folder = Path(tempfile.mkdtemp(prefix="sfk-", dir=self.folders))
        sockets = self.folder / "s"
        sockets.mkdir(mode=0o700)
        doors = self.folder / DOORS
        doors.mkdir()
        doors.chmod(0o711)
        manager = self.parent
        manager.transport = "ipc"
        manager.ip = str(sockets / "k")
        manager.connection_file = str(self.folder / "kernel.json")
        kwargs["env"] = {}
        launch: dict[str, Any] = await super().pre_launch(**kwargs)
        self._give_away(self.folder, sockets)
        self.kernel_command, self.confined = launch["cmd"], self._confined(self.folder, sockets)
        launch["env"] = {"PATH": "/usr/bin:/bin"}
        launch["cwd"] = "/"
        launch["stdout"] = launch["stderr"] = subprocess.DEVNULL
        return launch

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Start it cold. `cmd` is the bare kernel's command."""
        reading, self.lifeline = os.pipe()
        try:
            connection: dict[str, Any] = await super().launch_kernel(
                tied_command(cmd, self.confined, reading), pass_fds=(reading,), **kwargs
            )
        finally:
            os.close(reading)
        return connection

    def _give_away(self, folder: Path, sockets: Path) -> None:
        """Let the kernel's id, and no other, read the connection file and make sockets."""
        connection_file = folder / "kernel.json"
        connection_file.chmod(0o400)
        identity = self.sandbox.identity
        if identity is not None:
            folder.chmod(0o711)
            os.chown(connection_file, identity.uid, identity.gid)
            os.chown(sockets, identity.uid, identity.gid)

    def seal(self) -> None:
        """Close the sockets' folder, which lies on the host's disk: once they are there the kernel's id needs no more.

        Call it when the kernel is ready. An ordinary user, who has one id only, can't close it to the kernel.
        """
        if self.folder is not None and self.sandbox.identity is not None:
            os.chown(self.folder / "s", os.geteuid(), os.getegid())

    def _confined(self, folder: Path, sockets: Path) -> Sandbox:
        whole: Sandbox = self.sandbox
        inner = whole.mounts
        shown = (Mount.same(folder / "kernel.json"), Mount.same(folder / DOORS))
        mounts = Mounts((*inner.read_only, *shown), (*inner.writable, Mount.same(sockets)))
        return replace(whole, mounts=mounts, loopback=False)

    async def wait(self) -> int | None:
        """Wait for the process itself; LocalProvisioner looks ten times a second."""
        process, self.process = self.process, None
        return None if process is None else int(await asyncio.to_thread(process.wait))

    async def kill(self, restart: bool = False) -> None:
        """Kill it and wait for its end: jupyter_client would look for that ten times a second."""
        if self.process is not None:
            self.process.kill()
            await asyncio.to_thread(self.process.wait)

    async def send_signal(self, signum: int) -> None:
        """Signals can't enter the sandbox; a kill of its first process takes everything in it along."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        if self.process is not None:
            self.process.kill()
            await asyncio.to_thread(self.process.wait)
        if self.lifeline >= 0:
            os.close(self.lifeline)
            self.lifeline = -1
        if self.folder is not None and not restart:
            shutil.rmtree(self.folder, ignore_errors=True)
