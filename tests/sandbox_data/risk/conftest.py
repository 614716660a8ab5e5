"""The wind farm's readings, downloaded once a session even when several workers run the tests."""

from __future__ import annotations

import os

import pandas as pd
import pytest

from tests.plant_files import wind_farm, wind_farm_file


@pytest.fixture(scope="session")
def turbines(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """La Haute Borne 2014-2015: 420,432 readings of four turbines every ten minutes."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return wind_farm(wind_farm_file(shared / "wind-farm"))
