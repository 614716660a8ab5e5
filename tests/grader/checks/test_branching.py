"""Versions of a notebook that begin alike, run in copies of one kernel, get what they get when they are run whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.checks import branching
from grader.checks.branching import Branch
from grader.engine import Engine
from tests.grader.checks.notebooks import Judged, _check_name, _judged, check, given, hidden, judge, notebook, work

CELLS = [
    given("FACTOR = 2"),
    work("log = []\ndef scale(x):\n    log.append(x)\n    return x * FACTOR", "t1-solution"),
    check("t1-visible", "assert callable(scale), 'no function'"),
    hidden("t1-hidden", "assert scale(21) == 42, f'scale gave {scale(21)}'"),
    hidden("t1-again", "assert log == [21], log"),
    work("import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()\nprint('drawn')"),
    work("total = scale(3) + scale(4)\ntotal", "t2-solution"),
    check("t2-visible", "assert log == [3, 4], f'log is {log}'\nprint('seen', total)"),
    hidden("t2-hidden", "assert total == 14, f'total is {total}'\n1.5"),
    work("from ipywidgets import interact\ninteract(lambda n=3: print(n))"),
    work("scale = None", "t3-solution"),
    check("t3-last", "assert scale is None"),
]
T1, T2, T3 = 1, 6, 10


def outcomes(engine: Engine, *branches: Branch, cells=CELLS) -> dict[str, dict[str, Judged] | None]:
    executed = engine.execute_branches(notebook(cells), branches, 0)
    return {
        name: None
        if version is None
        else {check: _judged(cell) for cell in version.cells if (check := _check_name(cell))}
        for name, version in executed.items()
    }


@pytest.mark.parametrize(
    ("index", "source"),
    [
        (T1, "log = []\ndef scale(x):\n    log.append(x)\n    return x + FACTOR"),
        (T1, "def scale(x): return undefined"),
        (T1, "this is no Python"),
        (T1, "log = []\nimport random\ndef scale(x):\n    print('noise')\n    log.append(x)\n    return x * FACTOR"),
        (T2, "total = 15"),
        (T2, "raise ValueError('nothing')"),
        (T2, "%time total = scale(7)\nlog[:] = [3, 4]"),
        (T3, "scale = 5"),
        (T3, "import matplotlib.pyplot as plt\nplt.plot([3])\nplt.show()\ndisplay(1)"),
    ],
)
def test_a_branch_gets_what_the_whole_notebook_gets(engine: Engine, index: int, source: str) -> None:
    other = outcomes(engine, Branch("other", {index: source}))["other"]
    cells = [*CELLS[:index], work(source, "changed"), *CELLS[index + 1 :]]
    whole = judge(engine, *cells).checks
    assert other is not None
    later = [name for cell in CELLS[index:] if (name := _check_name(cell))]
    assert {name: other[name] for name in later} == {name: whole[name] for name in later}


def test_branches_don_t_see_each_other_and_may_differ_in_several_cells(engine: Engine) -> None:
    got = outcomes(
        engine,
        Branch("late", {T3: "scale = 1"}),
        Branch("one", {T2: "total = 14; log[:] = [3, 4]; FACTOR = 99"}),
        Branch("two", {T2: "total = FACTOR", T3: "scale = total"}),
    )
    assert {name: got[name]["t2-hidden"].points for name in ("one", "two")} == {"one": 1.5, "two": 0}
    assert got["two"]["t2-hidden"].sentence == "total is 2"
    assert {name: got[name]["t3-last"].points for name in got} == {"late": 0, "one": 2, "two": 0}
    assert got["late"]["t2-hidden"].error == ""  # before its first other cell nothing is judged


@pytest.mark.parametrize("source", ["import os; os._exit(3)", "while True: pass", "import os; os.kill(os.getpid(), 9)"])
def test_a_branch_that_does_not_come_to_its_end_has_to_be_run_whole(
    strict_engine: Engine, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branching, "CELLS_TIME", 1)
    got = outcomes(strict_engine, Branch("ends", {T2: source}), Branch("fine", {T2: "total = 14"}))
    assert got["ends"] is None
    assert got["fine"] is not None
    assert got["fine"]["t2-hidden"].points == 1.5


def test_a_branch_whose_checks_need_an_earlier_check_has_to_be_run_whole(engine: Engine) -> None:
    def versions(later: str) -> list[bool]:
        cells = [work("x = 1", "a"), check("first", "_names = [1]"), work("y = 1", "b"), check("second", later)]
        return [version is None for version in outcomes(engine, Branch("v", {2: "y = 2"}), cells=cells).values()]

    assert versions("assert _names == [1] and y == 2") == [True]
    assert versions("_names = _names + [2]") == [True]
    assert versions("_names = [y]\nassert _names == [2]") == [False]
    assert versions("for _names in (1, 2): assert _names") == [False]
    assert versions("assert [_names for _names in (1, 2)] == [1, 2]") == [False]


def test_checks_in_the_notebook_s_own_kernel_are_run_whole(engine: Engine) -> None:
    given_cells = notebook(CELLS, mode="compatible")
    assert engine.execute_branches(given_cells, [Branch("other", {T2: "total = 1"})], 0) == {"other": None}


def test_a_cold_kernel_branches_as_a_warm_one(engine: Engine) -> None:
    branch = Branch("other", {T2: "total = 15"})
    assert outcomes(replace(engine, warm=None), branch) == outcomes(engine, branch)
