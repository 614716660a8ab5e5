"""The instructor's own names: what the source notebook imports, and what its locked cells define.

Locked cells are not run as they stand: only what functions, classes and constants (UPPER_CASE names) are made from,
once, at the first need. Data that a locked cell loads stays the trainee's: tasks may ask to change it.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import linecache
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_PARSING = threading.Lock()
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class AuthorFault(BaseException):
    """The lab itself can't be checked: an import or a locked cell fails here. No check's own code catches it."""


class Library:
    """The instructor's names. `imports` and `given` are sources: import statements, and the locked cells in order."""

    def __init__(self, imports: Sequence[str], given: Sequence[str]) -> None:
        self._places: dict[str, tuple[str, str | None]] = {}
        self._stars: list[str] = []
        for source in imports:
            self._note_imports(ast.parse(source).body)
        self._statements = [statement for number, cell in enumerate(given) for statement in _parsed(cell, number)]
        self._exported = {name for statement in self._statements for name in _exports(statement)}
        self._given: _Given | None = None
        self.ask: Callable[[str], Any] = _nobody

    def _note_imports(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, ast.Import):
                for alias in statement.names:
                    self._places[alias.asname or alias.name.partition(".")[0]] = (alias.name, None)
            elif isinstance(statement, ast.ImportFrom) and statement.module:
                for alias in statement.names:
                    if alias.name == "*":
                        self._stars.append(statement.module)
                    else:
                        self._places[alias.asname or alias.name] = (statement.module, alias.name)

    def knows(self, name: str) -> bool:
        return name in self._places or name in self._exported or any(name in dir(_import(m)) for m in self._stars)

    def find(self, name: str) -> Any:
        """What the instructor means by `name`. KeyError if nothing; AuthorFault if it can't be had."""
        if name in self._exported:
            return self._prepared()[name]
        if name in self._places:
            module, attribute = self._places[name]
            found = _import(module)
            if attribute is not None:
                return _attribute(found, module, attribute)
            # `import a.b` binds a; `import a.b as c` binds a.b.
            return _import(module.partition(".")[0]) if name == module.partition(".")[0] else found
        for module in self._stars:
            found = _import(module)
            if not name.startswith("_") and hasattr(found, name):
                return getattr(found, name)
        raise KeyError(name)

    def _prepared(self) -> _Given:
        """The locked cells' names: run once, at the first need, and only what the exported ones are made from."""
        if self._given is None:
            self._given = _Given(self)
            for statement in _needed(self._statements):
                self._run(statement, self._given)
        return self._given

    def _run(self, statement: ast.stmt, given: _Given) -> None:
        if any(not self._computable(name, given) for name in _loaded_now(statement)):
            return
        try:
            exec(compile(ast.Module([statement], []), given.filename, "exec"), given)  # noqa: S102 - our instructor's
        except Exception as error:
            if _exports(statement):
                said = f"{type(error).__name__}: {error}"
                raise AuthorFault(f"a locked cell fails in the checks' process: {said[:300]}") from error

    def _computable(self, name: str, given: _Given) -> bool:
        return dict.__contains__(given, name) or hasattr(builtins, name) or self.knows(name)


class _Given(dict[str, Any]):
    """Globals of the locked cells' functions: their own names, the instructor's imports, then the trainee's."""

    filename = "<locked cells>"

    def __init__(self, library: Library) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._library = library

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            return getattr(builtins, name)
        if name in self._library._exported:
            raise KeyError(name)
        try:
            return self._library.find(name)
        except KeyError:
            return self._library.ask(name)


def _nobody(name: str) -> Any:
    raise KeyError(name)


