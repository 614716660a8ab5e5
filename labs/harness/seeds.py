"""Other seeds in a notebook's code: a lab's score must not depend on the one that its author happened to write."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator

import nbformat
from nbformat import NotebookNode

SEED_NAMES = frozenset({"seed", "random_state", "random_seed"})
SEEDED_CALLS = frozenset({"default_rng", "RandomState", "Random", "seed", "SeedSequence"})
FIXED = "# seed: fixed"
"""A line that ends in it keeps its seed: the author's reason stands beside it."""


def with_other_seeds(notebook: NotebookNode, shift: int) -> NotebookNode:
    """A copy in which `shift` is added to every seed that is written as a number; every other character stays."""
    changed = nbformat.from_dict(copy.deepcopy(notebook))
    for cell in changed.cells:
        if cell.cell_type == "code":
            cell.source = shifted(cell.source, shift)
    return changed


def shifted(source: str, shift: int) -> str:
    """The source with other seeds. Text that isn't Python is returned as it is."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    # ast counts columns in bytes of UTF-8.
    lines = [line.encode() for line in source.split("\n")]
    seeds = {(node.lineno, node.col_offset): node for node in seed_constants(tree)}
    for (number, column), node in sorted(seeds.items(), reverse=True):
        line = lines[number - 1]
        if not line.decode().rstrip().endswith(FIXED):
            lines[number - 1] = line[:column] + str(_number(node) + shift).encode() + line[node.end_col_offset :]
    return "\n".join(line.decode() for line in lines)


def seed_constants(tree: ast.AST) -> Iterator[ast.Constant]:
    """The whole numbers in `tree` that are seeds: by keyword, by the function called, by a parameter's or a name's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _numbers(keyword.value for keyword in node.keywords if _is_seed(keyword.arg))
            if _called(node) in SEEDED_CALLS:
                yield from _numbers(node.args[:1])
        elif isinstance(node, ast.FunctionDef | ast.Lambda):
            yield from _numbers(_defaults(node.args))
        elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and _is_seed(t.id) for t in node.targets):
            yield from _numbers([node.value])


def _defaults(arguments: ast.arguments) -> Iterator[ast.expr]:
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = list(zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True))
    pairs += [(a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None]
    return (default for argument, default in pairs if _is_seed(argument.arg))


def _numbers(nodes: Iterable[ast.expr]) -> Iterator[ast.Constant]:
    for node in nodes:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield node


def _is_seed(name: str | None) -> bool:
    return name is not None and (name.lower() in SEED_NAMES or name.lower().endswith("_seed"))


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _number(node: ast.Constant) -> int:
    return int(node.value)  # type: ignore[arg-type]
