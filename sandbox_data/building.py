"""Released tables: fetched, tidied, checked against the card, and written for `load()`."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sandbox_data.cards import CATALOGUE, Card, read_card
from sandbox_data.errors import DataCorrupt, TermsNotAccepted
from sandbox_data.fetching import fetch
from sandbox_data.writing import write_aside

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Released:
    """A released dataset. `built` is False when the version on disk already was the card's."""

    name: str
    folder: Path
    rows: int
    card_digest: str
    built: bool


def build(
    name: str,
    *,
    data_folder: Path,
    mirror: Path | None = None,
    accept_terms: bool = False,
    progress: Progress | None = None,
    catalogue: Path = CATALOGUE,
) -> Released:
    """Release dataset `name` into `data_folder/released/<name>`; nothing is done when it is already there.

    Raises DataUnavailable, TermsNotAccepted and DataCorrupt, each with its remedy. `progress` gets one line a step.
    """
    card = read_card(name, catalogue)
    if not card.terms.permissive and not accept_terms:
        raise TermsNotAccepted(
            f"{name}: 이용 조건({card.terms.spdx})에 동의해야 합니다 / its terms ({card.terms.spdx}) are not accepted.",
            f"./shopfloor data accept {name}",
        )
    folder = data_folder / "released" / name
    if _is_current(folder, card):
        return Released(name, folder, card.rows, card.digest, built=False)
    say = progress or _silent
    say(f"{name}: 원본 받는 중 / fetching")
    raw = fetch(card, data_folder / "raw", mirror)
    say(f"{name}: 확인하는 중 / checking")
    table = tidy(raw, card)
    check(table, card)
    say(f"{name}: 저장하는 중 / writing")
    _write(table, card, folder)
    return Released(name, folder, len(table), card.digest, built=True)


def tidy(raw: Path, card: Card) -> pd.DataFrame:
    """The raw file as a table: the card's columns in the card's order, sorted by its key. Raises DataCorrupt."""
    try:
        table = pd.read_csv(raw, encoding="utf-8-sig")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise DataCorrupt(f"{card.name}: 표로 읽을 수 없습니다 / can't be read as a table: {error}") from error
    missing = [column.name for column in card.columns if column.name not in table.columns]
    if missing:
        raise DataCorrupt(f"{card.name}: 열이 없습니다 / columns missing: {', '.join(missing)}")
    table = table[[column.name for column in card.columns]]
    return table.sort_values(list(card.key), kind="stable").reset_index(drop=True)


def check(table: pd.DataFrame, card: Card) -> None:
    """Compare types, ranges, key and number of rows with the card. Raises DataCorrupt naming row and column."""
    import pandera.pandas as pandera  # one second of import, only paid by a real build

    columns = {
        column.name: pandera.Column(column.dtype, pandera.Check.in_range(column.minimum, column.maximum))
        for column in card.columns
    }
    schema = pandera.DataFrameSchema(columns, strict=True, unique=list(card.key))
    try:
        schema.validate(table, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise DataCorrupt(f"{card.name}: {_first_failure(error.failure_cases)}") from error
    if len(table) != card.rows:
        raise DataCorrupt(
            f"{card.name}: 행이 {len(table)}개입니다. 카드에는 {card.rows}개입니다"
            f" / has {len(table)} rows, the card says {card.rows}."
        )


def _first_failure(cases: pd.DataFrame) -> str:
    first = cases.iloc[0]
    number = "-" if pd.isna(first["index"]) else str(int(first["index"]) + 1)
    return (
        f"{number}행 {first['column']} 열의 값 {first['failure_case']} 이(가) {first['check']} 조건에 맞지 않습니다"
        f" / row {number}, column {first['column']}: {first['failure_case']} fails {first['check']}"
        f" ({len(cases)} in all)."
    )


def _is_current(folder: Path, card: Card) -> bool:
    """Whether the released version was built from this very card and is whole."""
    try:
        stated = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        content = (folder / "data.parquet").read_bytes()
    except (OSError, ValueError):
        return False
    whole: bool = stated.get("data_sha256") == hashlib.sha256(content).hexdigest()
    return whole and stated.get("card_sha256") == card.digest


def _write(table: pd.DataFrame, card: Card, folder: Path) -> None:
    """Data first, card last: a card that lies there speaks of data that is complete."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    content = buffer.getvalue()
    stated = card.model_dump(mode="json")
    stated |= {"card_sha256": card.digest, "data_sha256": hashlib.sha256(content).hexdigest()}
    write_aside(folder / "data.parquet", content)
    write_aside(folder / "card.json", json.dumps(stated, ensure_ascii=False, indent=2).encode())


def _silent(message: str) -> None:
    """Progress that nobody watches."""
