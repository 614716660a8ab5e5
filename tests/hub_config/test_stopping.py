"""A platform that is stopped leaves nothing behind: no proxy, no service, no lab server, no control group."""

from __future__ import annotations

import socket
import tempfile
import time
from pathlib import Path

import pytest

from hub_config.control_groups import left_behind
from tests.hub_config.lab_server import family_of, start
from tests.hub_config.real_hub import start_platform, stop_platform


@pytest.mark.parametrize("with_lab_server", [False, True])
def test_a_stopped_hub_leaves_no_process_and_no_port(with_lab_server: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="shopfloor-hub-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        hub = start_platform(Path(folder) / "Var")
        try:
            if with_lab_server:
                start(hub, "minji")
            started = {pid: _began(pid) for top in (hub.process, hub.launcher) for pid in family_of(top.pid)}
            assert len(started) > 7, "hub, proxy, services, launcher and its parents"
        finally:
            stop_platform(hub)
        left = started
        deadline = time.monotonic() + 15
        while left and time.monotonic() < deadline:
            left = {pid: began for pid, began in left.items() if _began(pid) == began != ""}
            time.sleep(0.1)
        assert [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left] == []
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", hub.settings.port)) != 0
        assert left_behind(f"lab-{hub.settings.port}-") == []


def _began(pid: int) -> str:
    """Start time of a process (a number may be given again), empty for one that is gone or only waits to be reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
