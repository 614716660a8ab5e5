"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from courses.registry import Registry, open_registry

pytest_plugins = ["tests.postgres", "tests.data_fixtures"]


@pytest.fixture
def now() -> datetime:
    """The clock of a test: a Monday in the middle of the demonstration cohorts."""
    return datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """A migrated registry on SQLite. Tests that must hold on PostgreSQL too use `any_registry`."""
    opened = open_registry(f"sqlite:///{tmp_path / 'registry.sqlite'}")
    opened.migrate()
    yield opened
    opened.close()
