"""Who is behind a hub token, asked of the hub, remembered for a few seconds."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from grader.exchange.policy import Caller

KEEP_SECONDS = 5.0
MOST_REMEMBERED = 10_000
ASK_SECONDS = 10.0


class HubUnreachable(Exception):
    """The hub gave no answer about a token; nothing is known about it."""


def hub_who_is(
    api_url: str,
    *,
    socket: Path | None = None,
    keep_seconds: float = KEEP_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Callable[[str], Awaitable[Caller | None]]:
    """A function from a token to its Caller, or None for a token that the hub doesn't accept for a user.

    `api_url` ends in `/hub/api`; `socket` is the hub's socket file where it has one. Answers, refusals too, are kept
    for `keep_seconds` under the token's hash. Raises HubUnreachable when the hub doesn't answer.
    """
    transport = httpx.AsyncHTTPTransport(uds=str(socket) if socket else None, retries=1)
    client = httpx.AsyncClient(transport=transport, timeout=ASK_SECONDS, trust_env=False)
    remembered: dict[str, tuple[float, Caller | None]] = {}

    async def who_is(token: str) -> Caller | None:
        key = hashlib.sha256(token.encode()).hexdigest()
        known = remembered.get(key)
        if known is not None and clock() - known[0] < keep_seconds:
            return known[1]
        caller = await _ask(client, f"{api_url}/user", token)
        if len(remembered) >= MOST_REMEMBERED:
            remembered.clear()
        remembered[key] = (clock(), caller)
        return caller

    return who_is


async def _ask(client: httpx.AsyncClient, address: str, token: str) -> Caller | None:
    if not token.isascii() or not token.isprintable():
        return None
    try:
        answer = await client.get(address, headers={"Authorization": f"Bearer {token}"})
    except httpx.HTTPError as error:
        raise HubUnreachable(str(error)) from error
    if answer.status_code in {401, 403}:
        return None
    if answer.status_code != 200:
        raise HubUnreachable(f"the hub answered {answer.status_code}")
    model = answer.json()
    if model.get("kind") != "user":
        return None
    return Caller(model["name"], frozenset(model.get("scopes", ())))
