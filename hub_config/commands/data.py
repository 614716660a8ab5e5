"""`shopfloor data …`: the datasets behind the labs."""

from __future__ import annotations

import typer
from rich.table import Table

from hub_config.commands.opening import console
from hub_config.settings import Settings
from sandbox_data import building, cards


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Real plant data: cards, fetching, building.", no_args_is_help=True)
    group.command("list")(show)
    group.command("build")(build)
    app.add_typer(group, name="data")


def show() -> None:
    """List the datasets with their terms and whether they are built here."""
    settings = Settings()
    table = Table("dataset", "title", "terms", "built")
    for card in cards.all_cards():
        built = (settings.data_folder / "released" / card.name / "data.parquet").is_file()
        table.add_row(card.name, f"{card.title.ko} / {card.title.en}", str(card.terms.spdx), "yes" if built else "no")
    console.print(table)


def build(
    name: str,
    accept_terms: bool = typer.Option(False, "--accept-terms", help="Accept terms that are not permissive."),
) -> None:
    """Fetch, verify and build a dataset; the previous version is served until the new one is whole."""
    settings = Settings()
    with console.status(f"{name} …"):
        released = building.build(
            name, data_folder=settings.data_folder, mirror=settings.data_mirror, accept_terms=accept_terms
        )
    console.print(f"{released.name}: {released.rows} rows in {released.folder}")
