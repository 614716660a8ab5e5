"""`shopfloor up`: prepare everything, start the platform, and stop it all on Ctrl-C."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from hub_config import preparation, up
from hub_config.settings import Settings


def register(app: typer.Typer) -> None:
    app.command("up")(start)
    app.command("restart")(restart)


def start(
    demo: bool = typer.Option(False, "--demo", help="Enrol two demonstration centres and print sign-in links."),
    port: int | None = typer.Option(None, help="Public port (SHOPFLOOR_PORT)."),
    single_domain: bool = typer.Option(
        False,
        "--single-domain",
        help="No domain per user: for a browser that can't resolve names below localhost. Less separation.",
    ),
) -> None:
    """Prepare the state folder, start the platform and print its address. Ctrl-C stops all of it."""
    changes: dict[str, Any] = {}
    if port is not None:
        changes["port"] = port
    if single_domain:
        changes["subdomains"] = False
    settings = Settings(**changes)
    console = Console(highlight=False, soft_wrap=True)
    began = time.monotonic()
    up.check_port(settings)
    with up.ending_on_signals(), contextlib.suppress(KeyboardInterrupt):
        with _progress(console) as progress:
            prepared = preparation.prepare(settings, datetime.now(UTC), demo=demo, say=_sayer(progress))
            say = _sayer(progress)
            say("허브를 시작합니다 / Starting the hub")
            platform = up.start_platform(settings)
        try:
            links = preparation.sign_in_links(settings, datetime.now(UTC), demo=demo)
            _print_welcome(console, settings, prepared, links, time.monotonic() - began)
            with up.restarting_on_signal(platform):
                platform.watch(console.print)
        finally:
            console.print("\n멈추는 중입니다 / Stopping…")
            platform.stop()


def restart() -> None:
    """Restart the hub and its services under the running `up`. Lab servers and open pages stay."""
    up.ask_for_restart(Settings())


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
    )


def _sayer(progress: Progress) -> preparation.Say:
    """Show the step that runs now; earlier steps disappear."""

    def say(text: str) -> None:
        for task in progress.task_ids:
            progress.remove_task(task)
        progress.add_task(text, total=None)
        if not progress.console.is_terminal:
            progress.console.print(text)

    return say


def _print_welcome(
    console: Console,
    settings: Settings,
    prepared: preparation.Prepared,
    links: list[preparation.SignInLink],
    seconds: float,
) -> None:
    for reason in dict.fromkeys(lab.reason for lab in prepared.not_offered):
        labs = ", ".join(lab.code for lab in prepared.not_offered if lab.reason == reason)
        console.print("[yellow]제공하지 않음 / not offered[/]:", f"{labs}: {reason}")
    for name in prepared.awaiting_signature:
        console.print(f"[yellow]서명 대기 / awaiting a signature[/]: {name}: ./shopfloor data sign {name} --by …")
    console.print(f"\n[bold]Shopfloor[/]  {settings.public_origin}   ({seconds:.1f} s)", markup=True)
    console.print(f"실습 / Labs: {', '.join(prepared.offered) or '-'}")
    console.print("한 번만 쓸 수 있는 로그인 주소 / One-time sign-in links:")
    for link in links:
        console.print(f"  {link.who_ko} / {link.who_en}: {link.address}", markup=False)
    if settings.subdomains:
        console.print(
            "사용자별 주소(*.localhost)를 열지 못하는 브라우저라면 ./shopfloor up --single-domain 으로 시작하세요.\n"
            "If your browser can't open names below localhost, start with ./shopfloor up --single-domain."
            if settings.hostname == "localhost"
            else ""
        )
    console.print("끝내기 / To stop: Ctrl-C")
