"""Client of the exchange's HTTP API: one description of every call, an asynchronous and a synchronous sender."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx

from grader.labside.errors import ExchangeRefused, ExchangeUnreachable

NOTEBOOK_TYPE = "application/x-ipynb+json"
TIMEOUT_SECONDS = 60.0
# Longer than the longest long-poll that the service holds (20 s).
WAIT_SECONDS = 20


@dataclass(frozen=True)
class Call:
    """One request; `read` turns the answer into what the caller wants."""

    method: str
    path: str
    read: Callable[[httpx.Response], Any]
    query: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    content_type: str = NOTEBOOK_TYPE


def _json(answer: httpx.Response) -> Any:
    return answer.json()


def _bytes(answer: httpx.Response) -> bytes:
    return answer.content


def _nothing(_answer: httpx.Response) -> None:
    return None


def _path(*parts: str | int) -> str:
    return "api/" + "/".join(quote(str(part), safe="") for part in parts)


def courses() -> Call:
    """`{"courses": [run code], "language", "max_submission_bytes"}`."""
    return Call("GET", "api/courses", _json)


def assignments(course: str) -> Call:
    """`{"assignments": […], "language"}`, see docs/exchange.md."""
    return Call("GET", "api/assignments", _json, {"course": course})


def release(course: str, lab: str) -> Call:
    return Call("GET", _path("releases", course, lab), _bytes)


def submit(course: str, lab: str, notebook: bytes) -> Call:
    """`{"attempt", "submitted_at", "late", "graded_from"}`."""
    return Call("POST", _path("submissions", course, lab), _json, content=notebook)


def feedback(course: str, lab: str, attempt: int) -> Call:
    return Call("GET", _path("feedback", course, lab, attempt), _bytes)


def report(kind: str, course: str = "", lab: str = "", **detail: bool | int | float | str) -> Call:
    event = json.dumps({"kind": kind, "course": course, "lab": lab, "detail": detail}).encode()
    return Call("POST", "api/events", _nothing, content=event, content_type="application/json")


def upload_release(course: str, lab: str, notebook: bytes) -> Call:
    return Call("PUT", _path("releases", course, lab), _json, content=notebook)


def submissions(course: str, lab: str) -> Call:
    """`{"submissions": […]}` of every trainee; for instructors."""
    return Call("GET", _path("submissions", course, lab), _json)


def submission(course: str, lab: str, username: str, attempt: int) -> Call:
    return Call("GET", _path("submissions", course, lab, username, attempt), _bytes)


def upload_feedback(course: str, lab: str, username: str, attempt: int, page: bytes) -> Call:
    path = _path("feedback", course, lab, username, attempt)
    return Call("PUT", path, _nothing, content=page, content_type="text/html")


def execute(course: str, notebook: bytes) -> Call:
    """`{"id"}` of an execution in the engine's queue."""
    return Call("POST", _path("executions", course), _json, content=notebook)


def execution(course: str, number: int, wait_seconds: int = WAIT_SECONDS) -> Call:
    """`{"state", "notebook", "fault"}`; the answer comes at the end of the execution or after `wait_seconds`."""
    return Call("GET", _path("executions", course, number), _json, {"wait": str(wait_seconds)})


def _understood(call: Call, answer: httpx.Response) -> Any:
    if answer.is_success:
        try:
            return call.read(answer)
        except ValueError:
            raise ExchangeUnreachable(f"{call.method} {call.path}: the answer is not JSON") from None
    try:
        refusal = answer.json()
        raise ExchangeRefused(answer.status_code, str(refusal["code"]), str(refusal["message"]))
    except (ValueError, KeyError, TypeError):
        raise ExchangeUnreachable(f"{call.method} {call.path}: HTTP {answer.status_code}") from None


def where(url: str) -> tuple[str, str | None]:
    """`http+unix://%2Frun%2Fx.sock/services/` -> `http://platform/services/` and `/run/x.sock`; others as they are."""
    parts = urlsplit(url)
    if parts.scheme != "http+unix":
        return url, None
    return f"http://platform{parts.path}", unquote(parts.netloc)


class AsyncExchangeClient:
    """For the Jupyter server extension. `transport` lets a test talk to the service without a socket."""

    def __init__(self, url: str, token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        address, socket = where(url)
        if socket is not None and transport is None:
            transport = httpx.AsyncHTTPTransport(uds=socket, verify=False)  # there is no TLS on a socket file
        self._http = httpx.AsyncClient(
            base_url=address, headers=_headers(token), timeout=TIMEOUT_SECONDS, transport=transport, trust_env=False
        )

    async def send(self, call: Call) -> Any:
        """Send a call; ExchangeRefused with the service's own words, or ExchangeUnreachable."""
        try:
            answer = await self._http.request(
                call.method, call.path, params=call.query, content=call.content, headers=_type_of(call)
            )
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise ExchangeUnreachable(f"{call.method} {call.path}: {fault!r}") from None
        return _understood(call, answer)

    async def close(self) -> None:
        await self._http.aclose()


class ExchangeClient:
    """For nbgrader's command line and formgrader, which are synchronous."""

    def __init__(self, url: str, token: str, transport: httpx.BaseTransport | None = None) -> None:
        address, socket = where(url)
        if socket is not None and transport is None:
            transport = httpx.HTTPTransport(uds=socket, verify=False)  # there is no TLS on a socket file
        self._http = httpx.Client(
            base_url=address, headers=_headers(token), timeout=TIMEOUT_SECONDS, transport=transport, trust_env=False
        )

    def send(self, call: Call) -> Any:
        """Send a call; ExchangeRefused with the service's own words, or ExchangeUnreachable."""
        try:
            answer = self._http.request(
                call.method, call.path, params=call.query, content=call.content, headers=_type_of(call)
            )
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise ExchangeUnreachable(f"{call.method} {call.path}: {fault!r}") from None
        return _understood(call, answer)

    def close(self) -> None:
        self._http.close()


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _type_of(call: Call) -> dict[str, str]:
    return {"Content-Type": call.content_type} if call.content is not None else {}
