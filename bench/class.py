"""A class starts: thirty lab servers at once, one alone, the first cell, memory, a hub restart, sixty with ten at work.

Beside it in the same run a stock hub: simple spawner, stock single-user server, its own plain environment with the same
libraries. `python bench/class.py [--servers N] [--busy N] [--json]`; about a quarter of an hour, most of it the stock
hub's. CPU seconds are counted by control groups, over everything that each platform does meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.metadata
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

import httpx

from bench.hubs import ours
from bench.hubs.labs import Hub, Kernel, Labs
from bench.hubs.stock import StockHub, say, stock_hub
from bench.hubs.usage import CpuMeter, family, private_mb, proportional_mb
from tests.platform_process import Platform

ALONE = 5
FIRST_CELLS = 5
FIRST_CELL = "import pandas, sklearn, matplotlib"
LIBRARIES = ("pandas", "scikit-learn", "matplotlib")
# Trains until the server ends.
TRAINING = """
import numpy, sklearn.ensemble
x = numpy.random.default_rng(0).normal(size=(4000, 20)); y = x[:, 0] > 0
while True:
    sklearn.ensemble.RandomForestClassifier(n_estimators=50).fit(x, y)
"""
LOOK_SECONDS = 60.0
PAUSE_SECONDS = (1.0, 3.0)
SETTLE_SECONDS = 5.0
RESTART_SECONDS = 120.0


def main() -> None:
    options = _options()
    figures: dict[str, Any] = {"servers": options.servers}
    with tempfile.TemporaryDirectory(prefix="bench-class-", dir="/tmp") as folder:
        work = Path(folder)
        work.chmod(0o711)
        figures |= _ours(work, options.servers, options.busy)
        figures |= _stock(work, options.servers)
    _print(figures)
    if options.json:
        print(json.dumps({name: _rounded(value) for name, value in figures.items()}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", type=int, default=30, help="How many start at once.")
    parser.add_argument("--busy", type=int, default=10, help="How many train, of twice as many servers.")
    parser.add_argument("--json", action="store_true", help="End with one JSON line.")
    return parser.parse_args()


# --- ours -------------------------------------------------------------------------------------------------------------


def _ours(work: Path, servers: int, busy: int) -> dict[str, Any]:
    meter = CpuMeter("ours")
    platform = Platform(work / "var", options=("--demo",))
    say("starting our platform")
    try:
        with meter.entered():
            platform.start()
        users = ours.enrol_class(platform, work, 2 * servers)
        return asyncio.run(_measure_ours(platform, meter, users, servers, busy))
    finally:
        platform.stop()
        meter.close()


async def _measure_ours(
    platform: Platform, meter: CpuMeter, users: list[str], servers: int, busy: int
) -> dict[str, Any]:
    labs = Labs(ours.as_hub(platform))
    first, rest = users[:servers], users[servers:]
    figures: dict[str, Any] = {}
    figures["one_ready_s"], figures["one_cpu_s"] = await _alone(labs, first[0], meter)
    say(f"{servers} of ours at once")
    figures["all_ready_s"], figures["all_cpu_s"] = await _at_once(labs, first, meter)
    figures |= await _memory(platform)
    figures["first_cell_s"] = await _first_cells(labs, first)
    figures["hub_restart_keeps"] = await _restart(labs, platform, first)
    say(f"{len(users)} of ours, {busy} at work")
    await labs.start_all(rest)
    figures["cell_p95_s"], figures["cells"] = await _usable(labs, users, busy)
    return figures


async def _memory(platform: Platform) -> dict[str, float]:
    """Of a server without kernels, the mean of all: its share of everything, and what nobody else has."""
    await asyncio.sleep(SETTLE_SECONDS)
    families = [family(pid) for pid in ours.first_processes(platform).values()]
    return {
        "unique_mb": statistics.mean(proportional_mb(pids) for pids in families),
        "private_mb": statistics.mean(private_mb(pids) for pids in families),
    }


async def _restart(labs: Labs, platform: Platform, users: list[str]) -> int:
    """How many servers the hub knows again after `shopfloor restart`, as the same start; a kernel's variable too."""
    say("restarting the hub")
    kernel = await labs.kernel(users[0])
    await kernel.cell("kept = 1")
    before, after = await labs.started(), {}
    platform.cli("restart")
    began = time.monotonic()
    await asyncio.sleep(SETTLE_SECONDS)
    while not set(users) <= set(after) and time.monotonic() - began < RESTART_SECONDS:
        await asyncio.sleep(0.5)
        with contextlib.suppress(httpx.HTTPError):
            after = await labs.started()
    await kernel.cell("assert kept == 1")
    return sum(after.get(user) == before[user] for user in users)


