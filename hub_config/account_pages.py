"""The pages of accounts: signing in, using an invitation. Texts are in the templates, in both languages."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from jupyterhub.handlers.base import BaseHandler
from jupyterhub.handlers.login import LoginHandler

from courses import events, invitations
from courses.errors import InvitationRefused
from courses.registry import Account, EventKind, Person, Registry
from hub_config.passwords import SHORTEST_PASSWORD, PasswordRefused, check_new, hash_new

REFUSED_STATUS = {"unknown": 404, "used": 410, "expired": 410, "disabled": 403}


class LoginPage(LoginHandler):  # JupyterHub has no types
    """The hub's own login page, with codes in place of its English sentences; the template has the words."""

    def _render(self, login_error: str | None = None, username: str | None = None, **more: Any) -> Any:
        code, _, minutes = (login_error or "").partition(":")
        known = {"": "", "Invalid username or password": "wrong", "locked": "locked"}
        return super()._render(
            login_error=login_error, username=username, error_code=known.get(code, "form"), minutes=minutes, **more
        )


class InvitationPage(BaseHandler):  # JupyterHub has no types
    """`/hub/invite/TOKEN`. Only the POST uses the token up: mail programs fetch links in advance."""

    @property
    def registry(self) -> Registry:
        registry: Registry = self.authenticator.registry
        return registry

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")

    def _log(self) -> None:
        # The address holds the token, and logs are read by others.
        self.request.uri = f"{self.hub.base_url}invite/[secret]"
        super()._log()

    async def get(self, token: str) -> None:
        try:
            shown = await asyncio.to_thread(self._peek, token)
        except InvitationRefused as refused:
            await self._refuse(refused.code)
            return
        await self._show(shown)

    async def post(self, token: str) -> None:
        try:
            shown = await asyncio.to_thread(self._peek, token)
            password_hash = None if shown["signs_in"] else await self._new_password()
            username = await asyncio.to_thread(self._redeem, token, password_hash)
        except InvitationRefused as refused:
            await self._refuse(refused.code)
            return
        except PasswordRefused as refused:
            self.set_status(422)
            await self._show(shown, refused.code)
            return
        user = await self.auth_to_user(await self.authenticator.model_of(username))
        self.set_login_cookie(user)
        self.log.info("Invitation used by %s", username)
        self.redirect(f"{self.hub.base_url}home")

    async def _new_password(self) -> str:
        password = self.get_body_argument("password", "", strip=False)
        check_new(password, self.get_body_argument("again", "", strip=False))
        return await asyncio.to_thread(hash_new, password)

    def _peek(self, token: str) -> dict[str, Any]:
        with self.registry.reading() as session:
            invitation = invitations.peek(session, token, datetime.now(UTC))
            person = invitation.person
            return {"signs_in": invitation.signs_in, "person_name": person.name, "username": person.username}

    def _redeem(self, token: str, password_hash: str | None) -> str:
        now = datetime.now(UTC)
        with self.registry.session() as session:
            person = invitations.redeem(session, token, now)
            if password_hash is not None:
                _set_password(session, person, password_hash, now)
            events.record(session, EventKind.SIGNED_IN, now, person=person, detail={"by": "invitation"})
            return person.username

    async def _show(self, shown: dict[str, Any], error_code: str = "") -> None:
        html = await self.render_template("invite.html", **shown, error_code=error_code, shortest=SHORTEST_PASSWORD)
        self.finish(html)

    async def _refuse(self, code: str) -> None:
        self.set_status(REFUSED_STATUS.get(code, 403))
        self.finish(await self.render_template("invite_refused.html", code=code))


class ProgressPage(BaseHandler):  # JupyterHub has no types
    """`/hub/progress` leads to the dashboard, which has a domain of its own."""

    def get(self) -> None:
        self.redirect(self.settings["template_vars"]["progress_url"])


def _set_password(session: Any, person: Person, password_hash: str, now: datetime) -> None:
    account = session.get(Account, person.id)
    if account is None:
        session.add(Account(person_id=person.id, password_hash=password_hash, changed_at=now))
        return
    account.password_hash = password_hash
    account.changed_at = now
    account.failed_attempts = 0
    account.locked_until = None
