"""Everything that is stated about a dataset, proved again: checksums, the card's facts, and the very bytes on disk."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from sandbox_data import building, folders, versions
from sandbox_data.cards import CATALOGUE, Card, read_card
from sandbox_data.errors import DataUnavailable, ShopfloorError, TermsNotAccepted
from sandbox_data.gate.candidates import Candidate
from sandbox_data.gate.shelf import SHIPPED, Shelf
from sandbox_data.gate.standing import current_candidate, served, withheld_because
from sandbox_data.holding_out.keeping import PartsRecord, divided
from sandbox_data.watching import Watcher

if TYPE_CHECKING:
    import pandas as pd

    from sandbox_data.anonymising.keys import KeyFolder

Finding = Literal["verified", "unavailable", "terms-not-accepted", "wrong"]


@dataclass(frozen=True)
class Verified:
    """What came out, with the sentence for people. Only `wrong` is a fault; what can't be had says why."""

    name: str
    finding: Finding
    detail: str


def verify(
    name: str,
    *,
    data_folder: Path,
    mirror: Path | None = None,
    watcher: Watcher | None = None,
    catalogue: Path = CATALOGUE,
    keys: KeyFolder | None = None,
    shelf: Shelf = SHIPPED,
) -> Verified:
    """Fetch what is missing, read and check it again, and compare it with the checked and the released version.

    A recipe's result is made again with the key that the release names, from `keys`, and compared to the byte.
    """
    try:
        card = read_card(name, catalogue)
        raw = building.obtain(card, data_folder, mirror, watcher)
        table = building.checked_table(raw, card)
    except TermsNotAccepted as error:
        return Verified(name, "terms-not-accepted", str(error))
    except DataUnavailable as error:
        return Verified(name, "unavailable", str(error))
    except ShopfloorError as error:
        return Verified(name, "wrong", str(error))
    facts = f"{len(card.files)} raw, {len(table)} x {len(table.columns)}"
    content = building.parquet(table)
    parts = [_compared(building.CHECKED, hashlib.sha256(content).hexdigest(), card, data_folder)]
    try:
        if card.permits_release_as_it_is and not withheld_because(card, data_folder, shelf):
            parts += _as_it_is(card, table, content, data_folder, keys, shelf)
        else:
            parts += _gated(card, content, data_folder, keys, shelf)
    except ShopfloorError as error:
        parts.append((False, str(error)))
    wrong = [text for good, text in parts if not good]
    if wrong:
        return Verified(name, "wrong", f"{name}: {'; '.join(wrong)}. ./shopfloor data build {name}")
    return Verified(name, "verified", "; ".join([facts, *(text for _, text in parts)]))


def _as_it_is(
    card: Card, table: pd.DataFrame, content: bytes, data_folder: Path, keys: KeyFolder | None, shelf: Shelf
) -> Iterator[tuple[bool, str]]:
    """A dataset that is released as it was checked, in two parts where rows are held out."""
    holdout, digest = shelf.holdout(card.name), hashlib.sha256(content).hexdigest()
    if holdout is None:
        yield _compared(building.RELEASED, digest, card, data_folder)
    elif keys is None:
        yield True, "held-out: 키 없이는 확인할 수 없음 / not repeated without its key"
    else:
        record, _ = divided(table, holdout, keys.ensure(card.name), table, np.arange(len(table)))
        yield _compared(building.RELEASED, record.training_sha256, card, data_folder)
        yield _held_out(record, card.name, data_folder)


def _held_out(record: PartsRecord, name: str, data_folder: Path) -> tuple[bool, str]:
    stated = versions.stated(data_folder / folders.HELD_OUT, name)
    if stated is None:
        return not (data_folder / building.RELEASED / name).exists(), "held-out: 없음 / not there"
    if stated["data_sha256"] != record.held_out_sha256:
        return False, "held-out: 다시 나눈 행과 다릅니다 / differs from what the split gives"
    return True, f"held-out: 같은 바이트 / same bytes, {record.held_out_rows}"


def _compared(what: str, digest: str, card: Card, data_folder: Path) -> tuple[bool, str]:
    """Whether the version on disk has the bytes that come out now. A version of another card or library is stale."""
    if not (data_folder / what / card.name).exists():
        return True, f"{what}: 아직 없음 / not built"
    stated = versions.stated(data_folder / what, card.name)
    if stated is None:
        return False, f"{what}: 저장된 표가 손상되었습니다 / the table on disk is damaged"
    if stated.get("card_sha256") != card.digest or stated.get("writer") != building.writer():
        return True, f"{what}: 예전 카드로 만듦 / built from an older card"
    if stated["data_sha256"] != digest:
        return False, f"{what}: 다시 만든 표와 다릅니다 / differs from what the raw files give"
    return True, f"{what}: 같은 바이트 / same bytes"


def _gated(
    card: Card, content: bytes, data_folder: Path, keys: KeyFolder | None, shelf: Shelf
) -> Iterator[tuple[bool, str]]:
    """What a protected or withdrawn dataset serves, and its recipe's result made again."""
    withheld = withheld_because(card, data_folder, shelf)
    there = (data_folder / building.RELEASED / card.name).exists()
    if withheld and there:
        yield False, "공개하면 안 되는 버전이 공개되어 있습니다 / is released although its card protects something"
    elif withheld:
        yield True, f"released: 공개 안 함 / withheld ({withheld.code})"
    candidate = current_candidate(card, data_folder, shelf)
    if candidate is not None:
        yield _remade(card, candidate, content, keys, shelf)
    elif shelf.holds(card.name):
        yield _applied_twice(card, content, shelf)
    if not withheld:
        made = served(data_folder, card.name)
        yield (
            bool(made),
            f"released: 레시피 / recipe {made.get('recipe_sha256', '-')[:12]}, key {made.get('key_id', '-')}",
        )


def _applied_twice(card: Card, content: bytes, shelf: Shelf) -> tuple[bool, str]:
    """Where nothing was measured yet: the recipe under a key that is thrown away, twice."""
    from sandbox_data.anonymising.keys import KEY_BYTES, Key
    from sandbox_data.gate.measuring import remade

    key = Key(secrets.token_bytes(KEY_BYTES))
    if remade(card, content, key, shelf) != remade(card, content, key, shelf):
        return False, "recipe: 두 번 적용한 결과가 다릅니다 / applied twice, it gives two tables"
    return True, "recipe: 두 번 적용해 같은 바이트 / applied twice, same bytes"


def _remade(card: Card, candidate: Candidate, content: bytes, keys: KeyFolder | None, shelf: Shelf) -> tuple[bool, str]:
    if candidate.writer != building.writer():
        return True, "recipe: 예전 라이브러리로 만듦 / made by older libraries"
    if keys is None:
        return True, "recipe: 키 없이는 확인할 수 없음 / not repeated without its key"
    from sandbox_data.gate.measuring import remade

    again, parts = remade(card, content, keys.open(card.name, candidate.key_id), shelf)
    if hashlib.sha256(again).hexdigest() != candidate.data_sha256 or parts != candidate.parts:
        return False, "recipe: 다시 적용한 결과가 다릅니다 / gives another table than the one that was measured"
    return True, "recipe: 다시 적용해도 같은 바이트 / applied again, same bytes"
