"""Each kind of slip is made once, where it changes an answer, and nowhere else."""

from __future__ import annotations

import ast

import pytest

from labs.harness.mutants import Mutant, mutants_of

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def slips(solution: str) -> list[str]:
    """The slips of a solution, without grade id and line."""
    return [mutant.name.rsplit(" :: ", 1)[1] for mutant in made(solution)]


def made(solution: str) -> list[Mutant]:
    return mutants_of("t1-solution", f"{BEGIN}\n{solution}\n{END}")


@pytest.mark.parametrize(
    ("solution", "expected"),
    [
        ("x = 3", ["3 -> 4"]),
        ("x = 0.5", ["0.5 -> 0.75"]),
        ("x = True", ["True -> False"]),
        ("x = a < b", ["a < b -> a <= b", "a < b -> a > b"]),
        ("x = a == b", ["a == b -> a != b"]),
        ("x = a in b", ["a in b -> a not in b"]),
        ("x = a + b", ["a + b -> a - b"]),
        ("x = (a > b) & c", ["(a > b) & c -> (a > b) | c", "a > b -> a >= b", "a > b -> a < b"]),
        ("x = a and b", ["a and b -> a or b"]),
        ("x = not a", ["not a -> a"]),
        ("x = f(a, b)", ["f(a, b) -> f(b, a)"]),
        ("x = a[i:n]", ["i:n -> i + 1:n", "i:n -> i:n + 1"]),
        ("x = a\nx = b", ["removed"]),
        ("table['kW'] = a", ["removed"]),
        ("n = a\nn += b", ["removed"]),
        ("rows.append(a)", ["removed"]),
    ],
)
def test_a_slip_of_its_kind_is_made(solution: str, expected: list[str]) -> None:
    assert slips(solution) == expected


@pytest.mark.parametrize(
    "solution",
    [
        "print(a + 1)",
        "ax.plot(x, y + 1)",
        "axes[0].axvline(3)",
        "plt.show()",
        "name = f'{a + 1:.2f}'",
        "text = 'a' + b",
        "rng = np.random.default_rng(7)",
        "model = Forest(random_state=3)",
        '"""A docstring of 3 words."""',
        "def f(a: int) -> int:\n    return a",
    ],
)
def test_what_changes_no_answer_is_left_alone(solution: str) -> None:
    assert slips(solution) == []


def test_only_the_solution_region_is_changed() -> None:
    cell = f"given = 1 + 2\n\n\ndef f(n=5):\n    {BEGIN}\n    return n * 2\n    {END}\n\n\nresult = f() + 1"
    mutants = mutants_of("t1-solution", cell)
    assert [m.name for m in mutants] == [
        "t1-solution: return n * 2 :: n * 2 -> n / 2",
        "t1-solution: return n * 2 :: 2 -> 3",
    ]
    assert all("given = 1 + 2" in m.source and "def f(n=5)" in m.source for m in mutants)


def test_a_mutant_is_python_that_differs_from_the_original() -> None:
    source = "total = sum(rows[1:n]) / len(rows)\nif total > 0.5 and not quiet:\n    alarms.append(total)"
    for mutant in made(source):
        assert ast.dump(ast.parse(mutant.source)) != ast.dump(ast.parse(source))


def test_the_same_slip_twice_on_a_line_has_two_names() -> None:
    assert slips("x = [2, 2]") == ["2 -> 3", "2 -> 3 #2"]


def test_a_name_is_a_key_that_toml_can_quote() -> None:
    name = made('x = table["a\\n"] + 1')[0].name
    assert '"' not in name
    assert "\\" not in name
