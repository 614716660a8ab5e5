"""A real lab server from `.venv-lab`, with our extension and nothing else of ours on its path."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from hub_config.lab_sandbox import SHARED_CODE
from tests.grader.exchange_world import LAB, RUN

REPOSITORY = Path(__file__).resolve().parents[2]
LAB_ENVIRONMENT = REPOSITORY / ".venv-lab"
START_SECONDS = 90
TOKEN = "lab-server-token"

CONFIGURATION = """
c.ServerApp.jpserver_extensions = {
    "grader.labside.extension": True, "jupyter_lsp": False, "jupyter_server_terminals": False, "notebook": False,
    "nbgrader.server_extensions.assignment_list": False, "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.validate_assignment": False, "nbgrader.server_extensions.formgrader": False,
}
c.LabApp.news_url = None
c.LabApp.workspaces_dir = HOME + "/workspaces"
c.LabApp.user_settings_dir = HOME + "/user-settings"
c.ExchangeClient.url = EXCHANGE
c.KernelManager.transport = "ipc"
"""


@dataclass(frozen=True)
class LabServer:
    origin: str
    root: Path
    log: Path

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """The JSON that the front end would get."""
        headers = {"Authorization": f"token {TOKEN}"}
        answer = httpx.request(method, f"{self.origin}{path}", headers=headers, timeout=120, trust_env=False, **options)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()

    def act(self, action: str, lab: str = LAB, run: str = RUN) -> Any:
        return self.ask("POST", f"/assignments/{action}", json={"course_id": run, "assignment_id": lab})

    def rows(self) -> list[dict[str, Any]]:
        answer = self.ask("GET", f"/assignments?course_id={RUN}")
        assert answer["success"], answer
        found: list[dict[str, Any]] = answer["value"]
        return found

    @property
    def notebook(self) -> Path:
        return self.root / RUN / LAB / f"{LAB}.ipynb"


def labside_path(folder: Path) -> Path:
    """A folder as /opt/shopfloor is in a lab server: SHARED_CODE, nothing else."""
    ours = folder / "opt"
    for name in SHARED_CODE:
        link = ours / name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.exists():
            link.symlink_to(REPOSITORY / name)
    return ours


def lab_environment(folder: Path, username: str, exchange: str) -> dict[str, str]:
    """The environment of a lab server of `username`, as the hub would make it."""
    home = folder / "home" / username
    home.mkdir(parents=True, exist_ok=True)
    extensions = folder / "share" / "labextensions" / "@shopfloor"
    extensions.mkdir(parents=True, exist_ok=True)
    link = extensions / "save-first"
    if not link.exists():
        link.symlink_to(REPOSITORY / "grader" / "labside" / "labextension")
    return {
        "PATH": f"{LAB_ENVIRONMENT / 'bin'}:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "Asia/Seoul",
        "PYTHONPATH": str(labside_path(folder)),
        "JUPYTER_PATH": str(folder / "share"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERHUB_API_TOKEN": f"token-{username}",
        "JUPYTERHUB_API_URL": exchange.partition("/services/")[0] + "/hub/api",
    }


@contextmanager
def lab_server(folder: Path, exchange: str, username: str = "hong") -> Iterator[LabServer]:
    """Start `jupyter lab` on a free loopback port; ends it and everything below it."""
    environment = lab_environment(folder, username, exchange)
    root = folder / "home" / username / "work"
    root.mkdir(exist_ok=True)
    configuration = folder / f"{username}_config.py"
    known = f"c = get_config()\nHOME = {environment['HOME']!r}\nEXCHANGE = {exchange!r}\n"
    configuration.write_text(known + CONFIGURATION)
    port = _free_port()
    command = [
        str(LAB_ENVIRONMENT / "bin" / "python"), "-m", "jupyterlab", "--no-browser", "--allow-root",
        f"--config={configuration}", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}",
    ]  # fmt: skip
    log = folder / f"{username}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=root, stdout=output, stderr=output, start_new_session=True
        )
    server = LabServer(f"http://127.0.0.1:{port}", root, log)
    try:
        _wait_until_up(server, process)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_up(server: LabServer, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        assert process.poll() is None, server.log.read_text()
        try:
            httpx.get(f"{server.origin}/api", trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError(server.log.read_text())


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def edit(notebook: Path, source: str) -> None:
    """What a trainee types and saves: the first cell's source."""
    content = json.loads(notebook.read_text())
    content["cells"][0]["source"] = source
    notebook.write_text(json.dumps(content))
