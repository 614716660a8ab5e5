"""The limit: the cells alone, run one after the other in a process that has all loaded. Nothing is recorded."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.grading_parts.workloads import Workload
from grader.engine import Engine
from grader.warm.libraries import EVERYTHING

REPOSITORY = Path(__file__).resolve().parents[2]
# Figures are drawn, as a kernel draws them: a chart that nobody draws was not run.
PROGRAM = r"""
import contextlib, importlib, io, json, sys, time, warnings
import matplotlib
matplotlib.use("agg")
for name in json.loads(sys.argv[1]):
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
import matplotlib.pyplot as plt
notebooks = [json.load(open(path))["cells"] for path in sys.argv[2:]]
def run(cells):
    space = {"__name__": "__main__"}
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        try:
            exec(compile("".join(cell["source"]), "<cell>", "exec"), space)
        except Exception:
            pass
        for number in plt.get_fignums():
            plt.figure(number).savefig(io.BytesIO(), format="png", bbox_inches="tight")
        plt.close("all")
used = []
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    warnings.simplefilter("ignore")
    for cells in notebooks[:3]:
        run(cells)
    for cells in notebooks:
        cpu, wall = time.process_time(), time.monotonic()
        run(cells)
        used.append([time.process_time() - cpu, time.monotonic() - wall])
print(json.dumps(used))
"""


@dataclass(frozen=True)
class CellsAlone:
    """Seconds of each submission, in their order."""

    cpu_s: list[float]
    wall_s: list[float]


def cells_alone(engine: Engine, workload: Workload, course: Path, usernames: list[str]) -> CellsAlone:
    """Measure the graded notebooks (with their checks) of these trainees, in the lab environment, outside a sandbox."""
    (alone,) = _measured(engine, workload, course, usernames, 1)
    return alone


def two_at_once(engine: Engine, workload: Workload, course: Path, usernames: list[str], alone: CellsAlone) -> float:
    """How many times as fast two processes with nothing but cells are as one: what the machine allows two workers."""
    pair = _measured(engine, workload, course, usernames, 2)
    return 2 * sum(alone.wall_s) / max(sum(one.wall_s) for one in pair)


def _measured(
    engine: Engine, workload: Workload, course: Path, usernames: list[str], processes: int
) -> list[CellsAlone]:
    code = course.parent / "limit-code" / "sandbox_data"
    if not code.is_dir():
        code.mkdir(parents=True)
        (code / "__init__.py").write_text((REPOSITORY / "sandbox_data" / "__init__.py").read_text())
        reading = (REPOSITORY / "sandbox_data" / "reading.py").read_text()
        (code / "reading.py").write_text(reading.replace('Path("/data")', f"Path({str(workload.data)!r})"))
    sandbox = engine.sandbox(0)
    paths = [str(course / "autograded" / name / workload.name / f"{workload.name}.ipynb") for name in usernames]
    command = [str(engine.lab_environment / "bin" / "python"), "-c", PROGRAM, json.dumps(EVERYTHING), *paths]
    environment = {**sandbox.environment, "HOME": str(course.parent), "MPLBACKEND": "agg"}
    environment |= {"PYTHONPATH": str(code.parent), "BENCH_DATA": str(workload.data)}
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=os.sep + "tmp")
        for _ in range(processes)
    ]
    found = []
    for process in running:
        said, _ = process.communicate()
        if process.returncode != 0:
            raise SystemExit(f"the cells alone ended with {process.returncode}")
        used = json.loads(said)
        found.append(CellsAlone([cpu for cpu, _ in used], [wall for _, wall in used]))
    return found
