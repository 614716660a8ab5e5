"""Attacks on the sandbox and on the gradebook, each really tried: nothing gained, nobody else touched.

Attacks within a trainee's own interpreter, where nbgrader runs its checks (AST transformers, forged results: numbers 1
to 4 and 7), are not among them: as long as checks run there, no sandbox can stop them.
"""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from courses.registry import Person, SubmissionState, open_registry
from grader.engine import slot_identity
from grader.gradebook import GradebookEntry
from tests.grader import attack_world as attacks
from tests.grader.conftest import LAB, RIGHT, RUN, answered
from tests.grader.executing import LIMITS, MEBIBYTE, errors, printed
from tests.grader.grading_world import GradingWorld
from tests.grader.pages import active_parts
from tests.grader.sandboxes import running, wait_until_gone

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KIM = {"t1": (0.0, None), "t2": (10.0, None), "t3": (None, None)}
ATTACKERS = ("around", "double", "forger", "exit", "greedy", "forker")


@dataclass
class Battle:
    """What was there before the attackers and what is there after them."""

    world: GradingWorld
    marker: str
    knocks: list[object] = field(default_factory=list)
    kim_before: GradebookEntry | None = None
    entries: dict[str, GradebookEntry] = field(default_factory=dict)
    page_before: str = ""

    def cells(self, username: str) -> list[NotebookNode]:
        file = self.world.course / "autograded" / username / LAB / f"{LAB}.ipynb"
        cells: list[NotebookNode] = nbformat.read(file, as_version=4).cells
        return cells

    def outcomes(self) -> dict[str, str]:
        """What the attacks of the notebook that looks around said."""
        lines = "".join(printed(cell) for cell in self.cells("around") if cell.cell_type == "code").splitlines()
        return dict(line.partition(": ")[::2] for line in lines if ": " in line)


