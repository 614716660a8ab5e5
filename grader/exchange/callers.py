"""Who is calling: the hub token of a request, asked of the hub, then of the registry."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from courses import access
from courses.registry import Registry
from grader.exchange.policy import WhoIs
from grader.exchange.refusals import Refusal

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asker:
    """A known, enabled person."""

    username: str
    language: str


def token_of(request: Request) -> str:
    """The token of `Authorization: Bearer …` (or `token …`, as the hub's own clients write)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() not in {"bearer", "token"} or not token.strip():
        raise Refusal("unauthenticated")
    return token.strip()


def ask_for(registry: Registry, who_is: WhoIs) -> Callable[[Request], Awaitable[Asker]]:
    """A dependency that yields the person behind a request, or refuses it. Nothing is cached: rights change."""

    def known(username: str) -> Asker | None:
        with registry.reading() as session:
            person = access.person_of(session, username)
            return Asker(person.username, person.language) if person else None

    async def asker(request: Request) -> Asker:
        token = token_of(request)
        try:
            caller = await who_is(token)
        except Exception:
            LOG.exception("the hub could not be asked about a token")
            raise Refusal("hub-unreachable") from None
        if caller is None:
            raise Refusal("unauthenticated")
        found = await run_in_threadpool(known, caller.username)
        if found is None:
            raise Refusal("no-account")
        request.state.language = found.language
        return found

    return asker
