"""Grading beside plain `nbgrader autograde` on the same submissions in the same run, and beside the cells alone.

`python bench/grading.py [--submissions N] [--scaling N] [--json]`. nbgrader is plainly installed into an environment of
its own. Our figures hold everything: the sandbox, the gradebook, the registry and the feedback page; nbgrader's hold
`autograde` only (its feedback is a line of its own). About half an hour; `--submissions 10 --scaling 0` takes five
minutes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from bench.grading_parts import workloads
from bench.grading_parts.limit import CellsAlone, cells_alone, two_at_once
from bench.grading_parts.measuring import CpuMeter
from bench.grading_parts.ours import Platform
from bench.grading_parts.stock import StockNbgrader, Usage, scores, username
from bench.grading_parts.workloads import RUN, Workload

LAB_ENVIRONMENT = REPOSITORY / ".venv-lab"
WORKLOADS: tuple[Callable[[Path], Workload], ...] = (workloads.reference, workloads.golden_batch)
SINGLE_CALLS = 5
LATENCIES = 20


@dataclass
class Figures:
    """One workload's figures. CPU and wall in seconds of all its submissions, unless the name says otherwise."""

    workload: str
    submissions: int
    batch: Usage
    feedback: Usage
    single: Usage  # for each submission
    ours: Usage
    two_slots: Usage
    cells: CellsAlone
    two_at_once: float  # cells alone in two processes, against one
    latency_over_cells_s: list[float]
    memory_mb: tuple[float, float, int]  # after the first grading, after the last, gradings between them
    different: int
    compared: int
    failed: tuple[int, int]  # not graded by nbgrader, by us

    def as_json(self, scaling: Scaling | None) -> dict[str, Any]:
        count, cells = self.submissions, sum(self.cells.cpu_s)
        return {
            "workload": self.workload,
            "submissions": count,
            "identical": self.different == 0,
            "cpu_over_cells": round(self.ours.cpu_s / cells, 3),
            "speedup_batch": round(self.batch.cpu_s / self.ours.cpu_s, 2),
            "speedup_single": round(self.single.cpu_s * count / self.ours.cpu_s, 2),
            "two_workers": round(self.ours.wall_s / self.two_slots.wall_s, 2),
            "two_workers_limit": round(self.two_at_once, 2),
            "p95_over_cells_s": round(_percentile(self.latency_over_cells_s, 95), 2),
            "rss_growth_mb": round(self.memory_mb[1] - self.memory_mb[0], 1),
            "scaling_1000_over_100": round(scaling.cost, 2) if scaling else None,
            "rss_growth_small_mb": round(scaling.growth_mb, 1) if scaling else None,
            "speedup_batch_with_feedback": round((self.batch.cpu_s + self.feedback.cpu_s) / self.ours.cpu_s, 2),
            "cells_compared": self.compared,
            "cells_different": self.different,
            "failed_nbgrader": self.failed[0],
            "failed_ours": self.failed[1],
            "gradings_for_rss": self.memory_mb[2],
        }


