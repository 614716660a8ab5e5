"""Release labs to course runs: nbgrader's generate_assignment in the run's course folder, then the exchange."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from courses.registry import CourseLab, CourseRun, Lab, Registry
from grader.confined import confined_command
from grader.exchange import publishing as exchange
from grader.storage import BlobStore
from hub_config.identities import course_identity
from hub_config.settings import Settings
from labs import catalogue
from sandbox_data.errors import ShopfloorError
from sandbox_data.text import LANGUAGES

RELEASE_SECONDS = 180


class ReleaseFailed(ShopfloorError):
    """nbgrader could not make a lab's release."""


@dataclass(frozen=True)
class Wanted:
    """A lab that a run's trainees should be able to fetch."""

    run_id: int
    run: str
    lab: str


def publish_missing(settings: Settings, registry: Registry, store: BlobStore, now: datetime) -> int:
    """Release every offered lab to every run that has it not, or has an older edition; the number released."""
    with registry.reading() as session:
        rows = session.execute(
            select(CourseRun.id, CourseRun.code, Lab.code)
            .join(CourseLab, CourseLab.course_id == CourseRun.course_id)
            .join(Lab, Lab.id == CourseLab.lab_id)
            .where(Lab.offered)
            .order_by(CourseRun.id, CourseLab.position)
        )
        wanted = [Wanted(*row) for row in rows]
    released = 0
    for want in wanted:
        edition = edition_of(want.lab)
        folder = ensure_course_folder(settings, want)
        stamp = settings.var / "released" / want.run / f"{want.lab}.edition"
        if stamp.is_file() and stamp.read_text() == edition:
            continue
        for language, notebook in _generate(want, folder).items():
            exchange.publish(registry, store, want.run, want.lab, language, notebook, now)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(edition)
        released += 1
    return released


def edition_of(lab: str) -> str:
    """A mark that changes with everything that a lab's release is made from."""
    folder = catalogue.lab(lab).folder
    parts = [(folder / name).read_bytes() for name in ("lab.toml", "notebook.py")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def ensure_course_folder(settings: Settings, want: Wanted) -> Path:
    """The run's course folder, owned by the run's own id; its files are group-writable for its instructors."""
    folder = settings.courses_folder / want.run
    if folder.is_symlink():
        raise ReleaseFailed(f"{folder} is a link.", "Remove it; course folders must lie in var/courses.")
    folder.mkdir(exist_ok=True)
    identity = course_identity(want.run_id)
    if identity is not None:
        os.chown(folder, identity.uid, identity.gid)
    folder.chmod(0o2770)
    return folder


def _generate(want: Wanted, folder: Path) -> dict[str, bytes]:
    """The release notebook per language, made by a process that can reach this course folder and nothing else."""
    command = confined_command(
        [sys.executable, "-m", "labs.release_program", want.lab, str(folder)],
        identity=course_identity(want.run_id),
        writable=(folder,),
    )
    done = subprocess.run(command, capture_output=True, timeout=RELEASE_SECONDS, check=False, umask=0o007)
    if done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise ReleaseFailed(
            f"The release of {want.lab} for {want.run} failed: {words[-1] if words else done.returncode}",
            f"Try it by hand: {sys.executable} -m labs.release_program {want.lab} /tmp/course",
        )
    notebooks = json.loads(done.stdout)
    return {language: notebooks[language].encode() for language in LANGUAGES}
