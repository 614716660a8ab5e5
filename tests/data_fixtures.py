"""The data that tests of several rooms work on: built once a session, from real packages and the mirror."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from hub_config.settings import Settings
from sandbox_data import building
from sandbox_data.anonymising import KeyFolder
from sandbox_data.cards import read_card
from sandbox_data.errors import DataUnavailable


@dataclass(frozen=True)
class Obtained:
    """A dataset's checked table, or the refusal of a machine that has neither mirror nor publisher."""

    table: pd.DataFrame | None
    refusal: DataUnavailable | None


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The platform's data folder of this session."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def released_data(data_folder: Path) -> Path:
    """The folder that stands at /data in a lab server, holding the dryer."""
    building.build("dryer", data_folder=data_folder)
    return data_folder / "released"


@pytest.fixture(scope="session")
def obtain(data_folder: Path) -> Callable[[str], Obtained]:
    """A dataset of the catalogue by its name, fetched and checked at its first use."""
    known: dict[str, Obtained] = {}

    def by_name(name: str) -> Obtained:
        if name not in known:
            known[name] = _obtained(name, data_folder)
        return known[name]

    return by_name


def _obtained(name: str, data_folder: Path) -> Obtained:
    card = read_card(name)
    try:
        building.build(
            name,
            data_folder=data_folder,
            mirror=Settings().data_mirror,
            accept_terms=True,
            accepted_by="tests",
            keys=KeyFolder(data_folder.parent / f"{data_folder.name}-keys"),
        )
    except DataUnavailable as error:
        return Obtained(None, error)
    return Obtained(pd.read_parquet(data_folder / building.CHECKED / card.name / "data.parquet"), None)
