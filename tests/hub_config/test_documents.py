"""Documents keep up with the program: every command and every setting is described."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from hub_config.cli import app
from hub_config.settings import REPOSITORY, Settings


def _commands(command: Any, words: tuple[str, ...] = ()) -> Iterator[str]:
    if hasattr(command, "commands"):
        for name, child in command.commands.items():
            yield from _commands(child, (*words, name))
    else:
        yield " ".join(words)


def test_every_command_is_documented() -> None:
    text = (REPOSITORY / "docs" / "commands.md").read_text()
    missing = [words for words in _commands(typer.main.get_command(app)) if f"shopfloor {words}" not in text]
    assert missing == []


def test_every_setting_is_documented_with_its_default() -> None:
    text = (REPOSITORY / "docs" / "settings.md").read_text()
    missing = [name for name in Settings.model_fields if f"`SHOPFLOOR_{name.upper()}`" not in text]
    assert missing == []


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_a_newcomers_documents_exist(name: str) -> None:
    assert (REPOSITORY / name).stat().st_size > 500


def test_the_readme_is_a_tour_of_less_than_150_lines() -> None:
    lines = (REPOSITORY / "README.md").read_text().splitlines()
    assert len(lines) < 150


def test_no_lock_holds_an_address() -> None:
    """Locks name packages, versions and hashes; where they come from is the machine's business."""
    locks = [*(REPOSITORY / "hub_config" / "locks").glob("*.txt"), REPOSITORY / "hub_config/proxy/package-lock.json"]
    with_addresses = [
        path.name for path in locks if '"resolved"' in path.read_text() or "index-url" in path.read_text()
    ]
    assert with_addresses == []


def test_files_stay_short() -> None:
    """A file that outgrows its noun is split."""
    rooms = ("hub_config", "grader", "courses", "labs", "sandbox_data")
    code = [
        path
        for room in rooms
        for path in Path(REPOSITORY / room).rglob("*.py")
        if path.name != "notebook.py" and "answers" not in path.parts and "migrations" not in path.parts
    ]
    long = {str(path.relative_to(REPOSITORY)): n for path in code if (n := len(path.read_text().splitlines())) > 450}
    assert long == {}
