"""How checks run beside the kernel: on which state, with whose names, with which limits, and whose fault is whose."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from grader.engine import Engine
from grader.errors import EngineFault
from grader.limits import GradingLimits
from tests.grader.checks.notebooks import check, given, hidden, judge, work

# --- the state that a check judges ------------------------------------------------------------------------------------


def test_a_check_that_waits_judges_the_kernel_as_it_was(engine: Engine) -> None:
    """Hidden inputs are sent after the last cell, but to a copy: a name bound anew later doesn't matter."""
    got = judge(
        engine,
        work("factor = 2\nlog = []\ndef scale(x):\n    log.append(x)\n    return x * factor"),
        hidden("first", "assert scale(21) == 42\nassert factor == 2"),
        hidden("again", "assert scale(4) == 8\nassert log == [21, 4], log"),
        work("factor = 3\nlog = ['new']"),
        hidden("second", "assert scale(5) == 15\nassert log == ['new', 5], log"),
        work("factor = 'gone'\ndef scale(x): return None"),
        check("last", "assert factor == 'gone'"),
    )
    assert {name: judged.sentence for name, judged in got.checks.items() if judged.sentence} == {}
    assert got.points == 8


def test_a_check_that_waits_is_judged_also_after_a_trainee_used_several_threads(engine: Engine) -> None:
    """The copy that waits has none of OpenMP's threads, and must not wait for them."""
    got = judge(
        engine,
        work(
            "import numpy as np\nfrom threadpoolctl import threadpool_limits\n"
            "from sklearn.ensemble import HistGradientBoostingRegressor as Trees\n"
            "threadpool_limits(2)\nX = np.random.default_rng(0).random((20_000, 4))\ny = X[:, 0]\n"
            "def fitted(rounds): return Trees(max_iter=rounds, early_stopping=False).fit(X, y).score(X, y)\n"
            "whole = fitted(5)"
        ),
        hidden("again", "assert fitted(5) == whole"),
        work("later = 1"),
        check("last", "assert whole > 0"),
    )
    assert (got["again"].sentence, got.points) == ("", 4)


def test_a_cold_kernel_is_judged_as_a_warm_one(engine: Engine) -> None:
    cells = [
        work("import pandas as pd\ndef f(x): return x + 1\ntable = pd.DataFrame({'x': [1, 2]})"),
        hidden("call", "assert f(41) == 42"),
        work("y = 1"),
        check("value", "assert table['x'].sum() == 3"),
    ]
    for one in (engine, replace(engine, warm=None)):
        assert judge(one, *cells).points == 4


def test_a_check_without_hidden_inputs_is_judged_on_the_spot(engine: Engine) -> None:
    got = judge(engine, work("x = 1"), hidden("now", "assert x == 1"), work("x = 2"), hidden("then", "assert x == 2"))
    assert got.points == 4


def test_names_of_a_check_that_waits_are_there_for_later_checks(engine: Engine) -> None:
    got = judge(
        engine,
        work("def f(x): return x + 1"),
        hidden("first", "def near(a, b):\n    return abs(a - b) < 1e-9\nassert near(f(1), 2)"),
        work("y = 3"),
        check("second", "assert near(y, 3)"),
        work("z = 4"),
        check("third", "assert near(z, 4)"),
    )
    assert (got.points, got["second"].sentence) == (6, "")


def test_a_trainee_can_not_answer_for_a_helper_of_a_check_that_waits(engine: Engine) -> None:
    got = judge(
        engine,
        work("def f(x): return 0\ndef near(a, b): return True"),
        hidden("first", "def near(a, b):\n    return abs(a - b) < 1e-9\nassert near(f(1), 2)"),
        work("y = 0\ndef near(a, b): return True"),
        check("second", "assert near(y, 3)"),
    )
    assert got.points == 0


