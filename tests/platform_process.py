"""A really started platform: `shopfloor up` as a process, with a state folder and a port of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

REPOSITORY = Path(__file__).resolve().parent.parent
START_SECONDS = 240
LINK = re.compile(r"(?P<who>[^:]+): (?P<address>http\S+/hub/invite/\S+)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Platform:
    """Start with `start()`, end with `stop()`. `links` maps English role names to one-time sign-in addresses."""

    var: Path
    port: int = field(default_factory=free_port)
    repository: Path = REPOSITORY
    options: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)
    output: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHOPFLOOR_", "JUPYTER"))}
        return kept | {"SHOPFLOOR_VAR": str(self.var), "SHOPFLOOR_PORT": str(self.port)}

    def cli(self, *words: str) -> str:
        """Run a command of the command line; its output."""
        command = [str(self.repository / ".venv" / "bin" / "shopfloor"), *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self, command: tuple[str, ...] | None = None) -> float:
        """Start and wait for the welcome; seconds that it took."""
        began = time.monotonic()
        first = command or (str(self.repository / ".venv" / "bin" / "shopfloor"),)
        self.links.clear()
        self.output.clear()
        self.process = subprocess.Popen(
            [*first, "up", *self.options],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        ready = threading.Event()
        assert self.process.stdout is not None
        threading.Thread(target=self._read, args=(self.process.stdout, ready), daemon=True).start()
        deadline = time.monotonic() + START_SECONDS
        while not ready.wait(0.05):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError("the platform did not start:\n" + "\n".join(self.output) + self.log())
        return time.monotonic() - began

    def _read(self, stream: IO[str], ready: threading.Event) -> None:
        for line in stream:
            self.output.append(line.rstrip())
            found = LINK.search(line)
            if found:
                self.links[found["who"].split("/")[-1].strip()] = found["address"]
            if "Ctrl-C" in line:
                ready.set()

    def log(self) -> str:
        path = self.var / "logs" / "hub.log"
        return "\n" + "\n".join(path.read_text(errors="replace").splitlines()[-60:]) if path.is_file() else ""

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        self.process = None


def processes_below(pid: int) -> set[int]:
    """Ids of the processes that descend from `pid`."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found: set[int] = set()
    level = {pid}
    while level:
        level = {child for child, parent in parents.items() if parent in level} - found
        found |= level
    return found
