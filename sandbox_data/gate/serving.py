"""What the gate opens is served: a release to labs, its held-out rows to checks. What it closes is gone from both."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sandbox_data import versions
from sandbox_data.cards import Card
from sandbox_data.errors import NotReleased
from sandbox_data.folders import CHECKED, HELD_OUT, RELEASED, REPORTS
from sandbox_data.gate import candidates, signatures
from sandbox_data.gate.shelf import SHIPPED, Shelf
from sandbox_data.gate.standing import Withheld, current_candidate, withheld_because
from sandbox_data.holding_out.keeping import HELD, TRAINING, PartsRecord, part


def settle(card: Card, data_folder: Path, shelf: Shelf = SHIPPED) -> Withheld | None:
    """Serve what the gate opens, and stop serving what it closes; why it is closed. The caller holds the lock."""
    withheld = withheld_because(card, data_folder, shelf)
    if withheld:
        close(data_folder, card.name)
    elif card.permits_release_as_it_is:
        _serve_checked(card, data_folder)
    elif not _serves_what_was_signed(card, data_folder):
        _serve_signed(card, data_folder, shelf)
    return withheld


def close(data_folder: Path, name: str) -> None:
    """Stop serving both parts of a release."""
    for folder in (RELEASED, HELD_OUT):
        versions.withdraw(data_folder / folder, name)


def is_served_rightly(card: Card, data_folder: Path, shelf: Shelf) -> bool:
    """Whether `released` and `held-out` hold what the gate opens today, and are parts of one release."""
    if withheld_because(card, data_folder, shelf):
        return not any((data_folder / folder / card.name).exists() for folder in (RELEASED, HELD_OUT))
    released = versions.stated(data_folder / RELEASED, card.name)
    if released is None or not _belongs(released, data_folder, card.name):
        return False
    if not card.permits_release_as_it_is:
        return _was_signed(released, card, data_folder)
    parts = parts_of(versions.stated(data_folder / CHECKED, card.name))
    wanted = parts.held_out_sha256 if parts else ""
    return bool(released.get("card_sha256") == card.digest and released.get("held_out_sha256", "") == wanted)


def parts_of(stated: dict[str, Any] | None) -> PartsRecord | None:
    """The parts that a version's card records, None when it has none."""
    recorded = (stated or {}).get("parts")
    return PartsRecord.model_validate(recorded) if recorded else None


def held_out_rows(data_folder: Path, name: str) -> int:
    """How many rows of the served release are held out."""
    stated = versions.stated(data_folder / RELEASED, name) or {}
    return int(stated.get("held_out_rows", 0))


def _belongs(released: dict[str, Any], data_folder: Path, name: str) -> bool:
    """Whether the held-out rows that lie there are those of this very release."""
    held = versions.stated(data_folder / HELD_OUT, name) or {}
    return bool(held.get("data_sha256", "") == released.get("held_out_sha256", ""))


def _was_signed(released: dict[str, Any], card: Card, data_folder: Path) -> bool:
    """Whether the release was made from the report that is signed now."""
    act = signatures.latest(data_folder, card.name)
    report = released.get("released_as", {}).get("report_sha256")
    return act is not None and bool(report) and bool(report == act.report_sha256)


def _serves_what_was_signed(card: Card, data_folder: Path) -> bool:
    released = versions.stated(data_folder / RELEASED, card.name) or {}
    return _was_signed(released, card, data_folder) and _belongs(released, data_folder, card.name)


def _serve_checked(card: Card, data_folder: Path) -> None:
    """The checked table as it is, or its two parts."""
    stated = versions.stated(data_folder / CHECKED, card.name)
    if stated is not None and stated.get("card_sha256") == card.digest:
        parts = parts_of(stated)
        _serve(data_folder, card.name, data_folder / CHECKED / card.name, parts, stated)


def _serve_signed(card: Card, data_folder: Path, shelf: Shelf) -> None:
    """The candidate that was signed, with a card that tells nothing of the plant's own values: no ranges, no names."""
    candidate, act = current_candidate(card, data_folder, shelf), signatures.latest(data_folder, card.name)
    if candidate is None or act is None:
        raise NotReleased(f"{card.name}: 서명된 보고서가 없습니다 / there is no signed report.")
    told = {"name", "version", "title", "publisher", "citation", "terms", "real", "industry", "priority_areas"}
    stated = card.model_dump(mode="json", include=told) | {
        "columns": [{"name": name, "dtype": kind} for name, kind in candidate.columns.items()],
        "card_sha256": card.digest,
        "data_rows": candidate.data_rows,
        "data_columns": len(candidate.columns),
        "writer": candidate.writer,
        "released_as": {
            "protects": list(card.protection.protects),
            "recipe_sha256": candidate.recipe_sha256,
            "report_sha256": candidate.report_sha256,
            "key_id": candidate.key_id,
            "data_sha256": candidate.data_sha256,
            "signed_at": act.at.isoformat(),
            **candidate.basis.model_dump(),
        },
    }
    candidates.table_of(data_folder, candidate)  # refuses a table that is not the measured one
    _serve(data_folder, card.name, data_folder / REPORTS / card.name, candidate.parts, stated)


def _serve(data_folder: Path, name: str, source: Path, parts: PartsRecord | None, stated: dict[str, Any]) -> None:
    """Held-out rows first: who dies in between leaves parts that don't belong together, which the next build sees."""
    stated = {key: value for key, value in stated.items() if key != "parts"}
    if parts is None:
        versions.withdraw(data_folder / HELD_OUT, name)
        content = (source / versions.TABLE).read_bytes()
    else:
        content, held = part(source, TRAINING, parts.training_sha256), part(source, HELD, parts.held_out_sha256)
        card = {"name": name, "data_sha256": parts.held_out_sha256, **parts.model_dump(mode="json")}
        versions.publish(data_folder / HELD_OUT, name, {versions.TABLE: held, versions.CARD: _json(card)})
        stated |= {"data_rows": parts.training_rows, "held_out_rows": parts.held_out_rows}
        stated |= {"held_out_sha256": parts.held_out_sha256}
    stated |= {"data_sha256": hashlib.sha256(content).hexdigest()}
    versions.publish(data_folder / RELEASED, name, {versions.TABLE: content, versions.CARD: _json(stated)})


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
