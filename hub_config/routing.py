"""The public proxy and what lies behind it: unix sockets, so that only the proxy itself answers on a TCP port."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from jupyterhub.proxy import ConfigurableHTTPProxy
from jupyterhub.utils import subdomain_hook_idna
from traitlets import validate

from hub_config.settings import Settings

EXCHANGE_PREFIX = "/services/exchange/"
PROGRESS_PREFIX = "/services/progress/"
# How long our services keep an idle connection, in seconds: longer than the proxy does (proxy_sockets.mjs), so that it
# is the proxy who closes, and no request meets a connection that is just being closed.
KEEP_ALIVE_SECONDS = 120


def socket_url(name: str, prefix: str = "") -> str:
    """The `http+unix` address of a socket file below `var/run`, relative to `var`, where hub and services run.

    Relative, because the hub's HTTP client puts the host of an address into lower case, and a socket's path can't be
    longer than 108 bytes.
    """
    return f"http+unix://{quote(f'run/{name}.sock', safe='')}{prefix}"


def hub_socket(settings: Settings) -> Path:
    return settings.run_folder / "hub.sock"


def service_socket(settings: Settings, name: str) -> Path:
    return settings.run_folder / f"{name}.sock"


def hub_api_url() -> str:
    """The hub's REST API for our own services, over its socket file."""
    return socket_url("hub", "/hub/api")


def service_domain(settings: Settings, name: str) -> str:
    """The domain of a service: its own where users have theirs, so that its pages don't run in the hub's origin."""
    host = urlsplit(settings.public_origin).hostname or settings.hostname
    return str(subdomain_hook_idna(name, host, kind="service")) if settings.subdomains else host


def service_origin(settings: Settings, name: str) -> str:
    parts = urlsplit(settings.public_origin)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{service_domain(settings, name)}{port}"


def progress_url(settings: Settings) -> str:
    """The dashboard's address in a browser."""
    return service_origin(settings, "progress") + PROGRESS_PREFIX


def routes(settings: Settings) -> dict[str, str]:
    """What the proxy sends to a service: the exchange for lab servers on loopback, the dashboard for browsers."""
    exchange = socket_url("exchange")
    progress = socket_url("progress")
    if not settings.subdomains:
        return {EXCHANGE_PREFIX: exchange, PROGRESS_PREFIX: progress}
    loopback = urlsplit(settings.loopback_origin).hostname
    return {
        f"{loopback}{EXCHANGE_PREFIX}": exchange,
        f"{service_domain(settings, 'exchange')}{EXCHANGE_PREFIX}": exchange,
        f"{service_domain(settings, 'progress')}{PROGRESS_PREFIX}": progress,
    }


class SocketProxy(ConfigurableHTTPProxy):  # JupyterHub has no types
    """The official proxy with routes to socket files: the hub's own check of such routes only knows http(s)."""

    @validate("extra_routes")
    def _validate_extra_routes(self, proposal: Any) -> Any:
        return proposal.value

    async def start(self) -> None:
        # A proxy that was killed leaves its socket file, and the next one would refuse to listen.
        self._check_previous_process()
        _remove(Path(unquote(urlsplit(self.api_url).netloc)))
        await super().start()


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
