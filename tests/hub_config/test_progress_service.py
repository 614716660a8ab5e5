"""The sign-in in front of the dashboard, against a hub on loopback that answers as JupyterHub's API does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from hub_config import progress_login
from hub_config.progress_login import HubLogin
from hub_config.progress_service import hub_oauth
from hub_config.settings import ServiceEnvironment, Settings

PREFIX = "/services/progress/"
ORIGIN = "http://progress--service.localhost:8000"
SCOPE = "access:services!service=progress"
PAGE = {"accept": "text/html"}


@dataclass
class FakeHub:
    """Tokens that the hub knows, and what it was asked."""

    url: str = ""
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    exchanged: list[dict[str, list[str]]] = field(default_factory=list)
    asked: int = 0

    def sign_up(self, username: str, *, scopes: tuple[str, ...] = (SCOPE,), kind: str = "user") -> None:
        self.codes[f"code-{username}"] = f"token-{username}"
        self.tokens[f"token-{username}"] = {"kind": kind, "name": username, "scopes": list(scopes)}


@pytest.fixture
def fake_hub() -> Iterator[FakeHub]:
    hub = FakeHub()

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked += 1
            model = hub.tokens.get(self.headers.get("Authorization", "").removeprefix("token "))
            self._answer(200 if model else 403, model or {"message": "Forbidden"})

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            hub.exchanged.append(form)
            token = hub.codes.pop(form["code"][0], None)
            self._answer(200 if token else 400, {"access_token": token} if token else {"error": "invalid_grant"})

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hub.url = f"http://127.0.0.1:{server.server_port}/hub/api"
    yield hub
    server.shutdown()
    server.server_close()


def whose(request: Request) -> PlainTextResponse:
    return PlainTextResponse(
        ",".join(request.headers.getlist("x-shopfloor-user")) + request.headers.get("x-shopfloor-role", "")
    )


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await websocket.receive_text()
            await websocket.send_text(websocket.headers["x-shopfloor-user"])


@pytest.fixture
def environment(fake_hub: FakeHub) -> ServiceEnvironment:
    return ServiceEnvironment(
        api_url=fake_hub.url,
        api_token="service-secret",
        host="http://localhost:8000",
        oauth_callback_url=f"{ORIGIN}{PREFIX}oauth_callback",
        oauth_access_scopes=frozenset({SCOPE}),
    )


@pytest.fixture
def client(environment: ServiceEnvironment) -> Iterator[TestClient]:
    inner = Starlette(
        routes=[Route("/{rest:path}", whose, methods=["GET", "POST"]), WebSocketRoute(f"{PREFIX}_stcore/stream", echo)]
    )
    app = HubLogin(inner, hub=hub_oauth(environment, Settings()), key="service-secret")
    with TestClient(app, base_url=ORIGIN, follow_redirects=False) as opened:
        yield opened


def start(client: TestClient, path: str = PREFIX) -> tuple[str, dict[str, list[str]]]:
    """Begin a sign-in; the address that the browser is sent to and the question in it."""
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 302
    address = answer.headers["location"]
    return address, parse_qs(urlsplit(address).query)


def sign_in(client: TestClient, hub: FakeHub, username: str, path: str = PREFIX) -> Any:
    hub.sign_up(username)
    _, question = start(client, path)
    return client.get(f"{PREFIX}oauth_callback", params={"code": f"code-{username}", "state": question["state"][0]})


def test_a_stranger_is_sent_to_the_hub_with_state_and_pkce(client: TestClient) -> None:
    address, question = start(client)
    assert address.startswith("http://localhost:8000/hub/api/oauth2/authorize?")
    assert question["client_id"] == ["service-progress"]
    assert question["redirect_uri"] == [f"{ORIGIN}{PREFIX}oauth_callback"]
    assert question["code_challenge_method"] == ["S256"]
    assert question["state"] != [""]


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client: TestClient, fake_hub: FakeHub) -> None:
    answer = sign_in(client, fake_hub, "kim", f"{PREFIX}cohort?x=1")
    assert (answer.status_code, answer.headers["location"]) == (302, f"{PREFIX}cohort?x=1")
    assert client.get(PREFIX).text == "kim"
    assert fake_hub.exchanged[0]["code_verifier"][0]
    assert fake_hub.exchanged[0]["client_secret"] == ["service-secret"]


def test_the_cookie_is_closed_to_scripts_and_other_sites_and_hides_the_token(
    client: TestClient, fake_hub: FakeHub
) -> None:
    cookies = sign_in(client, fake_hub, "kim").headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("service-progress="))
    assert {"HttpOnly", "SameSite=Lax", f"Path={PREFIX}"} <= set(session.split("; "))
    assert "token-kim" not in session


def test_a_forged_identity_header_is_dropped(client: TestClient, fake_hub: FakeHub) -> None:
    forged = {"X-Shopfloor-User": "operator", "x-shopfloor-role": "operator"}
    assert client.get(PREFIX, headers=PAGE | forged).status_code == 302
    sign_in(client, fake_hub, "kim")
    assert client.get(PREFIX, headers=forged).text == "kim"


def test_what_is_no_page_is_refused_rather_than_redirected(client: TestClient) -> None:
    assert client.get(f"{PREFIX}_stcore/host-config", headers={"accept": "application/json"}).status_code == 403
    assert client.post(f"{PREFIX}upload").status_code == 403


@pytest.mark.parametrize("state", ["", "another", "-"])
def test_a_callback_with_another_state_is_refused_and_asks_the_hub_nothing(
    client: TestClient, fake_hub: FakeHub, state: str
) -> None:
    fake_hub.sign_up("kim")
    start(client)
    answer = client.get(f"{PREFIX}oauth_callback", params={"code": "code-kim", "state": state})
    assert answer.status_code == 403
    assert "로그인하지 못했습니다" in answer.text
    assert "Sign-in did not work" in answer.text
    assert fake_hub.exchanged == []


def test_a_callback_in_a_browser_that_never_asked_is_refused(client: TestClient, fake_hub: FakeHub) -> None:
    fake_hub.sign_up("kim")
    _, question = start(client)
    client.cookies.clear()
    answer = client.get(f"{PREFIX}oauth_callback", params={"code": "code-kim", "state": question["state"][0]})
    assert answer.status_code == 403


def test_a_code_that_the_hub_does_not_know_is_refused(client: TestClient) -> None:
    _, question = start(client)
    answer = client.get(f"{PREFIX}oauth_callback", params={"code": "made-up", "state": question["state"][0]})
    assert answer.status_code == 403


def test_two_tabs_can_sign_in_at_the_same_time(client: TestClient, fake_hub: FakeHub) -> None:
    _, first = start(client, f"{PREFIX}labs")
    _, second = start(client, f"{PREFIX}cohort")
    for question, path in ((first, "labs"), (second, "cohort")):
        fake_hub.sign_up("kim")
        answer = client.get(f"{PREFIX}oauth_callback", params={"code": "code-kim", "state": question["state"][0]})
        assert answer.headers["location"] == f"{PREFIX}{path}"


def test_a_made_up_cookie_is_no_session(client: TestClient) -> None:
    client.cookies.set("service-progress", "token-kim", path=PREFIX)
    assert client.get(PREFIX, headers=PAGE).status_code == 302


def test_a_revoked_token_has_to_sign_in_again_once_the_answer_is_old(
    client: TestClient, fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch, environment: ServiceEnvironment
) -> None:
    sign_in(client, fake_hub, "kim")
    assert client.get(PREFIX, headers=PAGE).text == "kim"
    asked = fake_hub.asked
    assert client.get(PREFIX, headers=PAGE).text == "kim"
    assert fake_hub.asked == asked  # the hub is not asked again within CHECK_SECONDS
    fake_hub.tokens.clear()
    login = client.app
    assert isinstance(login, HubLogin)
    assert login.hub.cache.max_age == progress_login.CHECK_SECONDS <= 30
    login.hub.cache.clear()  # as time does
    assert client.get(PREFIX, headers=PAGE).status_code == 302


@pytest.mark.parametrize(("scopes", "kind"), [(("access:services!service=other",), "user"), ((SCOPE,), "service")])
def test_a_token_without_access_or_of_a_service_is_nobody(
    client: TestClient, fake_hub: FakeHub, scopes: tuple[str, ...], kind: str
) -> None:
    sign_in(client, fake_hub, "kim")
    fake_hub.sign_up("kim", scopes=scopes, kind=kind)
    assert client.get(PREFIX, headers=PAGE).status_code == 302


def test_a_websocket_without_a_session_is_refused(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"{PREFIX}_stcore/stream"):
        pass


def test_a_websocket_of_another_origin_is_refused_even_with_the_cookie(client: TestClient, fake_hub: FakeHub) -> None:
    sign_in(client, fake_hub, "kim")
    other = {"origin": "http://lee.localhost:8000", "host": "progress--service.localhost:8000"}
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"{PREFIX}_stcore/stream", headers=other):
        pass


def test_a_websocket_knows_its_person_and_ends_when_the_token_is_revoked(client: TestClient, fake_hub: FakeHub) -> None:
    sign_in(client, fake_hub, "kim")
    headers = {"cookie": "; ".join(f"{c.name}={c.value}" for c in client.cookies.jar), "x-shopfloor-user": "operator"}
    with client.websocket_connect(f"{PREFIX}_stcore/stream", headers=headers) as websocket:
        websocket.send_text("who")
        assert websocket.receive_text() == "kim"
        fake_hub.tokens.clear()
        login = client.app
        assert isinstance(login, HubLogin)
        login.hub.cache.clear()
        websocket.send_text("who")
        with pytest.raises(WebSocketDisconnect):
            websocket.receive_text()


def test_a_page_of_another_origin_may_not_change_anything(client: TestClient, fake_hub: FakeHub) -> None:
    sign_in(client, fake_hub, "kim")
    assert client.post(f"{PREFIX}x", headers={"origin": "http://lee.localhost:8000"}).status_code == 403
    assert client.post(f"{PREFIX}x", headers={"origin": ORIGIN, "host": urlsplit(ORIGIN).netloc}).text == "kim"


def test_no_page_may_be_framed(client: TestClient, fake_hub: FakeHub) -> None:
    sign_in(client, fake_hub, "kim")
    assert "frame-ancestors 'none'" in client.get(PREFIX).headers["content-security-policy"]


def test_signing_out_forgets_the_session_and_goes_to_the_hub(client: TestClient, fake_hub: FakeHub) -> None:
    sign_in(client, fake_hub, "kim")
    answer = client.get(f"{PREFIX}logout")
    assert answer.headers["location"] == "http://localhost:8000/hub/logout"
    assert client.get(PREFIX, headers=PAGE).status_code == 302


def test_a_hub_that_does_not_answer_is_said_so(client: TestClient, fake_hub: FakeHub) -> None:
    sign_in(client, fake_hub, "kim")
    login = client.app
    assert isinstance(login, HubLogin)
    login.hub.cache.clear()
    login.hub.api_url = "http://127.0.0.1:9/hub/api"
    answer = client.get(PREFIX, headers=PAGE)
    assert answer.status_code == 503
    assert "잠시 후" in answer.text


def test_the_callback_address_falls_back_to_the_prefix_when_the_hub_gave_none() -> None:
    hub = hub_oauth(ServiceEnvironment(api_token="x", oauth_callback_url=""), Settings())
    assert hub.oauth_redirect_uri == f"{PREFIX}oauth_callback"
