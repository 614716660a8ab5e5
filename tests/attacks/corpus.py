"""The corpus on disk: what an attack hands in, what its honest twin does, and what both may earn."""

from __future__ import annotations

import runpy
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from pydantic import BaseModel, ConfigDict

from tests.attacks.lab import MOST, AttackedLab

FOLDER = Path(__file__).parent / "corpus"
Build = Callable[[AttackedLab], NotebookNode | bytes]


class Expected(BaseModel):
    """`points`: what the submission may earn (what it honestly solved). `state` is graded, or refused by the exchange.
    `nbgrader`: whether plain nbgrader is attacked too; what it has no limit against is not run there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    points: float = 0.0
    twin_points: float = MOST
    state: str = "graded"
    nbgrader: bool = True


@dataclass(frozen=True)
class Attack:
    """One folder. `honest` is what an innocent trainee would hand in who does something alike."""

    name: str
    expected: Expected
    hostile: Build
    honest: Build


class UnknownAttack(ValueError):
    """No folder of the corpus has this name."""


def read(name: str) -> Attack:
    """The attack in folder `name`. Raises UnknownAttack."""
    folder = FOLDER / name
    if not (folder / "attack.py").is_file():
        raise UnknownAttack(f"There is no attack {name!r}. Known: {', '.join(names())}")
    built: dict[str, Any] = runpy.run_path(str(folder / "attack.py"))
    expected = Expected.model_validate(tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8")))
    return Attack(name, expected, built["hostile"], built.get("honest", AttackedLab.right))


def names() -> list[str]:
    return sorted(folder.name for folder in FOLDER.iterdir() if (folder / "attack.py").is_file())


def content(built: NotebookNode | bytes) -> bytes:
    """The bytes that are handed in."""
    return built if isinstance(built, bytes) else nbformat.writes(built).encode()
