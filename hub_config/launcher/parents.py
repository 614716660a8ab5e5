"""The warm parents of lab servers, one for each role: what they see, what they load, and when they are renewed."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from grader.sandbox import Mount, Mounts, Sandbox
from grader.warm.libraries import EVERYTHING
from grader.warm.parent import Libraries, Renewal, WarmParent
from hub_config.lab_sandbox import SHARED_CODE, common_environment, common_mounts
from hub_config.launcher.orders import LabRole
from hub_config.settings import REPOSITORY, Settings

log = logging.getLogger(__name__)
DAY_SECONDS = 86_400.0
RENEWAL = Renewal(forks=2000, seconds=DAY_SECONDS)
# What a lab server imports until it answers, and at its first pages. A module that isn't there is left out.
SERVER = (
    *("jupyterhub.singleuser", "jupyterhub.singleuser.extension", "jupyter_server.serverapp", "jupyterlab.labapp"),
    *("grader.labside.serving", "grader.labside.extension", "jupyterlab_language_pack_ko_KR"),
    *(f"jupyter_server.{name}.handlers" for name in ("kernelspecs", "nbconvert", "view", "files", "base")),
    *(f"jupyter_server.services.{name}.handlers" for name in ("api", "config", "contents", "events", "kernels")),
    *(f"jupyter_server.services.{name}.handlers" for name in ("kernelspecs", "nbconvert", "security", "sessions")),
    *("jupyter_server.services.shutdown", "jupyter_core.migrate", "ipykernel.kernelspec", "jinja2.ext"),
    *("tornado.platform.asyncio", "anyio._backends._asyncio", "httpcore", "h11"),
)
FORMGRADER = ("nbgrader.server_extensions.formgrader", "nbgrader.apps", "nbgrader.exchange", "nbgrader.converters")


def parent_view(settings: Settings) -> Sandbox:
    """What a parent sees, and no more of anybody's: folders that servers get mounted from, which it can't enter.

    The folder of homes is open to it for mounting; a home itself belongs to its person, and the parent has no right to
    look into other people's folders.
    """
    folders = (settings.cards_folder, settings.released_folder)
    return Sandbox(
        mounts=Mounts(read_only=(*common_mounts(settings), *map(Mount.same, folders))),
        environment=common_environment(settings) | {"HOME": "/tmp/home"},  # noqa: S108 - in the parent's own sandbox
    )


def warm_parent(settings: Settings, role: LabRole) -> WarmParent:
    instructor = role is LabRole.INSTRUCTOR
    writable = (settings.homes_folder, *([settings.courses_folder] if instructor else []))
    libraries = Libraries(EVERYTHING, (*SERVER, *(FORMGRADER if instructor else ())))
    return WarmParent(parent_view(settings), libraries, RENEWAL, writable=writable)


class Parents:
    """The parents of both roles, renewed when what they have loaded is not what lies on the disk any more."""

    def __init__(
        self,
        make: Callable[[LabRole], WarmParent],
        fingerprint: Callable[[], str],
    ) -> None:
        self._fingerprint, self._loaded = fingerprint, fingerprint()
        self._guard = threading.Lock()
        self._parents = {role: make(role) for role in LabRole}

    def start(self) -> None:
        """Begin to load, one parent after the other: the hub starts at the same time, and needs the processors too."""
        threading.Thread(target=self._load, name="load-parents", daemon=True).start()

    def _load(self) -> None:
        for role, parent in self._parents.items():
            if parent.load():
                log.info("Lab servers of the role %s are forked from a warm parent.", role)

    def of(self, role: LabRole) -> WarmParent:
        with self._guard:
            found = self._fingerprint()
            if found != self._loaded:
                log.info("What lab servers run from has changed; their parents are renewed.")
                self._loaded = found
                for parent in self._parents.values():
                    parent.renew()
        return self._parents[role]

    def close(self) -> None:
        for parent in self._parents.values():
            parent.close()


def lab_fingerprint(settings: Settings, repository: Path = REPOSITORY) -> str:
    """Changes with an upgrade: of the lab environment's lock, or of our own code inside lab servers."""
    digest = hashlib.sha256()
    for file in _files(settings, repository):
        seen = file.stat()
        digest.update(f"{file}\0{seen.st_mtime_ns}\0{seen.st_size}\0{seen.st_ino}\n".encode())
    return digest.hexdigest()


def _files(settings: Settings, repository: Path) -> Iterable[Path]:
    yield from sorted(settings.lab_environment.glob(".installed-*"))
    for name in (*SHARED_CODE, "hub_config/lab_server"):
        place = repository / name
        yield from sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
