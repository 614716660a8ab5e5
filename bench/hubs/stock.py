"""A stock JupyterHub whose single-user servers have every nbgrader extension on, plainly installed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from hub_config.proxy_installation import node_program, own_environment, proxy_program
from tests.platform_process import free_port

READY_SECONDS = 120
TOKEN = "bench-token"  # noqa: S105 - of a hub that lives as long as the bench
PACKAGES = ("jupyterhub==6.1.1", "jupyterlab==4.6.6", "nbgrader==0.9.6", "notebook")
CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.Spawner.default_url = "/lab"
c.Spawner.environment = {{"JUPYTER_ALLOW_INSECURE_WRITES": "1"}}
c.Spawner.args = ["--allow-root"]
# A class of thirty takes minutes here; the default of one minute would call most of it failed.
c.Spawner.start_timeout = 900
c.Spawner.http_timeout = 900
c.SimpleLocalProcessSpawner.home_dir_template = {home!r}
c.ConfigurableHTTPProxy.command = {proxy!r}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.JupyterHub.services = [{{"name": "bench", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [
    {{"name": "bench", "services": ["bench"], "scopes": ["admin:users", "admin:servers", "access:servers", "tokens"]}}
]
"""


def say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


@dataclass
class StockHub:
    work: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"token {TOKEN}"}


@contextlib.contextmanager
def stock_hub(work: Path, more_packages: Sequence[str] = ()) -> Iterator[StockHub]:
    """Install it into an environment below `work`, run it, end it."""
    environment = _environment(work, more_packages)
    proxy = [str(node_program(own_environment())), str(proxy_program(own_environment()))]
    config, port, homes = work / "jupyterhub_config.py", free_port(), work / "homes"
    homes.mkdir()
    ports = {"port": port, "hub_port": free_port(), "api_port": free_port()}
    config.write_text(CONFIG.format(proxy=proxy, home=f"{homes}/{{username}}", token=TOKEN, **ports))
    with (work / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(environment / "bin" / "jupyterhub"), "-f", str(config)],
            cwd=work,
            env={**os.environ, "PATH": f"{environment / 'bin'}:{os.environ['PATH']}"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    hub = StockHub(work, port, process)
    try:
        _wait(hub)
        yield hub
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def _environment(work: Path, more_packages: Sequence[str]) -> Path:
    say("installing the stock environment")
    work.mkdir()
    environment = work / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    subprocess.run([str(environment / "bin" / "pip"), "install", "-q", *PACKAGES, *more_packages], check=True)
    subprocess.run(
        [str(environment / "bin" / "jupyter"), "server", "extension", "enable", "--sys-prefix", "--py", "nbgrader"],
        check=True,
        capture_output=True,
    )
    return environment


def _wait(hub: StockHub) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{hub.origin}/hub/api").status_code == 200:
                return
        time.sleep(0.2)
    raise SystemExit("the stock hub did not start:\n" + (hub.work / "log").read_text()[-2000:])
