"""`shopfloor bench` and `shopfloor attack`: measure the platform, and attack its grading, from the repository."""

from __future__ import annotations

import subprocess
import sys

import typer

from hub_config.settings import REPOSITORY
from sandbox_data.errors import ShopfloorError

BENCHES = REPOSITORY / "bench"


def register(app: typer.Typer) -> None:
    # What a bench understands beside --json goes to it as it stands.
    app.command("bench", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(bench)
    app.command("attack", no_args_is_help=True)(attack)


def bench(
    context: typer.Context,
    name: str = typer.Argument(help="Which bench: a file's name in bench/, such as journey."),
    as_json: bool = typer.Option(False, "--json", help="End with one JSON line."),
) -> None:
    """Measure the platform beside a baseline, in the same run. Further options are the bench's own."""
    script = BENCHES / f"{name}.py"
    known = sorted(path.stem for path in BENCHES.glob("[a-z]*.py"))
    if name not in known:
        raise ShopfloorError(f"There is no bench named {name!r}.", f"Known: {', '.join(known)}")
    done = subprocess.run(
        [sys.executable, str(script), *context.args, *(["--json"] if as_json else [])], cwd=REPOSITORY, check=False
    )
    raise typer.Exit(done.returncode)


def attack(
    name: str = typer.Argument("", help="A folder of tests/attacks/corpus."),
    every: bool = typer.Option(False, "--all", help="The whole corpus."),
    ours_only: bool = typer.Option(False, "--ours-only", help="Don't attack plain nbgrader beside ours."),
    as_json: bool = typer.Option(False, "--json", help="End with one JSON line."),
) -> None:
    """Hand in hostile notebooks and honest twins, here and in plain nbgrader. Ends with 1 if anything was gained."""
    options = {"--all": every, "--ours-only": ours_only, "--json": as_json}
    words = [*([name] if name else []), *(option for option, given in options.items() if given)]
    done = subprocess.run([sys.executable, "-m", "tests.attacks", *words], cwd=REPOSITORY, check=False)
    raise typer.Exit(done.returncode)
