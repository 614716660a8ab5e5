"""Every lab, run for real in the grading sandbox: reference, stub, wrong answers, both languages, time and memory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbgrader
import pytest

from hub_config import datasets
from hub_config.lab_checking import check_labs
from hub_config.lab_sandboxes import Progress, Sandboxes, sandboxes
from hub_config.settings import Settings
from labs.answers import REFERENCE, answer_names
from labs.catalogue import LabDefinition, all_labs, lab, read_lab
from labs.harness import runs
from labs.harness.outcomes import completed, read_outcome
from labs.harness.report import LabReport
from labs.importing import import_notebook
from labs.scaffolding import scaffold
from sandbox_data.errors import DataUnavailable, TermsNotAccepted
from tests.parts import missing
from tests.platform_process import REPOSITORY, processes_below

# Slots of other tests' engines begin at 0: a slot's user id carries a limit of processes.
FIRST_SLOT = 20
LAB_SECONDS = 600


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(var=tmp_path_factory.mktemp("var"), accept_mirror_terms=True, sign_shipped_recipes=True)


@pytest.fixture(scope="module")
def execution(settings: Settings) -> Iterator[Sandboxes]:
    with sandboxes(settings, first_slot=FIRST_SLOT) as opened:
        yield opened


@pytest.fixture(scope="module")
def check(settings: Settings, execution: Sandboxes) -> Callable[[LabDefinition], LabReport]:
    return lambda definition: next(iter(check_labs(settings, [definition], execution)))


@pytest.mark.timeout(LAB_SECONDS)
@pytest.mark.parametrize("definition", all_labs(), ids=lambda definition: definition.code)
def test_a_lab_holds(
    definition: LabDefinition, settings: Settings, check: Callable[[LabDefinition], LabReport]
) -> None:
    if definition.dataset is not None:
        try:
            datasets.offer(settings, definition.dataset.name)
        except (DataUnavailable, TermsNotAccepted) as error:  # neither a package nor the mirror has it
            missing(str(error))
    report = check(definition)
    wanted = [finding for finding in report.findings if finding.blocks or not definition.draft]
    assert [str(finding) for finding in wanted] == []
    assert (report.reference, report.stub, report.wrong_held) == (100, 0, report.wrong)
    assert report.languages_equal
    assert set(json.loads(json.dumps(report.as_json()))) == {
        *("lab", "reference", "stub", "wrong_held", "wrong", "mutants_caught", "languages_equal", "cpu_s", "rss_mb")
    }


OPENED = """
import sys, time
from hub_config.lab_sandboxes import sandboxes
from hub_config.settings import Settings
if __name__ == "__main__":
    with sandboxes(Settings(var=sys.argv[1]), workers=1, first_slot=40) as execution:
        execution._pool.submit(int).result()
        print(*execution._pool._processes, flush=True)
        time.sleep(60)  # it is killed before
