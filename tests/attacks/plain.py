"""The corpus against plain nbgrader: an environment of its own, a fresh course for each attack, one victim beside it.

nbgrader is locked up (bubblewrap: no network, a view of processes of its own, everything but the course read-only), so
that what it lets through harms nobody. What it has no limit against is not run: see `nbgrader` in expected.toml.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.grading_parts.stock import CONFIG, installed
from bench.grading_parts.workloads import RUN, Workload
from tests.attacks.corpus import Attack, content
from tests.attacks.lab import CODE, RIGHT, AttackedLab, Surroundings, attacked

ATTACKER, VICTIM = "a-attacker", "victim"
VICTIM_POINTS = 4.0
CELL_SECONDS = 8
ATTACK_SECONDS = 240


@dataclass(frozen=True)
class Plain:
    """What nbgrader gave: points beyond what was earned, to anybody, and whether the victim was graded at all."""

    attack: str
    gained: float
    victim_graded: bool
    said: str = ""


def fight(
    attacks: Sequence[Attack], folder: Path, progress: Callable[[int, int], None] = lambda *_: None
) -> list[Plain]:
    """Two at a time. Installs nbgrader into `folder` first."""
    environment = installed(folder / "stock")
    workload, released = attacked(folder / "lab")
    chosen = [attack for attack in attacks if attack.expected.nbgrader]
    done: list[Plain] = []

    def one(attack: Attack) -> Plain:
        place = folder / "courses" / attack.name
        around = Surroundings(9, "3600", place, (), os.getpid(), VICTIM)
        found = _autograded(attack, place, environment, workload, AttackedLab(released, around))
        done.append(found)
        progress(len(done), len(chosen))
        return found

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, chosen))


def _autograded(attack: Attack, place: Path, environment: Path, workload: Workload, lab: AttackedLab) -> Plain:
    place.parent.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", str(workload.course), str(place)], check=True)
    settings = CONFIG.format(root=str(place), run=RUN).replace("timeout = 60", f"timeout = {CELL_SECONDS}")
    (place / "nbgrader_config.py").write_text(settings)
    for student, handed in ((ATTACKER, attack.hostile(lab)), (VICTIM, lab.notebook(t1=RIGHT["t1"]))):
        file = place / "submitted" / student / CODE / f"{CODE}.ipynb"
        file.parent.mkdir(parents=True)
        file.write_bytes(content(handed))
    try:
        done = subprocess.run(
            _locked_up(environment, place),
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
            timeout=ATTACK_SECONDS,
        )
        said = next((line for line in reversed(done.stderr.splitlines()) if "ERROR" in line), "")
    except subprocess.TimeoutExpired:
        said = f"still busy after {ATTACK_SECONDS} s"
    totals = _totals(place / "gradebook.db")
    earned = {ATTACKER: attack.expected.points, VICTIM: VICTIM_POINTS}
    gained = sum(max(0.0, totals.get(student, 0.0) - points) for student, points in earned.items())
    return Plain(attack.name, gained, VICTIM in totals, said)


def _locked_up(environment: Path, place: Path) -> list[str]:
    own = ("--bind", str(place), str(place))
    seen = ("--ro-bind", str(environment), str(environment))
    return [
        *("bwrap", "--die-with-parent", "--unshare-all", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
        *("--tmpfs", "/tmp", *seen, *own, "--chdir", str(place), "--clearenv"),
        *("--setenv", "PATH", f"{environment / 'bin'}:/usr/bin:/bin", "--setenv", "HOME", str(place)),
        *("--setenv", "LANG", "C.UTF-8", "--setenv", "OMP_NUM_THREADS", "1"),
        *(str(environment / "bin" / "nbgrader"), "autograde", CODE, "--force"),
    ]


def _totals(gradebook: Path) -> dict[str, float]:
    """Each graded student's points as formgrader shows them: by hand where there is a mark, else automatic."""
    query = (
        "select s.student_id, sum(coalesce(g.manual_score, g.auto_score)), count(g.auto_score) from grade g "
        "join submitted_notebook n on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id "
        "group by s.student_id"
    )
    database = sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True)
    try:
        return {student: float(points or 0.0) for student, points, graded in database.execute(query) if graded}
    finally:
        database.close()
