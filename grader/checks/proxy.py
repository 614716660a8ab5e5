"""Objects of the trainee's that a check knows by reference only: calls, attributes and items are remote.

What such an object says of itself is a claim. It may not judge: ==, `in`, truth and arithmetic are refused unless the
check's author opted in, because an object that says yes to everything would pass every check.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Any

from grader.checks import estimators
from grader.checks.parts import attribute_of, text
from grader.checks.session import Claim, NotPlain, claim_of
from grader.checks.wire import WireError

# Of names with double underscores only these are asked for: protocols such as __array__ would let it forge itself.
_ASKED = {"__name__", "__qualname__", "__defaults__", "__kwdefaults__", "__annotations__"}
_MOST_MUTABLE = 5_000
_LONGEST_TEXT = 1 << 20
_FUNCTIONS = {
    ("builtins", "function"): types.FunctionType,
    ("builtins", "method"): types.MethodType,
    ("builtins", "generator"): types.GeneratorType,
    ("builtins", "builtin_function_or_method"): types.BuiltinFunctionType,
}


class _Kind(type):
    """Class of the classes of references: they equal, and print like, the classes that they stand for."""

    _twin: type | None = None

    def __eq__(cls, other: object) -> bool:
        return cls is other or (cls._twin is not None and cls._twin is other)

    def __hash__(cls) -> int:
        return type.__hash__(cls) if cls._twin is None else hash(cls._twin)

    def __repr__(cls) -> str:
        return f"<class '{cls.__module__}.{cls.__qualname__}'>"


class Reference(metaclass=_Kind):
    """An object that stays in the trainee's kernel. Classes made by `reference` add what the object claims to be."""

    __slots__ = ("_shopfloor",)
    _shopfloor: Claim
    # numpy must not take it for a number or an array.
    __array_ufunc__ = None

    def __getattr__(self, name: str) -> Any:
        claim = _claim(self)
        if name == "__signature__" and "callable" in claim.flags:
            return _signature(self, claim)
        if name.startswith("__") and name.endswith("__") and name not in _ASKED:
            raise AttributeError(name)
        found = claim.session.ask("attr", self, name, about=f"{claim.name}.{name}")
        return estimators.LocalScore(self, found, claim.kinds) if name == "score" and callable(found) else found

    def __setattr__(self, name: str, value: Any) -> None:
        _claim(self).session.ask("setattr", self, name, value)

    def __getitem__(self, key: Any) -> Any:
        return _claim(self).session.ask("item", self, key, about=f"{_claim(self).name}[…]")

    def __len__(self) -> int:
        length = _claim(self).session.ask("len", self)
        if type(length) is not int or length < 0:
            raise NotPlain(_claim(self).name)
        return length

    def __iter__(self) -> Iterator[Any]:
        session = _claim(self).session
        iterator = session.ask("iter", self)
        if claim_of(iterator) is None:
            yield from iterator
            return
        while True:
            try:
                item = session.ask("next", iterator)
            except StopIteration:
                return
            yield item

    def __str__(self) -> str:
        return _said(_claim(self).session.ask("str", self))

    def __repr__(self) -> str:
        return _said(_claim(self).session.ask("repr", self))

    def __format__(self, spec: str) -> str:
        if spec:
            raise NotPlain(_claim(self).name)
        return str(self)

    def __instancecheck__(self, value: Any) -> bool:
        return claim_of(value) is not None and _claim(self).session.ask("isinstance", value, self) is True

    def __hash__(self) -> int:
        return object.__hash__(self)

    def __reduce_ex__(self, _protocol: Any) -> Any:
        raise NotPlain(_claim(self).name)

    def __bool__(self) -> bool:
        answer = _judge(self, "bool", self)
        if type(answer) is not bool:
            raise NotPlain(_claim(self).name)
        return answer

    def __contains__(self, item: Any) -> bool:
        answer = _judge(self, "contains", self, item)
        if type(answer) is not bool:
            raise NotPlain(_claim(self).name)
        return answer


def _claim(reference: Reference) -> Claim:
    claim: Claim = object.__getattribute__(reference, "_shopfloor")
    return claim


def _said(value: Any) -> str:
    return value[:_LONGEST_TEXT] if type(value) is str else ""


def _judge(reference: Reference, name: str, *operands: Any) -> Any:
    claim = _claim(reference)
    if not claim.session.policy.operators:
        raise NotPlain(claim.name)
    return claim.session.ask("operate", name, list(operands), about=claim.name)


def _operator(name: str) -> Callable[..., Any]:
    def operate(self: Reference, *others: Any) -> Any:
        return _judge(self, name, self, *others)

    operate.__name__ = f"__{name}__"
    return operate


