"""`shopfloor data …`: the datasets behind the labs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.table import Table

from hub_config import datasets
from hub_config.commands import gate
from hub_config.commands.opening import console
from hub_config.commands.watching import Bar, watched
from hub_config.settings import Settings
from sandbox_data import building, cards, terms, verifying
from sandbox_data.errors import DataCorrupt, DataUnavailable, ShopfloorError, TermsNotAccepted
from sandbox_data.gate.serving import held_out_rows
from sandbox_data.overview import overview

TABLE_WIDTH = 104
"""Columns that the catalogue needs; a log that is narrower breaks its lines instead of losing names."""
ALL = typer.Option(False, "--all", help="Every dataset of the catalogue.")


class NothingNamed(ShopfloorError):
    """Neither a dataset nor --all was given."""


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Real plant data: cards, terms, fetching, building, proving, releasing.", no_args_is_help=True
    )
    group.command("list")(show)
    group.command("fetch")(fetch)
    group.command("accept")(accept)
    group.command("build")(build)
    group.command("verify")(verify)
    gate.register(group)
    app.add_typer(group, name="data")


def show(as_json: bool = typer.Option(False, "--json", help="One line of JSON for programs.")) -> None:
    """List the datasets with size, terms, protection figures and how far each is on this machine."""
    lines = overview(Settings().data_folder)
    if as_json:
        print(json.dumps([line.model_dump() for line in lines], ensure_ascii=False))
        return
    table = Table(box=None)
    for heading in ("dataset", "rows", "cols", "real", "terms", "k", "linkage", "utility", "state"):
        table.add_column(heading, no_wrap=True, justify="right" if heading in ("rows", "cols") else "left")
    said = []
    for line, card in zip(lines, cards.all_cards(), strict=True):
        figures = (
            "-" if value is None else f"{value:g}" for value in (line.k, line.linkage_vs_guess, line.utility_loss)
        )
        real = "said" if card.real.said_by else "yes" if line.real else "no"
        table.add_row(line.name, f"{line.rows:,}", str(line.columns), real, line.terms, *figures, line.state)
        if card.real.said_by:
            said.append(f"{line.name}: 실제 데이터라고 밝힌 곳 / said to be real by: {card.real.said_by}")
    Console(highlight=False, width=max(console.width, TABLE_WIDTH)).print(table)
    _print(*said)


def fetch(name: str | None = typer.Argument(None), every: bool = ALL) -> None:
    """Fetch and verify raw files: from the mirror, a package or the publisher's address. Resumes what was cut."""
    settings = Settings()

    def one(dataset: str, bar: Bar) -> str:
        datasets.accept_what_the_mirror_holds(settings, dataset)
        raw = building.obtain(cards.read_card(dataset), settings.data_folder, settings.data_mirror, bar)
        return f"{dataset}: 원본 파일 확인 / raw files verified: {len(raw)}"

    _for_each(_named(name, every), one, lenient=every)


def accept(
    name: str,
    by: str = typer.Option("", "--by", help="Who accepts; the signed-in user of this machine when left out."),
) -> None:
    """Accept a dataset's terms for this installation. Who, when and which words are recorded."""
    settings = Settings()
    card = cards.read_card(name)
    _print(f"{card.title.ko} / {card.title.en}", card.publisher, card.citation)
    _print(f"{card.terms.spdx}: {card.terms.note.ko}", card.terms.note.en)
    if card.terms.permissive:
        _print(f"{name}: 동의가 필요 없습니다 / needs no acceptance")
        return
    folder = settings.data_folder / building.TERMS
    who = by or datasets.operator_name()
    entry = terms.accept(name, card.terms, folder, by=who, how="command", now=datetime.now(UTC))
    when = entry.accepted_at.isoformat(timespec="seconds")
    _print(f"{name}: {entry.accepted_by} 님이 {when}에 동의함 / accepted by {entry.accepted_by} at {when}")


def build(
    name: str,
    accept_terms: bool = typer.Option(False, "--accept-terms", help="Accept terms that are not permissive (recorded)."),
) -> None:
    """Fetch, check and release a dataset; the previous version is served until the new one is whole."""
    settings = Settings()
    with watched(console) as bar:
        built = datasets.build(settings, name, accept_terms=accept_terms, watcher=bar)
    if built.withheld:
        reason = built.withheld.reason
        _print(f"{name}: {built.rows} rows, not-released: {reason.ko} / {reason.en}")
        return
    held = held_out_rows(settings.data_folder, name)
    said = f", 보류 / held out {held}" if held else ""
    _print(f"{name}: {built.rows} rows in {built.folder}{said}")


def verify(name: str | None = typer.Argument(None), every: bool = ALL) -> None:
    """Prove checksums, schemas and the bytes of every version again. Ends with 2 when something is wrong."""
    settings = Settings()

    def one(dataset: str, bar: Bar) -> str:
        datasets.accept_what_the_mirror_holds(settings, dataset)
        found = verifying.verify(
            dataset,
            data_folder=settings.data_folder,
            mirror=settings.data_mirror,
            watcher=bar,
            keys=datasets.keys(settings),
        )
        match found.finding:
            case "verified":
                return f"{dataset}: 이상 없음 / verified: {found.detail}"
            case "wrong":
                raise DataCorrupt(found.detail)
            case "terms-not-accepted":
                raise TermsNotAccepted(found.detail)
            case _:
                raise DataUnavailable(found.detail)

    _for_each(_named(name, every), one, lenient=every)


def _named(name: str | None, every: bool) -> list[str]:
    if every:
        return [card.name for card in cards.all_cards()]
    if name is None:
        raise NothingNamed(
            "데이터셋 이름이나 --all이 필요합니다 / Name a dataset, or --all.",
            f"목록 / Known: {', '.join(card.name for card in cards.all_cards())}",
        )
    return [name]


def _for_each(names: Iterable[str], one: Callable[[str, Bar], str], *, lenient: bool) -> None:
    """Do `one` for each dataset and print its line. With `lenient`, what can't be had is said and passed over."""
    wrong = 0
    for name in names:
        try:
            with watched(console) as bar:
                line = one(name, bar)
        except (DataUnavailable, TermsNotAccepted) as error:
            if not lenient:
                raise
            line = f"{name}: 건너뜀 / skipped: {error}"
        except ShopfloorError as error:
            if not lenient:
                raise
            wrong += 1
            line = f"{name}: 오류 / wrong: {error}"
        _print(line)
    if wrong:
        raise DataCorrupt(f"{wrong}개 데이터셋에 문제가 있습니다 / {wrong} datasets are wrong.")


def _print(*lines: str) -> None:
    """Lines as they are: no markup in them, and no breaks at the terminal's width."""
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
