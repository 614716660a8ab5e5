"""What every command shares: the settings, the registry and the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from courses.registry import Registry, open_registry
from hub_config.settings import Settings

console = Console(highlight=False)


@contextmanager
def opened_registry() -> Iterator[tuple[Settings, Registry]]:
    """The settings and the migrated registry, made on first use."""
    settings = Settings()
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o711)
    registry = open_registry(settings.registry_url)
    try:
        registry.migrate()
        yield settings, registry
    finally:
        registry.close()
