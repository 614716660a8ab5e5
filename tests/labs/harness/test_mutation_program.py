"""Mutants are judged in forked copies of a process: points as nbgrader gives them, and no copy outlives its time."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from labs.harness.mutation_program import __file__ as PROGRAM

CHECK = "assert twice(3) == 6, 'no / no'"


def judged(solution: str, mutants: dict[str, str], *checks: tuple[str, str, float], seconds: float = 30) -> dict:
    """The program's answer in a process of its own, as a kernel would run it."""
    plan = {
        "task": "t1",
        "cells": [
            {"kind": "other", "grade_id": "t1-solution", "points": 0, "source": solution},
            *({"kind": "check", "grade_id": g, "source": source, "points": p} for g, source, p in checks),
        ],
        "mutants": [{"name": name, "grade_id": "t1-solution", "source": source} for name, source in mutants.items()],
        "seconds": seconds,
    }
    code = f"exec(open({PROGRAM!r}).read()); print(json.dumps(judge_mutants(json.loads({json.dumps(plan)!r}), {{}})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def test_a_mutant_is_caught_by_the_first_check_that_takes_points() -> None:
    told = judged(
        "def twice(x):\n    return x * 2",
        {"wrong": "def twice(x):\n    return x / 2", "same": "def twice(x):\n    return 2 * x"},
        ("t1-visible", "assert callable(twice), 'no / no'", 2),
        ("t1-hidden", CHECK, 8),
    )
    assert told["reference"] == {"t1-visible": 2, "t1-hidden": 8}
    assert told["caught"] == {"wrong": "t1-hidden", "same": None}


def test_a_copy_never_changes_the_state_of_the_next_one() -> None:
    grow = "global_list = globals().setdefault('kept', [])\nglobal_list.append(1)\ntwice = lambda x: x * 2"
    told = judged(grow, {"a": grow, "b": grow}, ("t1-hidden", "assert len(kept) == 1, 'no / no'", 8))
    assert told["caught"] == {"a": None, "b": None}


def test_less_partial_credit_is_a_loss() -> None:
    told = judged("good = 4", {"less": "good = 3", "more": "good = 5"}, ("t1-hidden", "good", 5))
    assert told["caught"] == {"less": "t1-hidden", "more": None}


def test_a_later_task_may_catch_what_the_own_checks_let_pass() -> None:
    told = judged(
        "rate = 0.5",
        {"half": "rate = 0.25"},
        ("t1-hidden", "assert 0 <= rate <= 1, 'no / no'", 5),
        ("t2-hidden", "assert rate == 0.5, 'no / no'", 5),
    )
    assert told["caught"] == {"half": "t2-hidden"}


def test_a_mutant_that_dies_has_no_points() -> None:
    told = judged("value = 0", {"dead": "import os\nos._exit(3)"}, ("t1-hidden", "assert value == 0, 'no / no'", 5))
    assert told["caught"] == {"dead": "died"}


def test_a_mutant_that_never_ends_is_caught_and_killed() -> None:
    began = time.monotonic()
    told = judged(
        "value = 0", {"loop": "while True: pass"}, ("t1-hidden", "assert value == 0, 'no / no'", 5), seconds=2
    )
    assert told["caught"] == {"loop": "timeout"}
    assert time.monotonic() - began < 30


def test_a_reference_that_never_ends_is_no_reference() -> None:
    assert judged("while True: pass", {}, ("t1-hidden", CHECK, 5), seconds=1)["reference"] is None
