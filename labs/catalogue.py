"""The labs there are: each a folder with `lab.toml`, `notebook.py` and `answers/`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from labs.errors import LabError, UnknownLab
from sandbox_data.text import LocalizedText

FOLDER = Path(__file__).parent
TOTAL_POINTS = 100


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TaskDefinition(_Frozen):
    """One graded question. `manual`: a person gives the points."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
    title: LocalizedText
    points: Annotated[int, Field(gt=0)]
    manual: bool = False


class DatasetUse(_Frozen):
    """The dataset a lab is written for, by its card's name and version.

    `untold`: words of the card's defects, in either language, that this lab has the trainee find."""

    name: str
    version: str
    untold: tuple[str, ...] = ()


class Imported(_Frozen):
    """The nbgrader notebook that a lab was imported from. It keeps its own points and needs no dataset of ours."""

    notebook: str
    sha256: str


class LabDefinition(_Frozen):
    """A lab as `lab.toml` states it. Its code is its folder's name, nbgrader's assignment and its notebook's name."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    # A draft is checked like any lab, but never offered; it may still lack what `labs check` wants of a ready one.
    state: Literal["draft", "ready"] = "ready"
    title: LocalizedText
    question: LocalizedText
    minutes: Annotated[int, Field(gt=0)]
    competencies: tuple[str, ...]
    priority_area: LocalizedText
    prerequisites: LocalizedText
    libraries: tuple[str, ...]
    expected_grading_seconds: Annotated[float, Field(gt=0)]
    # Where checks run: in a process of their own, or (courses imported from nbgrader) in the trainee's kernel.
    checks: Literal["separate", "compatible"] = "separate"
    dataset: DatasetUse | None = None
    imported: Imported | None = None
    tasks: Annotated[tuple[TaskDefinition, ...], Field(min_length=1)]
    _folder: Path | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _points_make_a_hundred(self) -> Self:
        total = sum(task.points for task in self.tasks)
        if total != TOTAL_POINTS and self.imported is None:
            raise ValueError(f"the points of all tasks must be {TOTAL_POINTS}, they are {total}")
        if len({task.code for task in self.tasks}) != len(self.tasks):
            raise ValueError("two tasks have the same code")
        return self

    @model_validator(mode="after")
    def _says_where_it_comes_from(self) -> Self:
        if self.dataset is None and self.imported is None:
            raise ValueError("a lab needs a dataset")
        if self.imported is not None and self.checks != "compatible":
            raise ValueError("an imported lab's checks are compatible")
        return self

    @property
    def draft(self) -> bool:
        return self.state == "draft"

    @property
    def folder(self) -> Path:
        """Where the lab lies: below this package, or where it was read from."""
        return self._folder or FOLDER / self.code

    @property
    def max_score(self) -> int:
        return sum(task.points for task in self.tasks)

    @property
    def automatic_points(self) -> int:
        """Points that need no person."""
        return sum(task.points for task in self.tasks if not task.manual)


def read_lab(folder: Path) -> LabDefinition:
    """The lab in `folder`. Raises LabError naming file and field."""
    path = folder / "lab.toml"
    shown = f"{folder.name}/{path.name}"
    try:
        definition = LabDefinition.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise LabError(f"{shown}: 읽을 수 없습니다 / can't be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise LabError(f"{shown}: TOML 형식 오류 / not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "tasks"
        raise LabError(f"{shown}: {field}: {first['msg']}") from error
    if definition.code != folder.name:
        raise LabError(f"{shown}: code: '{definition.code}' is not the folder's name")
    definition._folder = folder
    return definition


def all_labs() -> list[LabDefinition]:
    """Every lab, sorted by code."""
    return [read_lab(path.parent) for path in sorted(FOLDER.glob("*/lab.toml"))]


def lab(code: str) -> LabDefinition:
    """The lab with this code. Raises UnknownLab."""
    if code not in {path.parent.name for path in FOLDER.glob("*/lab.toml")}:
        known = ", ".join(definition.code for definition in all_labs())
        raise UnknownLab(f"'{code}' 실습은 없습니다 / No lab is called '{code}'.", f"목록 / Known: {known}")
    return read_lab(FOLDER / code)