@pytest.fixture(scope="module")
def battle(released: Path, released_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Battle]:
    folder = tmp_path_factory.mktemp("attacks")
    subprocess.run(["cp", "-a", str(released), str(folder / RUN)], check=True)
    registry = open_registry(f"sqlite:///{folder / 'registry.sqlite'}")
    registry.migrate()
    limits = replace(LIMITS, memory_bytes=2048 * MEBIBYTE, cell_seconds=8)
    world = GradingWorld(
        registry, folder / RUN, folder, NOW, released_data, limits=limits, trainees=("kim", *ATTACKERS, "last")
    )
    world.submit("kim", answered(released, **RIGHT | {"t1_solution": "def double(x):\n    return 0"}))
    world.grade()
    told = Battle(world, f"{700_000 + os.getpid()}", kim_before=world.entries()["kim"], page_before=world.page("kim"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_listen, args=(listener, told.knocks), daemon=True).start()
        port = listener.getsockname()[1]
        world.submit("around", attacks.looking_around(world, released, port, told.marker))
        world.submit("double", attacks.doubled_and_deleted(released))
        world.submit("forger", attacks.forged(released))
        world.submit("exit", attacks.ends_its_kernel(released, **RIGHT))
        world.submit("greedy", attacks.takes_too_much(released))
        world.submit("forker", attacks.forks_without_end(released))
        world.submit("last", answered(released, **RIGHT))
        world.grade()
    told.entries = world.entries()
    yield told
    registry.close()


def _listen(listener: socket.socket, knocks: list[object]) -> None:
    while True:
        try:
            knocks.append(listener.accept())
        except OSError:
            return


# --- all of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ATTACKERS)
def test_an_attacker_is_graded_and_gains_nothing(name: str, battle: Battle) -> None:
    row = battle.world.row(name)
    assert (row.state, row.score, row.max_score, row.tries) == (SubmissionState.GRADED, 0.0, 25.0, 1)
    assert {auto or 0.0 for auto, _ in battle.world.points(name).values()} == {0.0}


def test_the_victim_s_scores_work_and_page_are_what_they_were(battle: Battle) -> None:
    world = battle.world
    assert world.points("kim") == KIM
    assert battle.entries["kim"] == battle.kim_before
    assert world.page("kim") == battle.page_before
    submitted = (world.course / "submitted" / "kim" / LAB / f"{LAB}.ipynb").read_text()
    assert "return 0" in submitted
    assert nbformat.reads(submitted, as_version=4)


def test_whoever_comes_after_them_is_graded_as_ever(battle: Battle) -> None:
    assert battle.world.points("last") == {"t1": (10.0, None), "t2": (10.0, None), "t3": (None, None)}


# --- one by one ------------------------------------------------------------------------------------------------------


def test_attack_5_no_database_can_be_written(battle: Battle) -> None:
    said = battle.outcomes()
    assert (said["5 gradebook"], said["5 registry"], said["5 search"]) == (
        "OperationalError",
        "OperationalError",
        "IndexError",
    )
    marks = {cell.manual for entry in battle.entries.values() for cell in entry.cells}
    assert marks == {None}


def test_attack_6_sources_and_the_work_of_others_can_not_be_read(battle: Battle) -> None:
    said = battle.outcomes()
    assert said["6"] == "FileNotFoundError"
    assert said["6 search"] == "IndexError"
    assert not [outcome for number, outcome in said.items() if number[0] == "6" and "succeeded" in outcome]


def test_attack_8_repeated_checks_stop_nothing_and_count_nothing(battle: Battle) -> None:
    checks = [cell for cell in battle.cells("double") if cell.metadata.get("nbgrader", {}).get("grade")]
    names = [cell.metadata.nbgrader.grade_id for cell in checks]
    assert sorted(names) == ["t1-hidden", "t1-visible", "t2-hidden", "t3-written"]
    assert errors(next(cell for cell in checks if cell.metadata.nbgrader.grade_id == "t1-visible")) != []


def test_attack_9_forged_points_and_locks_are_the_release_s_again(battle: Battle) -> None:
    entry = battle.entries["forger"]
    assert {cell.name: cell.max_score for cell in entry.cells} == {
        "t1-visible": 4.0, "t1-hidden": 6.0, "t2-hidden": 10.0, "t3-written": 5.0
    }  # fmt: skip


def test_attack_10_a_check_that_was_made_a_solution_is_a_check(battle: Battle) -> None:
    (check,) = [
        cell for cell in battle.cells("forger") if cell.metadata.get("nbgrader", {}).get("grade_id") == "t2-hidden"
    ]
    assert "27182" in check.source
    assert errors(check) == ["NotImplementedError"]


def test_attack_11_a_deleted_check_is_run_and_failed(battle: Battle) -> None:
    cells = {cell.name: cell for cell in battle.entries["double"].cells}
    assert (cells["t1-hidden"].auto, cells["t1-hidden"].needs_mark) == (0.0, False)


def test_attack_12_what_a_dead_kernel_did_not_run_counts_nothing(battle: Battle) -> None:
    names = [errors(cell) for cell in battle.cells("exit") if cell.cell_type == "code"]
    assert names == [["KernelDied"]] + [["NotRun"]] * (len(names) - 1)


def test_attacks_13_23_26_and_18_end_at_their_limits(battle: Battle) -> None:
    stop, loop, memory, flood, *rest = (cell for cell in battle.cells("greedy") if cell.cell_type == "code")
    assert errors(stop) == ["SystemExit"]
    assert errors(loop)[-1] == "CellTimeLimit"
    assert errors(memory) == ["MemoryError"]
    assert errors(flood)[-1] in {"OutputLimit", "CellTimeLimit"}
    assert {tuple(errors(cell)) for cell in rest} == {("NotRun",)}
    file = battle.world.course / "autograded" / "greedy" / LAB / f"{LAB}.ipynb"
    assert file.stat().st_size < 2 * LIMITS.output_bytes


def test_attack_16_a_link_leads_nowhere(battle: Battle) -> None:
    said = battle.outcomes()
    assert said["16"] == said["16 direct"] == "FileNotFoundError"


def test_attack_17_no_daemon_outlives_its_notebook(battle: Battle) -> None:
    assert battle.outcomes()["17"] == "started"
    assert running(battle.marker) == []


def test_attack_19_nothing_on_the_page_can_run(battle: Battle) -> None:
    page = battle.world.page("around")
    assert active_parts(page.partition("<body>")[2]) == []
    assert "steal()" in page, "the sources are shown"


def test_attack_20_the_work_of_others_can_not_be_written(battle: Battle) -> None:
    assert battle.outcomes()["20"] == "FileNotFoundError"


def test_attack_21_the_grader_can_not_be_looked_at(battle: Battle) -> None:
    said = battle.outcomes()
    # The parent is the sandbox's own first process. As root it runs under another id; its command line can be read
    # and names what is mounted, no secret.
    if os.geteuid() == 0:
        assert said["21 environ"] == said["21 mem"] == said["21 maps"] == said["21 root"] == "PermissionError"
    assert "succeeded" not in said["21 worker"]
    assert "TOKEN" not in said["21 cmdline"]


def test_attack_25_a_fork_bomb_ends_with_its_sandbox(battle: Battle) -> None:
    assert errors(next(cell for cell in battle.cells("forker") if cell.cell_type == "code")) != []
    if (identity := slot_identity(0)) is not None:
        wait_until_gone(identity.uid)


def test_attack_27_nothing_leaves_the_sandbox(battle: Battle) -> None:
    said = battle.outcomes()
    assert (said["27"], said["27 name"]) == ("URLError", "gaierror")
    assert battle.knocks == []


def test_attack_28_the_grader_can_not_be_killed(battle: Battle) -> None:
    assert battle.outcomes()["28"] == "ProcessLookupError"
    assert battle.outcomes()["17"] == "started", "killing what the kernel can see did not end it"


def test_attack_32_a_name_that_leads_elsewhere_is_a_fault_and_changes_nothing(battle: Battle, released: Path) -> None:
    world = battle.world
    with world.registry.session() as session:
        session.query(Person).filter_by(username="exit").one().username = "../kim"
    world.submit("../kim", answered(released, **RIGHT))
    world.grade()
    assert world.state("../kim", 2) == SubmissionState.UNGRADED
    assert "can't be a folder's name" in world.row("../kim", 2).fault
    assert world.entries()["kim"] == battle.kim_before
