"""One started platform for all tests of this room."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub_config.real_hub import RunningHub, start_platform, stop_platform


@pytest.fixture(scope="session")
def running_hub() -> Iterator[RunningHub]:
    """A short folder name below /tmp: a socket's path can't be long, and lab servers' ids must be able to enter it."""
    with tempfile.TemporaryDirectory(prefix="shopfloor-hub-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        hub = start_platform(Path(folder) / "Var")
        try:
            yield hub
        finally:
            stop_platform(hub)
