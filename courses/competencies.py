"""The competency map: which labs show a competency at which level, and which levels can be reached with today's labs.

Source: the curriculum's map K1-K12 (`courses/catalogue/competencies.toml`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from courses.curriculum import CATALOGUE, COMPETENCIES, WHOLE_PERCENT, first_fault
from courses.errors import InvalidEntry
from sandbox_data.text import LocalizedText

LEVELS = 3
Percent = Annotated[int, Field(gt=0, le=WHOLE_PERCENT)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LevelDefinition(_Frozen):
    """What one level asks for beside the levels below it. `percent` 0: the map's own for that level."""

    labs: Annotated[tuple[str, ...], Field(min_length=1)]
    percent: Annotated[int, Field(ge=0, le=WHOLE_PERCENT)] = 0


class CompetencyDefinition(_Frozen):
    code: Annotated[str, Field(pattern=r"^K[1-9][0-9]?$")]
    title: LocalizedText
    levels: Annotated[tuple[LevelDefinition, ...], Field(min_length=LEVELS, max_length=LEVELS)]


class CompetencyMap(_Frozen):
    """All competencies in order. `planned`: labs that nobody has written yet and no course lists, by their codes."""

    percent: dict[int, Percent]
    planned: dict[str, LocalizedText]
    competencies: tuple[CompetencyDefinition, ...]

    @model_validator(mode="after")
    def _every_level_has_a_mark(self) -> Self:
        if sorted(self.percent) != list(range(1, LEVELS + 1)):
            raise ValueError(f"percent: levels 1 to {LEVELS} need a mark")
        codes = [competency.code for competency in self.competencies]
        if len(set(codes)) != len(codes):
            raise ValueError("a competency is listed twice")
        return self

    @property
    def labs(self) -> frozenset[str]:
        """Every lab that some level asks for."""
        return frozenset(lab for entry in self.competencies for level in entry.levels for lab in level.labs)

    def shown_by(self, lab: str) -> tuple[str, ...]:
        """Codes of the competencies that a lab counts for at some level."""
        return tuple(c.code for c in self.competencies if any(lab in level.labs for level in c.levels))


@dataclass(frozen=True)
class Level:
    """One level as it stands with today's labs. `missing`: labs that it, or a level below it, waits for."""

    number: int
    percent: int
    labs: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def reachable(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Competency:
    code: str
    title: LocalizedText
    levels: tuple[Level, ...]


def read_competencies(folder: Path = CATALOGUE) -> CompetencyMap:
    """The map; InvalidEntry names the field that is wrong."""
    path = folder / COMPETENCIES
    try:
        return CompetencyMap.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise InvalidEntry(f"{path.name}: {error}", "Mend the file.") from None
    except ValidationError as error:
        raise InvalidEntry(f"{path.name}: {first_fault(error)}", "Mend the file.") from None


def with_labs(competencies: CompetencyMap, offered: Collection[str]) -> tuple[Competency, ...]:
    """The map as it stands when only these labs are offered: a level waits for its own labs and for those below it."""
    return tuple(_standing(competency, competencies.percent, offered) for competency in competencies.competencies)


def _standing(definition: CompetencyDefinition, percent: dict[int, int], offered: Collection[str]) -> Competency:
    levels: list[Level] = []
    missing: dict[str, None] = {}
    for number, level in enumerate(definition.levels, start=1):
        missing |= dict.fromkeys(lab for lab in level.labs if lab not in offered)
        levels.append(Level(number, level.percent or percent[number], level.labs, tuple(missing)))
    return Competency(definition.code, definition.title, tuple(levels))
