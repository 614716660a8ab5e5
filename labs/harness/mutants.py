"""Mutants of a lab's reference: one small, plausible slip each, made in a solution by its syntax tree.

A check that gives a mutant all its points checks less than it seems to. The operators are those of the usual mutation
tools (constants, comparisons, arithmetic, logic, removed statements) and two slips that trainees make: swapped
arguments and slices that are off by one.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from labs.harness.inspection import SOLUTION
from labs.harness.seeds import seed_constants

ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
FLOAT_FACTOR = 1.5
SHOWN_CHARACTERS = 48
# What is only looked at: a mutant of a plot or of a printed line changes no answer.
SHOWING_CALLS = frozenset({"print", "display"})
SHOWING_OBJECTS = frozenset({"plt", "ax", "axis", "axes", "fig", "figure"})


@dataclass(frozen=True)
class Mutant:
    """One slip. `name` is stable while its line is: grade id, line, what became what, and a number where it repeats."""

    name: str
    grade_id: str
    source: str


def mutants_of(grade_id: str, source: str) -> list[Mutant]:
    """Every mutant of the solution regions in `source`, a cell with its BEGIN/END SOLUTION marks. SyntaxError."""
    tree = ast.parse(source)
    lines = source.split("\n")
    inside = _solution_lines(source)
    skipped = _shown(tree) | {id(node) for node in seed_constants(tree)}
    counted: dict[str, int] = {}
    found = []
    for path, node in _walk(tree):
        if id(node) in skipped or getattr(node, "lineno", 0) not in inside:
            continue
        for slip, changed in _slips(node, path, tree):
            line = lines[node.lineno - 1].strip()  # type: ignore[attr-defined]
            # Names are keys of survivors.toml: one kind of quotes, no backslashes.
            said = f"{grade_id}: {line} :: {slip}".replace('"', "'").replace("\\", "")
            counted[said] = counted.get(said, 0) + 1
            name = said if counted[said] == 1 else f"{said} #{counted[said]}"
            found.append(Mutant(name, grade_id, ast.unparse(ast.fix_missing_locations(changed))))
    return found


Steps = tuple[tuple[str, int | None], ...]
"""How to reach a node from the root: field names, with a position where the field is a list."""


def _solution_lines(source: str) -> set[int]:
    lines: set[int] = set()
    for match in SOLUTION.finditer(source):
        first = source.count("\n", 0, match.start(1)) + 1
        lines |= set(range(first, first + match.group(1).count("\n")))
    return lines


def _walk(node: ast.AST, path: Steps = ()) -> Iterator[tuple[Steps, ast.AST]]:
    """Every node below `node` in the order of the text, with its path."""
    for field, value in ast.iter_fields(node):
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for position, child in children:
            if isinstance(child, ast.AST):
                here = (*path, (field, position))
                yield here, child
                yield from _walk(child, here)


def _shown(tree: ast.AST) -> set[int]:
    """Ids of nodes that only show something: prints, plots, docstrings, formatted text, types."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        shows = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Call) and _shows(node.func))
        if shows:
            skipped |= {id(part) for part in ast.walk(node)}
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(annotation, ast.AST):
                skipped |= {id(part) for part in ast.walk(annotation)}
        if isinstance(node, ast.Expr) and id(node.value) in skipped:
            skipped.add(id(node))
    # An outer statement is met before its call: look once more.
    return skipped | {id(node) for node in ast.walk(tree) if isinstance(node, ast.Expr) and id(node.value) in skipped}


