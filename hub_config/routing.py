"""The public proxy and what lies behind it: unix sockets, so that only the proxy itself answers on a TCP port."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from jupyterhub.proxy import ConfigurableHTTPProxy
from jupyterhub.utils import subdomain_hook_idna
from tornado.ioloop import PeriodicCallback
from traitlets import validate

from grader.warm.forked_process import ForkedProcess
from hub_config.settings import Settings

ADOPT_SECONDS = 5.0

EXCHANGE_PREFIX = "/services/exchange/"
PROGRESS_PREFIX = "/services/progress/"
# Where a lab server sees gate_folder().
GATE_INSIDE = Path("/run/shopfloor")
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


def launcher_socket(settings: Settings) -> Path:
    """Where the hub's spawner reaches the process that holds the lab servers."""
    return settings.run_folder / "launcher.sock"


def lab_socket(settings: Settings, person: int) -> Path:
    """Where the proxy and the hub reach a person's lab server. No lab server sees this folder."""
    return settings.run_folder / "servers" / f"{person}.sock"


def lab_url(person: int) -> str:
    """The same as the hub and the proxy write it."""
    return socket_url(f"servers/{person}")


def gate_folder(settings: Settings) -> Path:
    """The folder that every lab server sees; the platform's one socket for them lies in it."""
    return settings.run_folder / "platform"


def gate_socket(settings: Settings) -> Path:
    return gate_folder(settings) / "platform.sock"


def platform_url_inside() -> str:
    """How a lab server reaches the hub's API and the exchange."""
    return f"http+unix://{quote(str(GATE_INSIDE / 'platform.sock'), safe='')}"


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
    """What the proxy sends to a service: the exchange for programs on this machine, the dashboard for browsers."""
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
        """Take over the proxy that a hub before us left running, or start one."""
        running = self._left_running()
        if running is not None and await self._adopt(running):
            return
        # A proxy that was killed leaves its socket file, and the next one would refuse to listen.
        self._check_previous_process()
        _remove(Path(unquote(urlsplit(self.api_url).netloc)))
        await super().start()

    def _left_running(self) -> ForkedProcess | None:
        """The process of the pid file, if it is a proxy of ours."""
        try:
            pid = int(Path(self.pid_file).read_text())
            handle = os.pidfd_open(pid)
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except (OSError, ValueError):
            return None
        if self.command[-1] not in command or str(urlsplit(self.public_url).port) not in command:
            os.close(handle)
            return None
        return ForkedProcess(handle, lambda: None)

    async def _adopt(self, running: ForkedProcess) -> bool:
        """Whether it answers to our token. Then pages and kernels' connections through it never notice the restart."""
        try:
            async with asyncio.timeout(ADOPT_SECONDS):
                await self.get_all_routes()
        except Exception as error:
            self.log.warning("The proxy that runs does not answer and is replaced: %r", error)
            return False
        self.log.info("Taking over the proxy that runs, process %d", running.pid)
        self.proxy_process = running
        self._check_running_callback = PeriodicCallback(self.check_running, 1e3 * self.check_running_interval)
        self._check_running_callback.start()
        return True


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
