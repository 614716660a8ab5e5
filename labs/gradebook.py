"""An empty nbgrader gradebook, made without the `alembic` program that nbgrader looks for on the search path."""

from __future__ import annotations

from pathlib import Path

import nbgrader
from alembic.config import Config
from alembic.script import ScriptDirectory
from nbgrader.api import Base
from sqlalchemy import create_engine, inspect, text


def prepare_gradebook(path: Path) -> str:
    """Make the SQLite gradebook at `path` if it isn't there, with nbgrader's own tables; returns its address."""
    address = f"sqlite:///{path}"
    engine = create_engine(address)
    try:
        if not inspect(engine).has_table("alembic_version"):
            Base.metadata.create_all(bind=engine)
            with engine.begin() as connection:
                connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
                connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": _head()})
    finally:
        engine.dispose()
    return address


def _head() -> str:
    """The newest version of nbgrader's own migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(nbgrader.__file__).parent / "alembic"))
    return ScriptDirectory.from_config(config).get_current_head() or ""
