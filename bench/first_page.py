"""JupyterLab's first page in a browser that has nothing of it yet, and again; beside a stock hub in the same run.

`python bench/first_page.py [--runs N] [--json]`. Seconds from asking for the address to the launcher on the screen, the
number of requests and the bytes that came over the wire, in Debian's Chromium; the server is running already.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

import httpx
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.hubs import ours
from bench.hubs.labs import Hub
from bench.hubs.stock import say, stock_hub
from tests.journeys.browsing import CHROMIUM
from tests.platform_process import Platform

LAUNCHER = ".jp-Launcher"
WAIT_MILLISECONDS = 120_000
SETTLE_MILLISECONDS = 2000
START_SECONDS = 120


@dataclass
class Load:
    """One load of the page: seconds, requests, bytes over the wire."""

    seconds: float = 0.0
    requests: int = 0
    bytes: int = 0

    def watch(self, context: BrowserContext, page: Any) -> None:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", lambda _told: self._count(1, 0))
        session.on("Network.loadingFinished", lambda told: self._count(0, int(told["encodedDataLength"])))

    def _count(self, requests: int, size: int) -> None:
        self.requests += requests
        self.bytes += size


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-page-", dir="/tmp") as folder, sync_playwright() as playwright:
        work = Path(folder)
        work.chmod(0o711)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        figures = _ours(work, browser, options.runs) | _stock(work, browser, options.runs)
        browser.close()
    for name, value in figures.items():
        print(f"{name:24}{value}")
    if options.json:
        print(json.dumps(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="Loads of each kind; the median counts.")
    parser.add_argument("--json", action="store_true", help="End with one JSON line.")
    return parser.parse_args()


def _ours(work: Path, browser: Browser, runs: int) -> dict[str, float]:
    platform = Platform(work / "var", options=("--demo",))
    say("starting our platform")
    try:
        platform.start()
        (user,) = ours.enrol_class(platform, work, 1)
        hub = ours.as_hub(platform)
        return _loads(browser, hub, f"http://{hub.host.format(user=user)}/user/{user}/lab", user, runs)
    finally:
        platform.stop()


def _stock(work: Path, browser: Browser, runs: int) -> dict[str, float]:
    with stock_hub(work / "stock") as stock:
        hub = Hub(stock.origin, stock.headers)
        _ask(hub, "POST", "/users/bench")
        loads = _loads(browser, hub, f"{stock.origin}/user/bench/lab", "bench", runs)
        return {f"stock_{name}": value for name, value in loads.items()}


def _ask(hub: Hub, method: str, path: str, **more: Any) -> httpx.Response:
    answer = httpx.request(method, f"{hub.origin}/hub/api{path}", headers=hub.headers, trust_env=False, **more)
    return answer.raise_for_status()


def _started(hub: Hub, user: str) -> str:
    """With the user's server running, a token of theirs."""
    token = str(_ask(hub, "POST", f"/users/{user}/tokens", json={"expires_in": 7200}).json()["token"])
    own = Hub(hub.origin, {"Authorization": f"token {token}"})
    _ask(own, "POST", f"/users/{user}/server", timeout=60)
    deadline = time.monotonic() + START_SECONDS
    while not _ask(hub, "GET", f"/users/{user}").json()["servers"].get("", {}).get("ready"):
        if time.monotonic() > deadline:
            raise SystemExit(f"the lab server of {user} did not start")
        time.sleep(0.2)
    return token


def _loads(browser: Browser, hub: Hub, address: str, user: str, runs: int) -> dict[str, float]:
    signed_in = {"Authorization": f"token {_started(hub, user)}"}
    first, again = [], []
    for run in range(runs):
        say(f"{urlsplit(address).netloc}: load {run + 1} of {runs}")
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="ko-KR", extra_http_headers=signed_in
        )
        first.append(_load(context, address))
        again.append(_load(context, address))
        context.close()
    return {
        "first_page_s": _median([load.seconds for load in first]),
        "first_page_requests": _median([load.requests for load in first]),
        "first_page_mb": _median([load.bytes / 1e6 for load in first]),
        "next_page_s": _median([load.seconds for load in again]),
        "next_page_mb": _median([load.bytes / 1e6 for load in again]),
    }


def _load(context: BrowserContext, address: str) -> Load:
    page, load = context.new_page(), Load()
    load.watch(context, page)
    began = time.monotonic()
    page.goto(address)
    page.wait_for_selector(LAUNCHER, timeout=WAIT_MILLISECONDS)
    load.seconds = time.monotonic() - began
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    page.close()
    return load


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 3)


if __name__ == "__main__":
    main()