def test_a_kernel_that_dies_later_takes_no_points_of_earlier_checks(engine: Engine) -> None:
    got = judge(
        engine,
        work("def f(x): return x + 1"),
        hidden("early", "assert f(41) == 42"),
        work("x = 5"),
        check("middle", "assert x == 5"),
        work("import os\nos._exit(0)"),
        check("late", "assert x == 5"),
        hidden("later", "assert f(1) == 2"),
    )
    assert {name: judged.points for name, judged in got.checks.items()} == {
        "early": 2, "middle": 2, "late": 0, "later": 0
    }  # fmt: skip
    assert "not run" in got["late"].sentence


def test_memory_that_runs_out_later_takes_no_points_of_earlier_checks(engine: Engine) -> None:
    tight = replace(engine, limits=GradingLimits(memory_bytes=700 << 20))
    got = judge(
        tight,
        work("def f(x): return x + 1"),
        hidden("early", "assert f(41) == 42"),
        work("import time\nhoard = [b'x' * 1_000_000 for _ in range(1_000)]\ntime.sleep(5)"),
        check("late", "assert f(1) == 2"),
    )
    assert (got["early"].points, got["late"].points) == (2, 0)


def test_a_notebook_that_runs_out_of_time_keeps_its_earlier_checks(engine: Engine) -> None:
    short = replace(engine, limits=GradingLimits(cell_seconds=4, total_seconds=5))
    got = judge(
        short,
        work("def f(x): return x + 1"),
        hidden("early", "assert f(41) == 42"),
        work("while True: pass"),
        work("while True: pass"),
        work("y = 1"),
        check("late", "assert y == 1"),
    )
    assert (got["early"].points, got["late"].points) == (2, 0)
    assert "not run" in got["late"].sentence


def test_what_a_visible_check_makes_is_there_for_later_cells_of_the_trainee(engine: Engine) -> None:
    got = judge(
        engine,
        work("x = 20"),
        check("first", "import statistics\ntable = [x, 1]\nassert x == 20"),
        work("y = statistics.mean(table) * 4"),
        check("second", "assert y == 42"),
    )
    assert got.points == 4


def test_what_a_hidden_check_makes_is_not(engine: Engine) -> None:
    got = judge(
        engine,
        work("x = 20"),
        hidden("first", "answer = 42\nassert x == 20"),
        work("y = answer"),
        check("second", "assert y == 42"),
    )
    assert (got["first"].points, got["second"].points) == (2, 0)


def test_a_trainees_object_is_one_object_within_a_check(engine: Engine) -> None:
    got = judge(engine, work("class A: pass\na = A()\nb = [a, a]"), check("aim", "assert b[0] is b[1] and a is b[0]"))
    assert got.points == 2


def test_a_reference_of_an_earlier_check_is_refused(engine: Engine) -> None:
    got = judge(
        engine,
        work("class A:\n    n = 1\na = A()"),
        check("first", "kept = a\nassert kept.n == 1"),
        check("second", "assert kept.n == 1"),
    )
    assert (got["first"].points, got["second"].points) == (2, 0)


# --- whose names ------------------------------------------------------------------------------------------------------


def test_the_instructors_imports_and_helpers_are_never_the_trainees(engine: Engine) -> None:
    cells = [
        given("import math\nfrom statistics import mean as average\nSIZE = 3\ndef helper(x):\n    return x == SIZE")
    ]
    got = judge(
        engine,
        *cells,
        work(
            "class math:\n    isclose = lambda *a: True\n    pi = 3\n"
            "average = lambda x: 42\nSIZE = 99\nhelper = lambda x: True\nmine = 99"
        ),
        check("import", "assert math.pi > 3.1"),
        check("from", "assert average([1, 3]) == 2"),
        check("constant", "assert SIZE == 3"),
        check("helper", "assert helper(mine)"),
        source=cells,
    )
    assert {name: judged.points for name, judged in got.checks.items()} == {
        "import": 2, "from": 2, "constant": 2, "helper": 0
    }  # fmt: skip


