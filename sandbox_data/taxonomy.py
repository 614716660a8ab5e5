"""Industries and priority areas that a card may name, with their titles (`taxonomy.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from sandbox_data.text import LocalizedText

FILE = Path(__file__).parent / "taxonomy.toml"


@cache
def _titles(section: str) -> dict[str, LocalizedText]:
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: LocalizedText.model_validate(title) for code, title in content[section].items()}


def industries() -> dict[str, LocalizedText]:
    """Titles of the industries, by code."""
    return _titles("industries")


def priority_areas() -> dict[str, LocalizedText]:
    """Titles of the seven published priority areas, by code. Source: domain plan named in the file."""
    return _titles("priority_areas")
