"""Everything that is stated about a dataset, proved again: checksums, the card's facts, and the very bytes on disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sandbox_data import building, versions
from sandbox_data.cards import CATALOGUE, Card, read_card
from sandbox_data.errors import DataUnavailable, ShopfloorError, TermsNotAccepted
from sandbox_data.watching import Watcher

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
) -> Verified:
    """Fetch what is missing, read and check it again, and compare it with the checked and the released version."""
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
    parts = [_compared(building.CHECKED, building.parquet(table), card, data_folder)]
    if withheld := building.withheld_because(card):
        parts.append(_closed(card, data_folder, withheld.code))
    else:
        release = building.parquet(building.released_table(table, card))
        parts.append(_compared(building.RELEASED, release, card, data_folder))
    wrong = [text for good, text in parts if not good]
    if wrong:
        return Verified(name, "wrong", f"{name}: {'; '.join(wrong)}. ./shopfloor data build {name}")
    return Verified(name, "verified", "; ".join([facts, *(text for _, text in parts)]))


def _compared(what: str, content: bytes, card: Card, data_folder: Path) -> tuple[bool, str]:
    """Whether the version on disk has the bytes that come out now. A version of another card or library is stale."""
    if not (data_folder / what / card.name).exists():
        return True, f"{what}: 아직 없음 / not built"
    stated = versions.stated(data_folder / what, card.name)
    if stated is None:
        return False, f"{what}: 저장된 표가 손상되었습니다 / the table on disk is damaged"
    if stated.get("card_sha256") != card.digest or stated.get("writer") != building.writer():
        return True, f"{what}: 예전 카드로 만듦 / built from an older card"
    if stated["data_sha256"] != hashlib.sha256(content).hexdigest():
        return False, f"{what}: 다시 만든 표와 다릅니다 / differs from what the raw files give"
    return True, f"{what}: 같은 바이트 / same bytes"


def _closed(card: Card, data_folder: Path, code: str) -> tuple[bool, str]:
    if (data_folder / building.RELEASED / card.name).exists():
        return False, "공개하면 안 되는 버전이 공개되어 있습니다 / is released although its card protects something"
    return True, f"released: 공개 안 함 / withheld ({code})"
