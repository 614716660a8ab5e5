"""A process of ours that works in a course folder: under the course's own id, in a sandbox that holds that folder."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox import Identity, Limits, Mount, Mounts, Sandbox, command
from grader.sandbox.interpreter import interpreter_mounts

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("sandbox_data", "labs", "courses", "grader")


def confined_command(
    argv: Sequence[str],
    *,
    identity: Identity | None,
    writable: Sequence[Path] = (),
    read_only: Sequence[Path] = (),
) -> list[str]:
    """The command that runs `argv` with no network, seeing our code, this interpreter and the given folders only.

    `identity` None keeps the caller's id (an ordinary user's platform). The packages are mounted one by one, so that
    the state folder, which may lie beside them, stays out of sight.
    """
    shown = [Mount.same(path) for path in read_only if path != REPOSITORY]
    shown += interpreter_mounts(Path(sys.prefix))
    shown += [Mount.same(REPOSITORY / package) for package in PACKAGES]
    sandbox = Sandbox(
        mounts=Mounts(tuple(dict.fromkeys(shown)), tuple(Mount.same(path) for path in writable)),
        identity=identity,
        limits=Limits(),
        environment={
            # nbgrader calls the alembic command when it makes a gradebook.
            "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108 - private to the sandbox
            "PYTHONPATH": str(REPOSITORY),
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "JUPYTER_PLATFORM_DIRS": "1",
        },
    )
    return command(argv, sandbox)
