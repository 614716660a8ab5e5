"""Plain values as JSON trees and raw blobs, and back: an allow-list, exact types only, in both directions.

A tree is null, true, false, a number, a string, or a list whose first element names what it is. Everything that isn't
on the list goes by reference, which is the caller's business (`refer`, `resolve`). Python's own types: plain.py; numpy:
arrays.py; pandas: tables.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from grader.checks import arrays, plain, tables
from grader.checks.parts import Blob, Tree, named_class, named_module
from grader.checks.wire import LIMITS, TooLarge, WireError, WireLimits

# From this length on a list of one plain type is packed into a blob.
_PACKED_FROM = 64
_DECODERS: dict[str, Callable[[Any, list[Any], int], Any]] = {**plain.DECODERS, **arrays.DECODERS, **tables.DECODERS}


class Encoder:
    """Makes one tree and its blobs. `refer(value)` gives the tree of a value that is not plain."""

    def __init__(self, refer: Callable[[Any], Tree], limits: WireLimits = LIMITS) -> None:
        self.refer, self.limits = refer, limits
        self.blobs: list[Blob] = []
        self._nodes = 0
        self._bytes = 0
        self._depth = 0

    def encode(self, value: Any) -> Tree:
        """The tree of `value`. TooLarge past a limit of the wire; a container that is too deep goes by reference."""
        self.count(1)
        kind = type(value)
        if value is None or kind is bool:
            return value
        make = plain.ENCODERS.get(kind)
        if make is None:
            tree = _special(self, value, kind)
            return self.refer(value) if tree is None else tree
        if self._depth >= self.limits.depth:
            return self.refer(value)
        self._depth += 1
        try:
            tree = make(self, value)
        finally:
            self._depth -= 1
        return self.refer(value) if tree is None else tree

    def count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > self.limits.nodes:
            raise TooLarge(f"more than {self.limits.nodes:,} values")

    def blob(self, data: Blob) -> int:
        """Add a blob; its number."""
        self._bytes += len(memoryview(data).cast("B")) if len(data) else 0
        if self._bytes > self.limits.message_bytes or len(self.blobs) >= self.limits.blobs:
            raise TooLarge(f"{self._bytes:,} bytes in {len(self.blobs):,} arrays")
        self.blobs.append(data)
        return len(self.blobs) - 1

    def sequence(self, items: Sequence[Any]) -> Tree:
        """A list as one tree: packed where all items are of one simple type."""
        if len(items) >= _PACKED_FROM:
            packed = plain.packed(self, items)
            if packed is not None:
                return packed
        return ["list", *map(self.encode, items)]


class Decoder:
    """Makes values from one message. `resolve(tag, parts)` gives what goes by reference, or raises WireError."""

    def __init__(
        self, blobs: Sequence[Blob], resolve: Callable[[str, list[Any]], Any], limits: WireLimits = LIMITS
    ) -> None:
        self._blobs: list[Blob | None] = list(blobs)
        self.resolve, self.limits = resolve, limits
        self._nodes = 0

    def decode(self, tree: Tree) -> Any:
        """The value of `tree`. WireError for whatever is not exactly as `Encoder` makes it."""
        try:
            return self.value(tree, 0)
        except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError, ArithmeticError) as error:
            raise WireError(f"a value that can't be read: {type(error).__name__}: {str(error)[:200]}") from None
        except (RecursionError, MemoryError) as error:
            raise WireError(f"a value that can't be read: {type(error).__name__}") from None

    def value(self, tree: Tree, depth: int) -> Any:
        self.count(1)
        if tree is None or type(tree) in (bool, str):
            return tree
        if type(tree) is int:
            return self._integer(tree)
        if type(tree) is float:
            if not math.isfinite(tree):
                raise WireError("a number that JSON doesn't know")
            return tree
        if type(tree) is not list or not tree or type(tree[0]) is not str:
            raise WireError("a value without a kind")
        # Trees of frames are a few levels deeper than the values themselves.
        if depth > self.limits.depth + 20:
            raise WireError("a value that is too deep")
        read = _DECODERS.get(tree[0])
        if read is None:
            return self.resolve(tree[0], tree[1:])
        return read(self, tree[1:], depth + 1)

    def items(self, tree: Tree, depth: int) -> list[Any]:
        """What `Encoder.sequence` made."""
        found = self.value(tree, depth)
        if type(found) is not list:
            raise WireError("a list was expected")
        return found

    def count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > self.limits.nodes:
            raise WireError(f"more than {self.limits.nodes:,} values")

    def blob(self, number: Any) -> Blob:
        """The blob of that number; each can be had once."""
        if type(number) is not int or not 0 <= number < len(self._blobs):
            raise WireError("an array that was not sent")
        found, self._blobs[number] = self._blobs[number], None
        if found is None:
            raise WireError("an array that was used before")
        return found

    def _integer(self, value: int) -> int:
        if value.bit_length() > self.limits.integer_bits:
            raise WireError("a number that is too long")
        return value


def _special(encoder: Encoder, value: Any, kind: Any) -> Tree | None:
    """numpy, pandas, named tuples, and classes and modules, which go by name; None for anything else."""
    package = str(getattr(kind, "__module__", "")).partition(".")[0]
    if package in ("numpy", "pandas"):
        tree = arrays.encode(encoder, value)
        return tables.encode(encoder, value) if tree is None else tree
    if issubclass(kind, tuple) and kind.__mro__[1] is tuple and isinstance(getattr(kind, "_fields", None), tuple):
        return plain.named_tuple(encoder, value)
    if isinstance(value, ModuleType) and kind is ModuleType:
        return ["module", value.__name__] if named_module(value.__name__) is value else None
    # Not isinstance: a reference says of itself that it is a class.
    if issubclass(kind, type):
        return ["class", value.__module__, value.__qualname__] if named_class(value) else None
    return None
