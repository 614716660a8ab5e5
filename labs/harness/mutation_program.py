"""Runs inside a kernel at the state that a task begins with: forks once for every mutant and says who lost points.

The harness sends this file's text into the sandbox, where nothing of ours lies. Standard library only. What nbgrader
reads from a cell's outputs is read here from what the cell does: an error is no points, a number as last value is
partial credit.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import select
import signal
import sys
import time
from typing import Any

MARK = "shopfloor-mutants "
LEAST_SECONDS = 20.0
TIMES_THE_REFERENCE = 5.0


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Execute a cell as IPython does: the value of a last expression, None otherwise."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307
    return None


def points_of(cell: dict[str, Any], names: dict[str, Any]) -> float:
    """Points of a check, as nbgrader gives them."""
    try:
        value = run_cell(cell["source"], names)
    except Exception:
        return 0.0
    points = float(cell["points"])
    if value is None:
        return points
    try:
        partial = float(repr(value))
    except ValueError:
        return points
    return partial if 0 <= partial <= points else points


def lost(cells: list[dict[str, Any]], names: dict[str, Any], expected: dict[str, float]) -> tuple[Any, Any]:
    """The first check that gave less than `expected`, and the points of the checks that were reached.

    Checks of other tasks count as well: what a task's own checks let pass may be caught where its result is used.
    Without `expected` every check is reached.
    """
    reached: dict[str, float] = {}
    for cell in cells:
        if cell["kind"] == "check":
            got = points_of(cell, names)
            reached[cell["grade_id"]] = got
            if expected and got < expected[cell["grade_id"]] - 1e-6:
                return cell["grade_id"], reached
        else:
            # A cell may fail: the checks will say so.
            with contextlib.suppress(Exception):
                run_cell(cell["source"], names)
    return None, reached


def in_a_child(work: Any, seconds: float) -> Any:
    """What `work()` returns, called in a forked copy of this kernel; None if it ended, "timeout" if it did not end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            silence()
            os.write(writing, json.dumps(work()).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    try:
        return _answer(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _answer(reading: int, deadline: float) -> Any:
    content = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            return "timeout"
        part = os.read(reading, 1 << 16)
        if not part:
            return json.loads(content) if content else None
        content += part


def silence() -> None:
    """A forked kernel must not speak on its parent's sockets: no prints, no pictures."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    shell = _shell()
    if shell is not None:
        shell.display_pub.publish = lambda *_data, **_more: None
    if "matplotlib.pyplot" in sys.modules:
        import matplotlib.pyplot as plt

        plt.switch_backend("agg")


def _shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()


def judge_mutants(plan: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    """`plan`: task, cells from its first answer on, mutants. What the reference gets here, and who caught each mutant.

    A mutant that dies or doesn't end has no points: caught.
    """
    began = time.monotonic()
    found = in_a_child(lambda: lost(plan["cells"], names, {}), plan["seconds"])
    spent = time.monotonic() - began
    if not isinstance(found, list):
        return {"task": plan["task"], "reference": None, "caught": {}}
    expected = found[1]
    limit = min(plan["seconds"], max(LEAST_SECONDS, TIMES_THE_REFERENCE * spent))
    caught: dict[str, str | None] = {}
    for mutant in plan["mutants"]:
        cells = [
            cell | {"source": mutant["source"]} if cell["grade_id"] == mutant["grade_id"] else cell
            for cell in plan["cells"]
        ]
        result = in_a_child(lambda cells=cells: lost(cells, names, expected), limit)
        caught[mutant["name"]] = result[0] if isinstance(result, list) else str(result or "died")
    return {"task": plan["task"], "reference": expected, "caught": caught, "seconds": time.monotonic() - began}


def report(plan: dict[str, Any], names: dict[str, Any]) -> None:
    print(MARK + json.dumps(judge_mutants(plan, names)))
