"""Drafts for a plant's own file: a card that its very file fits, a recipe that can be applied, a report on both."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from sandbox_data.anonymising import Key, anonymise, read_recipe
from sandbox_data.building import checked_table
from sandbox_data.cards import Card
from sandbox_data.own_data import files
from sandbox_data.own_data.profiling import profile
from sandbox_data.own_data.proposing import Drafts, propose, unit_of
from sandbox_data.own_data.trying import rows_of, tried
from sandbox_data.risk import read_protection

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEXT = (
    "시각,설비,작업자,온도(℃),수량\n"
    + "".join(f"2026/01/01 00:{n:02},가열로{n % 2},작업자{n},{20 + n / 4},{n}\n" for n in range(60))
    + "2026/01/01 01:00,가열로1,작업자x,,60\n"
)


def _table() -> pd.DataFrame:
    import io

    table = pd.read_csv(io.StringIO(TEXT))
    return table.assign(시각=pd.to_datetime(table["시각"], format="%Y/%m/%d %H:%M"))


def _written(folder: Path, kind: str) -> Path:
    path = folder / f"press.{kind.partition('-')[0]}"
    match kind:
        case "csv-utf8":
            path.write_bytes(TEXT.encode())
        case "csv-cp949":
            path.write_bytes(TEXT.encode("cp949", errors="strict"))
        case "parquet":
            _table().astype({"설비": "category"}).to_parquet(path, index=False)
        case _:
            _table().to_excel(path, index=False)
    return path


def _drafted(folder: Path, kind: str) -> tuple[Path, Drafts]:
    path = _written(folder, kind)
    return path, propose("press", profile(path), folder / "drafts")


@pytest.mark.parametrize("kind", ["csv-utf8", "csv-cp949", "parquet", "xlsx"])
def test_the_file_fits_its_drafted_card_and_recipe(tmp_path: Path, kind: str) -> None:
    path, drafts = _drafted(tmp_path, kind)
    assert drafts.quasi_identifiers == ("설비",)
    assert drafts.identifiers == ("작업자",)
    card = Card.model_validate(tomllib.loads(drafts.card.read_text(encoding="utf-8")))
    assert not card.permits_release_as_it_is, "a draft is never released as it is"
    assert {column.name: column.unit for column in card.columns if column.dtype in ("int", "float")} == {
        "온도(℃)": "℃",
        "수량": "?",
    }
    table = checked_table({path.name: path}, card)
    assert table.shape == (61, 5)
    original = pa.Table.from_pandas(pd.DataFrame(table).astype({"설비": str}), preserve_index=False)
    released = anonymise(read_recipe(drafts.recipe), original, Key(bytes(32))).table.to_pandas()
    assert not set(released["작업자"]) & set(table["작업자"])
    assert not set(released["시각"]) & set(table["시각"])


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("온도(℃)", "℃"),
        ("Pressure [bar]", "bar"),
        ("usage_kWh", "kWh"),
        ("주축 속도 rpm", "rpm"),
        ("bar", "?"),
        ("수량", "?"),
        ("count_max", "?"),
    ],
)
def test_a_unit_is_proposed_only_where_the_name_says_one(name: str, unit: str) -> None:
    assert unit_of(name) == unit


def test_a_draft_is_measured_and_fails_until_somebody_decides(tmp_path: Path) -> None:
    """Nobody has said yet from whom what is protected, so everything is, from everybody, and the report says so."""
    path, drafts = _drafted(tmp_path, "csv-utf8")
    assert {item.kind for item in read_protection(drafts.protection).protects} == {"plant", "persons"}
    trial = tried(profile(path), drafts, NOON)
    assert (trial.rows, trial.of_rows) == (61, 61)
    assert trial.report.measured.anonymity is not None
    assert trial.report.measured.anonymity.k == 30
    assert not trial.report.verdict.passed
    assert {file.name for file in trial.folder.iterdir()} >= {"report.json", "report.ko.html", "report.en.html"}


def test_a_large_file_is_measured_on_every_nth_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOCK_BYTES", 1 << 9)
    path, drafts = _drafted(tmp_path, "csv-utf8")
    found = profile(path)
    assert rows_of(found, 20).to_pandas()["수량"].tolist() == list(range(0, 61, 4))
    trial = tried(found, drafts, NOON, most_rows=20)
    assert (trial.rows, trial.of_rows) == (16, 61)
