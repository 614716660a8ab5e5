"""`shopfloor grade`: grade what waits, without waiting for the platform's own worker."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader import leasing
from grader.sandbox import probe
from hub_config.commands.opening import console, opened_registry
from hub_config.grading_service import OTHER_SLOTS, grading_worker
from sandbox_data.errors import ShopfloorError


def register(app: typer.Typer) -> None:
    app.command("grade")(grade)


def grade(everything: bool = typer.Option(False, "--all", help="Grade all submissions that wait.")) -> None:
    """Grade all submissions that wait, with a progress bar. The platform may run at the same time."""
    if not everything:
        raise ShopfloorError("Say what to grade.", "Everything that waits: shopfloor grade --all")
    with opened_registry() as (settings, registry):
        capabilities = probe()
        count = leasing.waiting(registry, datetime.now(UTC))
        console.print(f"{count} waiting; {capabilities.in_words}", highlight=False)
        if not count:
            return
        worker = grading_worker(settings, registry, first_slot=OTHER_SLOTS)
        began = time.monotonic()
        try:
            with _progress() as progress:
                bar = progress.add_task("grading", total=count)
                done = worker.grade_all(lambda: progress.advance(bar))
        finally:
            worker.close()
        seconds = time.monotonic() - began
        left = leasing.ungraded(registry)
        console.print(f"{done} done in {seconds:.1f} s ({done / seconds:.2f} a second)", highlight=False)
        for reason, number in left.items():
            console.print(f"{number} ungraded, our fault: {reason}", highlight=False, markup=False)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )
