"""What a steward does at the gate: sign a report, which opens the release, or withdraw it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sandbox_data.cards import Card
from sandbox_data.errors import NotReleased
from sandbox_data.folders import close_folders, lock_of
from sandbox_data.gate import signatures
from sandbox_data.gate.serving import settle
from sandbox_data.gate.shelf import SHIPPED, Shelf
from sandbox_data.gate.signatures import Entry, How
from sandbox_data.gate.standing import current_candidate
from sandbox_data.writing import exclusive


def sign(
    card: Card,
    data_folder: Path,
    *,
    by: str,
    how: How,
    now: datetime,
    report_sha256: str = "",
    shelf: Shelf = SHIPPED,
) -> Entry:
    """Record that `by` signs the report and serve the release. For a card that protects nothing: undo a withdrawal.

    `report_sha256` is the report that the steward read: another one that has come since is not signed unread. Signing
    again what is signed changes nothing. Raises NotReleased with what is missing.
    """
    name = by.strip()
    if not name:
        raise NotReleased(f"{card.name}: 서명하는 사람이 없습니다 / nobody signs.", "--by NAME")
    close_folders(data_folder)
    with exclusive(lock_of(data_folder, card.name)):
        act = _act(card, data_folder, report_sha256, shelf)
        entry = Entry(dataset=card.name, act="signed", by=name, at=now, how=how, **act)
        standing = signatures.latest(data_folder, card.name)
        if standing is None or standing.act != "signed" or standing.report_sha256 != entry.report_sha256:
            standing = signatures.append(data_folder, entry)
        settle(card, data_folder, shelf)
    return standing


def withdraw(card: Card, data_folder: Path, *, by: str, how: How, now: datetime, reason: str = "") -> Entry:
    """Close the release at once: its files are gone from what labs see. It opens again only by another signature."""
    close_folders(data_folder)
    with exclusive(lock_of(data_folder, card.name)):
        entry = Entry(dataset=card.name, act="withdrawn", by=by, at=now, how=how, reason=reason.strip())
        signatures.append(data_folder, entry)
        settle(card, data_folder)
    return entry


def _act(card: Card, data_folder: Path, report_sha256: str, shelf: Shelf) -> dict[str, str]:
    """The digests that a signature names. Raises NotReleased where there is nothing that may be signed."""
    if card.permits_release_as_it_is:
        return {}
    candidate = current_candidate(card, data_folder, shelf)
    if candidate is None:
        raise NotReleased(
            f"{card.name}: 서명할 보고서가 없습니다 / there is no report to sign.", f"./shopfloor data risk {card.name}"
        )
    if report_sha256 and report_sha256 != candidate.report_sha256:
        raise NotReleased(
            f"{card.name}: 그사이 새 보고서가 나왔습니다 / a newer report has come since.",
            "새 보고서를 읽고 서명하십시오 / Read that one, then sign.",
        )
    if not candidate.summary.passed:
        raise NotReleased(
            f"{card.name}: 한도를 넘어 서명할 수 없습니다 / beyond a limit, not to be signed:"
            f" {'; '.join(candidate.summary.failures)}.",
            f"레시피를 고치십시오 / Change the recipe, then ./shopfloor data risk {card.name}",
        )
    return {
        "report_sha256": candidate.report_sha256,
        "recipe_sha256": candidate.recipe_sha256,
        "key_id": candidate.key_id,
        "data_sha256": candidate.data_sha256,
    }
