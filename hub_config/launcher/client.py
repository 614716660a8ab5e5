"""The sides of the launcher that ask: the hub's spawner, and the sync service, which ends what no hub knows."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
from pydantic import TypeAdapter

from hub_config.launcher.orders import LabState, RunningLab, StartOrder
from sandbox_data.errors import ShopfloorError

START_SECONDS = 60.0
AWAY_SECONDS = 15.0
PAUSE_SECONDS = 0.25


class LauncherAway(ShopfloorError):
    """The launcher can't be reached, or could not do what it was asked."""


class Launcher:
    """Asks the launcher over its socket file. `socket` may be relative to the working folder."""

    def __init__(self, socket: Path) -> None:
        self._http = httpx.AsyncClient(
            base_url="http://launcher",
            transport=httpx.AsyncHTTPTransport(uds=str(socket)),
            timeout=START_SECONDS,
            trust_env=False,
        )

    async def start(self, order: StartOrder) -> RunningLab:
        """LauncherAway if it stays away longer than a restart of it takes, or can't start the server."""
        give_up_at = asyncio.get_running_loop().time() + AWAY_SECONDS
        while True:
            try:
                answer = await self._http.post("/servers", json=order.model_dump(mode="json"))
                return RunningLab.model_validate_json(answer.raise_for_status().content)
            except (httpx.ConnectError, httpx.RemoteProtocolError) as error:
                if asyncio.get_running_loop().time() > give_up_at:
                    raise LauncherAway(f"The launcher can't be reached: {error!r}.", "Try again in a moment.") from None
                await asyncio.sleep(PAUSE_SECONDS)
            except httpx.HTTPError as error:
                raise LauncherAway(f"The launcher could not start the server: {error!r}.", "See hub.log.") from None

    async def state(self, person: int, key: str) -> LabState:
        """Of one start of a server. A launcher that is gone took all its servers along."""
        try:
            answer = await self._http.get(f"/servers/{person}/{key}")
            return LabState.model_validate_json(answer.raise_for_status().content)
        except (httpx.ConnectError, httpx.RemoteProtocolError):
            return LabState(running=False, last_words="the launcher ended")

    async def stop(self, person: int, key: str) -> None:
        try:
            (await self._http.delete(f"/servers/{person}/{key}")).raise_for_status()
        except (httpx.ConnectError, httpx.RemoteProtocolError):
            return


class LauncherList:
    """For the sync service, which is synchronous. Raises httpx.HTTPError when the launcher is away."""

    def __init__(self, socket: Path) -> None:
        transport = httpx.HTTPTransport(uds=str(socket))
        self._http = httpx.Client(base_url="http://launcher", transport=transport, timeout=START_SECONDS)

    def running(self) -> list[RunningLab]:
        answer = self._http.get("/servers").raise_for_status()
        return TypeAdapter(list[RunningLab]).validate_json(answer.content)

    def stop(self, lab: RunningLab) -> None:
        self._http.delete(f"/servers/{lab.person}/{lab.key}").raise_for_status()