def test_an_import_in_the_instructors_solution_counts(engine: Engine) -> None:
    got = judge(
        engine,
        work("class math:\n    pi = 4"),
        check("aim", "assert math.pi < 3.2"),
        source=[work("import math\nsquare = math.pi")],
    )
    assert got.points == 2


def test_a_locked_cells_imports_run_where_its_helpers_need_them_or_for_their_effect(engine: Engine) -> None:
    cells = [
        given(
            "import wave\nimport colorsys\n"
            "from sklearn.experimental import enable_iterative_imputer\nfrom sklearn.impute import IterativeImputer\n"
            "SIZE = 3\ndef hue(*colour):\n    return colorsys.rgb_to_hsv(*colour)[0]\n"
            "def imputer():\n    return IterativeImputer()"
        )
    ]
    got = judge(
        engine,
        *cells,
        check(
            "aim",
            "import sys\nassert SIZE == 3 and hue(1, 0, 0) == 0\n"
            "assert type(imputer()).__name__ == 'IterativeImputer'\n"
            "assert 'wave' not in sys.modules, 'wave was imported'",
        ),
        source=cells,
    )
    assert (got.points, got["aim"].sentence) == (2, "")


def test_data_that_a_locked_cell_loads_is_the_trainees(engine: Engine) -> None:
    """A task may ask to change it in place."""
    cells = [given("import pandas as pd\ntable = pd.DataFrame({'x': [1, 2]})\nCOLUMNS = list(table.columns)")]
    got = judge(
        engine,
        *cells,
        work("table['y'] = table['x'] * 2\nCOLUMNS = []"),
        check("aim", "assert table['y'].tolist() == [2, 4]\nassert COLUMNS == ['x']"),
        source=cells,
    )
    assert (got.points, got["aim"].sentence) == (2, "")


def test_a_helper_of_a_locked_cell_may_call_the_trainees_functions(engine: Engine) -> None:
    cells = [given("def tries(n):\n    return [attempt(i) for i in range(n)]")]
    got = judge(
        engine,
        *cells,
        work("def attempt(i): return i * i"),
        check("aim", "assert tries(3) == [0, 1, 4]"),
        source=cells,
    )
    assert got.points == 2


def test_released_data_can_be_loaded_in_a_check(engine: Engine) -> None:
    cells = [given("from sandbox_data import load\ndryer = load('dryer')")]
    got = judge(
        engine,
        *cells,
        work("rows = len(dryer)"),
        check("aim", "assert rows == len(load('dryer')) == len(dryer)"),
        source=cells,
    )
    assert (got.points, got["aim"].sentence) == (2, "")


def test_magics_of_a_check_are_left_out(engine: Engine) -> None:
    got = judge(engine, work("x = 1"), check("aim", "%matplotlib inline\n!ls\nassert x == 1"))
    assert got.points == 2


# --- partial credit ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "points"),
    [
        ("1.5", 1.5),
        ("0", 0),
        ("share * 4", 2),
        ("-3", 0),
        ("7", 2),
        ("float('nan')", 0),
        ("float('inf')", 0),
        ("import numpy as np\nnp.float64(0.5)", 0.5),
        ("True", 2),
        ("'text'", 2),
        ("None", 2),
        ("share * 4;", 2),
        ("pass", 2),
    ],
)
def test_a_number_at_the_end_is_partial_credit_within_the_points(last: str, points: float, engine: Engine) -> None:
    got = judge(engine, work("share = 0.5"), check("aim", f"assert share == 0.5\n{last}"))
    assert math.isclose(got["aim"].points, points)


