"""The services that the hub starts, watches and ends: exchange, gate, progress, grading, sync, culler."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hub_config import routing
from hub_config.secrets import Secrets
from hub_config.settings import Settings

CULL_EVERY_SECONDS = 60


def hub_services(settings: Settings, secrets: Secrets) -> list[dict[str, Any]]:
    """`JupyterHub.services`. None has an address of the hub's kind: they listen on socket files (see routing)."""
    progress = routing.service_origin(settings, "progress") + routing.PROGRESS_PREFIX
    return [
        _ours(settings, "exchange", secrets.exchange, environment=_listening(settings, "exchange")),
        _ours(settings, "gate", ""),
        _ours(
            settings,
            "progress",
            secrets.progress,
            arguments=("--socket", str(routing.service_socket(settings, "progress"))),
            environment=_listening(settings, "progress") | _oauth(settings),
            oauth_redirect_uri=f"{progress}oauth_callback",
            oauth_no_confirm=True,
        ),
        _ours(settings, "grading", ""),
        _ours(settings, "sync", secrets.sync),
        _culler(settings, secrets),
    ]


def _ours(
    settings: Settings,
    name: str,
    token: str,
    *,
    arguments: tuple[str, ...] = (),
    environment: dict[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    service: dict[str, Any] = {
        "name": name,
        "command": [sys.executable, "-m", f"hub_config.{name}_service", *arguments],
        "cwd": str(settings.var),
        "environment": _common(settings) | (environment or {}),
        "display": False,
        **more,
    }
    if token:
        service["api_token"] = token
    return service


def _common(settings: Settings) -> dict[str, str]:
    return settings.as_environment() | {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "JUPYTERHUB_API_URL": routing.hub_api_url(),
        "OMP_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _listening(settings: Settings, name: str) -> dict[str, str]:
    prefix = f"/services/{name}/"
    return {
        "JUPYTERHUB_SERVICE_URL": routing.socket_url(name, prefix),
        "JUPYTERHUB_SERVICE_PREFIX": prefix,
        "JUPYTERHUB_PUBLIC_URL": routing.service_origin(settings, name) + prefix,
    }


def _oauth(settings: Settings) -> dict[str, str]:
    """What HubOAuth needs; the hub derives it from a service's address, which ours don't have."""
    return {
        "JUPYTERHUB_CLIENT_ID": "service-progress",
        "JUPYTERHUB_HOST": settings.public_origin,
        "JUPYTERHUB_PUBLIC_HUB_URL": settings.public_origin + "/hub/",
        "JUPYTERHUB_OAUTH_CALLBACK_URL": routing.progress_url(settings) + "oauth_callback",
    }


def _culler(settings: Settings, secrets: Secrets) -> dict[str, Any]:
    return {
        "name": "culler",
        "api_token": secrets.culler,
        "command": [
            sys.executable,
            "-m",
            "jupyterhub_idle_culler",
            f"--timeout={settings.cull_idle_seconds}",
            f"--cull-every={min(CULL_EVERY_SECONDS, settings.cull_idle_seconds)}",
            # It asks over TCP: its HTTP client knows no socket files.
            f"--url={settings.loopback_origin}/hub/api",
        ],
        "environment": {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        "display": False,
    }
