"""The command line: one program, `shopfloor`. Errors are one line with the remedy and exit code 2."""

from __future__ import annotations

import sys
from typing import cast

import typer
from pydantic import ValidationError
from rich.console import Console
from typer import BadParameter

from hub_config.commands import data, grading, labs, measuring, organisation, people, platform
from sandbox_data.errors import ShopfloorError

# Typer carries its own copy of click, which it doesn't export whole.
UsageError: type[BadParameter] = cast("type[BadParameter]", BadParameter.__bases__[0])

app = typer.Typer(
    name="shopfloor",
    help="Graded labs on real plant data, for manufacturing-AI specialists.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for room in (platform, organisation, people, data, labs, grading, measuring):
    room.register(app)


@app.callback()
def root(
    debug: bool = typer.Option(False, "--debug", help="Show a traceback when a command fails."),
) -> None:
    """Graded labs on real plant data, for manufacturing-AI specialists."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    debug = "--debug" in sys.argv[1:]
    # --debug may stand anywhere; the callback only documents it.
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        code = app(args=arguments, standalone_mode=False)
    except ShopfloorError as error:
        _fail(str(error), debug)
    except ValidationError as error:
        first = error.errors()[0]
        name = "SHOPFLOOR_" + "_".join(str(part) for part in first["loc"]).upper()
        _fail(f"{name}: {first['msg']} (seen: {first['input']!r}). See docs/settings.md", debug)
    except typer.Abort:
        sys.exit(130)
    except UsageError as error:
        _fail(f"{error.format_message()} (see --help)", debug)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, debug: bool) -> None:
    if debug:
        raise
    Console(stderr=True, soft_wrap=True, highlight=False).print("shopfloor:", message, markup=False)
    sys.exit(2)