# --- whose fault ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("assert x ==", "is no Python"),
        ("import a_package_that_is_not_there", None),
        ("assert missing_module.x", "a_package_that_is_not_there"),
        ("import matplotlib.pyplot as plt\nplt.gca().get_title()", "name ax"),
    ],
)
def test_an_authors_fault_is_nobodys_zero(source: str, reason: str | None, engine: Engine) -> None:
    cells = [work("x = 1"), check("aim", source)]
    instructors = [*cells, work("import a_package_that_is_not_there as missing_module")]
    if reason is None:
        # In the check itself it is an ordinary error, as in the kernel.
        assert judge(engine, *cells)["aim"].error == "ModuleNotFoundError"
        return
    with pytest.raises(EngineFault, match=reason):
        judge(engine, *cells, source=instructors)


def test_a_lost_checks_process_is_replaced_and_the_check_repeated(engine: Engine) -> None:
    """A process that ends is our fault: the check is tried once more, then the submission is UNGRADED."""
    fatal = (
        "import os, pathlib\nmark = pathlib.Path('/tmp/once')\n"
        "if not mark.exists():\n    mark.touch()\n    os._exit(1)\n"
    )
    got = judge(
        engine, work("x = 1"), check("aim", fatal + "mark.unlink()\nassert x == 1"), check("next", "assert x == 1")
    )
    assert got.points == 4
    with pytest.raises(EngineFault, match="died twice"):
        judge(engine, work("x = 1"), check("aim", "import os\nos._exit(1)"))
    assert judge(engine, work("x = 1"), check("aim", "assert x == 1")).points == 2


def test_a_box_that_is_gone_is_started_again(engine: Engine) -> None:
    engine.boxes.close()
    assert judge(engine, work("x = 1"), check("aim", "assert x == 1")).points == 2


def test_a_box_outlives_the_thread_that_first_needed_it(engine: Engine) -> None:
    """Starting one costs seconds, and a worker's threads come and go."""

    def pid_after_judging() -> int | None:
        assert judge(engine, work("x = 1"), check("aim", "assert x == 1")).points == 2
        return engine.box(0).pid

    pids = []
    for _ in range(2):
        with ThreadPoolExecutor(1) as thread:
            pids.append(thread.submit(pid_after_judging).result())
    assert pids[0] == pids[1] is not None


def test_two_slots_judge_under_two_ids(engine: Engine) -> None:
    source = "import os\nassert os.getuid() == 61001 + slot"
    for slot in (0, 1):
        got = judge(engine, work(f"slot = {slot}"), check("aim", source), slot=slot)
        assert (got.points, got["aim"].sentence) == (2, "")


# --- in words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "error", "korean", "english"),
    [
        ("assert nowhere == 1", "NameError", "nowhere이(가) 아직 없습니다", "nowhere does not exist yet"),
        ("assert thing == 1", "TypeError", "Thing 객체입니다", "a Thing object"),
        ("assert broken(1) == 1", "KeyError", "broken(…)을(를) 실행하다가 KeyError", "broken(…) raised KeyError: 'a'"),
        ("assert forever() == 1", "CheckTimeLimit", "제한 시간 3초", "limit of 3 s"),
        ("assert huge == 1", "ValueTooLarge", "값이 너무 큽니다", "too large to be checked"),
        ("assert gone() == 1", "NoAnswer", "답하지 않았거나", "did not answer"),
        ("table['y']", "KeyError", "값의 형식", "The check met KeyError"),
    ],
)
def test_each_failure_teaches_in_both_languages(
    source: str, error: str, korean: str, english: str, strict_engine: Engine
) -> None:
    prepared = """
import os, numpy as np, pandas as pd
class Thing: pass
thing = Thing()
def broken(x): return {}["a"]
def forever():
    while True: pass
huge = np.zeros(100_000_000)
def gone(): os._exit(1)
table = pd.DataFrame({"x": [1]})
"""
    judged = judge(strict_engine, work(prepared), check("aim", source))["aim"]
    assert (judged.points, judged.error) == (0, error)
    assert korean in judged.shown
    assert english in judged.shown
