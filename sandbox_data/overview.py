"""The catalogue at a glance: each dataset's size, terms and state on this machine. Nothing is fetched for it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sandbox_data import building, terms
from sandbox_data.cards import CATALOGUE, Card, all_cards
from sandbox_data.gate.shelf import SHIPPED, Shelf
from sandbox_data.gate.standing import current_candidate, withheld_because

State = Literal[
    "released", "not-released", "awaiting-report", "report-failed", "awaiting-signature", "withdrawn", "stale",
    "fetched", "terms-not-accepted", "not-fetched",
]  # fmt: skip
WITHHELD: dict[str, State] = {
    "withdrawn": "withdrawn",
    "no-recipe": "not-released",
    "no-report": "awaiting-report",
    "report-failed": "report-failed",
    "not-signed": "awaiting-signature",
}
FIGURES = {"k", "linkage_vs_guess", "utility_loss"}


class Overview(BaseModel):
    """One line of `data list`. `k`, `linkage_vs_guess`, `utility_loss` are the release report's, None without one."""

    model_config = ConfigDict(frozen=True)

    name: str
    rows: int
    columns: int
    real: bool
    terms: str
    state: State
    k: int | None = None
    linkage_vs_guess: float | None = None
    utility_loss: float | None = None


def overview(data_folder: Path, catalogue: Path = CATALOGUE, shelf: Shelf = SHIPPED) -> list[Overview]:
    """Every dataset of the catalogue, sorted by name."""
    return [line_of(card, data_folder, shelf) for card in all_cards(catalogue)]


def line_of(card: Card, data_folder: Path, shelf: Shelf = SHIPPED) -> Overview:
    """One dataset. Figures are those of the report that was made from today's card and recipe."""
    candidate = None if card.permits_release_as_it_is else current_candidate(card, data_folder, shelf)
    figures = {} if candidate is None else candidate.summary.model_dump(include=FIGURES)
    return Overview(
        name=card.name,
        rows=card.rows,
        columns=card.width,
        real=card.real.value,
        terms=card.terms.spdx,
        state=state_of(card, data_folder, shelf),
        **figures,
    )


def state_of(card: Card, data_folder: Path, shelf: Shelf = SHIPPED) -> State:
    """How far a dataset is: released, checked but withheld, built from another card, fetched, or why not even that."""
    if building.is_current(data_folder, card, shelf):
        withheld = withheld_because(card, data_folder, shelf)
        return WITHHELD[withheld.code] if withheld else "released"
    if (data_folder / building.CHECKED / card.name).exists():
        return "stale"
    files = [data_folder / building.RAW / card.name / file.name for file in card.files]
    if all(path.is_file() for path in files):
        return "fetched"
    if not card.terms.permissive and not terms.accepted(card.name, card.terms, data_folder / building.TERMS):
        return "terms-not-accepted"
    return "not-fetched"
