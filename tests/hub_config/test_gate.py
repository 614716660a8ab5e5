"""What the one socket of lab servers lets through, with real servers behind it."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub_config.gate_service import create_app


async def _tell(request: Request) -> Response:
    """What arrived, as the hub would see it."""
    body = await request.body()
    told = {
        "path": request.scope["raw_path"].decode(),
        "query": request.url.query,
        "method": request.method,
        "headers": dict(request.headers),
        "bytes": len(body),
    }
    return JSONResponse(told, 201, headers={"Set-Cookie": "a=b", "X-JupyterHub-Version": "6"})


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The gate's socket; behind /hub/api something answers, behind the exchange's prefix nothing does."""
    folder = tmp_path_factory.mktemp("gate")
    behind = Starlette(routes=[Route("/{path:path}", _tell, methods=["GET", "POST", "DELETE"])])
    sockets = {"/hub/api": folder / "hub.sock", "/services/exchange/": folder / "nobody.sock"}
    apps = {folder / "hub.sock": behind, folder / "gate.sock": create_app(sockets)}
    servers = [uvicorn.Server(uvicorn.Config(app, uds=str(file), log_level="error")) for file, app in apps.items()]
    threads = [threading.Thread(target=server.run, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    while not all(server.started for server in servers):
        time.sleep(0.02)
    yield folder / "gate.sock"
    for server, thread in zip(servers, threads, strict=True):
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(gate: Path) -> Iterator[httpx.Client]:
    with httpx.Client(base_url="http://platform", transport=httpx.HTTPTransport(uds=str(gate)), timeout=10) as opened:
        yield opened


def test_a_request_of_the_api_arrives_as_it_was_sent(client: httpx.Client) -> None:
    answer = client.post("/hub/api/users/a%40b/activity?x=1&y=%20", content=b"12345", headers={"Authorization": "t"})
    told = answer.json()
    assert (answer.status_code, told["method"], told["bytes"]) == (201, "POST", 5)
    assert (told["path"], told["query"]) == ("/hub/api/users/a%40b/activity", "x=1&y=%20")
    assert told["headers"]["authorization"] == "t"
    assert answer.headers["X-JupyterHub-Version"] == "6"


def test_a_body_of_unknown_length_is_streamed(client: httpx.Client) -> None:
    answer = client.post("/hub/api", content=(bytes(65536) for _ in range(20)))
    assert answer.json()["bytes"] == 20 * 65536


def test_cookies_and_headers_that_proxies_are_believed_for_stay_outside(client: httpx.Client) -> None:
    sent = {"Cookie": "jupyterhub-hub-login=x", "X-Forwarded-For": "1.2.3.4", "X-Real-Ip": "1.2.3.4", "Forwarded": "y"}
    answer = client.get("/hub/api/user", headers=sent)
    assert not {name.lower() for name in sent} & set(answer.json()["headers"])
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/hub", "/hub/login", "/hub/apis", "/HUB/API/user", "/hub/api/../login", "/hub/api/./../login"),
        *("/hub/api/%2e%2e/login", "/hub/api/%2E%2E/login", "/hub/api//../login", "//hub/api", "/hub%2fapi/user"),
        *("/hub/api/..%2flogin", "/hub/api\\..\\login", "/services/exchange", "/services/exchangeable/", "/user/a/api"),
        "http://platform/hub/login",
    ],
)
def test_any_other_path_leads_nowhere(gate: Path, path: str) -> None:
    """Sent as it stands: HTTP clients would tidy such a path up."""
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(10)
        raw.connect(str(gate))
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: platform\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := raw.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 404 "), answer


def test_a_second_request_on_a_connection_is_looked_at_too(gate: Path) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(10)
        raw.connect(str(gate))
        raw.sendall(b"GET /hub/api/x HTTP/1.1\r\nHost: p\r\n\r\nGET /hub/login HTTP/1.1\r\nHost: p\r\n\r\n")
        answer = b""
        while answer.count(b"HTTP/1.1 ") < 2:
            part = raw.recv(65536)
            assert part, answer
            answer += part
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"201", b"404"]


def test_a_part_of_the_platform_that_is_away_is_said_in_both_languages(client: httpx.Client) -> None:
    answer = client.get("/services/exchange/api/courses")
    assert answer.status_code == 503
    assert answer.json()["code"] == "platform-away"
    assert "응답하지 않습니다" in answer.json()["message"]
