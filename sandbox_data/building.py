"""From raw files to what trainees see: fetched, read, checked against the card, and released where that is allowed."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_data import terms, versions
from sandbox_data.cards import CATALOGUE, Card, read_card
from sandbox_data.checking import check
from sandbox_data.errors import NotReleased
from sandbox_data.fetching import fetch
from sandbox_data.parsing import parse
from sandbox_data.text import LocalizedText
from sandbox_data.watching import Nobody, Watcher
from sandbox_data.writing import exclusive

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

RAW, CHECKED, RELEASED, TERMS = "raw", "checked", "released", "terms"
"""Folders below the data folder. Lab servers and the grader see `released` and nothing else."""


@dataclass(frozen=True)
class Withheld:
    """Why a checked table isn't released, as a code for the program and a sentence for people."""

    code: str
    reason: LocalizedText


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
) -> Built:
    """Check dataset `name`, and release it into `data_folder/released/<name>` where its card allows that.

    Nothing is done when this very card was built already. With `accept_terms` the acceptance is recorded first.
    Raises DataUnavailable, TermsNotAccepted and DataCorrupt, each with its remedy; the previous version stays.
    """
    watcher = watcher or Nobody()
    card = read_card(name, catalogue)
    if accept_terms and not card.terms.permissive:
        terms.accept(name, card.terms, data_folder / TERMS, by=accepted_by, how=how, now=datetime.now(UTC))
    terms.require(name, card.terms, data_folder / TERMS)
    _close_folders(data_folder)
    with exclusive(data_folder / CHECKED / f".{name}.lock"):
        withheld = withheld_because(card)
        if is_current(data_folder, card):
            return _built(card, data_folder, withheld, built=False)
        raw = obtain(card, data_folder, mirror, watcher)
        watcher.step(f"{name}: 확인하는 중 / checking")
        table = checked_table(raw, card)
        watcher.step(f"{name}: 저장하는 중 / writing")
        versions.publish(data_folder / CHECKED, name, _files(table, card))
        _release(table, card, data_folder, withheld)
    return _built(card, data_folder, withheld, built=True)


def obtain(card: Card, data_folder: Path, mirror: Path | None, watcher: Watcher | None = None) -> dict[str, Path]:
    """The verified raw files of `card`, fetched where they aren't there. Raises TermsNotAccepted before it fetches."""
    terms.require(card.name, card.terms, data_folder / TERMS)
    _close_folders(data_folder)
    return fetch(card, data_folder / RAW, mirror, watcher)


def checked_table(raw: Mapping[str, Path], card: Card) -> pd.DataFrame:
    """The raw files as the tidy table, with every statement of the card checked. Raises DataCorrupt."""
    parsed = parse(raw, card)
    check(parsed, card)
    return _tidy(parsed.table, card)


def withheld_because(card: Card) -> Withheld | None:
    """Why the checked table of `card` may not be released, or None when it may.

    This is the seam for the release gate: a card that declares protection is released only through its recipe, its
    report and a steward's signature. Until there is a gate, such a dataset is checked and withheld.
    """
    if card.permits_release_as_it_is:
        return None
    protects = ", ".join(card.protection.protects)
    return Withheld(
        "no-release-gate",
        LocalizedText(
            ko=f"보호 대상({protects})이 있어 비식별 처리와 데이터 관리자의 승인 전에는 교육생에게 공개하지 않습니다.",
            en=f"it protects {protects}, so trainees don't see it before it is anonymised and signed off.",
        ),
    )


def released_table(checked: pd.DataFrame, card: Card) -> pd.DataFrame:
    """What is written as the release: today the checked table, tomorrow the table after the card's recipe."""
    if not card.permits_release_as_it_is:
        raise NotReleased(f"{card.name}: 공개할 수 없습니다 / may not be released.")
    return checked


def is_current(data_folder: Path, card: Card) -> bool:
    """Whether the checked version was built from this very card by these libraries, and the release fits it."""
    checked = versions.stated(data_folder / CHECKED, card.name)
    if checked is None or checked.get("card_sha256") != card.digest or checked.get("writer") != writer():
        return False
    released = versions.stated(data_folder / RELEASED, card.name)
    if withheld_because(card):
        return not (data_folder / RELEASED / card.name).exists()
    return released is not None and released.get("card_sha256") == card.digest


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


def _files(table: pd.DataFrame, card: Card) -> dict[str, bytes]:
    content = parquet(table)
    stated = card.model_dump(mode="json")
    stated |= {
        "card_sha256": card.digest,
        "data_sha256": hashlib.sha256(content).hexdigest(),
        "data_rows": len(table),
        "data_columns": len(table.columns),
        "writer": writer(),
    }
    return {versions.TABLE: content, versions.CARD: json.dumps(stated, ensure_ascii=False, indent=2).encode()}


def _release(table: pd.DataFrame, card: Card, data_folder: Path, withheld: Withheld | None) -> None:
    """Serve the release, or close what was served under an older card."""
    if withheld:
        versions.withdraw(data_folder / RELEASED, card.name)
        return
    versions.publish(data_folder / RELEASED, card.name, _files(released_table(table, card), card))


def _built(card: Card, data_folder: Path, withheld: Withheld | None, *, built: bool) -> Built:
    folder = None if withheld else data_folder / RELEASED / card.name
    return Built(card.name, card.rows, card.digest, built, folder, withheld)


def _close_folders(data_folder: Path) -> None:
    """Raw and checked data may name what a release hides: only the platform's own user reads them."""
    for name in (RAW, CHECKED):
        folder = data_folder / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
