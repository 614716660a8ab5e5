"""`shopfloor labs …`: the labs and their releases."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.table import Table

from grader.storage import BlobStore
from hub_config import publishing
from hub_config.commands.lab_checking import check
from hub_config.commands.opening import console, opened_registry
from labs import catalogue, importing, scaffolding
from sandbox_data.text import LocalizedText


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Labs and their releases.", no_args_is_help=True)
    group.command("list")(show)
    group.command("release")(release)
    group.command("check")(check)
    group.command("new")(new)
    group.command("import")(import_notebook)
    app.add_typer(group, name="labs")


def show() -> None:
    """List the labs with their tasks and points."""
    table = Table("lab", "state", "title", "minutes", "tasks", "points", "dataset")
    for lab in catalogue.all_labs():
        points = sum(task.points for task in lab.tasks)
        row = (
            lab.code,
            lab.state,
            f"{lab.title.ko} / {lab.title.en}",
            str(lab.minutes),
            str(len(lab.tasks)),
            f"{points:g}",
        )
        table.add_row(*row, _source_of(lab))
    console.print(table)


def _source_of(lab: catalogue.LabDefinition) -> str:
    if lab.imported is not None:
        return f"({lab.imported.notebook})"
    return lab.dataset.name if lab.dataset else ""


def release() -> None:
    """Release every offered lab to every run that lacks it or has an older edition (`up` does the same)."""
    with opened_registry() as (settings, registry), console.status("…"):
        store = BlobStore(settings.blobs_folder)
        released = publishing.publish_missing(settings, registry, store, datetime.now(UTC))
    console.print(f"{released} released")


def new(
    code: str = typer.Argument(metavar="ID", help="The lab's code: lower-case letters, digits, underscores."),
    dataset: str = typer.Option(help="A dataset of ./shopfloor data list."),
    title_ko: str = typer.Option("", help="Title in Korean."),
    title_en: str = typer.Option("", help="Title in English."),
    folder: Path = typer.Option(catalogue.FOLDER, help="Where the lab's folder goes."),
) -> None:
    """Make a small, whole lab on a dataset: a draft that runs and grades, to be written over."""
    made = scaffolding.scaffold(code, dataset, _title(title_ko, title_en), folder)
    console.print(f"{made}: draft. ./shopfloor labs check {_named(made)}", markup=False, soft_wrap=True)


def import_notebook(
    path: Path = typer.Argument(help="nbgrader's source notebook, with solutions and tests."),
    code: str = typer.Option("", "--id", help="The lab's code; the notebook's name by default."),
    title_ko: str = typer.Option("", help="Title in Korean."),
    title_en: str = typer.Option("", help="Title in English."),
    folder: Path = typer.Option(catalogue.FOLDER, help="Where the lab's folder goes."),
) -> None:
    """Make a draft lab from an ordinary nbgrader assignment. Its checks run in compatible mode."""
    named = code or re.sub(r"[^a-z0-9_]+", "_", path.stem.lower())
    made = importing.import_notebook(path, named, _title(title_ko, title_en), folder)
    said = (
        f"{made.folder}: draft, {made.tasks} tasks, {made.points} points. ./shopfloor labs check {_named(made.folder)}"
    )
    console.print(said, markup=False, soft_wrap=True)
    for note in made.notes:
        console.print(f"  - {note}", markup=False, soft_wrap=True)


def _title(ko: str, en: str) -> LocalizedText | None:
    return LocalizedText(ko=ko or en, en=en or ko) if ko or en else None


def _named(folder: Path) -> str:
    return folder.name if folder.parent == catalogue.FOLDER else str(folder)
