"""A real PostgreSQL 15, started by the tests on a socket file, so that the registry is tested on both databases."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from courses.registry import Base, Registry, open_registry

BINARIES = Path("/usr/lib/postgresql/15/bin")


def _as_postgres() -> dict[str, object]:
    """PostgreSQL refuses to run as root: start it as the user that its package made."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The folder of the socket of a running server; stopped at the end of the session."""
    assert (BINARIES / "initdb").is_file(), "PostgreSQL 15 is missing: apt-get install postgresql-15"
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    who = _as_postgres()
    if who:
        os.chown(folder, int(str(who["user"])), int(str(who["group"])))
    data = folder / "data"
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment, **who)  # type: ignore[call-overload]

    run(f"{BINARIES}/initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(f"{BINARIES}/pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield folder
    finally:
        run(f"{BINARIES}/pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def new_registry(kind: str, folder: Path, request: pytest.FixtureRequest) -> Registry:
    """A migrated, empty registry on a new database of this kind ("sqlite", "postgresql")."""
    if kind == "sqlite":
        opened = open_registry(f"sqlite:///{folder / 'registry.sqlite'}")
    else:
        socket = request.getfixturevalue("postgres")
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        opened = open_registry(f"postgresql+psycopg:///{name}?host={socket}&user=postgres")
    opened.migrate()
    return opened


@pytest.fixture(params=["sqlite", "postgresql"])
def any_registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Registry]:
    """A migrated, empty registry, once on each database."""
    opened = new_registry(request.param, tmp_path, request)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def shared_registry(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One registry on each database for a whole module whose tests each begin with `emptied`."""
    opened = new_registry(request.param, tmp_path_factory.mktemp("registry"), request)
    yield opened
    opened.close()


def emptied(registry: Registry) -> Registry:
    """The same registry without a row."""
    with registry.session() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    return registry
