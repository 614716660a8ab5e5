"""One engine for all tests of this folder: the warm parents of kernels and of checks' processes start once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.engine import Engine
from grader.limits import GradingLimits
from sandbox_data.building import build
from tests.grader.executing import LAB_ENVIRONMENT


@pytest.fixture(scope="session")
def dryer_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_folder = tmp_path_factory.mktemp("released-data")
    build("dryer", data_folder=data_folder)
    for folder in (data_folder, *data_folder.rglob("*")):
        folder.chmod(0o755 if folder.is_dir() else 0o644)
    return data_folder / "released"


@pytest.fixture(scope="session")
def engine(dryer_data: Path) -> Iterator[Engine]:
    made = Engine(LAB_ENVIRONMENT, dryer_data).warmed()
    yield made
    made.close()


@pytest.fixture(scope="session")
def strict_engine(engine: Engine) -> Engine:
    """The same engine with limits so tight that a test can wait for them."""
    return replace(engine, limits=GradingLimits(cell_seconds=3, total_seconds=120))
