"""Seconds of the whole journey: from `up` to a login page, to a lab server, to a score; and roster rows per second.

Beside it in the same run: a stock JupyterHub whose single-user servers have every nbgrader extension on, plainly
installed into an environment of its own. `python bench/journey.py [--json]`; about five minutes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

import nbformat
from sqlalchemy import select

from bench.hubs.ours import agree_to_terms
from bench.hubs.stock import StockHub, say, stock_hub
from courses import roster
from courses.registry import CourseRun, Release, Submission, SubmissionState, open_registry
from grader.exchange.policy import Desk, ExchangePolicy
from grader.exchange.submissions import accept
from grader.storage import BlobStore
from hub_config.secrets import ensure_secrets
from labs import answers, catalogue
from tests.courses.builders import a_cohort
from tests.platform_process import Platform

SPAWNS = 5
SUBMISSIONS = 5
ROSTER_ROWS = 10_000
LAB = "golden_batch"
RUN = "process-analysis-daegu-2026-1"
READY_SECONDS = 120


def main() -> None:
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench-journey-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        say("cold start: a fresh clone, no environments, no state")
        clone = work / "clone"
        subprocess.run(["git", "clone", "-q", str(REPOSITORY), str(clone)], check=True)
        cold = Platform(work / "cold-var", repository=clone, options=("--demo",))
        figures["cold_up_s"] = cold.start((str(clone / "shopfloor"),))
        cold.stop()
        say("warm start")
        figures["warm_up_s"] = cold.start((str(clone / "shopfloor"),))
        try:
            with stock_hub(work / "stock") as stock:
                ours, theirs = _spawns(cold, stock)
            figures["spawn_s"], figures["stock_spawn_s"] = statistics.median(ours), statistics.median(theirs)
            say("submit to score")
            figures["submit_to_score_s"] = statistics.median(_submissions(cold))
        finally:
            cold.stop()
        say("roster")
        figures["roster_rows_per_s"] = _roster_rows_per_second(work)
    for name, value in figures.items():
        print(f"{name:20} {value:10.2f}")
    print(f"{'spawn / stock':20} {figures['spawn_s'] / figures['stock_spawn_s']:10.2f}   (at most 0.6)")
    if "--json" in sys.argv:
        print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


# --- spawns ---------------------------------------------------------------------------------------------------------


def _spawns(platform: Platform, stock: StockHub) -> tuple[list[float], list[float]]:
    """Spawn-to-ready of both, in turn; the first of each warms the file cache and is not counted."""
    client = httpx.Client(base_url=f"http://127.0.0.1:{platform.port}", timeout=60)
    agree_to_terms(platform, ["demo-daegu-01"])
    headers = {"Authorization": f"token {_own_token(platform, client, 'demo-daegu-01')}"}
    bench, stock_url = stock.headers, stock.origin
    httpx.post(f"{stock_url}/hub/api/users/stock", headers=bench).raise_for_status()
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(SPAWNS + 1):
        say(f"spawn {number} of {SPAWNS}")
        mine = _spawn(client, "/hub/api/users/demo-daegu-01", headers)
        with httpx.Client(base_url=stock_url, timeout=60) as stock_client:
            stocks = _spawn(stock_client, "/hub/api/users/stock", bench)
        if number:
            ours.append(mine)
            theirs.append(stocks)
    return ours, theirs


def _own_token(platform: Platform, client: httpx.Client, username: str) -> str:
    """A token of this person, as their own token page would make one."""
    sync = {"Authorization": f"token {ensure_secrets(platform.var / 'secrets').sync}"}
    answer = client.post(f"/hub/api/users/{username}/tokens", json={"expires_in": 3600}, headers=sync)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def _spawn(client: httpx.Client, user: str, headers: dict[str, str]) -> float:
    """Start a server through the hub, wait until the hub calls it ready, stop it; seconds to ready."""
    began = time.monotonic()
    answer = client.post(f"{user}/server", headers=headers)
    assert answer.status_code in {201, 202}, answer.text
    while True:
        state = client.get(user, headers=headers).json()
        if state["servers"].get("", {}).get("ready"):
            break
        assert time.monotonic() - began < READY_SECONDS, state
        time.sleep(0.02)
    took = time.monotonic() - began
    client.delete(f"{user}/server", headers=headers)
    while client.get(user, headers=headers).json()["servers"]:
        time.sleep(0.05)
    return took


# --- submissions ----------------------------------------------------------------------------------------------------


def _submissions(platform: Platform) -> list[float]:
    """Seconds from handing in the reference answer to its scores in the registry, one attempt after the other."""
    registry = open_registry(f"sqlite:///{platform.var / 'registry.sqlite'}")
    store = BlobStore(platform.var / "blobs")
    desk = Desk(registry, store, ExchangePolicy())
    lab = catalogue.lab(LAB)
    with registry.reading() as session:
        blob = session.scalars(select(Release.blob).join(CourseRun).where(CourseRun.code == RUN)).first()
    assert blob is not None
    notebook = answers.solve(nbformat.reads(store.get(blob).decode(), as_version=4), lab)
    took = []
    for number in range(SUBMISSIONS):
        say(f"submission {number + 1} of {SUBMISSIONS}")
        # Every attempt differs a little: the exchange takes the same bytes twice for one double click.
        notebook.metadata["attempt"] = number
        began = time.monotonic()
        accept(desk, "demo-daegu-01", RUN, LAB, nbformat.writes(notebook).encode(), datetime.now(UTC))
        while True:
            with registry.reading() as session:
                last = session.scalars(select(Submission).order_by(Submission.id.desc()).limit(1)).one()
            if last.state == SubmissionState.GRADED:
                assert last.score == lab.automatic_points, last.score
                break
            assert time.monotonic() - began < READY_SECONDS, (last.state, last.fault)
            time.sleep(0.02)
        took.append(time.monotonic() - began)
    registry.close()
    return took


def _roster_rows_per_second(work: Path) -> float:
    registry = open_registry(f"sqlite:///{work / 'roster.sqlite'}")
    registry.migrate()
    with registry.session() as session:
        a_cohort(session, capacity=2 * ROSTER_ROWS)
    rows = "".join(f"교육생{i},t{i}@example.com,회사{i % 50}\n" for i in range(ROSTER_ROWS))
    began = time.monotonic()
    report = roster.enrol(registry, "daegu-2026-1", ("r.csv", f"이름,이메일,소속\n{rows}".encode()), datetime.now(UTC))
    assert len(report.new) == ROSTER_ROWS
    return ROSTER_ROWS / (time.monotonic() - began)


if __name__ == "__main__":
    main()
