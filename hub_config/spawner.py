"""The spawner: has the launcher start every lab server in a sandbox of its own, and finds it again after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import aiohttp
from jupyterhub.httpclient import fetch
from jupyterhub.spawner import Spawner
from jupyterhub.utils import url_path_join
from tornado import web
from traitlets import Any as AnyTrait

from courses.errors import InvalidEntry
from courses.registry import Registry, open_registry
from hub_config import data_terms
from hub_config.data_terms import TermsOpen
from hub_config.lab_sandbox import INSTRUCTOR_UMASK, TRAINEE_UMASK, lab_server_sandbox
from hub_config.launcher.client import Launcher
from hub_config.launcher.orders import LabRole, StartOrder
from hub_config.person_card import NoLabServer, PersonCard, read_card
from hub_config.routing import lab_url, launcher_socket
from hub_config.settings import Settings

LOOK_SECONDS = 0.2
PREPARING = "홈 폴더와 설정을 준비합니다 / Preparing the home folder"
STARTING = "실습 서버를 시작합니다 / Starting the lab server"
WAITING = "JupyterLab이 열리기를 기다립니다 / Waiting for JupyterLab"


class SandboxedSpawner(Spawner):  # JupyterHub has no types
    """A person's lab server at the launcher: which person, and which start of their server."""

    settings = AnyTrait(config=True, help="The platform's Settings.")
    person = 0
    key = ""

    @cached_property
    def registry(self) -> Registry:
        return open_registry(self.platform.registry_url)

    @property
    def platform(self) -> Settings:
        found = self.settings
        if not isinstance(found, Settings):
            raise TypeError("SandboxedSpawner.settings is not set; hub.apply sets it")
        return found

    @property
    def launcher(self) -> Launcher:
        socket = launcher_socket(self.platform)
        return _launcher(socket.relative_to(self.platform.var))

    @property
    def server(self) -> Any:
        """The hub keeps a server's host and port; a socket file has no port, so its address is said whole."""
        found = Spawner.server.fget(self)
        if found is not None and found.proto == "http+unix" and self.person:
            found.connect_url = lab_url(self.person)
        return found

    @server.setter
    def server(self, server: Any) -> None:
        Spawner.server.fset(self, server)

    def get_state(self) -> dict[str, Any]:
        state: dict[str, Any] = super().get_state()
        return state | ({"person": self.person, "key": self.key} if self.key else {})

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        self.person, self.key = state.get("person", 0), state.get("key", "")

    def clear_state(self) -> None:
        super().clear_state()
        self.person, self.key = 0, ""

    async def get_options_form(self) -> str:
        """The terms of datasets that the person uses for the first time; empty when there are none."""
        return await asyncio.to_thread(data_terms.form, self.registry, self.user.name)

    def options_from_query(self, query_data: dict[str, list[str]]) -> dict[str, Any]:
        """Nothing: a link agrees to no terms."""
        return {}

    async def start(self) -> str:
        """Start the server and wait until it answers; 403 with the reason for a person who has no labs, or whose
        datasets' terms are open."""
        self._steps: list[tuple[int, str]] = []
        self._say(10, PREPARING)
        try:
            await asyncio.to_thread(self._settle_terms)
            card = await asyncio.to_thread(read_card, self.registry, self.user.name)
            environment = self.get_env()
            order = await asyncio.to_thread(self._order, card, environment)
        except (NoLabServer, TermsOpen) as refused:
            raise web.HTTPError(403, str(refused)) from None
        self._say(30, STARTING)
        started = await self.launcher.start(order)
        self.person, self.key = card.id, started.key
        self.log.info("Lab server of %s: %s, process %d", card.username, _kind(started.warm), started.pid)
        self._say(70, WAITING)
        await self._until_it_answers(lab_url(card.id))
        return lab_url(card.id)

    def get_env(self) -> dict[str, str]:
        environment: dict[str, str] = super().get_env()
        # It listens on the socket that it inherits; the address is only what Jupyter Server calls itself.
        prefix = self.server.base_url if self.server else "/"
        return environment | {"JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:8888{prefix}"}

    def _settle_terms(self) -> None:
        data_terms.settle(self.registry, self.user.name, self.platform.data_folder, datetime.now(UTC))

    def _order(self, card: PersonCard, environment: dict[str, str]) -> StartOrder:
        return StartOrder(
            person=card.id,
            username=card.username,
            role=LabRole.INSTRUCTOR if card.instructor else LabRole.TRAINEE,
            sandbox=lab_server_sandbox(self.platform, card, environment).as_message(),
            umask=INSTRUCTOR_UMASK if card.instructor else TRAINEE_UMASK,
            memory_mb=self.platform.lab_memory_mb,
            cpus=self.platform.lab_cpu,
        )

    async def _until_it_answers(self, address: str) -> None:
        """The socket listens from the beginning, so one request is enough; a server that ends meanwhile says why."""
        asking = asyncio.ensure_future(_answer(url_path_join(address, self.server.base_url, "api")))
        try:
            while not asking.done():
                await asyncio.wait({asking}, timeout=LOOK_SECONDS)
                if not asking.done():
                    await self._refuse_if_ended()
            if asking.exception() is not None:
                await self._refuse_if_ended()
        finally:
            asking.cancel()

    async def _refuse_if_ended(self) -> None:
        state = await self.launcher.state(self.person, self.key)
        if not state.running:
            raise RuntimeError(f"the lab server ended while it started: {state.last_words}")

    async def poll(self) -> int | None:
        """None while it runs, 1 when it has ended."""
        if not self.key:
            return 0
        return None if (await self.launcher.state(self.person, self.key)).running else 1

    async def stop(self, now: bool = False) -> None:
        """End the server with every process of it."""
        if self.key:
            await self.launcher.stop(self.person, self.key)

    def _say(self, progress: int, message: str) -> None:
        self._steps.append((progress, message))

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """What the waiting page shows, in both languages."""
        shown = 0
        while True:
            steps = getattr(self, "_steps", [])
            for percent, message in steps[shown:]:
                yield {"progress": percent, "message": message}
            shown = len(steps)
            await asyncio.sleep(LOOK_SECONDS)


async def apply_terms(spawner: SandboxedSpawner, options: dict[str, Any]) -> None:
    """The hub's hook for a spawn's options: what the person agreed to themselves is recorded, nobody else's word."""
    asking = getattr(getattr(spawner, "handler", None), "current_user", None)
    if getattr(asking, "name", None) != spawner.user.name:
        return
    try:
        await asyncio.to_thread(data_terms.agree, spawner.registry, spawner.user.name, options, datetime.now(UTC))
    except InvalidEntry as refused:
        raise web.HTTPError(409, str(refused)) from None


def _kind(warm: bool) -> str:
    return "forked from a warm parent" if warm else "started by bubblewrap"


@cache
def _launcher(socket: Path) -> Launcher:
    return Launcher(socket)


async def _answer(url: str) -> None:
    """Any answer below 500 will do. OSError or aiohttp's errors if the connection ends."""
    answer = await fetch(url, raise_for_status=False, timeout=aiohttp.ClientTimeout(total=None))
    if answer.status >= 500:
        raise OSError(f"the lab server answered {answer.status}")
