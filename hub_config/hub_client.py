"""The hub's REST API, as the sync service uses it. Only that service has a token that may administer anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

PAGE = 200
TIMEOUT_SECONDS = 60.0
PAGINATED = {"Accept": "application/jupyterhub-pagination+json"}


@dataclass(frozen=True)
class RunningServer:
    """A lab server that runs now."""

    username: str
    started: str
    last_activity: datetime


class HubClient:
    """Raises httpx.HTTPError when the hub is away or refuses."""

    def __init__(self, socket: Path, token: str) -> None:
        self._client = httpx.Client(
            base_url="http://hub/hub/api",
            transport=httpx.HTTPTransport(uds=str(socket)),
            headers={"Authorization": f"token {token}"},
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
        )

    def usernames(self) -> set[str]:
        return {user["name"] for user in self._pages("/users")}

    def running_servers(self) -> list[RunningServer]:
        found = []
        for user in self._pages("/users?state=ready"):
            server = (user.get("servers") or {}).get("")
            if server and server.get("started"):
                active = datetime.fromisoformat(server.get("last_activity") or server["started"])
                found.append(RunningServer(user["name"], server["started"], active))
        return found

    def active_usernames(self) -> set[str]:
        """Whose server runs, starts or stops, as the hub sees it."""
        return {user["name"] for user in self._pages("/users?state=active")}

    def add_users(self, names: Iterable[str]) -> None:
        wanted = sorted(names)
        for start in range(0, len(wanted), PAGE):
            self._call("POST", "/users", {"usernames": wanted[start : start + PAGE]}, accept={409})

    def groups(self) -> dict[str, set[str]]:
        return {group["name"]: set(group["users"]) for group in self._pages("/groups")}

    def add_group(self, name: str) -> None:
        self._call("POST", f"/groups/{quote(name)}", {}, accept={409})

    def add_members(self, group: str, names: set[str]) -> None:
        if names:
            self._call("POST", f"/groups/{quote(group)}/users", {"users": sorted(names)})

    def remove_members(self, group: str, names: set[str]) -> None:
        if names:
            self._call("DELETE", f"/groups/{quote(group)}/users", {"users": sorted(names)})

    def stop_server(self, username: str) -> None:
        self._call("DELETE", f"/users/{quote(username)}/server", accept={400, 404})

    def revoke_tokens(self, username: str) -> None:
        """Revoke everything that a person's browser sessions and servers hold."""
        answer = self._call("GET", f"/users/{quote(username)}/tokens", accept={404})
        for token in answer.json().get("api_tokens", ()) if answer.status_code == 200 else ():
            self._call("DELETE", f"/users/{quote(username)}/tokens/{token['id']}", accept={404})

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        offset: int | None = 0
        while offset is not None:
            joint = "&" if "?" in path else "?"
            answer = self._client.get(f"{path}{joint}offset={offset}&limit={PAGE}", headers=PAGINATED)
            page = answer.raise_for_status().json()
            yield from page["items"]
            following = page["_pagination"]["next"]
            offset = following["offset"] if following else None

    def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, accept: Iterable[int] = ()
    ) -> httpx.Response:
        answer = self._client.request(method, path, json=body)
        return answer if answer.status_code in set(accept) else answer.raise_for_status()
