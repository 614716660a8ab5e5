"""The released data that tests of several rooms work on: built once a session, from the real package."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox_data.building import build


@pytest.fixture(scope="session")
def released_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that stands at /data in a lab server, holding the dryer."""
    data_folder = tmp_path_factory.mktemp("data")
    build("dryer", data_folder=data_folder)
    return data_folder / "released"