"""


def test_a_killed_check_leaves_no_worker_behind(tmp_path: Path) -> None:
    program = tmp_path / "opened.py"
    program.write_text(OPENED, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, str(program), str(tmp_path / "var")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as opened:
        assert opened.stdout is not None
        (worker,) = map(int, opened.stdout.readline().split())
        below = processes_below(opened.pid)
        assert worker in below
        opened.kill()
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in below) and time.monotonic() < until:
        time.sleep(0.1)  # the kernel ends them one after the other, and tells nobody
    assert [pid for pid in below if Path(f"/proc/{pid}").exists()] == []


FAULTS = {
    ("answers/expected.toml", "t2 = 14", "t2 = 20"): "chi_square_limit: {'t2': 14.0",
    ("answers/expected.toml", "T² 한계가 11.34", "T² 한계가 12"): "'T² 한계가 12' is not in",
    ("notebook.py", "golden = fit_reference(features.drop(index=suspects))", "golden = model"): "t4-hidden: ",
    ("notebook.py", "[미작성 · not attempted] 과제 3", "과제 3"): "stub: t3-visible: ",
    ("notebook.py", 'print(f"{dryer', 'print(rows)\nprint(f"{dryer'): "stub: setup: ",
    ("lab.toml", "expected_grading_seconds = 8", "expected_grading_seconds = 0.5"): "promises 0.5 s",
}


def copied(folder: Path, *changes: tuple[str, str, str]) -> LabDefinition:
    """A copy of the golden batch lab with one wrong answer, and with text of its files replaced."""
    shutil.copytree(lab("golden_batch").folder, folder)
    for answer in (folder / "answers").glob("*.py"):
        if answer.stem != "chi_square_limit":
            answer.unlink()
    for file, before, after in changes:
        text = (folder / file).read_text(encoding="utf-8")
        assert before in text
        (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    return read_lab(folder)


@pytest.mark.timeout(LAB_SECONDS)
def test_every_fault_of_a_lab_is_found(tmp_path: Path, check: Callable[[LabDefinition], LabReport]) -> None:
    report = check(copied(tmp_path / "golden_batch", *FAULTS))
    assert not report.holds
    said = "\n".join(str(finding) for finding in report.findings)
    assert [fault for fault in FAULTS.values() if fault not in said] == []
    assert "1 wrong answers, 4 wanted" in said
    assert "no_scaling: no such file, or not stated" in said


def test_a_lab_whose_data_cant_be_had_says_so(tmp_path: Path, check: Callable[[LabDefinition], LabReport]) -> None:
    report = check(copied(tmp_path / "golden_batch", ("lab.toml", 'name = "dryer"', 'name = "wetter"')))
    assert not report.holds
    assert report.reference is None
    assert "wetter" in str(report.findings[0])


def test_a_new_lab_holds_as_a_draft(tmp_path: Path, check: Callable[[LabDefinition], LabReport]) -> None:
    report = check(read_lab(scaffold("bearing_noise", "dryer", folder=tmp_path)))
    assert report.kind == "draft"
    assert report.holds
    assert (report.reference, report.stub, report.wrong_held, report.wrong) == (100, 0, 2, 2)
    assert [finding.where for finding in report.findings] == ["lab.toml", "plots", "answers"]


def test_nbgraders_own_assignment_holds_as_an_imported_lab(
    tmp_path: Path, check: Callable[[LabDefinition], LabReport]
) -> None:
    source = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source" / "ps1" / "problem1.ipynb"
    report = check(read_lab(import_notebook(source, "squares", folder=tmp_path).folder))
    assert report.kind == "imported"
    assert report.holds
    assert (report.reference, report.stub) == (10, 0)


@pytest.mark.timeout(LAB_SECONDS)
def test_a_wrong_answer_gets_from_where_it_differs_what_it_gets_whole(execution: Sandboxes) -> None:
    definition = lab("golden_batch")
    notebooks = runs.released(definition)
    (run,) = runs.branching_runs(definition, notebooks, shares=1)
    assert set(run.answers) == set(answer_names(definition)[1:])
    branched = execution.submit_answers(run, read_outcome, Progress())
    alone = (REFERENCE, *run.answers)
    outcomes = {
        name: execution.submit(runs.whole_answer(definition, notebooks, name), read_outcome, Progress())
        for name in alone
    }
    reference = outcomes[REFERENCE].result()
    for name in run.answers:
        version = branched.result()[name]
        assert version is not None
        assert completed(version, run.graded_before(name), reference).checks == outcomes[name].result().checks


@pytest.mark.timeout(LAB_SECONDS)
def test_mutants_run_through_the_engine_where_a_fork_cant_judge(
    settings: Settings, execution: Sandboxes, tmp_path: Path
) -> None:
    folder = scaffold("bearing_noise", "dryer", folder=tmp_path)
    notebook = (folder / "notebook.py").read_text(encoding="utf-8")
    no_fork = 'assert "shopfloor_mutation" not in __import__("sys").modules, "포크 / a fork"\n_mine = summary('
    notebook = notebook.replace("len(data),", "len(data) - 0,").replace("_mine = summary(", no_fork)
    (folder / "notebook.py").write_text(notebook, encoding="utf-8")
    report = next(iter(check_labs(settings, [read_lab(folder)], execution, full=True)))
    assert report.mutants_caught == 0.5
    assert [finding.seen for finding in report.findings if finding.where == "survivors.toml"] == [
        "t2-solution: return {'count': len(data) - 0, 'missing': int(values.isna().sum()), "
        "'mean': float(values.mean())} :: len(data) - 0 -> len(data) + 0"
    ]
    assert not [finding for finding in report.findings if finding.where.startswith(("seed", "threads"))]
