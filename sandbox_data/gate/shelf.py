"""Where a dataset's recipe, its declarations of what is protected and held out, and its reviewed texts lie."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sandbox_data.cards import Card
from sandbox_data.holding_out.declaration import HoldOut, read_holdout

ROOM = Path(__file__).resolve().parent.parent


class Basis(BaseModel):
    """What a report was made from. A report of another basis says nothing about today's release."""

    model_config = ConfigDict(frozen=True)

    card_sha256: str
    recipe_file_sha256: str
    protection_file_sha256: str
    sample_file_sha256: str
    holdout_file_sha256: str = ""


@dataclass(frozen=True)
class Shelf:
    """Three folders: `<dataset>.toml` in each, and beside what is protected perhaps `<dataset>.reviewed.json`."""

    recipes: Path = ROOM / "recipes"
    protections: Path = ROOM / "protections"
    holdouts: Path = ROOM / "holdouts"

    def recipe(self, name: str) -> Path:
        return self.recipes / f"{name}.toml"

    def protection(self, name: str) -> Path:
        return self.protections / f"{name}.toml"

    def sample(self, name: str) -> Path | None:
        path = self.protections / f"{name}.reviewed.json"
        return path if path.is_file() else None

    def holdout(self, name: str) -> HoldOut | None:
        """What is held out of the release, None where nothing is declared or declared to be."""
        path = self.holdouts / f"{name}.toml"
        declared = read_holdout(path) if path.is_file() else None
        return declared if declared is not None and declared.held_out else None

    def holds(self, name: str) -> bool:
        """Whether both a recipe and a declaration are there."""
        return self.recipe(name).is_file() and self.protection(name).is_file()

    def basis(self, card: Card) -> Basis:
        """Digests of today's card and files; an empty digest stands for a file that isn't there."""
        return Basis(
            card_sha256=card.digest,
            recipe_file_sha256=_digest(self.recipe(card.name)),
            protection_file_sha256=_digest(self.protection(card.name)),
            sample_file_sha256=_digest(self.sample(card.name)),
            holdout_file_sha256=_digest(self.holdouts / f"{card.name}.toml"),
        )


SHIPPED = Shelf()


def _digest(path: Path | None) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path is not None and path.is_file() else ""