# fmt: off
_SAME_NAME = ("eq", "ne", "lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul",
              "radd", "rsub", "rmul", "rtruediv", "xor", "neg", "pos", "abs", "invert", "divmod", "round")
# fmt: on
for _name in (*_SAME_NAME, "and", "or"):
    setattr(Reference, f"__{_name}__", _operator({"and": "and_", "or": "or_"}.get(_name, _name)))


# --- what an object claims to be --------------------------------------------------------------------------------------


class References:
    """Makes references, and one class for each kind of object that the kernel claims to have."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._classes: dict[Any, type[Reference]] = {}

    def make(self, claim: Claim) -> Reference:
        key = (claim.kinds, claim.flags)
        if key not in self._classes:
            if len(self._classes) >= self._most:
                raise WireError("too many kinds of objects")
            self._classes[key] = _reference_class(claim)
        reference = object.__new__(self._classes[key])
        object.__setattr__(reference, "_shopfloor", claim)
        return reference


def _reference_class(claim: Claim) -> type[Reference]:
    module, name = claim.kinds[0] if claim.kinds else ("builtins", "object")
    twin = _twin(claim)
    body: dict[str, Any] = {
        "__slots__": (),
        "__module__": module,
        "__qualname__": name,
        "__class__": property(lambda self: type if "class" in claim.flags else twin or type(self)),
        "__doc__": property(lambda self: _claim(self).session.ask("attr", self, "__doc__")),
    }
    if "callable" in claim.flags:
        body["__call__"] = _call
    if "iterator" in claim.flags:
        body["__next__"] = lambda self: _claim(self).session.ask("next", self)
    made: Any = _Kind(name.rpartition(".")[2] or "object", (Reference,), body)
    made._twin = twin
    kind: type[Reference] = made
    return kind


def _twin(claim: Claim) -> type | None:
    """The class of this process that the object claims to be of: the first of its classes that is imported here."""
    if "class" in claim.flags:
        return None
    for module, name in claim.kinds:
        if (module, name) == ("builtins", "object"):
            return None
        found = _FUNCTIONS.get((module, name)) or attribute_of(module, name)
        if isinstance(found, type):
            return found
    return None


def _call(self: Reference, *arguments: Any, **options: Any) -> Any:
    claim = _claim(self)
    about = f"{_called(self, claim)}(…)" if arguments or options else f"{_called(self, claim)}()"
    if not claim.session.policy.inplace or not any(map(_mutable, arguments)):
        return claim.session.ask("call", self, list(arguments), options, False, about=about)
    answer = claim.session.ask("call", self, list(arguments), options, True, about=about)
    if type(answer) is not list or len(answer) != 2 or type(answer[1]) is not list or len(answer[1]) != len(arguments):
        raise claim.session.refuse("an answer that is none")
    for mine, theirs in zip(arguments, answer[1], strict=True):
        if _mutable(mine) and type(theirs) is type(mine):
            _update(mine, theirs)
    return answer[0]


def _called(reference: Reference, claim: Claim) -> str:
    if claim.kinds[:1] in ((("builtins", "function"),), (("builtins", "method"),)):
        name = claim.session.names_of.get(claim.number)
        return name or "function"
    return claim.name


def _mutable(value: Any) -> bool:
    """Whether a change made by the trainee's function can be brought back: plain, mutable, and not too large."""
    size = getattr(value, "size", None) if type(value).__module__.partition(".")[0] in ("numpy", "pandas") else None
    if size is None:
        return type(value) in (list, dict, set, bytearray) and len(value) <= _MOST_MUTABLE
    return type(value).__name__ in ("ndarray", "DataFrame", "Series") and size <= _MOST_MUTABLE


def _update(mine: Any, theirs: Any) -> None:
    if isinstance(mine, list | bytearray):
        mine[:] = theirs
    elif isinstance(mine, dict | set):
        mine.clear()
        mine.update(theirs)
    elif hasattr(mine, "_mgr"):
        mine._mgr = theirs._mgr
        mine.__dict__.pop("_item_cache", None)
    elif mine.shape == theirs.shape and mine.dtype == theirs.dtype:
        mine[...] = theirs


def _signature(self: Reference, claim: Claim) -> Any:
    import inspect

    kinds, empty = list(inspect._ParameterKind), inspect.Parameter.empty
    try:
        return inspect.Signature(
            [
                inspect.Parameter(text(name), kinds[kind], default=default if has_default is True else empty)
                for name, kind, has_default, default in claim.session.ask("signature", self)
            ]
        )
    except (TypeError, ValueError, IndexError, WireError):
        raise claim.session.refuse("a signature that is none") from None


def source_of(value: Any, otherwise: Callable[[Any], str]) -> str:
    """inspect.getsource, which for a reference asks the kernel."""
    claim = claim_of(value)
    return otherwise(value) if claim is None else _said(claim.session.ask("source", value))
