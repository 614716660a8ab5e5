"""The five protected datasets as tables, read from their raw files; and their releases under a key of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from sandbox_data.anonymising import Anonymised, Key, Recipe, anonymise, read_recipe
from sandbox_data.risk import Protection, RiskReport, assess, read_protection
from tests.plant_files import mirrored

ROOM = Path(__file__).resolve().parents[3] / "sandbox_data"
KEY = Key(bytes(range(32)))
OTHER_KEY = Key(b"another key of the tests: 32 bytes"[:32])
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def safety_reports() -> pd.DataFrame:
    table = pd.read_csv(mirrored("safety_reports", "IHMStefanini.csv")).rename(columns={"Unnamed: 0": "number"})
    return table.assign(Data=pd.to_datetime(table["Data"]))


def sme_machines() -> pd.DataFrame:
    table = pd.read_csv(mirrored("sme_machines", "company_A_labelled_subset.csv"))
    return table.assign(ts=pd.to_datetime(table["ts"], utc=True))


def injection_moulding() -> pd.DataFrame:
    return pd.read_csv(mirrored("injection_moulding", "data.csv"), sep=";")


def die_casting() -> pd.DataFrame:
    table = pd.read_csv(mirrored("die_casting", "DieCasting_Quality_Raw_Data.csv"), header=1)
    return table.rename(columns=str.strip)


@dataclass(frozen=True)
class Plant:
    """A dataset with its recipe, its declaration and one release."""

    original: pa.Table
    recipe: Recipe
    protection: Protection
    done: Anonymised

    @property
    def frame(self) -> pd.DataFrame:
        return self.original.to_pandas()

    @property
    def released(self) -> pd.DataFrame:
        return self.done.table.to_pandas()

    def report(self) -> RiskReport:
        sample = ROOM / "protections" / f"{self.protection.dataset}.reviewed.json"
        read = sample if sample.is_file() else None
        return assess(self.original, self.done, self.recipe, self.protection, made_at=NOON, sample=read)


def a_plant(name: str, table: pd.DataFrame, key: Key = KEY) -> Plant:
    original = pa.Table.from_pandas(table, preserve_index=False)
    recipe = read_recipe(ROOM / "recipes" / f"{name}.toml")
    protection = read_protection(ROOM / "protections" / f"{name}.toml")
    return Plant(original, recipe, protection, anonymise(recipe, original, key))
