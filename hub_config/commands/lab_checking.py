"""`shopfloor labs check`: does every lab grade rightly? One line a lab, then what doesn't hold."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hub_config import lab_checking, lab_sandboxes
from hub_config.commands.opening import console
from hub_config.preparation import ensure_folders
from hub_config.settings import Settings
from labs import catalogue
from labs.catalogue import LabDefinition, read_lab
from labs.harness.report import LabReport
from sandbox_data.errors import ShopfloorError

SLOWEST_CELLS = 3
COLUMNS = "{:<28}{:>10}{:>6}{:>8}{:>10}{:>6}{:>8}{:>9}"
HEADS = ("lab", "reference", "stub", "wrong", "mutants", "ko=en", "CPU s", "RSS MB")


def check(
    lab: str = typer.Argument("", help="A lab's code, or the folder of one that lies elsewhere."),
    every: bool = typer.Option(False, "--all", help="Every lab there is, drafts too."),
    full: bool = typer.Option(False, "--full", help="Also mutate the reference, change seeds and BLAS threads."),
    cells: bool = typer.Option(False, "--cells", help="Also print the CPU seconds of every cell."),
    as_json: bool = typer.Option(False, "--json", help="End with one JSON line."),
) -> None:
    """Check labs: reference 100, stub 0, wrong answers their scores and messages, both languages, time and memory."""
    if bool(lab) == every:
        raise ShopfloorError(
            "실습 이름 하나 또는 --all 이 필요합니다 / Name one lab, or --all.", "./shopfloor labs list"
        )
    labs = catalogue.all_labs() if every else [_found(lab)]
    settings = Settings()
    ensure_folders(settings)
    reports = []
    console.print(COLUMNS.format(*HEADS), markup=False, soft_wrap=True)
    with _bar() as bar, lab_sandboxes.sandboxes(settings) as execution:
        counted = bar.add_task("", total=0)
        progress = lab_sandboxes.Progress(
            planned=lambda more: bar.update(counted, total=(bar.tasks[counted].total or 0) + more),
            done=lambda code, name: bar.update(counted, advance=1, description=f"{code} {name}"),
        )
        for report in lab_checking.check_labs(settings, labs, execution, full=full, progress=progress):
            reports.append(report)
            _print(report, cells)
    if as_json:
        print(json.dumps([report.as_json() for report in reports]))
    if not all(report.holds for report in reports):
        raise typer.Exit(1)


def _found(name: str) -> LabDefinition:
    folder = Path(name)
    return read_lab(folder.resolve()) if (folder / "lab.toml").is_file() else catalogue.lab(name)


def _bar() -> Progress:
    """On stderr, so that what a program reads from stdout stays whole."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _print(report: LabReport, cells: bool) -> None:
    values = (
        f"{report.lab}{f' ({report.kind})' if report.kind else ''}",
        _number(report.reference),
        _number(report.stub),
        f"{report.wrong_held}/{report.wrong}",
        "-" if report.mutants_caught is None else f"{report.mutants_caught:.0%}",
        "yes" if report.languages_equal else "no",
        _number(report.cpu_s, 1),
        _number(report.rss_mb),
    )
    console.print(COLUMNS.format(*values), markup=False, soft_wrap=True)
    for finding in report.findings:
        console.print(f"  - {finding}", markup=False, soft_wrap=True)
    shown = sorted(report.cells, key=lambda cell: -cell[1])
    if cells:
        for name, seconds in report.cells:
            console.print(f"    {seconds:7.2f} s  {name}", markup=False)
    elif shown:
        slowest = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in shown[:SLOWEST_CELLS])
        console.print(f"    {slowest}", markup=False, style="dim")


def _number(value: float | None, decimals: int = 0) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"
