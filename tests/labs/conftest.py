"""The golden batch lab in both languages, released once for all tests of this room."""

from __future__ import annotations

from dataclasses import dataclass
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
def golden(tmp_path_factory: pytest.TempPathFactory) -> ReleasedLab:
    course_folder = tmp_path_factory.mktemp("process-analysis-daegu-2026-1")
    definition = lab("golden_batch")
    notebooks = {
        language: nbformat.read(release(definition, language, course_folder), as_version=4) for language in ("ko", "en")
    }
    return ReleasedLab(definition, notebooks, course_folder)
