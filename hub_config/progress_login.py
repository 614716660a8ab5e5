"""The hub's sign-in in front of the dashboard, as one ASGI middleware.

It holds the visitor's hub token in an encrypted cookie, asks the hub whose it is (at most every `CHECK_SECONDS`), and
hands the name on in `X-Shopfloor-User`. Whatever `X-Shopfloor-*` a client sends is dropped first.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.fernet import Fernet, InvalidToken
from jupyterhub.services.auth import HubOAuth
from tornado.web import HTTPError

from hub_config.progress_pages import page

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CHECK_SECONDS = 30
STATE_SECONDS = 600
SESSION_SECONDS = 12 * 3600
USER_HEADER = b"x-shopfloor-user"
OWN_HEADERS = b"x-shopfloor-"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
POLICY_VIOLATION = 1008

log = logging.getLogger(__name__)


class HubLogin:
    """Lets a request through to `app` only with the name of a person whom the hub vouches for."""

    def __init__(self, app: App, *, hub: HubOAuth, key: str) -> None:
        self.app = app
        self.hub = hub
        self.prefix: str = hub.base_url
        self.secure = urlsplit(hub.oauth_redirect_uri).scheme == "https"
        self.box = Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"progress-cookie:{key}".encode()).digest()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == self.prefix + "oauth_callback":
            await self._callback(scope, send)
        elif scope["path"] == self.prefix + "logout":
            await self._logout(scope, send)
        elif scope["method"] not in SAFE_METHODS and not _same_origin(scope):
            await _respond(send, 403, page("other-origin", self.prefix))
        else:
            await self._page(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            username = await self._username(scope)
        except HTTPError:
            await _respond(send, 503, page("hub-away", self.prefix))
            return
        if username is not None:
            await self.app(_identified(scope, username), receive, _guarded(send))
        elif scope["method"] == "GET" and _wants_a_page(scope):
            await self._sign_in(scope, send)
        else:
            await _respond(send, 403, page("signed-out", self.prefix))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = self._token(scope)
        try:
            username = await self._user_of(token) if _same_origin(scope) else None
        except HTTPError:
            username = None
        if username is None:
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "not signed in"})
            return

        signed_out = False

        async def checked_receive() -> Message:
            nonlocal signed_out
            message = await receive()
            if message["type"] == "websocket.receive" and not await self._still(token, username):
                signed_out = True
                await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "signed out"})
                return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
            return message

        async def until_signed_out(message: Message) -> None:
            if not signed_out:
                await send(message)

        await self.app(_identified(scope, username), checked_receive, until_signed_out)

    # --- who ---------------------------------------------------------------------------------------------------

    def _token(self, scope: Scope) -> str:
        return self._opened(_cookies(scope).get(self.hub.oauth_client_id, ""), SESSION_SECONDS)

    async def _username(self, scope: Scope) -> str | None:
        return await self._user_of(self._token(scope))

    async def _user_of(self, token: str) -> str | None:
        """The hub's answer, kept for CHECK_SECONDS. None for a token that the hub doesn't know (any more)."""
        if not token:
            return None
        model = await self.hub.user_for_token(token, sync=False)
        if not model or model.get("kind") != "user" or not self.hub.check_scopes(self.hub.access_scopes, model):
            return None
        return str(model["name"])

    async def _still(self, token: str, username: str) -> bool:
        try:
            return await self._user_of(token) == username
        except HTTPError:
            return True  # the hub restarts: don't throw people out of an open page for that

    # --- signing in and out ------------------------------------------------------------------------------------

    async def _sign_in(self, scope: Scope, send: Send) -> None:
        verifier, challenge, method = self.hub.generate_pkce_code_challenge()
        state = secrets.token_urlsafe(24)
        query = scope.get("query_string", b"").decode("latin-1")
        remembered = {"state": state, "verifier": verifier, "next": scope["path"] + (f"?{query}" if query else "")}
        question = {"state": state, "code_challenge": challenge, "code_challenge_method": method}
        address = f"{self.hub.login_url}&{urlencode(question)}"
        cookie = self._cookie(self._state_cookie(state), self._sealed(json.dumps(remembered)), STATE_SECONDS)
        await _redirect(send, address, [cookie])

    async def _callback(self, scope: Scope, send: Send) -> None:
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        state, code = asked.get("state", [""])[0], asked.get("code", [""])[0]
        name = self._state_cookie(state)
        remembered = json.loads(self._opened(_cookies(scope).get(name, ""), STATE_SECONDS) or "{}")
        if not code or not hmac.compare_digest(str(remembered.get("state", "")), state or "-"):
            await _respond(send, 403, page("sign-in-failed", self.prefix))
            return
        try:
            token = await self.hub.token_for_code(code, code_verifier=remembered["verifier"], sync=False)
        except (HTTPError, KeyError) as error:
            log.warning("the hub gave no token for a sign-in: %s", error)
            await _respond(send, 403, page("sign-in-failed", self.prefix))
            return
        session = self._cookie(self.hub.oauth_client_id, self._sealed(token), None)
        await _redirect(send, self._own(remembered["next"]), [session, self._cookie(name, "", 0)])

    async def _logout(self, scope: Scope, send: Send) -> None:
        self.hub.cache.clear()
        gone = self._cookie(self.hub.oauth_client_id, "", 0)
        await _redirect(send, f"{self.hub.hub_host}{self.hub.hub_prefix}logout", [gone])

    def _own(self, address: str) -> str:
        """The page to go to after signing in: one of ours, or else our first page."""
        return address if address.startswith(self.prefix) and "\\" not in address else self.prefix

    # --- cookies -----------------------------------------------------------------------------------------------

    def _state_cookie(self, state: str) -> str:
        """A cookie of its own for each sign-in, so that two tabs don't disturb each other."""
        return f"{self.hub.oauth_client_id}-state-{hashlib.sha256(state.encode()).hexdigest()[:12]}"

    def _cookie(self, name: str, value: str, max_age_seconds: int | None) -> bytes:
        parts = [f"{name}={value}", f"Path={self.prefix}", "HttpOnly", "SameSite=Lax"]
        if max_age_seconds is not None:
            parts.append(f"Max-Age={max_age_seconds}")
        if self.secure:
            parts.append("Secure")
        return "; ".join(parts).encode()

    def _sealed(self, text: str) -> str:
        return self.box.encrypt(text.encode()).decode()

    def _opened(self, sealed: str, max_age_seconds: int) -> str:
        try:
            return self.box.decrypt(sealed.encode(), ttl=max_age_seconds).decode() if sealed else ""
        except (InvalidToken, UnicodeError):
            return ""


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def _cookies(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in "; ".join(v.decode("latin-1") for k, v in scope["headers"] if k.lower() == b"cookie").split(";"):
        try:
            found |= {name: morsel.value for name, morsel in SimpleCookie(part.strip()).items()}
        except CookieError:
            continue
    return found


def _identified(scope: Scope, username: str) -> Scope:
    """The same request, saying whose it is; what the client said about that is gone."""
    headers = [(key, value) for key, value in scope["headers"] if not key.lower().startswith(OWN_HEADERS)]
    return {**scope, "headers": [*headers, (USER_HEADER, username.encode("ascii"))]}


def _same_origin(scope: Scope) -> bool:
    """A browser says where a request comes from; a lab server's page is another origin and may not act here."""
    origin = _header(scope, b"origin")
    return not origin or urlsplit(origin).netloc == _header(scope, b"host")


def _wants_a_page(scope: Scope) -> bool:
    mode = _header(scope, b"sec-fetch-mode")
    return mode == "navigate" if mode else "text/html" in _header(scope, b"accept")


def _guarded(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            extra = [(b"content-security-policy", b"frame-ancestors 'none'"), (b"referrer-policy", b"same-origin")]
            message = {**message, "headers": [*message.get("headers", []), *extra]}
        await send(message)

    return with_headers


async def _redirect(send: Send, address: str, cookies: list[bytes]) -> None:
    headers = [(b"location", address.encode("ascii", "backslashreplace")), (b"cache-control", b"no-store")]
    headers += [(b"set-cookie", cookie) for cookie in cookies]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _respond(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
