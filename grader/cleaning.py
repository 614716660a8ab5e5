"""`python -m grader.cleaning`: a page from standard input, made harmless, to standard output.

A process of its own, because the time that nested HTML takes can't be bounded within one.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from grader.feedback import clean_page

REPOSITORY = Path(__file__).resolve().parent.parent
CPU_SECONDS = 20
WAIT_SECONDS = 120


class PageTooCostly(Exception):
    """A page that takes longer to make harmless than any honest one."""


def clean_elsewhere(page: str) -> str:
    """`clean_page` in a child process. PageTooCostly where it doesn't end in time."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "grader.cleaning"],
            input=page.encode(),
            capture_output=True,
            check=True,
            timeout=WAIT_SECONDS,
            cwd=REPOSITORY,
            env={"PATH": "/usr/bin:/bin"},
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise PageTooCostly(str(error)) from error
    return done.stdout.decode()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    sys.stdout.buffer.write(clean_page(sys.stdin.buffer.read().decode()).encode())


if __name__ == "__main__":
    main()
