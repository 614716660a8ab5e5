"""Labs in both languages, each released once for all tests of this room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from labs.catalogue import LabDefinition, lab
from labs.releasing import release


@dataclass(frozen=True)
class ReleasedLab:
    """A lab with its release notebooks by language and the course folder that holds source and gradebook."""

    lab: LabDefinition
    notebooks: dict[str, NotebookNode]
    course_folder: Path


@pytest.fixture(scope="session")
def release_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], ReleasedLab]:
    """A lab by its code, released at its first use."""

    @cache
    def released(code: str) -> ReleasedLab:
        course_folder = tmp_path_factory.mktemp(f"{code}-daegu-2026-1")
        definition = lab(code)
        notebooks = {
            language: nbformat.read(release(definition, language, course_folder), as_version=4)
            for language in ("ko", "en")
        }
        return ReleasedLab(definition, notebooks, course_folder)

    return released


@pytest.fixture(scope="session")
def golden(release_of: Callable[[str], ReleasedLab]) -> ReleasedLab:
    return release_of("golden_batch")
