"""Where a dataset stands before the gate: open, or withheld with the reason and what would open it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sandbox_data import versions
from sandbox_data.cards import Card
from sandbox_data.folders import RELEASED
from sandbox_data.gate import candidates, signatures
from sandbox_data.gate.candidates import Candidate
from sandbox_data.gate.shelf import SHIPPED, Shelf
from sandbox_data.text import LocalizedText

Code = Literal["withdrawn", "no-recipe", "no-report", "report-failed", "not-signed"]


@dataclass(frozen=True)
class Withheld:
    """Why a checked table isn't released, as a code for the program and a sentence for people."""

    code: Code
    reason: LocalizedText


def withheld_because(card: Card, data_folder: Path, shelf: Shelf = SHIPPED) -> Withheld | None:
    """Why `card`'s dataset may not be served, or None when it may.

    What a steward signed stays served as it was signed while a newer recipe or report waits for its own signature,
    but not when the card or its declaration has come to protect something else.
    """
    act = signatures.latest(data_folder, card.name)
    if act is not None and act.act == "withdrawn":
        return _withdrawn(act)
    if card.permits_release_as_it_is:
        return None
    waiting = _waiting(card, current_candidate(card, data_folder, shelf), act, shelf)
    return None if waiting and _stands(card, data_folder, act, shelf) else waiting


def current_candidate(card: Card, data_folder: Path, shelf: Shelf = SHIPPED) -> Candidate | None:
    """The candidate, when it was made from today's card, recipe and declaration."""
    candidate = candidates.read(data_folder, card.name)
    return candidate if candidate is not None and candidate.basis == shelf.basis(card) else None


def served(data_folder: Path, name: str) -> dict[str, Any]:
    """What the served release says about its making: digests of recipe, report and data, key, signature. Empty when
    nothing is served, or a table that needed none of it."""
    stated = versions.stated(data_folder / RELEASED, name) or {}
    made: dict[str, Any] = stated.get("released_as", {})
    return made


def _waiting(card: Card, candidate: Candidate | None, act: signatures.Entry | None, shelf: Shelf) -> Withheld | None:
    """What stands between the newest candidate and the trainees."""
    name, protects = card.name, ", ".join(card.protection.protects)
    if not shelf.holds(name):
        return _withheld(
            "no-recipe",
            f"보호 대상({protects})이 있는데 비식별 처리 레시피가 없습니다.",
            f"it protects {protects}, and there is no recipe that anonymises it.",
        )
    if candidate is None:
        return _withheld(
            "no-report",
            f"보호 대상({protects})이 있어 위험 보고서가 필요합니다: ./shopfloor data risk {name}",
            f"it protects {protects}, so it needs a risk report first.",
        )
    if not candidate.summary.passed:
        first = candidate.summary.failures[0]
        return _withheld(
            "report-failed",
            f"위험 보고서가 한도를 넘었습니다({first}): ./shopfloor data risk {name}",
            f"its risk report is beyond a limit ({first}).",
        )
    if act is None or act.report_sha256 != candidate.report_sha256:
        return _withheld(
            "not-signed",
            f"보호 대상({protects})이 있어 데이터 관리자의 서명을 기다립니다: ./shopfloor data sign {name} --by …",
            f"it protects {protects}; its report is within the limits and waits for a steward's signature.",
        )
    return None


def _stands(card: Card, data_folder: Path, act: signatures.Entry | None, shelf: Shelf) -> bool:
    """Whether the served release is the signed one, under today's card and declaration of what is protected."""
    made = served(data_folder, card.name)
    if act is None or not made or made.get("report_sha256") != act.report_sha256:
        return False
    basis = shelf.basis(card)
    today = [basis.protection_file_sha256, basis.sample_file_sha256, list(card.protection.protects)]
    return [made.get("protection_file_sha256"), made.get("sample_file_sha256"), made.get("protects")] == today


def _withdrawn(act: signatures.Entry) -> Withheld:
    when = act.at.date().isoformat()
    why = f": {act.reason}" if act.reason else ""
    return _withheld(
        "withdrawn", f"{act.by} 님이 {when}에 공개를 철회했습니다{why}.", f"withdrawn by {act.by} on {when}{why}."
    )


def _withheld(code: Code, ko: str, en: str) -> Withheld:
    return Withheld(code, LocalizedText(ko=ko, en=en))
