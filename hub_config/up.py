"""`shopfloor up`: start the platform's processes, keep them running, and stop everything at the end.

The launcher, which holds the lab servers, and the hub are started side by side: each may end and come back alone. The
proxy is the hub's child, but a restarted hub takes over the one that runs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from hub_config import processes, routing
from hub_config.settings import REPOSITORY, Settings
from sandbox_data.errors import ShopfloorError

LOGIN_PAGE_SECONDS = 90
STOP_SECONDS = 25
LOOK_SECONDS = 0.3
STEADY_ANSWERS = 10
# So many restarts in so long a time, and something is wrong that another one won't mend.
MOST_RESTARTS, RESTARTS_WITHIN_SECONDS = 4, 120
HUB = ("-m", "jupyterhub", "-f", str(REPOSITORY / "hub_config" / "jupyterhub_config.py"))
LAUNCHER = ("-m", "hub_config.launcher.service")


class PortTaken(ShopfloorError):
    """Something else listens on the platform's port."""


class HubFailed(ShopfloorError):
    """The hub ended, or never answered, while it started."""


class NotUp(ShopfloorError):
    """No `shopfloor up` runs on this state folder."""


@dataclass
class RunningPlatform:
    """The launcher's and the hub's processes. What they start is below them, or falls to us when they die."""

    settings: Settings
    launcher: subprocess.Popen[bytes]
    hub: subprocess.Popen[bytes]
    restart_wanted: bool = False
    _restarts: list[float] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.settings.logs_folder / "hub.log"

    def watch(self, say: Callable[[str], None]) -> None:
        """Keep both running until an exception ends it. HubFailed if one of them ends again and again."""
        while True:
            time.sleep(LOOK_SECONDS)
            if self.launcher.poll() is not None:
                say("실습실이 모두 꺼졌습니다. 다시 시작합니다 / The launcher and all lab servers ended. Starting it.")
                self._count_restart()
                self.launcher = start_launcher(self.settings)
            if self.restart_wanted or self.hub.poll() is not None:
                say("허브를 다시 시작합니다 / Restarting the hub. Lab servers stay.")
                self._count_restart()
                self.restart_hub()
                say("허브가 다시 실행 중입니다 / The hub runs again.")

    def restart_hub(self) -> None:
        """End the hub and its services, not the proxy and the lab servers, and start it again."""
        self.restart_wanted = False
        self._end_hub()
        kept = {self.launcher.pid, *processes.descendants(self.launcher.pid), *_proxy(self.settings)}
        processes.end_descendants(kept)
        self.hub = start_hub(self.settings)
        _wait_until_it_answers(self)

    def stop(self) -> None:
        """Ask the hub to end (it stops its services), then end whatever is still there."""
        self._end_hub()
        processes.end_descendants()
        _pid_file(self.settings).unlink(missing_ok=True)

    def _end_hub(self) -> None:
        if self.hub.poll() is None:
            self.hub.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.hub.wait(STOP_SECONDS)
        if self.hub.poll() is None:
            self.hub.kill()
            self.hub.wait()

    def _count_restart(self) -> None:
        now = time.monotonic()
        self._restarts = [at for at in self._restarts if now - at < RESTARTS_WITHIN_SECONDS] + [now]
        if len(self._restarts) > MOST_RESTARTS:
            raise HubFailed(f"A part of the platform ends again and again: {_last_words(self.log)}", f"See {self.log}")


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


def start_platform(settings: Settings) -> RunningPlatform:
    """Start launcher and hub, and wait until the hub and its services answer through the proxy."""
    processes.become_subreaper()
    for folder in (settings.logs_folder, settings.run_folder):
        folder.mkdir(parents=True, exist_ok=True)
    _pid_file(settings).write_text(str(os.getpid()))
    platform = RunningPlatform(settings, start_launcher(settings), start_hub(settings))
    try:
        _wait_until_it_answers(platform)
    except BaseException:
        platform.stop()
        raise
    return platform


def start_launcher(settings: Settings) -> subprocess.Popen[bytes]:
    return _start(settings, LAUNCHER, "launcher.log")


def start_hub(settings: Settings) -> subprocess.Popen[bytes]:
    return _start(settings, HUB, "hub.log")


def _start(settings: Settings, arguments: Sequence[str], log: str) -> subprocess.Popen[bytes]:
    with (settings.logs_folder / log).open("ab") as out:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.var,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=_environment(settings),
        )


def ask_for_restart(settings: Settings) -> None:
    """Have the running `up` restart the hub. NotUp if there is none."""
    try:
        pid = int(_pid_file(settings).read_text())
        if b"shopfloor" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            raise ProcessLookupError
        os.kill(pid, signal.SIGUSR1)
    except (OSError, ValueError):
        raise NotUp(f"No `shopfloor up` runs on {settings.var}.", "Start it: ./shopfloor up") from None


def _pid_file(settings: Settings) -> Path:
    return settings.run_folder / "up.pid"


def _proxy(settings: Settings) -> list[int]:
    try:
        return [int((settings.run_folder / "proxy.pid").read_text())]
    except (OSError, ValueError):
        return []


def _environment(settings: Settings) -> dict[str, str]:
    """Our own settings as the platform's processes shall read them, and the little else that they need."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHOPFLOOR_", "JUPYTER"))}
    kept["PATH"] = f"{Path(sys.executable).parent}:{kept.get('PATH', '/usr/bin:/bin')}"
    return kept | settings.as_environment()


def _wait_until_it_answers(platform: RunningPlatform) -> None:
    """Wait for the login page, then for the services behind the proxy: a link that is printed must lead somewhere."""
    settings = platform.settings
    host = f"{settings.hostname}:{settings.port}"
    progress = f"{routing.service_domain(settings, 'progress')}:{settings.port}"
    deadline = time.monotonic() + LOGIN_PAGE_SECONDS
    for what, path, headers in (
        ("login page", "/hub/login", {"Host": host}),
        ("exchange", routing.EXCHANGE_PREFIX, {}),
        ("dashboard", routing.PROGRESS_PREFIX, {"Host": progress}),
    ):
        while not _answers(f"{settings.loopback_origin}{path}", headers):
            if platform.hub.poll() is not None:
                raise HubFailed(
                    f"The hub ended with code {platform.hub.returncode}: {_last_words(platform.log)}",
                    f"See {platform.log}",
                )
            if time.monotonic() > deadline:
                raise HubFailed(f"The {what} did not answer within {LOGIN_PAGE_SECONDS} s.", f"See {platform.log}")
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


@contextlib.contextmanager
def restarting_on_signal(platform: RunningPlatform) -> Iterator[None]:
    """SIGUSR1 restarts the hub (`shopfloor restart` sends it)."""

    def want(_number: int, _frame: object) -> None:
        platform.restart_wanted = True

    before = signal.signal(signal.SIGUSR1, want)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, before)