def _import(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except Exception as error:
        raise AuthorFault(f"the lab imports {module}, which fails in the checks' process: {error}") from error


def _attribute(found: Any, module: str, attribute: str) -> Any:
    if hasattr(found, attribute):
        return getattr(found, attribute)
    return _import(f"{module}.{attribute}")


# --- reading sources --------------------------------------------------------------------------------------------------


def without_magics(source: str) -> str:
    """A cell's Python: lines of IPython's own (%magic, !command, ?) become empty."""
    return "\n".join(
        "" if line.lstrip().startswith(("%", "!")) or line.rstrip().endswith("?") else line
        for line in source.split("\n")
    )


def parsed(source: str) -> ast.Module:
    """A cell's text as a tree; SyntaxError. One thread at a time: CPython before 3.11.8 counts the depth of all of them
    in one place, and fails when a collection of garbage lets another thread parse in between (gh-106905)."""
    with _PARSING:
        return ast.parse(without_magics(source))


def _parsed(source: str, number: int) -> list[ast.stmt]:
    try:
        tree = parsed(source)
    except SyntaxError as error:
        raise AuthorFault(f"locked cell {number + 1} is no Python: {error.msg}") from None
    linecache.cache.setdefault(_Given.filename, (0, None, [], _Given.filename))
    return tree.body


def bound(statement: ast.AST) -> set[str]:
    """Names that a statement binds in the scope that it stands in."""
    found: set[str] = set()
    for node in _own_nodes(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, _DEFINITIONS):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


def _own_nodes(statement: ast.AST) -> Iterator[ast.AST]:
    """Nodes of a statement, without the insides of functions and classes."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _DEFINITIONS):
            waiting += [*node.decorator_list, *(node.bases if isinstance(node, ast.ClassDef) else [])]
            if not isinstance(node, ast.ClassDef):
                waiting += [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
        elif isinstance(node, ast.Lambda):
            waiting += node.args.defaults
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            # Its variables are its own.
            waiting += [part for part in ast.walk(node) if isinstance(part, ast.Name) and _free(part, node)]
        else:
            waiting += ast.iter_child_nodes(node)


def _free(name: ast.Name, comprehension: ast.AST) -> bool:
    own = {
        part.id
        for generator in ast.walk(comprehension)
        if isinstance(generator, ast.comprehension)
        for part in ast.walk(generator.target)
        if isinstance(part, ast.Name)
    }
    return isinstance(name.ctx, ast.Load) and name.id not in own


def _loaded_now(statement: ast.stmt) -> set[str]:
    """Names that running a statement reads at once (a function's body reads later)."""
    names = {node.id for node in _own_nodes(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return names - (bound(statement) if isinstance(statement, ast.For | ast.With | ast.If | ast.Try) else set())


def _read(statement: ast.stmt) -> set[str]:
    """All names that a statement reads, now or when its functions are called."""
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _exports(statement: ast.stmt) -> set[str]:
    """Names of a locked cell's statement that are the instructor's: definitions and UPPER_CASE constants."""
    if isinstance(statement, _DEFINITIONS):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return set()
    inner = {node.name for node in _own_nodes(statement) if isinstance(node, _DEFINITIONS)}
    return inner | {name for name in bound(statement) | _touched(statement) if name.isupper()}


def _touched(statement: ast.stmt) -> set[str]:
    """Names whose object a statement changes: `LIMITS["a"] = 1`, `TAGS.append("b")`."""
    changed: list[ast.AST] = []
    for node in _own_nodes(statement):
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            changed.append(node)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        changed.append(statement.value.func)
    return {name for node in changed if isinstance(node, ast.Subscript | ast.Attribute) and (name := _root(node))}


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _imports_for_effect(statement: ast.Import | ast.ImportFrom) -> bool:
    """scikit-learn has estimators that another import has to enable."""
    return isinstance(statement, ast.ImportFrom) and statement.module == "sklearn.experimental"


def _needed(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements, in order, that exported names are made from."""
    wanted: set[str] = set()
    chosen: list[ast.stmt] = []
    for statement in reversed(statements):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            # Not the others: what a lab imports for its widgets and plots would be loaded for each notebook anew.
            if bound(statement) & (wanted | {"*"}) or _imports_for_effect(statement):
                chosen.append(statement)
        elif _exports(statement) or (bound(statement) | _touched(statement)) & wanted:
            chosen.append(statement)
            wanted |= _read(statement)
    return chosen[::-1]
