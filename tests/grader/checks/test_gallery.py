"""Which idioms of authors work when a check runs outside the kernel, and that a liar can answer none of them."""

from __future__ import annotations

import pytest

from grader.engine import Engine
from tests.grader.checks.gallery import ALLOWED, GIVEN, REFUSED, WORK, WORKS
from tests.grader.checks.notebooks import Results, check, given, judge, work


@pytest.fixture(scope="module")
def right(engine: Engine) -> Results:
    checks = [check(f"w-{title}", source) for title, source in WORKS.items()]
    checks += [check(f"a-{title}", source, **{mark: True}) for title, (mark, source) in ALLOWED.items()]
    checks += [check(f"r-{title}", source) for title, (_name, source) in REFUSED.items()]
    return judge(engine, given(GIVEN), work(WORK), *checks)


@pytest.fixture(scope="module")
def forged(engine: Engine) -> Results:
    """Every name of the trainee's is an object that says yes to everything."""
    names = _names_of(WORK)
    liar = LIAR + "\n" + "\n".join(f"{name} = Yes()" for name in sorted(names))
    return judge(engine, given(GIVEN), work(liar), *[check(f"w-{title}", source) for title, source in WORKS.items()])


def _names_of(source: str) -> set[str]:
    import ast

    from grader.checks.library import bound

    return {name for statement in ast.parse(source).body for name in bound(statement)}


LIAR = """
class Yes(float):
    def __new__(cls, *a, **k): return float.__new__(cls, 1.0)
    def __getattr__(self, name): return Yes()
    def __call__(self, *a, **k): return Yes()
    def __getitem__(self, key): return Yes()
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __contains__(self, item): return True
    def __bool__(self): return True
    def __hash__(self): return 1
    def __len__(self): return 4
    def __iter__(self): return iter(())
    def __instancecheck__(self, other): return True
    __class__ = property(lambda self: int)
"""


@pytest.mark.parametrize("title", WORKS)
def test_an_idiom_works(title: str, right: Results) -> None:
    judged = right[f"w-{title}"]
    assert (judged.points, judged.error, judged.sentence) == (2, "", "")


@pytest.mark.parametrize("title", ALLOWED)
def test_an_idiom_works_when_the_author_allows_it(title: str, right: Results) -> None:
    judged = right[f"a-{title}"]
    assert (judged.points, judged.error, judged.sentence) == (2, "", "")


@pytest.mark.parametrize("title", REFUSED)
def test_an_idiom_that_does_not_work_fails_by_name(title: str, right: Results) -> None:
    judged = right[f"r-{title}"]
    assert (judged.points, judged.error) == (0, REFUSED[title][0]), judged.sentence


# Asking nothing of the trainee but a name or an error: what these establish can be claimed without any work.
CLAIMS = {
    *("text of an error", "given constants", "globals by name", "globals membership", "globals get", "locals and dir"),
    *("NameError", "warnings cost nothing"),
}  # fmt: skip


@pytest.mark.parametrize("title", sorted(set(WORKS) - CLAIMS))
def test_an_object_that_says_yes_to_everything_passes_no_check(title: str, forged: Results) -> None:
    judged = forged[f"w-{title}"]
    assert judged.points == 0, title
    assert judged.error
