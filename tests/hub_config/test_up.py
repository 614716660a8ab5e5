"""`shopfloor up` keeps its parts running, and `shopfloor restart` restarts the hub alone."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from hub_config import up
from hub_config.processes import descendants
from hub_config.settings import Settings
from tests.platform_process import Platform


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with tempfile.TemporaryDirectory(prefix="shopfloor-up-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        started = Platform(Path(folder) / "var")
        started.start()
        yield started
        started.stop()


def until(holds: Callable[[], bool], seconds: float = 90) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return holds()


def process(platform: Platform, module: str) -> int:
    """The one process below `up` that runs this module; 0 while there is none."""
    assert platform.process is not None
    for pid in descendants(platform.process.pid):
        try:
            if f"-m\0{module}\0".encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        except OSError:
            continue
    return 0


def answers(platform: Platform) -> bool:
    try:
        return httpx.get(f"{platform.origin}/hub/login", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("how", ["asked", "killed"])
def test_a_hub_that_ends_is_started_again_and_the_launcher_stays(platform: Platform, how: str) -> None:
    hub, launcher = process(platform, "jupyterhub"), process(platform, "hub_config.launcher.service")
    proxy = (platform.var / "run" / "proxy.pid").read_text()
    assert hub
    assert launcher
    if how == "asked":
        platform.cli("restart")
    else:
        os.kill(hub, signal.SIGKILL)
    assert until(lambda: process(platform, "jupyterhub") not in {0, hub})
    assert until(lambda: answers(platform))
    assert process(platform, "hub_config.launcher.service") == launcher
    assert (platform.var / "run" / "proxy.pid").read_text() == proxy
    assert until(lambda: any("The hub runs again" in line for line in platform.output))


def test_a_launcher_that_ends_is_started_again_and_the_hub_stays(platform: Platform) -> None:
    hub, launcher = process(platform, "jupyterhub"), process(platform, "hub_config.launcher.service")
    os.kill(launcher, signal.SIGKILL)
    assert until(lambda: process(platform, "hub_config.launcher.service") not in {0, launcher})
    assert process(platform, "jupyterhub") == hub


def test_a_restart_is_refused_where_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(up.NotUp, match=r"shopfloor up"):
        up.ask_for_restart(Settings(var=tmp_path))
