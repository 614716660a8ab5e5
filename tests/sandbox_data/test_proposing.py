"""Drafts for a plant's own file: a card that its very file fits, and a recipe that can be applied to it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from sandbox_data.anonymising import Key, anonymise, read_recipe
from sandbox_data.building import checked_table
from sandbox_data.cards import Card
from sandbox_data.profiling import profile
from sandbox_data.proposing import propose

TEXT = (
    "시각,설비,작업자,온도,수량\n"
    + "".join(f"2026-01-01 00:{n:02}:00,가열로{n % 2},작업자{n},{20 + n / 4},{n}\n" for n in range(60))
    + "2026-01-01 01:00:00,가열로1,작업자x,,60\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_the_file_fits_its_drafted_card_and_recipe(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "press.csv"
    path.write_bytes(TEXT.encode(encoding))
    drafts = propose("press", path, profile(path), tmp_path / "drafts")
    assert drafts.quasi_identifiers == ("설비",)
    assert drafts.identifiers == ("작업자",)
    card = Card.model_validate(tomllib.loads(drafts.card.read_text(encoding="utf-8")))
    assert not card.permits_release_as_it_is, "a draft is never released as it is"
    assert {column.unit for column in card.columns if column.dtype in ("int", "float")} == {"?"}
    table = checked_table({"press.csv": path}, card)
    assert table.shape == (61, 5)
    original = pa.Table.from_pandas(pd.DataFrame(table).astype({"설비": str}), preserve_index=False)
    released = anonymise(read_recipe(drafts.recipe), original, Key(bytes(32))).table.to_pandas()
    assert not set(released["작업자"]) & set(table["작업자"])
    assert not set(released["시각"]) & set(table["시각"])
