"""Plain nbgrader, plainly installed into an environment of its own with the labs' versions of the labs' libraries."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from bench.grading_parts.measuring import CpuMeter
from bench.grading_parts.workloads import RUN, Workload, copied

REPOSITORY = Path(__file__).resolve().parents[2]
LIBRARIES = ("numpy", "pandas", "pyarrow", "scipy", "scikit-learn", "matplotlib", "ipykernel", "nbgrader")
CONFIG = """
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = {run!r}
c.Execute.timeout = 60
"""


@dataclass
class Usage:
    cpu_s: float
    wall_s: float


@dataclass(frozen=True)
class StockNbgrader:
    environment: Path
    meter: CpuMeter

    @classmethod
    def install(cls, folder: Path, meter: CpuMeter) -> StockNbgrader:
        return cls(installed(folder), meter)

    def course(self, workload: Workload, folder: Path, count: int) -> StockCourse:
        """A copy of the released course with the submissions of `count` trainees."""
        copied(workload, folder)
        (folder / "nbgrader_config.py").write_text(CONFIG.format(root=str(folder), run=RUN))
        for number in range(count):
            place = folder / "submitted" / username(number) / workload.name
            place.mkdir(parents=True)
            nbformat.write(workload.submission(number), place / f"{workload.name}.ipynb")
        return StockCourse(self, folder, workload)


def installed(folder: Path) -> Path:
    """Make the environment in `folder`; the folder."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    lock = (REPOSITORY / "hub_config" / "locks" / "lab.txt").read_text()
    pins = [pin for name in LIBRARIES for pin in re.findall(rf"^{name}==\S+", lock, re.M)]
    pip = [str(folder / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", *pins]
    done = subprocess.run(pip, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"nbgrader can't be installed: {done.stderr[-500:]}")
    return folder


@dataclass
class StockCourse:
    stock: StockNbgrader
    folder: Path
    workload: Workload
    said: list[str] = field(default_factory=list)

    def autograde(self, student: str = "*") -> Usage:
        return self._run("autograde", self.workload.name, "--force", f"--CourseDirectory.student_id={student}")

    def feedback(self) -> Usage:
        return self._run("generate_feedback", self.workload.name, "--force")

    def _run(self, *arguments: str) -> Usage:
        before, began = self.stock.meter.seconds(), time.monotonic()
        done = subprocess.run(
            [str(self.stock.environment / "bin" / "nbgrader"), *arguments],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        wall, cpu = time.monotonic() - began, self.stock.meter.seconds() - before
        self.said += [line for line in done.stderr.splitlines() if "ERROR" in line][:5]
        return Usage(cpu, wall)

    def _environment(self) -> dict[str, str]:
        reader = self.folder.parent / "stock-code" / "sandbox_data"
        if not reader.is_dir():
            reader.mkdir(parents=True)
            shutil.copy(REPOSITORY / "sandbox_data" / "__init__.py", reader)
            text = (REPOSITORY / "sandbox_data" / "reading.py").read_text()
            (reader / "reading.py").write_text(text.replace('Path("/data")', f"Path({str(self.workload.data)!r})"))
        return {
            "PATH": f"{self.stock.environment / 'bin'}:/usr/bin:/bin",
            "HOME": str(self.folder.parent),
            "LANG": "C.UTF-8",
            "TZ": os.environ.get("TZ", "Asia/Seoul"),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": str(reader.parent),
            "BENCH_DATA": str(self.workload.data),
        }


def username(number: int) -> str:
    return f"trainee-{number:04}"


def scores(course: Path) -> dict[tuple[str, str], float | None]:
    """Automatic points by trainee and cell, from a gradebook."""
    database = sqlite3.connect(f"file:{course / 'gradebook.db'}?mode=ro", uri=True)
    query = (
        "select s.student_id, c.name, g.auto_score from grade g join base_cell c on c.id = g.cell_id "
        "join submitted_notebook n on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id"
    )
    found = {(student, cell): score for student, cell, score in database.execute(query)}
    database.close()
    return found
