"""What a notebook's cells are to the checks, as far as their text and their metadata tell."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Sequence
from enum import Enum

from nbformat import NotebookNode

from grader.checks.library import bound, parsed

_BLOCK = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS[^\n]*\n.*?(?:^[^\n]*END HIDDEN TESTS[^\n]*(?:\n|\Z)|\Z)", re.S | re.M)
_WORD = re.compile(r"[^\W\d]\w*")


class Role(Enum):
    """CHECK: judged in the checks' process. GIVEN: the instructor's, locked. WORK: the trainee's. REST: no code."""

    CHECK = "check"
    GIVEN = "given"
    WORK = "work"
    REST = "rest"


def role_of(cell: NotebookNode) -> Role:
    if cell.cell_type != "code" or not cell.source.strip():
        return Role.REST
    marks = cell.metadata.get("nbgrader", {})
    if marks.get("grade") and not marks.get("solution"):
        return Role.CHECK
    return Role.GIVEN if marks.get("locked") and not marks.get("solution") and not marks.get("grade") else Role.WORK


def has_hidden(source: str) -> bool:
    return _BLOCK.search(source) is not None


def visible_part(source: str) -> str:
    return _BLOCK.sub("", source)


def needed_outside(cells: Sequence[NotebookNode]) -> set[str]:
    """Names that cells outside the checks read but never bind: a visible check may be what makes them."""
    read: set[str] = set()
    made: set[str] = set()
    for cell in cells:
        if role_of(cell) in (Role.WORK, Role.GIVEN):
            tree = _tree(cell.source)
            if tree is None:
                read |= set(_WORD.findall(cell.source))
                continue
            read |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            made |= _bound(tree.body)
    return read - made - set(dir(builtins))


def binds(source: str) -> set[str]:
    tree = _tree(source)
    return set() if tree is None else _bound(tree.body)


def calls_outside(source: str, known: Iterable[str]) -> bool:
    """Whether the hidden part of a check plainly calls, with arguments, a function that is none of `known`."""
    tree = _tree(source)
    if tree is None:
        return False
    inside = set(known) | _bound(tree.body) | set(dir(builtins))
    hidden = {number for block in _BLOCK.finditer(source) for number in _lines(source, block)}
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id not in inside
        and bool(node.args or node.keywords)
        and node.lineno in hidden
        for node in ast.walk(tree)
    )


def _lines(source: str, block: re.Match[str]) -> range:
    first = source.count("\n", 0, block.start()) + 1
    return range(first, first + block.group().count("\n") + 1)


def _tree(source: str) -> ast.Module | None:
    try:
        return parsed(source)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _bound(statements: Iterable[ast.stmt]) -> set[str]:
    return {name for statement in statements for name in bound(statement)}
