"""Lab servers of a hub, ours or a stock one, used as a browser uses them: REST API and a kernel's websocket."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

READY_SECONDS = 900.0
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Hub:
    """`headers` may list users and make tokens. `host`: the domain of a user's server, with {user} in it."""

    origin: str
    headers: dict[str, str]
    host: str = ""

    def of(self, user: str) -> dict[str, str]:
        return {"Host": self.host.format(user=user)} if self.host else {}


@dataclass
class Kernel:
    """A kernel with its open connection."""

    connection: WebSocketClientConnection
    id: str

    async def cell(self, source: str) -> float:
        """Run a cell; seconds until the kernel is idle again. An error in the cell ends the bench."""
        began = time.monotonic()
        number = uuid.uuid4().hex
        await self.connection.write_message(json.dumps(_request(source, number)))
        while True:
            raw = await self.connection.read_message()
            if raw is None:
                raise SystemExit("a kernel's connection ended")
            message = json.loads(raw)
            if message["parent_header"].get("msg_id") != number:
                continue
            if message["msg_type"] == "error":
                raise SystemExit(f"a cell failed: {message['content']['evalue']}")
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return time.monotonic() - began

    async def begin(self, source: str) -> None:
        """Send a cell and don't wait for it."""
        await self.connection.write_message(json.dumps(_request(source, uuid.uuid4().hex)))


def _request(source: str, number: str) -> dict[str, Any]:
    header = {"msg_id": number, "msg_type": "execute_request", "username": "b", "session": number, "version": "5.3"}
    content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}


class Labs:
    """Everything asked of one hub. Use it in one event loop."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.client = httpx.AsyncClient(base_url=hub.origin, timeout=READY_SECONDS, trust_env=False)
        self._tokens: dict[str, str] = {}

    async def start_all(self, users: Sequence[str]) -> float:
        """Ask for all servers at once; seconds until the hub calls the last one ready."""
        own = [await self._own(user) for user in users]
        began = time.monotonic()
        asked = await asyncio.gather(
            *(
                self.client.post(f"/hub/api/users/{user}/server", headers=headers)
                for user, headers in zip(users, own, strict=True)
            )
        )
        for answer in asked:
            if answer.status_code not in {201, 202}:
                raise SystemExit(f"a server was refused: {answer.status_code} {answer.text[:300]}")
        while not set(users) <= await self.ready():
            if time.monotonic() - began > READY_SECONDS:
                raise SystemExit(f"not ready after {READY_SECONDS} s: {sorted(set(users) - await self.ready())}")
            await asyncio.sleep(LOOK_SECONDS)
        return time.monotonic() - began

    async def stop_all(self, users: Sequence[str]) -> None:
        for user in users:
            await self.client.delete(f"/hub/api/users/{user}/server", headers=await self._own(user))
        while set(users) & await self.ready(state="active"):  # noqa: ASYNC110 - the hub has no event for it
            await asyncio.sleep(LOOK_SECONDS)

    async def ready(self, state: str = "ready") -> set[str]:
        return set(await self.started(state))

    async def started(self, state: str = "ready") -> dict[str, str]:
        """Users with a server in this state, and when it was started."""
        answer = await self._ask("GET", f"/users?state={state}&limit=200")
        users = answer.raise_for_status().json()
        return {user["name"]: str((user.get("servers") or {}).get("", {}).get("started")) for user in users}

    async def kernel(self, user: str) -> Kernel:
        """A new kernel in this user's server, connected as JupyterLab connects."""
        headers = {**await self._own(user), **self.hub.of(user)}
        answer = await self.client.post(f"/user/{user}/api/kernels", json={"name": "python3"}, headers=headers)
        if answer.status_code != 201:
            raise SystemExit(f"no kernel for {user}: {answer.status_code} {answer.text[:300]}")
        number = str(answer.json()["id"])
        address = f"{self.hub.origin.replace('http', 'ws', 1)}/user/{user}/api/kernels/{number}/channels"
        return Kernel(await websocket_connect(HTTPRequest(address, headers=headers)), number)

    async def _own(self, user: str) -> dict[str, str]:
        """With a token of this person, as their own token page would make one."""
        if user not in self._tokens:
            answer = await self._ask("POST", f"/users/{user}/tokens", {"expires_in": 7200})
            answer.raise_for_status()
            self._tokens[user] = str(answer.json()["token"])
        return {"Authorization": f"token {self._tokens[user]}"}

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return await self.client.request(method, f"/hub/api{path}", headers=self.hub.headers, json=body)
