"""Opening the registry: SQLite by default, PostgreSQL by URL; both behave the same above this file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

BUSY_TIMEOUT_MILLISECONDS = 15_000


@dataclass(frozen=True)
class Registry:
    """An opened registry. `with registry.session() as s:` commits at the end, rolls back on an error."""

    engine: Engine
    sessions: sessionmaker[Session]
    reading_sessions: sessionmaker[Session]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that may write. On SQLite it takes the write lock at once: keep it short."""
        with self.sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads and waits for no writer."""
        with self.reading_sessions() as session:
            yield session

    def migrate(self) -> None:
        """Bring the schema to the newest revision (Alembic); a no-op when it is there already."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        self.engine.dispose()


def open_registry(url: str) -> Registry:
    """Open the registry at an SQLAlchemy URL (`sqlite:////…/registry.sqlite`, `postgresql+psycopg://…`)."""
    is_sqlite = url.startswith("sqlite")
    engine = create_engine(url, pool_pre_ping=not is_sqlite)
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    readers = engine.execution_options(registry_reading=True)
    return Registry(engine, sessionmaker(engine, expire_on_commit=False), sessionmaker(readers, expire_on_commit=False))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # We say BEGIN ourselves (below): the driver's own transaction control would begin too late for a reader that
    # goes on to write, which SQLite answers with "database is locked" at once, busy timeout or not.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("registry_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
