"""numpy's values on the wire: an allow-list of dtypes, and sizes that are checked before anything is made.

numpy is imported when the first such value is met: a check of plain numbers shouldn't pay for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from grader.checks.parts import DTYPE, Tree, is_scalar
from grader.checks.wire import WireError

if TYPE_CHECKING:
    from grader.checks.values import Decoder, Encoder

_MOST_DIMENSIONS = 32
_LONGEST = 1 << 40
_LAST_CODE_POINT = 0x10FFFF


def encode(encoder: Encoder, value: Any) -> Tree | None:
    """The tree of a value of numpy's; None for those that only go by reference, and for pandas'."""
    import numpy as np

    if isinstance(value, np.generic):
        return ["scalar", value.dtype.str, value.tobytes().hex()] if is_scalar(value) else None
    if type(value) is np.ndarray:
        return array_tree(encoder, value)
    if isinstance(value, np.dtype):
        return ["dtype", value.str] if DTYPE.match(value.str) or value.str == "|O" else None
    return None


def array_tree(encoder: Encoder, value: Any) -> Tree | None:
    """An array: its dtype, shape, order and bytes. Object arrays go element by element."""
    import numpy as np

    if value.dtype.kind == "O":
        return ["objects", list(value.shape), encoder.sequence(value.ravel().tolist())]
    if value.dtype.byteorder == ">":
        value = value.astype(value.dtype.newbyteorder("<"))
    if not DTYPE.match(value.dtype.str):
        return None
    order = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
    flat = np.ascontiguousarray(value.T if order == "F" else value)
    # Times have no buffer of their own.
    data = flat.reshape(-1).view("u1").data if flat.size and flat.dtype.itemsize else memoryview(b"")
    return ["array", value.dtype.str, list(value.shape), order, encoder.blob(data)]


def _shape(value: Any) -> tuple[int, ...]:
    if type(value) is not list or len(value) > _MOST_DIMENSIONS:
        raise WireError("a shape that is none")
    if not all(type(length) is int and 0 <= length < _LONGEST for length in value):
        raise WireError("a shape that is none")
    return tuple(value)


def _product(shape: tuple[int, ...]) -> int:
    whole = 1
    for length in shape:
        whole *= length
    return whole


def dtype_from(name: Any) -> Any:
    import numpy as np

    if type(name) is not str or not DTYPE.match(name):
        raise WireError("a dtype that is not on the list")
    return np.dtype(name)


def _from_array(decoder: Decoder, parts: list[Any], _depth: int) -> Any:
    import numpy as np

    name, dimensions, order, blob = parts
    dtype, shape, data = dtype_from(name), _shape(dimensions), decoder.blob(blob)
    if _product(shape) * dtype.itemsize != len(data) or order not in ("C", "F"):
        raise WireError("an array whose size and shape don't match")
    if not len(data):
        return np.empty(shape, dtype, order=order)
    # On a buffer of our own, an array is writable.
    flat = np.frombuffer(data if isinstance(data, bytearray) else bytearray(data), dtype)
    _check_contents(flat)
    return flat.reshape(shape, order=order)


def _check_contents(flat: Any) -> None:
    if flat.dtype.kind == "U" and flat.view("<u4").max(initial=0) > _LAST_CODE_POINT:
        raise WireError("a text that is none")
    if flat.dtype.kind == "b" and flat.view("u1").max(initial=0) > 1:
        raise WireError("truth values that are none")


def _from_objects(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    import numpy as np

    dimensions, tree = parts
    shape, items = _shape(dimensions), decoder.items(tree, depth)
    if _product(shape) != len(items):
        raise WireError("an array whose size and shape don't match")
    made = np.empty(len(items), dtype=object)
    for position, item in enumerate(items):
        made[position] = item
    return made.reshape(shape)


def _from_scalar(_decoder: Decoder, parts: list[Any], _depth: int) -> Any:
    import numpy as np

    name, digits = parts
    dtype = dtype_from(name)
    data = bytes.fromhex(digits)
    if len(data) != dtype.itemsize:
        raise WireError("a number of the wrong size")
    if not data:
        return np.zeros(1, dtype)[0]
    flat = np.frombuffer(data, dtype)
    _check_contents(flat)
    return flat[0]


def _from_dtype(_decoder: Decoder, parts: list[Any], _depth: int) -> Any:
    import numpy as np

    (name,) = parts
    return np.dtype(object) if name == "|O" else dtype_from(name)


DECODERS: dict[str, Callable[[Decoder, list[Any], int], Any]] = {
    "array": _from_array,
    "objects": _from_objects,
    "scalar": _from_scalar,
    "dtype": _from_dtype,
}
