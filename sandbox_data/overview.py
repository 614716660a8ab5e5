"""The catalogue at a glance: each dataset's size, terms and state on this machine. Nothing is fetched for it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sandbox_data import building, terms
from sandbox_data.cards import CATALOGUE, Card, all_cards

State = Literal["released", "not-released", "stale", "fetched", "terms-not-accepted", "not-fetched"]


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


def overview(data_folder: Path, catalogue: Path = CATALOGUE) -> list[Overview]:
    """Every dataset of the catalogue, sorted by name."""
    return [
        Overview(
            name=card.name,
            rows=card.rows,
            columns=card.width,
            real=card.real.value,
            terms=card.terms.spdx,
            state=state_of(card, data_folder),
        )
        for card in all_cards(catalogue)
    ]


def state_of(card: Card, data_folder: Path) -> State:
    """How far a dataset is: released, checked but withheld, built from another card, fetched, or why not even that."""
    if building.is_current(data_folder, card):
        return "not-released" if building.withheld_because(card) else "released"
    if (data_folder / building.CHECKED / card.name).exists():
        return "stale"
    files = [data_folder / building.RAW / card.name / file.name for file in card.files]
    if all(path.is_file() for path in files):
        return "fetched"
    if not card.terms.permissive and not terms.accepted(card.name, card.terms, data_folder / building.TERMS):
        return "terms-not-accepted"
    return "not-fetched"
