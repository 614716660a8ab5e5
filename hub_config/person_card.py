"""What a lab server is told about its person, and where their files lie: read from the registry at every start."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from courses import access
from courses.registry import EnrolmentRole, Person, Registry, Role
from hub_config.settings import Settings
from sandbox_data.errors import ShopfloorError

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
LAB_ROLES = {Role.TRAINEE, Role.INSTRUCTOR, Role.OPERATOR}


class NoLabServer(ShopfloorError):
    """This person can't have a lab server."""


@dataclass(frozen=True)
class TaughtRun:
    id: int
    code: str


@dataclass(frozen=True)
class PersonCard:
    """A person as their lab server needs them. `taught` is in the order of the runs' starts."""

    id: int
    username: str
    language: str
    instructor: bool
    taught: tuple[TaughtRun, ...]

    @property
    def home(self) -> str:
        """The home folder as the lab server sees it."""
        return f"/home/{self.username}"


def read_card(registry: Registry, username: str) -> PersonCard:
    """NoLabServer for a person whose roles have no labs, a disabled one, or a name that is no folder's."""
    if not USERNAME.fullmatch(username):
        raise NoLabServer(f"{username!r} can't name a home folder.")
    with registry.reading() as session:
        person = session.scalars(select(Person).where(Person.username == username, ~Person.disabled)).one_or_none()
        if person is None or not access.roles_of(session, username) & LAB_ROLES:
            raise NoLabServer("This account has no labs.", "Use the dashboard.")
        taught = access.runs_of(session, username, EnrolmentRole.INSTRUCTOR)
        return PersonCard(
            id=person.id,
            username=person.username,
            language=person.language,
            instructor=bool(taught),
            taught=tuple(TaughtRun(run.id, run.code) for run in taught),
        )


def prepare_home(settings: Settings, card: PersonCard, uid: int | None) -> Path:
    """The person's home on the host: 0700, theirs, and really a folder.

    It runs while no process of theirs does, so nothing can be swapped between the checks and the mount.
    """
    home = settings.homes_folder / card.username
    own_folder(home, uid, 0o700)
    if card.taught:
        own_folder(home / "courses", uid, 0o755)
        for run in card.taught:
            own_folder(home / "courses" / run.code, uid, 0o755)
    return home


def own_folder(folder: Path, uid: int | None, mode: int) -> None:
    """Make a folder that belongs to `uid` (and the group of the same number). NoLabServer if it is a symbolic link."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NoLabServer(f"{folder} is not a folder.", "An operator must look at it.")
    if folder.is_dir() and (uid is None or folder.stat().st_uid == uid):
        return
    folder.mkdir(mode=mode, parents=False, exist_ok=True)
    folder.chmod(mode)
    if uid is not None:
        os.chown(folder, uid, uid, follow_symlinks=False)
