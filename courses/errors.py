"""What the registry's side refuses, in one line each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from sandbox_data.errors import ShopfloorError


class UnknownCode(ShopfloorError):
    """A code that names nothing in the registry."""


class InvalidEntry(ShopfloorError):
    """A value that the registry can't take."""


class NotAllowed(ShopfloorError):
    """Somebody asked for what their role doesn't cover."""


class RosterError(ShopfloorError):
    """A roster file that can't be read at all; single bad rows are reported, not raised."""


class InvitationRefused(ShopfloorError):
    """An invitation that opens nothing. `code` is unknown, used, expired or disabled."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The invitation is {code}.", "Ask your centre for a new one.")
        self.code = code


def unknown(kind: str, code: str, known: Iterable[str]) -> UnknownCode:
    """An UnknownCode that names the nearest known codes."""
    names = sorted(known)
    near = difflib.get_close_matches(code, names, n=3, cutoff=0.4) or names[:5]
    return UnknownCode(f"There is no {kind} {code!r}.", f"Known: {', '.join(near) or 'none yet'}.")
