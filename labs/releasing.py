"""Releases: nbgrader's own generate_assignment, run in this process on a source that was just written."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from labs.authoring import write_source
from labs.catalogue import LabDefinition
from labs.errors import ReleaseFailed
from labs.gradebook import prepare_gradebook
from sandbox_data.text import DEFAULT_LANGUAGE, Language


def release(lab: LabDefinition, language: Language, course_folder: Path) -> Path:
    """Release `lab` in `language`; returns the release notebook.

    The course's source, release and gradebook hold the Korean version, whose checks and grade ids are those of every
    language. Another language is made in a temporary course and kept at `release-languages/<language>/<lab>.ipynb`,
    where nbgrader doesn't look. Raises ReleaseFailed and LabError.
    """
    if language == DEFAULT_LANGUAGE:
        return _generate(lab, language, course_folder)
    target = course_folder / "release-languages" / language / f"{lab.code}.ipynb"
    with tempfile.TemporaryDirectory(prefix="shopfloor-release-") as folder:
        content = _generate(lab, language, Path(folder)).read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def _generate(lab: LabDefinition, language: Language, course_folder: Path) -> Path:
    root = course_folder.resolve()
    root.mkdir(parents=True, exist_ok=True)
    write_source(lab, language, root / "source")
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = course_folder.name
    config.CourseDirectory.db_url = prepare_gradebook(root / "gradebook.db")
    config.CourseDirectory.assignment_id = lab.code
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.force = True
    converter.log = _quiet_log()
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        raise ReleaseFailed(f"{lab.code}: nbgrader가 배포본을 만들지 못했습니다 / made no release: {error}") from error
    return root / "release" / lab.code / f"{lab.code}.ipynb"


def _quiet_log() -> logging.Logger:
    """nbgrader's warnings about replacing an existing release are no news here."""
    log = logging.getLogger("shopfloor.release")
    log.setLevel(logging.ERROR)
    return log
