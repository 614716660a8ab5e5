"""Where a dataset's recipe, its declaration of what is protected, and its reviewed sample of texts lie."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sandbox_data.cards import Card

ROOM = Path(__file__).resolve().parent.parent


class Basis(BaseModel):
    """What a report was made from. A report of another basis says nothing about today's release."""

    model_config = ConfigDict(frozen=True)

    card_sha256: str
    recipe_file_sha256: str
    protection_file_sha256: str
    sample_file_sha256: str


@dataclass(frozen=True)
class Shelf:
    """Two folders: `<dataset>.toml` in each, and beside the declaration perhaps `<dataset>.reviewed.json`."""

    recipes: Path = ROOM / "recipes"
    protections: Path = ROOM / "protections"

    def recipe(self, name: str) -> Path:
        return self.recipes / f"{name}.toml"

    def protection(self, name: str) -> Path:
        return self.protections / f"{name}.toml"

    def sample(self, name: str) -> Path | None:
        path = self.protections / f"{name}.reviewed.json"
        return path if path.is_file() else None

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
        )


SHIPPED = Shelf()


def _digest(path: Path | None) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path is not None and path.is_file() else ""
