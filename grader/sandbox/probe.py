"""Can this host sandbox? Asked once at start; a host that can't refuses to grade and says why."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.bubblewrap import command
from grader.sandbox.definition import Identity, Sandbox
from sandbox_data.errors import ShopfloorError

PROBE_IDENTITY = Identity(uid=60_000, gid=60_000)
PROBE_SECONDS = 20


class CannotSandbox(ShopfloorError):
    """This host can't run a sandbox, so nothing of a trainee's may run here."""


@dataclass(frozen=True)
class Capabilities:
    """What the probe saw. `own_uids`: every person's code runs under an id of its own (needs root)."""

    own_uids: bool
    no_network: bool
    cgroups: bool

    @property
    def in_words(self) -> str:
        ids = "own user ids" if self.own_uids else "one user id for all (start as root for full separation)"
        return f"sandbox: {ids}, no network, {'cgroups' if self.cgroups else 'no cgroups: kernel limits only'}"


def probe() -> Capabilities:
    """Run a real sandbox once. CannotSandbox, with the remedy, if it doesn't hold."""
    if shutil.which("bwrap") is None:
        raise CannotSandbox("bubblewrap is not installed.", "Run: apt-get install bubblewrap")
    root = os.geteuid() == 0
    sandbox = Sandbox(identity=PROBE_IDENTITY if root else None)
    script = (
        "id -u; cat /proc/net/route | wc -l; ls -d /root /home /var 2>/dev/null | wc -l; unshare -U echo 1 || echo 0"
    )
    done = subprocess.run(
        command(["/bin/sh", "-c", script], sandbox), capture_output=True, text=True, timeout=PROBE_SECONDS, check=False
    )
    if done.returncode != 0:
        raise CannotSandbox(
            f"bubblewrap can't make a sandbox here: {done.stderr.strip() or done.returncode}",
            "In a container, allow user namespaces; on a host, set kernel.unprivileged_userns_clone=1.",
        )
    uid, routes, foreign, namespaces = done.stdout.split()
    if root and int(uid) != PROBE_IDENTITY.uid:
        raise CannotSandbox(f"The sandbox ran as uid {uid}.", "setpriv of util-linux is needed.")
    if int(routes) > 1 or int(foreign) > 0:
        raise CannotSandbox("The sandbox saw the host's network or folders.", "Check the version of bubblewrap.")
    if int(namespaces) > 0:
        raise CannotSandbox("User namespaces can be made in the sandbox.", "seccomp must be on in the kernel.")
    return Capabilities(own_uids=root, no_network=True, cgroups=os.access("/sys/fs/cgroup", os.W_OK) and _cgroups())


def _cgroups() -> bool:
    return (
        any(Path("/sys/fs/cgroup", name).is_dir() for name in ("memory", "pids"))
        or Path("/sys/fs/cgroup/cgroup.controllers").is_file()
    )
