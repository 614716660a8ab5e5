"""From raw files to what trainees see: fetched, read, checked against the card, and released where that is allowed."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sandbox_data import folders, terms, versions
from sandbox_data.anonymising.keys import KeyFolder, KeyUnusable
from sandbox_data.cards import CATALOGUE, Card, read_card
from sandbox_data.checking import check
from sandbox_data.errors import NotReleased
from sandbox_data.fetching import fetch
from sandbox_data.gate.serving import is_served_rightly, parts_of, settle
from sandbox_data.gate.shelf import SHIPPED, Shelf
from sandbox_data.gate.standing import Withheld, withheld_because
from sandbox_data.holding_out.declaration import HoldOut
from sandbox_data.holding_out.keeping import PartsRecord, divided
from sandbox_data.holding_out.splitting import digest_of
from sandbox_data.parsing import parse
from sandbox_data.text import LocalizedText
from sandbox_data.watching import Nobody, Watcher
from sandbox_data.writing import exclusive

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

RAW, CHECKED, RELEASED, TERMS = folders.RAW, folders.CHECKED, folders.RELEASED, folders.TERMS


@dataclass(frozen=True)
class Built:
    """A checked dataset. `folder` is where the release lies, None when it is withheld; `built` is False when nothing
    had to be done."""

    name: str
    rows: int
    card_digest: str
    built: bool
    folder: Path | None
    withheld: Withheld | None

    def released(self) -> Path:
        """The release's folder. Raises NotReleased with the reason."""
        if self.folder is not None:
            return self.folder
        reason = self.withheld.reason if self.withheld else LocalizedText(ko="", en="")
        raise NotReleased(f"{self.name}: {reason.ko} / {reason.en}")


def build(
    name: str,
    *,
    data_folder: Path,
    mirror: Path | None = None,
    accept_terms: bool = False,
    accepted_by: str = "-",
    how: terms.How = "build-option",
    watcher: Watcher | None = None,
    catalogue: Path = CATALOGUE,
    shelf: Shelf = SHIPPED,
    keys: KeyFolder | None = None,
) -> Built:
    """Check dataset `name`, and serve it in `data_folder/released/<name>` where its card or a steward allows that.

    Nothing is done when this very card was built already. With `accept_terms` the acceptance is recorded first. `keys`
    are needed where the dataset's declaration holds rows out: its key chooses and moves them.
    Raises DataUnavailable, TermsNotAccepted and DataCorrupt, each with its remedy; the previous version stays.
    """
    watcher = watcher or Nobody()
    card = read_card(name, catalogue)
    if accept_terms and not card.terms.permissive:
        terms.accept(name, card.terms, data_folder / TERMS, by=accepted_by, how=how, now=datetime.now(UTC))
    terms.require(name, card.terms, data_folder / TERMS)
    folders.close_folders(data_folder)
    with exclusive(folders.lock_of(data_folder, name)):
        if is_current(data_folder, card, shelf):
            return _built(card, data_folder, withheld_because(card, data_folder, shelf), built=False)
        if not _is_checked(data_folder, card, shelf):
            raw = obtain(card, data_folder, mirror, watcher)
            watcher.step(f"{name}: 확인하는 중 / checking")
            table = checked_table(raw, card)
            watcher.step(f"{name}: 저장하는 중 / writing")
            versions.publish(data_folder / CHECKED, name, _files(table, card, *_parts(table, card, keys, shelf)))
        withheld = settle(card, data_folder, shelf)
    return _built(card, data_folder, withheld, built=True)


def obtain(card: Card, data_folder: Path, mirror: Path | None, watcher: Watcher | None = None) -> dict[str, Path]:
    """The verified raw files of `card`, fetched where they aren't there. Raises TermsNotAccepted before it fetches."""
    terms.require(card.name, card.terms, data_folder / TERMS)
    folders.close_folders(data_folder)
    return fetch(card, data_folder / RAW, mirror, watcher)


def checked_table(raw: Mapping[str, Path], card: Card) -> pd.DataFrame:
    """The raw files as the tidy table, with every statement of the card checked. Raises DataCorrupt."""
    parsed = parse(raw, card)
    check(parsed, card)
    return _tidy(parsed.table, card)


def is_current(data_folder: Path, card: Card, shelf: Shelf = SHIPPED) -> bool:
    """Whether the checked version is of this very card and these libraries, and what is served fits the gate."""
    return _is_checked(data_folder, card, shelf) and is_served_rightly(card, data_folder, shelf)


def parquet(table: pd.DataFrame) -> bytes:
    """The table as Parquet. The same table gives the same bytes as long as the libraries stay."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def writer() -> str:
    """The libraries that a Parquet file's bytes depend on."""
    import pandas as pd
    import pyarrow as pa

    return f"pandas {pd.__version__}, pyarrow {pa.__version__}"


def _tidy(table: pd.DataFrame, card: Card) -> pd.DataFrame:
    """Categories as such, in the card's order of values; rows sorted by the key where the card says so."""
    import pandas as pd

    for column in card.columns:
        if column.dtype == "category":
            table[column.name] = pd.Categorical(table[column.name], categories=list(column.values))
    if card.order == "key":
        table = table.sort_values(list(card.key), kind="stable")
    return table.reset_index(drop=True)


def _files(
    table: pd.DataFrame, card: Card, parts: PartsRecord | None, part_files: dict[str, bytes]
) -> dict[str, bytes]:
    content = parquet(table)
    stated = card.model_dump(mode="json")
    stated |= {
        "card_sha256": card.digest,
        "data_sha256": hashlib.sha256(content).hexdigest(),
        "data_rows": len(table),
        "data_columns": len(table.columns),
        "writer": writer(),
        "parts": parts.model_dump(mode="json") if parts else None,
    }
    card_file = json.dumps(stated, ensure_ascii=False, indent=2).encode()
    return {versions.TABLE: content, versions.CARD: card_file, **part_files}


def _is_checked(data_folder: Path, card: Card, shelf: Shelf) -> bool:
    checked = versions.stated(data_folder / CHECKED, card.name)
    if checked is None or checked.get("card_sha256") != card.digest or checked.get("writer") != writer():
        return False
    parts, holdout = parts_of(checked), _held_out_of(card, shelf)
    wanted = digest_of(holdout.held_out) if holdout is not None and holdout.held_out is not None else ""
    return (parts.declared_sha256 if parts else "") == wanted


def _held_out_of(card: Card, shelf: Shelf) -> HoldOut | None:
    """What is held out of a table that is released as it was checked. A recipe's result is divided by the gate."""
    return shelf.holdout(card.name) if card.permits_release_as_it_is else None


def _parts(
    table: pd.DataFrame, card: Card, keys: KeyFolder | None, shelf: Shelf
) -> tuple[PartsRecord | None, dict[str, bytes]]:
    holdout = _held_out_of(card, shelf)
    if holdout is None:
        return None, {}
    if keys is None:
        raise KeyUnusable(
            f"{card.name}: 보류할 행을 고를 키 폴더가 없습니다 / there is no folder of keys to choose held-out rows by."
        )
    return divided(table, holdout, keys.ensure(card.name), table, np.arange(len(table)))


def _built(card: Card, data_folder: Path, withheld: Withheld | None, *, built: bool) -> Built:
    folder = None if withheld else data_folder / RELEASED / card.name
    return Built(card.name, card.rows, card.digest, built, folder, withheld)
