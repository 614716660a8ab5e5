"""Secrets of the platform: made once, kept in files that only their owner can read, never on a command line."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sandbox_data.errors import ShopfloorError

SECRET_BYTES = 32
NAMES = ("cookie", "proxy", "crypt", "exchange", "progress", "sync", "culler")


class SecretExposed(ShopfloorError):
    """A secret's file can be read by others."""


@dataclass(frozen=True)
class Secrets:
    """Hex strings of 32 random bytes each: the cookie secret, the proxy's and the services' tokens."""

    cookie: str
    proxy: str
    crypt: str
    exchange: str
    progress: str
    sync: str
    culler: str


def ensure_secrets(folder: Path) -> Secrets:
    """Read the secrets below `folder`, making those that are missing (folder 0700, files 0600)."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return Secrets(**{name: _ensure(folder / name) for name in NAMES})


def _ensure(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(SECRET_BYTES))
    return _read(path)


def _read(path: Path) -> str:
    if path.is_symlink() or path.stat().st_mode & 0o077:
        raise SecretExposed(f"{path} can be read by others.", f"Remove it and start again: rm {path}")
    value = path.read_text().strip()
    if len(value) != 2 * SECRET_BYTES:
        raise SecretExposed(f"{path} is not a secret of ours.", f"Remove it and start again: rm {path}")
    return value
