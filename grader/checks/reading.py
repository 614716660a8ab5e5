"""What a notebook's cells are to the checks, as far as their text and their metadata tell."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from nbformat import NotebookNode

from grader.checks.library import bound, parsed

_BLOCK = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS[^\n]*\n.*?(?:^[^\n]*END HIDDEN TESTS[^\n]*(?:\n|\Z)|\Z)", re.S | re.M)
_WORD = re.compile(r"[^\W\d]\w*")
_BUILT_IN = frozenset(dir(builtins))
_LONGEST_REMEMBERED = 50_000


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


@dataclass(frozen=True)
class Layout:
    """What a notebook's cells mean to each other. `last_work`: index of the last cell that isn't a check. `given`:
    sources of locked cells. `outside`: names that only a visible check may make. `known`: names that are no trainee's.
    """

    last_work: int
    given: tuple[str, ...]
    outside: frozenset[str]
    known: frozenset[str]

    @classmethod
    def of(cls, cells: Sequence[NotebookNode], imports: Iterable[str]) -> Layout:
        """`imports`: import statements of the source notebook."""
        roles = [role_of(cell) for cell in cells]
        given = tuple(cell.source for cell, role in zip(cells, roles, strict=True) if role is Role.GIVEN)
        checks = [cell.source for cell, role in zip(cells, roles, strict=True) if role is Role.CHECK]
        return cls(
            last_work=max((i for i, role in enumerate(roles) if role in (Role.WORK, Role.GIVEN)), default=-1),
            given=given,
            outside=frozenset(needed_outside(cells)),
            known=frozenset(name for source in (*imports, *checks, *given) for name in binds(source)),
        )


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
            names = _names(cell.source)
            read |= names.read
            made |= names.bound
    return read - made - _BUILT_IN


def binds(source: str) -> frozenset[str]:
    return _names(source).bound


def calls_outside(source: str, known: Iterable[str]) -> bool:
    """Whether the hidden part of a check plainly calls a function that is none of `known`, with something of its own.
    A name that it has not bound may be the trainee's own value, which tells nothing."""
    names = _names(source)
    return bool(names.called_hidden - names.bound - _BUILT_IN - set(known))


@dataclass(frozen=True)
class _Names:
    """Of one cell. `called_hidden`: called by name, with something of its own, between the marks of hidden tests."""

    read: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    called_hidden: frozenset[str] = frozenset()


def _names(source: str) -> _Names:
    return _remembered_names(source) if len(source) <= _LONGEST_REMEMBERED else _read_names(source)


def _read_names(source: str) -> _Names:
    tree = _tree(source)
    if tree is None:
        return _Names(read=frozenset(_WORD.findall(source)))
    nodes = list(ast.walk(tree))
    hidden = {number for block in _BLOCK.finditer(source) for number in _lines(source, block)}
    made = frozenset(name for statement in tree.body for name in bound(statement))
    return _Names(
        frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)),
        made,
        frozenset(
            node.func.id
            for node in nodes
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.lineno in hidden
            and not all(isinstance(value, ast.Name) and value.id not in made for value in _given(node))
        ),
    )


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


# A release's cells, and all its checks, are the same in every submission.
_remembered_names = lru_cache(maxsize=2000)(_read_names)


def _lines(source: str, block: re.Match[str]) -> range:
    first = source.count("\n", 0, block.start()) + 1
    return range(first, first + block.group().count("\n") + 1)


def _tree(source: str) -> ast.Module | None:
    try:
        return parsed(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
