"""How a lab's checks are to be run: read from the *source* notebook, and carried to the engine in notebook metadata.

Whatever lies there in a submitted notebook is replaced: only the converter, and an instructor's own tool, write it.
It imports nothing of ours: an instructor's lab server has it too.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SEPARATE, COMPATIBLE = "separate", "compatible"
KEY = "shopfloor"
# In a cell's metadata, `ran`: its outputs were written by the engine, from a process that holds no trainee's code.
RAN = "separately"
_LANGUAGES = ("ko", "en")


@dataclass(frozen=True)
class Plan:
    """`mode`: checks in a process of their own, or in the trainee's kernel. `imports`: import statements of the source.
    `operators`, `inplace`: grade ids of checks whose author allows the trainee's objects that much."""

    mode: str = COMPATIBLE
    imports: tuple[str, ...] = ()
    operators: frozenset[str] = frozenset()
    inplace: frozenset[str] = frozenset()

    @property
    def separate(self) -> bool:
        return self.mode == SEPARATE

    def as_metadata(self) -> dict[str, Any]:
        return {
            "checks": self.mode,
            "imports": list(self.imports),
            "operators": sorted(self.operators),
            "inplace": sorted(self.inplace),
        }

    @classmethod
    def of(cls, notebook: Any) -> Plan:
        """The plan that `attach` put into a notebook; compatible mode where there is none."""
        stated = notebook.get("metadata", {}).get(KEY, {})
        if not isinstance(stated, Mapping) or stated.get("checks") != SEPARATE:
            return cls()
        return cls(
            SEPARATE,
            tuple(map(str, stated.get("imports", ()))),
            frozenset(map(str, stated.get("operators", ()))),
            frozenset(map(str, stated.get("inplace", ()))),
        )


def attach(notebook: Any, source: Any | None) -> None:
    """Write the plan of `source` (a notebook; None: there is none) into `notebook`, over whatever is there."""
    state(notebook, Plan() if source is None else plan_of(source))


def state(notebook: Any, plan: Plan) -> None:
    """Write `plan` into `notebook`, over whatever is there."""
    notebook["metadata"][KEY] = restated(notebook["metadata"], **plan.as_metadata())
    for cell in notebook["cells"]:
        cell.get("metadata", {}).pop(KEY, None)


def restated(metadata: Any, **stated: Any) -> dict[str, Any]:
    """`stated`, and of what a notebook says of itself only the language that it is written in: of no use to cheats."""
    said = metadata.get(KEY) if isinstance(metadata, Mapping) else None
    language = said.get("language") if isinstance(said, Mapping) else None
    return stated | ({"language": language} if language in _LANGUAGES else {})


def plan_of(source: Mapping[str, Any]) -> Plan:
    """The plan of a source notebook: its mode stands in its metadata; a notebook that says nothing is compatible."""
    mode = source.get("metadata", {}).get(KEY, {}).get("checks", COMPATIBLE)
    if mode != SEPARATE:
        return Plan()
    cells = [cell for cell in source["cells"] if cell["cell_type"] == "code"]
    return Plan(
        SEPARATE,
        tuple(_imports("".join(cell["source"]) for cell in cells)),
        frozenset(_marked(cells, "operators")),
        frozenset(_marked(cells, "inplace")),
    )


def _marked(cells: list[Any], mark: str) -> list[str]:
    return [
        str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
        for cell in cells
        if cell["metadata"].get(KEY, {}).get(mark) is True
    ]


def _imports(sources: Any) -> list[str]:
    """Import statements at any place, but for names that the notebook binds in another way too."""
    statements: list[ast.Import | ast.ImportFrom] = []
    bound: set[str] = set()
    for source in sources:
        for node in ast.walk(_tree(source)):
            if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level):
                statements.append(node)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                bound.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                bound.add(node.name)
    found = []
    for statement in statements:
        statement.names = [
            alias for alias in statement.names if (alias.asname or alias.name.partition(".")[0]) not in bound
        ]
        if statement.names:
            found.append(ast.unparse(statement))
    return list(dict.fromkeys(found))


def _tree(source: str) -> ast.Module:
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in source.split("\n")]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError:
        return ast.Module([], [])
