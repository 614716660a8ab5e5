"""Attacks on separate checks: no point gained, the checks' process lives or is replaced, honest twins keep theirs."""

from __future__ import annotations

import pytest

from grader.engine import Engine
from tests.grader.checks.attacks import ALONE, CALLS, CHANNEL, RAW, VALUES, Attack
from tests.grader.checks.notebooks import Results, check, given, judge, work

GIVEN = "import numpy as np\nLIMIT = 3\ndef near(a, b):\n    return abs(a - b) < 1e-9"
SHARED = {name: attack for name, attack in {**CHANNEL, **VALUES, **CALLS}.items() if not attack.alone}
SINGLE = {name: attack for name, attack in {**CALLS, **ALONE}.items() if attack.alone}
SURVIVOR = [work("def after(x):\n    return x + 1"), check("survivor", "assert after(1) == 2")]


def _together(engine: Engine, attacks: dict[str, Attack], hostile: bool) -> Results:
    cells = [given(GIVEN), work(RAW)]
    for name, attack in attacks.items():
        cells += [work(attack.hostile if hostile else attack.honest), check(name, attack.check)]
    return judge(engine, *cells, *SURVIVOR, source=[given(GIVEN)])


@pytest.fixture(scope="module")
def hostile(strict_engine: Engine) -> Results:
    return _together(strict_engine, SHARED, hostile=True)


@pytest.fixture(scope="module")
def honest(engine: Engine) -> Results:
    return _together(engine, SHARED, hostile=False)


@pytest.mark.parametrize("name", SHARED)
def test_an_attack_gains_nothing(name: str, hostile: Results) -> None:
    judged = hostile[name]
    assert judged.points == 0
    assert judged.error
    assert judged.sentence


@pytest.mark.parametrize("name", SHARED)
def test_an_honest_twin_keeps_full_marks(name: str, honest: Results) -> None:
    judged = honest[name]
    assert (judged.points, judged.sentence) == (2, "")


def test_after_all_attacks_an_honest_function_is_still_checked(hostile: Results) -> None:
    assert (hostile["survivor"].points, hostile["survivor"].sentence) == (2, "")


@pytest.mark.parametrize("name", SINGLE)
def test_an_attack_on_the_whole_notebook_gains_nothing(name: str, strict_engine: Engine) -> None:
    attack = SINGLE[name]
    got = judge(strict_engine, given(GIVEN), work(attack.hostile), check("aim", attack.check), source=[given(GIVEN)])
    assert got["aim"].points == 0, got["aim"]


def test_the_honest_twins_of_attacks_on_the_whole_notebook_keep_full_marks(engine: Engine) -> None:
    cells = [given(GIVEN)]
    for name, attack in SINGLE.items():
        cells += [work(attack.honest), check(name, attack.check)]
    got = judge(engine, *cells, source=[given(GIVEN)])
    assert {name: judged.sentence for name, judged in got.checks.items() if judged.points != _most(name)} == {}


def _most(name: str) -> float:
    return 1.5 if name == "every cell replaced by not-a-number" else 2.0
