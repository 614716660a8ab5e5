"""What separate checks cost: one answered notebook with its checks inside the kernel and in a process of their own.

`./shopfloor bench checks --json`. CPU seconds of all processes below this one (kernels, the checks' process, this
process itself), because the time on the clock says more about the machine's other work. The last line of the table is
the notebook without its checks: what the trainee's own cells take.
"""

from __future__ import annotations

import copy
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade

from grader.checks.reading import Role, role_of
from grader.engine import Engine
from grader.labside.plan import COMPATIBLE, SEPARATE, attach
from labs.authoring import source_notebook
from labs.catalogue import lab
from sandbox_data.building import build

ROUNDS = 5
LAB = "golden_batch"
LOOK_EVERY_SECONDS = 0.05
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """One execution: CPU seconds of everything, seconds on the clock, points reached."""

    cpu: float
    wall: float
    points: float


def notebook(mode: str, checked: bool = True) -> NotebookNode:
    """The lab with its own solutions, as the converter would send it."""
    source = source_notebook(lab(LAB), "ko")
    source.metadata["shopfloor"]["checks"] = mode
    made = copy.deepcopy(source)
    attach(made, source)
    if not checked:
        made.cells = [cell for cell in made.cells if role_of(cell) is not Role.CHECK]
    return made


class Meter:
    """CPU seconds of this process and of all below it while the body runs. Looked at often: what is killed with its PID
    namespace is never counted to its parents."""

    def __enter__(self) -> Meter:
        self._seen: dict[int, float] = {}
        self._before = self._look()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()
        self._look()
        used = sum(seconds - self._before.get(pid, 0.0) for pid, seconds in self._seen.items())
        self.seconds = used - self._own

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY_SECONDS):
            self._look()
        self._own = time.thread_time()

    def _look(self) -> dict[int, float]:
        waiting = [os.getpid()]
        while waiting:
            pid = waiting.pop()
            process = Path("/proc") / str(pid)
            try:
                for task in (process / "task").iterdir():
                    waiting += map(int, (task / "children").read_text().split())
                fields = (process / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            self._seen[pid] = sum(map(int, fields[11:13])) / TICKS
        return dict(self._seen)


def measure(engine: Engine, made: NotebookNode) -> Run:
    made = nbformat.from_dict(made)
    began = time.monotonic()
    with Meter() as meter:
        executed = engine.execute(made, 0)
    wall = time.monotonic() - began
    points = sum(determine_grade(cell)[0] or 0.0 for cell in executed.cells if is_grade(cell))
    return Run(meter.seconds, wall, points)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="shopfloor-bench-") as folder:
        data = Path(folder) / "data"
        build("dryer", data_folder=data)
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        engine = Engine(Path(__file__).resolve().parents[1] / ".venv-lab", data / "released").warmed()
        try:
            report(runs_of(lambda made: measure(engine, made)))
        finally:
            engine.close()


def runs_of(measured: Callable[[NotebookNode], Run]) -> dict[str, list[Run]]:
    ways = {"separate": notebook(SEPARATE), "inside": notebook(COMPATIBLE), "cells": notebook(COMPATIBLE, False)}
    for made in ways.values():
        measured(made)  # what loads at the first time
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, made in ways.items():
            runs[name].append(measured(made))
    return runs


def report(runs: dict[str, list[Run]]) -> None:
    cpu = {name: statistics.median(run.cpu for run in all_of) for name, all_of in runs.items()}
    print(f"{LAB}, reference answer, {ROUNDS} rounds, medians")
    for name, all_of in runs.items():
        wall = statistics.median(run.wall for run in all_of)
        spread = f"{min(run.cpu for run in all_of):.2f}-{max(run.cpu for run in all_of):.2f}"
        points = sorted({run.points for run in all_of})
        print(f"  {name:10} CPU {cpu[name]:6.2f} s ({spread})   wall {wall:6.2f} s   points {points}")
    same = {run.points for run in runs["separate"]} == {run.points for run in runs["inside"]}
    result = {
        "workload": LAB,
        "rounds": ROUNDS,
        "separate_cpu_s": round(cpu["separate"], 2),
        "inside_cpu_s": round(cpu["inside"], 2),
        "cells_cpu_s": round(cpu["cells"], 2),
        "separate_over_inside": round(cpu["separate"] / cpu["inside"], 3),
        "separate_over_cells": round(cpu["separate"] / cpu["cells"], 3),
        "same_points": same,
    }
    print(json.dumps(result) if "--json" in sys.argv else f"separate / inside: {result['separate_over_inside']}")


if __name__ == "__main__":
    main()
