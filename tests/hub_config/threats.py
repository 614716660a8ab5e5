"""What the tests of docs/lab_servers.md's threats share."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable

from tests.hub_config.lab_server import LabServer, start

TRY = """
import os, errno
def refused(name, work):
    try:
        work()
        print("DONE", name)
    except OSError as error:
        print("refused", name, errno.errorcode[error.errno])
"""


def trying(code: str) -> str:
    """A program with `refused(name, work)`, which says whether `work` was let be done."""
    return TRY + textwrap.dedent(code)


def until(holds: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


def stop(lab: LabServer) -> None:
    headers = {"Authorization": f"token {lab.token}"}
    answer = lab.client.delete(f"{lab.hub.origin}/hub/api/users/{lab.username}/server", headers=headers)
    assert answer.status_code in {202, 204, 400}, answer.text
    assert until(lambda: lab.get("api/status").status_code != 200)


def restarted(lab: LabServer) -> LabServer:
    stop(lab)
    return start(lab.hub, lab.username)
