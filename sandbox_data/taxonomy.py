"""Domains, priority areas and industries with their titles (`taxonomy.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sandbox_data.text import LocalizedText

FILE = Path(__file__).parent / "taxonomy.toml"


class Domain(BaseModel):
    """One of the four domains, with the published ones of its subfields: the priority areas."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: LocalizedText
    priority_areas: tuple[str, ...]


class Subfields(BaseModel):
    """How many subfields the classification has, and how many of them are published."""

    model_config = ConfigDict(frozen=True)

    subfields: int
    subfields_published: int
    source: str


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


def domains() -> dict[str, Domain]:
    """The four domains, by code."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: Domain.model_validate(domain) for code, domain in content["domains"].items()}


def subfields() -> Subfields:
    """What is known of the subfields. The unpublished ones have no names here, and are never guessed."""
    return Subfields.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
