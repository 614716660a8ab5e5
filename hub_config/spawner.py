"""The spawner: every lab server in a sandbox of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner
from jupyterhub.utils import random_port
from tornado import web
from traitlets import Any as AnyTrait

from courses.registry import Registry, open_registry
from grader.sandbox import command
from hub_config.control_groups import ControlGroup, own_control_group
from hub_config.lab_sandbox import INSTRUCTOR_UMASK, lab_server_sandbox
from hub_config.person_card import NoLabServer, PersonCard, read_card
from hub_config.settings import Settings

TRAINEE_UMASK = 0o077
STOP_SECONDS = 5
LISTENING_POLL_SECONDS = 0.05
GROUP_REMOVALS = 20


class SandboxedSpawner(LocalProcessSpawner):  # JupyterHub has no types
    """Runs `jupyterhub-singleuser` under bubblewrap. When bubblewrap's process ends, all in it does."""

    settings = AnyTrait(config=True, help="The platform's Settings.")
    _group: ControlGroup | None = None

    @cached_property
    def registry(self) -> Registry:
        return open_registry(self.platform.registry_url)

    @property
    def platform(self) -> Settings:
        found = self.settings
        if not isinstance(found, Settings):
            raise TypeError("SandboxedSpawner.settings is not set; hub.apply sets it")
        return found

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        return env  # there is no entry in /etc/passwd to take a home from

    async def start(self) -> tuple[str, int]:
        """Start the server; 403 with the reason for a person who has no labs."""
        try:
            card = await asyncio.to_thread(read_card, self.registry, self.user.name)
            self.port = random_port()
            environment = self.get_env()
            argv = [*self.cmd, *self.get_args()]
            sandbox = await asyncio.to_thread(lab_server_sandbox, self.platform, card, environment)
        except NoLabServer as refused:
            raise web.HTTPError(403, str(refused)) from None
        self._group = own_control_group(
            f"lab-{self.platform.port}-{card.id}", self.platform.lab_memory_mb, self.platform.lab_cpu
        )
        self.proc = self._run(command(argv, sandbox), card)
        self.pid = self.proc.pid
        await self._wait_until_listening()
        return self.ip, self.port

    async def _wait_until_listening(self) -> None:
        """Return when the server listens or has ended: the hub itself would wait with pauses that double."""
        while await self.poll() is None:
            try:
                _, writer = await asyncio.open_connection(self.ip, self.port)
            except OSError:
                await asyncio.sleep(LISTENING_POLL_SECONDS)
            else:
                writer.close()
                return

    def _run(self, argv: Sequence[str], card: PersonCard) -> subprocess.Popen[bytes]:
        """Start bubblewrap. Its options (a token among them) go through a pipe: /proc shows arguments to all."""
        separator = argv.index("--")
        reading, writing = os.pipe()
        log = self._log_file(card)
        try:
            os.set_blocking(writing, False)
            os.write(writing, b"".join(option.encode() + b"\0" for option in argv[1:separator]))
            os.close(writing)
            with log.open("ab") as out:
                return subprocess.Popen(
                    [argv[0], "--args", str(reading), *argv[separator:]],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    env={"PATH": "/usr/local/bin:/usr/bin:/bin"},
                    pass_fds=(reading,),
                    start_new_session=True,
                    umask=INSTRUCTOR_UMASK if card.instructor else TRAINEE_UMASK,
                    preexec_fn=self._enter_group(),
                )
        finally:
            os.close(reading)

    def _enter_group(self) -> Callable[[], None] | None:
        return self._group.enter if self._group else None

    def _log_file(self, card: PersonCard) -> Path:
        folder = self.platform.logs_folder / "lab-servers"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder / f"{card.username}.log"

    async def stop(self, now: bool = False) -> None:
        """End the sandbox: its first process takes every other one with it."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if await self.poll() is not None:
                break
            await self._signal(sign)
            await self.wait_for_death(STOP_SECONDS)
        for _ in range(GROUP_REMOVALS):
            if self._group is None or self._group.remove():
                break
            await asyncio.sleep(LISTENING_POLL_SECONDS)
