"""Compatible mode: checks inside the kernel as nbgrader runs them, with what can be seen of tampering told."""

from __future__ import annotations

from typing import Any

import pytest

from grader.engine import Engine
from tests.grader.checks.notebooks import Results, check, judge, work


def compatible(engine: Engine, *cells: Any) -> tuple[Results, list[str]]:
    got = judge(engine, *cells, mode="compatible")
    stated = got.notebook.metadata["shopfloor"]
    assert stated["checks"] == "compatible"
    return got, list(stated["tampering"])


def test_an_honest_notebook_is_scored_as_nbgrader_does_and_nothing_is_found(engine: Engine) -> None:
    got, found = compatible(
        engine,
        work(
            "import numpy as np, pandas as pd, matplotlib.pyplot as plt, unittest\nplt.plot([1]); plt.show()\n"
            "list = [1, 2]\nclass A:\n    def __eq__(self, other): return True\na = A()"
        ),
        check("objects", "assert a == 3 and type(a) is A"),
        work("import numpy.testing, pandas.testing, math"),
        check("wrong", "np.testing.assert_allclose([1.0], [2.0])"),
        check("partial", "1.5"),
    )
    assert found == []
    assert {name: judged.points for name, judged in got.checks.items()} == {"objects": 2, "wrong": 0, "partial": 1.5}


def test_a_warning_costs_nothing(engine: Engine) -> None:
    got, _found = compatible(
        engine, work("x = 1"), check("aim", "import warnings\nwarnings.warn('old')\nassert x == 1")
    )
    assert got["aim"].points == 2


@pytest.mark.parametrize(
    ("attack", "named"),
    [
        (
            "import ast\nclass D(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
            "get_ipython().ast_transformers.append(D())",
            "ast_transformers",
        ),
        ("get_ipython().events.register('pre_run_cell', lambda info: print(info.raw_cell))", "events.pre_run_cell"),
        ("get_ipython().input_transformers_post.append(lambda lines: ['1.0'])", "input_transformers_post"),
        ("import builtins\nbuiltins.abs = lambda x: 0", "builtins.abs"),
        ("import builtins\nbuiltins.sorted = lambda x: x", "builtins.sorted"),
        ("import numpy as np\nnp.testing.assert_allclose = lambda *a, **k: None", "numpy.testing.assert_allclose"),
        ("import numpy as np\nnp.allclose = lambda *a, **k: True", "numpy.allclose"),
        ("import unittest\nunittest.TestCase.assertEqual = lambda *a: None", "unittest.assertEqual"),
    ],
)
def test_tampering_is_named(attack: str, named: str, engine: Engine) -> None:
    imports = "import numpy.testing, unittest, math"
    _got, found = compatible(
        engine, work(imports), check("first", "assert True"), work(attack), check("aim", "assert False")
    )
    assert named in found
