"""`shopfloor data risk|sign|withdraw`: the gate between a plant's data and the trainees."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typer

from courses import receipts
from hub_config import datasets
from hub_config.commands.opening import console, opened_registry
from hub_config.commands.watching import Bar, watched
from hub_config.settings import Settings
from sandbox_data import cards
from sandbox_data.errors import DataUnavailable, TermsNotAccepted
from sandbox_data.folders import REPORTS
from sandbox_data.gate.candidates import PAGES, REPORT, Candidate

BY = typer.Option("", "--by", help="Who; the signed-in user of this machine when left out.")


def register(group: typer.Typer) -> None:
    group.command("risk")(risk)
    group.command("sign")(sign)
    group.command("withdraw")(withdraw)
    group.command("receipt")(receipt)
    group.command("import")(import_file)


def risk(
    name: str | None = typer.Argument(None),
    every: bool = typer.Option(False, "--all", help="Every dataset that protects something."),
) -> None:
    """Anonymise a protected dataset by its recipe, attack the result, and write the report (HTML and JSON)."""
    settings = Settings()
    if name is None and not every:
        raise DataUnavailable("데이터셋 이름이나 --all이 필요합니다 / Name a dataset, or --all.")
    names = [name] if name else [card.name for card in cards.all_cards() if not card.permits_release_as_it_is]
    for dataset in names:
        try:
            with watched(console) as bar:
                _print(*_said(settings, _measured(settings, dataset, bar)))
        except (DataUnavailable, TermsNotAccepted) as error:
            if not every:
                raise
            _print(f"{dataset}: 건너뜀 / skipped: {error}")


def sign(name: str, by: str = BY) -> None:
    """Sign a dataset's report: the release is served to labs from now on. Who, when and which report are recorded."""
    settings = Settings()
    entry = datasets.sign(settings, name, by=by or datasets.operator_name(), how="command")
    _print(f"{name}: {entry.by} 님이 서명함 / signed by {entry.by} {entry.at.isoformat(timespec='seconds')}")
    if entry.report_sha256:
        _print(f"report {entry.report_sha256[:12]}, recipe {entry.recipe_sha256[:12]}, key {entry.key_id}")
    with opened_registry() as (_, registry):
        labs = datasets.offer_labs(settings, registry, name)
    _print(f"새로 여는 실습 / labs that open: {', '.join(labs) or '-'}")


def withdraw(
    name: str, by: str = BY, reason: str = typer.Option("", "--reason", help="Why, for the record and for the labs.")
) -> None:
    """Close a dataset at once: no lab server and no grading sees it any more. Names the labs that stop."""
    settings = Settings()
    with opened_registry() as (_, registry):
        labs = datasets.withdraw(settings, registry, name, by=by or datasets.operator_name(), reason=reason)
    _print(f"{name}: 공개를 철회했습니다 / withdrawn")
    _print(f"멈춘 실습 / labs that stop: {', '.join(labs) or '-'}")
    _print(f"다시 열기 / To open it again: ./shopfloor data sign {name} --by …")


def receipt(
    name: str,
    period: str = typer.Option(..., "--period", help="2026, 2026-Q4 or 2026-11, in Korean time."),
    as_json: bool = typer.Option(False, "--json", help="One line of JSON for programs."),
) -> None:
    """What a provider is told: how many trainees, labs and hours. No names, and no count below five."""
    cards.read_card(name)
    with opened_registry() as (_, registry), registry.reading() as session:
        found = receipts.receipt(session, name, receipts.period_of(period))
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return
    few = f"<{receipts.SMALLEST_COUNT}"
    _print(f"{found.dataset} {found.period}")
    _print(f"교육생 / trainees: {few if found.trainees is None else found.trainees}")
    _print(f"기수 / cohorts: {'-' if found.cohorts is None else found.cohorts}")
    _print(f"실습 / labs: {len(found.labs)} ({', '.join(found.labs) or '-'})")
    _print(f"이용 조건에 동의한 교육생 / agreed to the terms: {few if found.agreements is None else found.agreements}")
    _print(f"실습 서버에서 연 횟수 / mounts in lab servers: {found.mounts}")
    _print(f"시간(추정) / hours (estimated): {'-' if found.hours is None else f'{found.hours:g}'}")


def import_file(
    file: Path = typer.Argument(help="The plant's own file: .csv in UTF-8 or CP949, .xlsx or .parquet."),
    name: str = typer.Option("", "--name", help="Name of the dataset; the file's name when left out."),
) -> None:
    """Profile a plant's own file of any size, draft its card, recipe and declaration, and measure the draft."""
    with watched(console) as bar:
        drafts, trial = datasets.draft(Settings(), file, name, bar)
    _print(f"카드 초안 / draft of the card: {drafts.card}", f"레시피 초안 / draft of the recipe: {drafts.recipe}")
    _print(f"보호 선언 초안 / draft of the declaration: {drafts.protection}")
    _print(f"준식별자 후보 / may identify together: {', '.join(drafts.quasi_identifiers) or '-'}")
    _print(f"식별자·글 후보 / identifiers or texts: {', '.join(drafts.identifiers) or '-'}")
    _print(f"보고서 / report ({trial.rows:,} of {trial.of_rows:,} rows): {trial.folder / PAGES['ko']}")
    for failure in trial.report.verdict.failures:
        _print(f"한도 밖 / beyond its limit: {failure.figure}: {failure.found}, {failure.limit}. {failure.remedy.ko}")


def _measured(settings: Settings, name: str, bar: Bar) -> Candidate:
    return datasets.measure(settings, name, bar)


def _said(settings: Settings, found: Candidate) -> list[str]:
    name, summary = found.dataset, found.summary
    folder = settings.data_folder / REPORTS / name
    figures = ", ".join(
        f"{label} {'-' if value is None else f'{value:g}'}"
        for label, value in (
            ("k", summary.k),
            ("linkage vs guess", summary.linkage_vs_guess),
            ("utility loss", summary.utility_loss),
        )
    )
    lines = [f"{name}: {found.data_rows} rows, {figures}", *(str(folder / page) for page in (*PAGES.values(), REPORT))]
    if summary.passed:
        return [*lines, f"한도 안입니다 / within all limits. ./shopfloor data sign {name} --by …"]
    beyond = [f"한도를 넘음 / beyond a limit: {failure}" for failure in summary.failures]
    return [*lines, *beyond]


def _print(*lines: str) -> None:
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
