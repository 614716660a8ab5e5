"""Seeds are found where they are written, and nothing else of a cell changes."""

from __future__ import annotations

import pytest

from labs.harness.seeds import shifted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rng = np.random.default_rng(7)", "rng = np.random.default_rng(17)"),
        ("RandomForestClassifier(200, random_state=0)", "RandomForestClassifier(200, random_state=10)"),
        ("def draw(n=45, seed=2026):\n    return n", "def draw(n=45, seed=2036):\n    return n"),
        ("SEED = 1\nDAYS = 7", "SEED = 11\nDAYS = 7"),
        ("표 = 섞기(행, seed=3)  # 씨앗", "표 = 섞기(행, seed=13)  # 씨앗"),
        ("f(*, seed=1)", "f(*, seed=1)"),
    ],
)
def test_a_seed_is_shifted_and_the_rest_stays(before: str, after: str) -> None:
    assert shifted(before, 10) == after


def test_a_seed_that_its_author_fixed_stays() -> None:
    line = "table = load().sample(5, random_state=3)  # the rows of the handout  # seed: fixed"
    assert shifted(line, 10) == line


def test_true_is_no_seed() -> None:
    assert shifted("f(random_state=True)", 10) == "f(random_state=True)"
