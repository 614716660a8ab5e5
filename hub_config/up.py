"""`shopfloor up`: prepare the state folder, start the hub, say where it is, and stop everything at the end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from hub_config import routing
from hub_config.settings import REPOSITORY, Settings
from sandbox_data.errors import ShopfloorError

LOGIN_PAGE_SECONDS = 90
STOP_SECONDS = 25
STEADY_ANSWERS = 10
PR_SET_CHILD_SUBREAPER = 36


class PortTaken(ShopfloorError):
    """Something else listens on the platform's port."""


class HubFailed(ShopfloorError):
    """The hub ended, or never answered, while it started."""


@dataclass
class RunningHub:
    """The hub's process; everything that it starts is below it or falls to us when it dies."""

    process: subprocess.Popen[bytes]
    log: Path

    def wait(self) -> int:
        return self.process.wait()

    def stop(self) -> None:
        """Ask the hub to end (it stops servers, services and proxy), then end whatever is still there."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        _end_descendants(signal.SIGTERM)
        deadline = time.monotonic() + 5
        while _descendants() and time.monotonic() < deadline:
            _reap()
            time.sleep(0.05)
        _end_descendants(signal.SIGKILL)
        _reap()


def check_port(settings: Settings) -> None:
    """Refuse early when the port is taken: the hub would say it in a hundred lines."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.bind, settings.port))
        except OSError as error:
            raise PortTaken(
                f"Port {settings.port} on {settings.bind} is taken ({error.strerror}).",
                "Stop what listens there, or choose another: ./shopfloor up --port 8080",
            ) from None


def start_hub(settings: Settings) -> RunningHub:
    """Start JupyterHub and wait until it and its services answer through the proxy."""
    become_subreaper()
    for folder in (settings.logs_folder, settings.run_folder):
        folder.mkdir(parents=True, exist_ok=True)
    log = settings.logs_folder / "hub.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(REPOSITORY / "hub_config" / "jupyterhub_config.py")],
            cwd=settings.var,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=_hub_environment(settings),
        )
    hub = RunningHub(process, log)
    try:
        _wait_until_it_answers(settings, hub)
    except BaseException:
        hub.stop()
        raise
    return hub


def _hub_environment(settings: Settings) -> dict[str, str]:
    """Our own settings as the hub's process shall read them, and the little else that it needs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHOPFLOOR_", "JUPYTER"))}
    kept["PATH"] = f"{Path(sys.executable).parent}:{kept.get('PATH', '/usr/bin:/bin')}"
    return kept | settings.as_environment()


def _wait_until_it_answers(settings: Settings, hub: RunningHub) -> None:
    """Wait for the login page, then for the services behind the proxy: a link that is printed must lead somewhere."""
    host = f"{settings.hostname}:{settings.port}"
    progress = f"{routing.service_domain(settings, 'progress')}:{settings.port}"
    deadline = time.monotonic() + LOGIN_PAGE_SECONDS
    for what, path, headers in (
        ("login page", "/hub/login", {"Host": host}),
        ("exchange", routing.EXCHANGE_PREFIX, {}),
        ("dashboard", routing.PROGRESS_PREFIX, {"Host": progress}),
    ):
        while not _answers(f"{settings.loopback_origin}{path}", headers):
            if hub.process.poll() is not None:
                raise HubFailed(
                    f"The hub ended with code {hub.process.returncode}: {_last_words(hub.log)}", f"See {hub.log}"
                )
            if time.monotonic() > deadline:
                raise HubFailed(f"The {what} did not answer within {LOGIN_PAGE_SECONDS} s.", f"See {hub.log}")
            time.sleep(0.1)
    # The hub checks the proxy's routes once more when its services are up: for a moment there may be none.
    steady = 0
    while steady < STEADY_ANSWERS and time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            page = httpx.get(f"{settings.loopback_origin}/hub/login", headers={"Host": host}, timeout=2)
            steady = steady + 1 if page.status_code == 200 else 0
        time.sleep(0.1)


def _answers(address: str, headers: dict[str, str]) -> bool:
    """Something answers there, if only with a refusal; the proxy's own 503 says that nothing does."""
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(address, headers=headers, timeout=2).status_code < 500
    return False


def _last_words(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines()[-40:] if line.strip()]
    return lines[-1] if lines else "no output"


# --- nothing stays behind -------------------------------------------------------------------------------------------


def become_subreaper() -> None:
    """Let orphans of the hub (a proxy, a lab server) fall to this process instead of to init, so that it can end them.

    Source: prctl(2), PR_SET_CHILD_SUBREAPER.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _parents() -> dict[int, int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                stat = (entry / "stat").read_text()
                parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    return parents


def _descendants() -> list[int]:
    """Ids of all processes below this one, nearest first."""
    parents = _parents()
    found: list[int] = []
    level = [os.getpid()]
    while level:
        level = [pid for pid, parent in parents.items() if parent in level and pid not in found]
        found += level
    return found


def _end_descendants(sign: signal.Signals) -> None:
    for pid in _descendants():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, sign)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


@contextlib.contextmanager
def ending_on_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into KeyboardInterrupt, so that Ctrl-C, `kill` and a closed terminal end alike."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
