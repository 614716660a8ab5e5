"""What lab servers reach of the platform: the hub's REST API and the exchange, over one socket file, and nothing else.

A lab server has no network. This service listens on a socket in the one folder that every lab server sees, and passes
requests on. It holds no token: callers bring their own. Started by the hub as `python -m hub_config.gate_service`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from hub_config.routing import EXCHANGE_PREFIX, gate_socket, hub_socket, service_socket
from hub_config.settings import Settings

log = logging.getLogger(__name__)
HUB_API_PREFIX = "/hub/api"
# The exchange holds a long-poll for 20 s; the hub may be busy with a class that starts.
TIMEOUTS = {"connect": 5.0, "pool": 60.0, "read": 120.0, "write": 60.0}
MOST_CONNECTIONS = 400
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# Of a request only these go on: no cookie (a browser's rights), no header that a proxy is believed for.
REQUEST_HEADERS = frozenset(
    {"accept", "authorization", "content-type", "content-length", "if-none-match", "user-agent"}
    | {"accept-encoding", "cache-control"}
)
DROPPED_ANSWER_HEADERS = frozenset({"connection", "keep-alive", "transfer-encoding", "set-cookie", "server", "date"})
AWAY = {
    "code": "platform-away",
    "message": "플랫폼이 응답하지 않습니다. 잠시 후 다시 시도하세요. / The platform is away. Try again in a moment.",
}


def allowed(raw_path: bytes, targets: dict[str, httpx.AsyncHTTPTransport]) -> httpx.AsyncHTTPTransport | None:
    """Where a request goes, by its path as it was sent; None for any path that is not plainly below a known prefix."""
    path = raw_path.partition(b"?")[0].decode("latin-1")
    lower = path.lower()
    if "//" in path or "\\" in path or any(part in {".", ".."} for part in path.split("/")):
        return None
    if any(code in lower for code in ("%2e", "%2f", "%5c", "%00")):
        return None
    for prefix, target in targets.items():
        if path == prefix or path.startswith(prefix.rstrip("/") + "/"):
            return target
    return None


def create_app(sockets: dict[str, Path]) -> Starlette:
    """`sockets`: the socket file behind each path prefix."""
    # Bare transports: a client would keep cookies, and send one caller's with another's request.
    targets: dict[str, httpx.AsyncHTTPTransport] = {}

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        limits = httpx.Limits(max_connections=MOST_CONNECTIONS)
        for prefix, socket in sockets.items():
            targets[prefix] = httpx.AsyncHTTPTransport(uds=str(socket), limits=limits, verify=False)
        yield
        for target in targets.values():
            await target.aclose()

    async def relay(request: Request) -> Response:
        target = allowed(request.scope["raw_path"], targets)
        if target is None:
            return JSONResponse({"code": "not-found", "message": "not a part of the platform"}, 404)
        return await _pass_on(request, target)

    return Starlette(routes=[Route("/{path:path}", relay, methods=METHODS)], lifespan=lifespan)


async def _pass_on(request: Request, target: httpx.AsyncHTTPTransport) -> Response:
    headers = [(name, value) for name, value in request.headers.items() if name in REQUEST_HEADERS]
    query = request.scope["query_string"]
    address = request.scope["raw_path"].decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
    has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
    asked = httpx.Request(
        request.method,
        f"http://platform{address}",
        headers=headers,
        content=request.stream() if has_body else None,
        extensions={"timeout": TIMEOUTS},
    )
    try:
        answer = await target.handle_async_request(asked)
    except httpx.HTTPError as error:
        log.warning("%s %s: %r", request.method, request.url.path, error)
        return JSONResponse(AWAY, 503, headers={"Retry-After": "2"})
    kept = {name: value for name, value in answer.headers.items() if name not in DROPPED_ANSWER_HEADERS}
    return StreamingResponse(_body(answer), answer.status_code, kept)


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for part in answer.aiter_raw():
            yield part
    finally:
        await answer.aclose()


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = Settings()
    # Everybody may connect who sees the file: its folder lies below one that only we may enter.
    os.umask(0o000)
    app = create_app(
        {HUB_API_PREFIX: hub_socket(settings), EXCHANGE_PREFIX: service_socket(settings, "exchange")},
    )
    uvicorn.run(app, uds=str(gate_socket(settings)), log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main()
