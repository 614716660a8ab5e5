"""The one place inside a lab server that reads the environment: what the hub set when it started this server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

EXCHANGE_PATH = "/services/exchange/"


@dataclass(frozen=True)
class LabEnvironment:
    """Where the exchange is, and this server's own token."""

    exchange_url: str
    token: str


def lab_environment(url: str = "") -> LabEnvironment:
    """From JUPYTERHUB_API_URL and JUPYTERHUB_API_TOKEN; `url`, where given, overrides the exchange's address.

    Both are reached over the one socket file that a lab server sees of the platform.
    """
    api_url = os.environ.get("JUPYTERHUB_API_URL", "")
    return LabEnvironment(url or exchange_url_from(api_url), os.environ.get("JUPYTERHUB_API_TOKEN", ""))


def exchange_url_from(hub_api_url: str) -> str:
    """`http+unix://%2Frun%2Fx.sock/hub/api` -> `http+unix://%2Frun%2Fx.sock/services/exchange/`; the same for http."""
    parts = urlsplit(hub_api_url)
    base, _, _ = parts.path.partition("/hub/")
    return urlunsplit((parts.scheme, parts.netloc, base + EXCHANGE_PATH, "", ""))