def main() -> None:
    arguments = _arguments()
    found: list[Figures] = []
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        _say("installing plain nbgrader")
        meter = CpuMeter()
        stock = StockNbgrader.install(work / "stock", meter)
        for make in WORKLOADS:
            place = work / make.__name__
            place.mkdir()
            found.append(_measure(make(place), place, stock, arguments.submissions))
            _print(found[-1])
        scaling = _scaling(work, arguments.scaling, meter) if arguments.scaling else None
        meter.close()
    if scaling is not None:
        tenth = arguments.scaling // 10
        print(f"\n{arguments.scaling} small submissions cost {scaling.cost:.2f} x what {tenth} cost (CPU); "
              f"memory after the last {scaling.half} of them: {scaling.growth_mb:+.0f} MB")  # fmt: skip
    if arguments.json:
        for figures in found:
            print(json.dumps(figures.as_json(scaling)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=60, help="of each workload")
    parser.add_argument("--scaling", type=int, default=1000, help="small submissions, compared with a tenth; 0: none")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


def _measure(workload: Workload, place: Path, stock: StockNbgrader, count: int) -> Figures:
    name = workload.name
    _say(f"{name}: nbgrader, {count} submissions in one process")
    theirs = stock.course(workload, place / "stock-course", count)
    batch = theirs.autograde()
    feedback = theirs.feedback()
    expected = scores(theirs.folder)
    _say(f"{name}: nbgrader, one call a submission")
    calls = [theirs.autograde(username(number)) for number in range(min(SINGLE_CALLS, count))]
    single = Usage(statistics.mean(u.cpu_s for u in calls), statistics.mean(u.wall_s for u in calls))
    platform = Platform.make(workload, place / "platform", count, LAB_ENVIRONMENT, stock.meter)
    try:
        _say(f"{name}: ours, one slot")
        platform.grade(range(1), 1)  # starts the parent of warm kernels and the converter
        ours, _ = platform.grade(range(count), 1)
        course, usernames = platform.courses / RUN, [username(n) for n in range(count)]
        cells = cells_alone(platform.engine, workload, course, usernames)
        at_once = two_at_once(platform.engine, workload, course, usernames, cells)
        got = scores(course)
        _say(f"{name}: ours, two slots")
        platform.grade(range(2), 2)  # starts the second slot's process for checks
        two_slots, first_memory = platform.grade(range(count), 2)
        _say(f"{name}: ours, from submitting to feedback")
        quick = range(min(LATENCIES, count))
        latencies = platform.latencies(quick)
        over = [taken - cells.wall_s[number] for number, taken in zip(quick, latencies, strict=True)]
        _, last_memory = platform.grade(range(count), 1)
        failed = platform.ungraded()
    finally:
        platform.close()
    graded = {key: score for key, score in expected.items() if key in got}
    people = {username(number) for number in range(count)}
    unscored = {student for (student, _), score in expected.items() if score is None and _checked(name, _)}
    missing = len(people - {student for student, _ in expected}) + len(unscored)
    different = sum(got[key] != score for key, score in graded.items() if key[0] not in unscored)
    memory = (first_memory, last_memory, count + len(latencies))
    return Figures(
        name, count, batch, feedback, single, ours, two_slots, cells, at_once, over, memory, different, len(graded),
        (missing, failed),
    )  # fmt: skip


def _checked(workload: str, cell: str) -> bool:
    """Whether a cell gets its points from a check: golden-batch has one that a person reads."""
    return not (workload == "golden_batch" and cell.startswith("t6"))


@dataclass(frozen=True)
class Scaling:
    """`cost`: CPU of many small submissions over that of a tenth of them: of the mean of one tenth before and one after
    the many, so that a machine that grows slower under load makes neither side dear. `growth_mb`: memory after the
    second half of the many, less that after the first half."""

    cost: float
    growth_mb: float
    half: int


def _scaling(work: Path, count: int, meter: CpuMeter) -> Scaling:
    place = work / "scaling"
    place.mkdir()
    workload = workloads.tiny(place)
    used, growth = [], []
    for turn, number in enumerate((count // 10, count, count // 10)):
        _say(f"scaling: {number} small submissions")
        platform = Platform.make(workload, place / f"platform-{turn}", number, LAB_ENVIRONMENT, meter)
        try:
            platform.grade(range(2), 2)
            halves = [platform.grade(part, 2) for part in (range(number // 2), range(number // 2, number))]
            used.append(sum(usage.cpu_s for usage, _ in halves))
            growth.append(halves[1][1] - halves[0][1])
        finally:
            platform.close()
    before, many, after = used
    return Scaling(many / ((before + after) / 2), growth[1], count // 2)


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, round(percent / 100 * (len(values) - 1)))]


def _print(figures: Figures) -> None:
    count = figures.submissions
    columns = ("for each of them", "nbgrader, a call each", "nbgrader, one batch", "ours", "ours, 2 slots", "limit")
    cells = (sum(figures.cells.cpu_s) / count, sum(figures.cells.wall_s) / count)
    rows = [
        ("CPU s", figures.single.cpu_s, figures.batch.cpu_s / count, figures.ours.cpu_s / count,
         figures.two_slots.cpu_s / count, cells[0]),
        ("wall s", figures.single.wall_s, figures.batch.wall_s / count, figures.ours.wall_s / count,
         figures.two_slots.wall_s / count, cells[1]),
    ]  # fmt: skip
    print(f"\n{figures.workload}: {count} submissions")
    print("".join(f"{column:>24}" for column in columns))
    for label, *values in rows:
        print(f"{label:>24}" + "".join(f"{value:24.2f}" for value in values))
    said = figures.as_json(None)
    shown = ("cpu_over_cells", "speedup_batch", "speedup_single", "two_workers", "two_workers_limit")
    ratios = {name: said[name] for name in shown}
    print("  " + "  ".join(f"{name} {value}" for name, value in ratios.items()))
    print(f"  nbgrader's feedback besides: {figures.feedback.cpu_s / count:.2f} CPU s each")
    print(
        "  submit to feedback over the cells' own time: "
        f"median {statistics.median(figures.latency_over_cells_s):.2f} s, p95 {said['p95_over_cells_s']} s"
    )
    print(f"  scores: {figures.compared} cells compared, {figures.different} different; not graded: "
          f"{figures.failed[0]} by nbgrader, {figures.failed[1]} by us")  # fmt: skip
    print(f"  memory: {figures.memory_mb[0]:.0f} MB, after {figures.memory_mb[2]} more {figures.memory_mb[1]:.0f} MB")


if __name__ == "__main__":
    main()
