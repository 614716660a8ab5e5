"""Accounts: the hub's Authenticator over the registry, with passwords, lockout and groups from there."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from jupyterhub.auth import Authenticator
from tornado import web
from traitlets import Integer, Unicode

from courses import access
from courses.registry import Registry, open_registry
from hub_config.account_pages import InvitationPage, LoginPage, ProgressPage
from hub_config.passwords import LockedOut, Lockout, sign_in


class RegistryAuthenticator(Authenticator):  # JupyterHub has no types
    """Local accounts. A person gets one by using an invitation; nobody signs up by themselves."""

    registry_url = Unicode("", config=True, help="SQLAlchemy URL of the registry.")
    lockout_attempts = Integer(5, config=True, help="Wrong passwords in a row that lock an account.")
    lockout_minutes = Integer(15, config=True, help="Minutes that a lockout lasts.")

    @cached_property
    def registry(self) -> Registry:
        return open_registry(self.registry_url)

    def get_handlers(self, app: Any) -> list[tuple[str, type]]:
        return [
            (r"/login", LoginPage),
            (r"/invite/([A-Za-z0-9_-]{10,100})", InvitationPage),
            (r"/progress", ProgressPage),
        ]

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """Check a name and a password; 403 with the reason when locked."""
        lockout = Lockout(self.lockout_attempts, self.lockout_minutes)
        name, password = data.get("username", ""), data.get("password", "")
        try:
            username = await asyncio.to_thread(sign_in, self.registry, name, password, lockout, datetime.now(UTC))
        except LockedOut as locked:
            raise web.HTTPError(403, f"locked:{locked.minutes}") from None
        return None if username is None else await self.model_of(username)

    async def model_of(self, username: str) -> dict[str, Any] | None:
        """What the hub keeps of a person: name and groups; None when disabled or unknown."""
        groups = await asyncio.to_thread(self._groups_of, username)
        return None if groups is None else {"name": username, "groups": groups, "admin": False}

    def _groups_of(self, username: str) -> list[str] | None:
        with self.registry.reading() as session:
            if access.person_of(session, username) is None:
                return None
            return sorted(role.value for role in access.roles_of(session, username))

    async def refresh_user(self, user: Any, handler: Any = None, **_: Any) -> Any:
        """Fresh groups, or False when the account was disabled meanwhile, which ends the session."""
        model = await self.model_of(user.name)
        if model is None and handler is not None and not hasattr(handler, "_token_authenticated"):
            # JupyterHub 6.1.1 reads an attribute that it only sets for requests with a token.
            handler._token_authenticated = False
        return False if model is None else model