async def _usable(labs: Labs, users: list[str], busy: int) -> tuple[float, int]:
    """The 95th percentile of a cell `1+1` in everybody else's kernel while some train, and how many cells ran."""
    kernels = [await labs.kernel(user) for user in users[busy:]]
    for kernel in kernels:
        await kernel.cell("0")
    training = [await labs.kernel(user) for user in users[:busy]]
    for kernel in training:
        await kernel.begin(TRAINING)
    until = time.monotonic() + LOOK_SECONDS
    taken = await asyncio.gather(*(_now_and_then(kernel, until) for kernel in kernels))
    every = [seconds for some in taken for seconds in some]
    return statistics.quantiles(every, n=100)[94], len(every)


async def _now_and_then(kernel: Kernel, until: float) -> list[float]:
    taken = []
    while time.monotonic() < until:
        await asyncio.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - when a person presses a key
        taken.append(await kernel.cell("1+1"))
    return taken


# --- stock ------------------------------------------------------------------------------------------------------------


def _stock(work: Path, servers: int) -> dict[str, Any]:
    meter = CpuMeter("stock")
    packages = [f"{name}=={importlib.metadata.version(name)}" for name in LIBRARIES]
    try:
        with meter.entered(), stock_hub(work / "stock", packages) as stock:
            return asyncio.run(_measure_stock(stock, meter, [f"stock{number:03}" for number in range(servers)]))
    finally:
        meter.close()


async def _measure_stock(stock: StockHub, meter: CpuMeter, users: list[str]) -> dict[str, Any]:
    labs = Labs(Hub(stock.origin, stock.headers))
    (await labs.client.post("/hub/api/users", headers=stock.headers, json={"usernames": users})).raise_for_status()
    figures: dict[str, Any] = {}
    figures["stock_one_ready_s"], figures["stock_one_cpu_s"] = await _alone(labs, users[0], meter)
    say(f"{len(users)} of the stock hub's at once")
    figures["stock_all_ready_s"], figures["stock_all_cpu_s"] = await _at_once(labs, users, meter)
    await asyncio.sleep(SETTLE_SECONDS)
    below = [pid for pid in family(stock.process.pid) if b"singleuser" in _command(pid)]
    figures["stock_mb"] = statistics.mean(proportional_mb([pid]) for pid in below)
    figures["stock_first_cell_s"] = await _first_cells(labs, users)
    await labs.stop_all(users)
    return figures


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


# --- both -------------------------------------------------------------------------------------------------------------


async def _alone(labs: Labs, user: str, meter: CpuMeter) -> tuple[float, float]:
    """Median seconds to ready, and CPU, of one server after another. The first warms the file cache: not counted."""
    taken, spent = [], []
    for number in range(ALONE + 1):
        before = meter.seconds()
        seconds = await labs.start_all([user])
        if number:
            taken.append(seconds)
            spent.append(meter.seconds() - before)
        await labs.stop_all([user])
    return statistics.median(taken), statistics.median(spent)


async def _at_once(labs: Labs, users: list[str], meter: CpuMeter) -> tuple[float, float]:
    before = meter.seconds()
    seconds = await labs.start_all(users)
    return seconds, meter.seconds() - before


async def _first_cells(labs: Labs, users: list[str]) -> float:
    """Median seconds from asking for a kernel to the end of its first cell, one server after the other."""
    taken = []
    for user in users[-FIRST_CELLS:]:
        began = time.monotonic()
        kernel = await labs.kernel(user)
        await kernel.cell(FIRST_CELL)
        taken.append(time.monotonic() - began)
    return statistics.median(taken)


def _rounded(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value


def _print(figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        print(f"{name:22} {_rounded(value)}")
    for text, value, most in (
        ("all ready, s", figures["all_ready_s"], 8.0),
        ("CPU of all / stock", figures["all_cpu_s"] / figures["stock_all_cpu_s"], 0.1),
        ("one ready / stock", figures["one_ready_s"] / figures["stock_one_ready_s"], 0.15),
        ("first cell / stock", figures["first_cell_s"] / figures["stock_first_cell_s"], 0.3),
        ("PSS of one, MB", figures["unique_mb"], 60.0),
        ("p95 of a cell, s", figures["cell_p95_s"], 1.0),
    ):
        print(f"{text:22} {value:8.3f}   (at most {most})")


if __name__ == "__main__":
    main()
