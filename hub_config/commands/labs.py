"""`shopfloor labs …`: the labs and their releases."""

from __future__ import annotations

from datetime import UTC, datetime

import typer
from rich.table import Table

from grader.storage import BlobStore
from hub_config import publishing
from hub_config.commands.lab_checking import check
from hub_config.commands.opening import console, opened_registry
from labs import catalogue


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Labs and their releases.", no_args_is_help=True)
    group.command("list")(show)
    group.command("release")(release)
    group.command("check")(check)
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
        table.add_row(*row, lab.dataset.name)
    console.print(table)


def release() -> None:
    """Release every offered lab to every run that lacks it or has an older edition (`up` does the same)."""
    with opened_registry() as (settings, registry), console.status("…"):
        store = BlobStore(settings.blobs_folder)
        released = publishing.publish_missing(settings, registry, store, datetime.now(UTC))
    console.print(f"{released} released")
