"""The corpus in one batch: nothing gained, nothing reached, nobody else touched, and honest twins keep full marks."""

from __future__ import annotations

import pytest

from tests.attacks import corpus
from tests.attacks.battle import Battle, Outcome, fight

NAMES = corpus.names()


@pytest.fixture(scope="module")
def battle(tmp_path_factory: pytest.TempPathFactory) -> Battle:
    folder = tmp_path_factory.mktemp("battle")
    for place in (folder, folder.parent):
        place.chmod(0o755)
    return fight([corpus.read(name) for name in NAMES], folder)


def _of(battle: Battle, name: str) -> Outcome:
    return next(one for one in battle.outcomes if one.attack.name == name)


def test_the_corpus_is_as_large_as_it_says() -> None:
    assert len(NAMES) >= 40


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NAMES)
def test_an_attack_gains_nothing_and_reaches_nothing(name: str, battle: Battle) -> None:
    found = _of(battle, name)
    assert (found.gained, found.escapes) == (0.0, ())
    assert (found.hostile.state, found.hostile.fault) == (found.attack.expected.state, "")


@pytest.mark.parametrize("name", NAMES)
def test_an_honest_twin_keeps_full_marks(name: str, battle: Battle) -> None:
    found = _of(battle, name)
    assert (found.twin.state, found.twin.points) == ("graded", found.attack.expected.twin_points)


def test_the_others_are_as_they_were_and_everybody_is_graded(battle: Battle) -> None:
    assert battle.others_unchanged
    assert battle.finished


def test_no_process_is_left(battle: Battle) -> None:
    assert battle.left == ()


def test_an_attack_that_gains_something_is_seen(battle: Battle) -> None:
    """The corpus can fail: what earns more than it may, or prints that it escaped, does not hold."""
    found = _of(battle, "table_of_shown_values")
    assert found.held
    greedy = found.attack.expected.model_copy(update={"points": 1.0})
    attack = corpus.Attack(found.attack.name, greedy, found.attack.hostile, found.attack.honest)
    assert not Outcome(attack, found.hostile, found.twin, ()).held
    assert not Outcome(found.attack, found.hostile, found.twin, ("ESCAPED",)).held