def _shows(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in SHOWING_CALLS
    while isinstance(called, ast.Attribute | ast.Subscript | ast.Call):
        called = called.func if isinstance(called, ast.Call) else called.value
        if isinstance(called, ast.Name):
            return called.id in SHOWING_OBJECTS
    return False


def _slips(node: ast.AST, path: Steps, tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """What `node` becomes in words, and the whole changed tree."""
    for replacement in _replacements(node, tree):
        before, after = ast.unparse(node), ast.unparse(replacement)
        if before != after:
            yield _said(node, before, replacement, after), _with(tree, path, replacement)


def _said(node: ast.AST, before: str, replacement: ast.AST, after: str) -> str:
    if isinstance(replacement, ast.Pass):
        return "removed"
    if len(before) <= SHOWN_CHARACTERS:
        return f"{before} -> {after}"
    if isinstance(node, ast.BinOp) and isinstance(replacement, ast.BinOp):
        return f"{_sign(node)} -> {_sign(replacement)} before {ast.unparse(node.right)[:SHOWN_CHARACTERS]}"
    return f"{before[:SHOWN_CHARACTERS]}… -> {after[:SHOWN_CHARACTERS]}…"


def _sign(node: ast.BinOp) -> str:
    return ast.unparse(ast.BinOp(ast.Name("a"), node.op, ast.Name("b"))).split()[1]


def _with(tree: ast.Module, path: Steps, replacement: ast.AST) -> ast.Module:
    changed = copy.deepcopy(tree)
    node: ast.AST = changed
    for field, position in path[:-1]:
        value = getattr(node, field)
        node = value if position is None else value[position]
    field, position = path[-1]
    if position is None:
        setattr(node, field, replacement)
    else:
        getattr(node, field)[position] = replacement
    return changed


def _replacements(node: ast.AST, tree: ast.Module) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and not _joins_text(node):
        yield _changed(node, op=ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            for other in COMPARISONS.get(type(operator), ()):
                yield _changed(node, ops=[*node.ops[:number], other(), *node.ops[number + 1 :]])
    elif isinstance(node, ast.BoolOp):
        yield _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert | ast.USub):
        yield node.operand
    elif isinstance(node, ast.Call):
        yield from _swapped(node)
    elif isinstance(node, ast.Slice):
        yield from _off_by_one(node)
    elif isinstance(node, ast.stmt) and _removable(node, tree):
        yield ast.Pass()


def _changed(node: ast.AST, **fields: object) -> ast.AST:
    made = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, float):
        yield ast.Constant(round(value * FLOAT_FACTOR, 12) if value else 1.0)


def _joins_text(node: ast.BinOp) -> bool:
    """`"a" + x` and `"%d" % x` are text, not arithmetic; `[a] + b` joins lists."""
    texts = (ast.JoinedStr, ast.List, ast.Tuple)
    return any(
        isinstance(side, texts) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _swapped(node: ast.Call) -> Iterator[ast.AST]:
    if len(node.args) >= 2 and not any(isinstance(argument, ast.Starred) for argument in node.args[:2]):
        yield _changed(node, args=[node.args[1], node.args[0], *node.args[2:]])


def _off_by_one(node: ast.Slice) -> Iterator[ast.AST]:
    """A bound that is a number is a constant already; a computed one moves by one."""
    for side in ("lower", "upper"):
        bound = getattr(node, side)
        if bound is not None and not isinstance(bound, ast.Constant) and not _negative(bound):
            yield _changed(node, **{side: ast.BinOp(copy.deepcopy(bound), ast.Add(), ast.Constant(1))})


def _negative(bound: ast.expr) -> bool:
    return isinstance(bound, ast.UnaryOp) and isinstance(bound.operand, ast.Constant)


def _removable(node: ast.stmt, tree: ast.Module) -> bool:
    """Statements without which the rest still runs. A first assignment isn't one: without it everything fails."""
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant | ast.Name)
    if isinstance(node, ast.AugAssign | ast.If | ast.Continue | ast.Break | ast.Delete):
        return True
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, ast.Subscript | ast.Attribute):
            return True
        return isinstance(target, ast.Name) and target.id in _bound_before(node, tree)
    return False


def _bound_before(node: ast.stmt, tree: ast.Module) -> set[str]:
    """Names that were assigned on an earlier line, or are parameters; a rough but sufficient notion of scope."""
    names = set()
    for other in ast.walk(tree):
        if isinstance(other, ast.Name) and isinstance(other.ctx, ast.Store) and other.lineno < node.lineno:
            names.add(other.id)
        elif isinstance(other, ast.arg) and other.lineno <= node.lineno:
            names.add(other.arg)
    return names
