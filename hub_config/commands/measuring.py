"""`shopfloor bench`: run a measurement of the `bench/` folder."""

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
