"""Python's own plain values on the wire: exact types only, each with the tag that its tree begins with."""

from __future__ import annotations

import collections
import math
from array import array
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from grader.checks.parts import WORD, Tree, Unknown, is_key, number, text, text_blobs, texts_from, zone_from, zone_name
from grader.checks.wire import TooLarge, WireError

if TYPE_CHECKING:
    from grader.checks.values import Decoder, Encoder

_LONG_TEXT = 4096


def _int(encoder: Encoder, value: int) -> Tree:
    if -WORD <= value < WORD:
        return value
    if value.bit_length() > encoder.limits.integer_bits:
        raise TooLarge(f"an integer of {value.bit_length():,} bits")
    return ["int", hex(value)]


def _float(_encoder: Encoder, value: float) -> Tree:
    return value if math.isfinite(value) else ["float", str(value)]


def _str(encoder: Encoder, value: str) -> Tree:
    if len(value) < _LONG_TEXT:
        return value
    return ["text", encoder.blob(value.encode("utf-8", "surrogatepass"))]


def _from_int(decoder: Decoder, parts: list[Any], _depth: int) -> int:
    (digits,) = parts
    if len(text(digits, decoder.limits.integer_bits // 4 + 8)) < 3:
        raise WireError("a number without digits")
    return int(digits, 16)


def _from_float(_decoder: Decoder, parts: list[Any], _depth: int) -> float:
    (name,) = parts
    return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[name]


def _from_text(decoder: Decoder, parts: list[Any], _depth: int) -> str:
    (blob,) = parts
    return bytes(decoder.blob(blob)).decode("utf-8", "surrogatepass")


# --- containers -------------------------------------------------------------------------------------------------------


def packed(encoder: Encoder, items: Sequence[Any]) -> Tree | None:
    kinds = set(map(type, items))
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    encoder.count(len(items) // 16)
    if kind is float:
        return ["floats", encoder.blob(array("d", items).tobytes())]
    if kind is bool:
        return ["bools", encoder.blob(bytes(items))]
    if kind is int:
        try:
            return ["ints", encoder.blob(array("q", items).tobytes())]
        except OverflowError:
            return None
    if kind is str:
        return ["texts", *text_blobs(encoder, items)]
    return None


def _from_texts(decoder: Decoder, parts: list[Any], _depth: int) -> list[str]:
    found = texts_from(decoder, parts)
    if None in found:
        raise WireError("a text is missing")
    return found  # type: ignore[return-value]


def _words(code: str) -> Callable[[Decoder, list[Any], int], list[Any]]:
    def read(decoder: Decoder, parts: list[Any], _depth: int) -> list[Any]:
        (blob,) = parts
        found = array(code, bytes(decoder.blob(blob))).tolist()
        decoder.count(len(found) // 16)
        return found

    return read


def _from_bools(decoder: Decoder, parts: list[Any], _depth: int) -> list[bool]:
    (blob,) = parts
    data = bytes(decoder.blob(blob))
    if set(data) - {0, 1}:
        raise WireError("truth values that are none")
    return [byte == 1 for byte in data]


def _from_list(decoder: Decoder, parts: list[Any], depth: int) -> list[Any]:
    return [decoder.value(part, depth) for part in parts]


def _collection(
    tag: str, make: Callable[[list[Any]], Any], keys: bool
) -> tuple[Callable[..., Tree], Callable[..., Any]]:
    def encode(encoder: Encoder, value: Any) -> Tree:
        if keys and not all(map(is_key, value)):
            return None
        return [tag, encoder.sequence(list(value))]

    def decode(decoder: Decoder, parts: list[Any], depth: int) -> Any:
        (tree,) = parts
        found = decoder.items(tree, depth)
        if keys and not all(map(is_key, found)):
            raise WireError("a key that may be none")
        return make(found)

    return encode, decode


def _mapping(tag: str, make: Callable[[Any], Any]) -> tuple[Callable[..., Tree], Callable[..., Any]]:
    def encode(encoder: Encoder, value: dict[Any, Any]) -> Tree:
        if len(value) > encoder.limits.nodes // 2:
            raise TooLarge(f"{len(value):,} entries")
        if not all(map(is_key, value)):
            return None
        return [tag, encoder.sequence(list(value)), encoder.sequence(list(value.values()))]

    def decode(decoder: Decoder, parts: list[Any], depth: int) -> Any:
        keys, values = (decoder.items(tree, depth) for tree in parts)
        if len(keys) != len(values) or not all(map(is_key, keys)):
            raise WireError("keys and values that don't match")
        return make(zip(keys, values, strict=True))

    return encode, decode


def _default_dict(pairs: Any) -> Any:
    return collections.defaultdict(None, pairs)


def _counter(pairs: Any) -> Any:
    return collections.Counter(dict(pairs))


def _deque(encoder: Encoder, value: Any) -> Tree:
    return ["deque", encoder.sequence(list(value)), value.maxlen]


def _from_deque(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    items, longest = parts
    return collections.deque(decoder.items(items, depth), None if longest is None else number(longest))


def named_tuple(encoder: Encoder, value: Any) -> Tree:
    return ["named", type(value).__name__, list(type(value)._fields), encoder.sequence(list(value))]


_named_types: dict[tuple[str, ...], Any] = {}


def _from_named(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    name, fields, items = parts
    key = (text(name), *(text(field) for field in fields))
    if len(fields) > 100 or len(_named_types) > decoder.limits.classes:
        raise WireError("too many named tuples")
    if key not in _named_types:
        # namedtuple refuses whatever is no identifier before it builds the class.
        _named_types[key] = collections.namedtuple(name, fields)
    return _named_types[key](*decoder.items(items, depth))


# --- times ------------------------------------------------------------------------------------------------------------


def _datetime(_encoder: Encoder, value: datetime) -> Tree:
    try:
        return ["datetime", value.replace(tzinfo=None).isoformat(), zone_name(value.tzinfo), value.fold]
    except Unknown:
        return None


def _from_datetime(_decoder: Decoder, parts: list[Any], _depth: int) -> datetime:
    moment, zone, fold = parts
    return datetime.fromisoformat(text(moment)).replace(tzinfo=zone_from(zone), fold=number(fold))


def _time(_encoder: Encoder, value: time) -> Tree:
    return None if value.tzinfo is not None else ["time", value.isoformat()]


def _timedelta(_encoder: Encoder, value: timedelta) -> Tree:
    return ["timedelta", value.days, value.seconds, value.microseconds]


def _from_timedelta(_decoder: Decoder, parts: list[Any], _depth: int) -> timedelta:
    days, seconds, microseconds = map(number, parts)
    return timedelta(days, seconds, microseconds)


def _fraction(encoder: Encoder, value: Fraction) -> Tree:
    return ["fraction", _int(encoder, value.numerator), _int(encoder, value.denominator)]


def _from_fraction(decoder: Decoder, parts: list[Any], depth: int) -> Fraction:
    above, below = (decoder.value(part, depth) for part in parts)
    if type(above) is not int or type(below) is not int:
        raise WireError("a fraction that is none")
    return Fraction(above, below)


def _triple(tag: str) -> Callable[[Encoder, Any], Tree]:
    return lambda encoder, value: [tag, *map(encoder.encode, (value.start, value.stop, value.step))]


def _from_triple(make: Callable[..., Any]) -> Callable[[Decoder, list[Any], int], Any]:
    def read(decoder: Decoder, parts: list[Any], depth: int) -> Any:
        start, stop, step = (decoder.value(part, depth) for part in parts)
        return make(start, stop, step)

    return read


# --- the list ---------------------------------------------------------------------------------------------------------

_tuple, _from_tuple = _collection("tuple", tuple, keys=False)
_set, _from_set = _collection("set", set, keys=True)
_frozen, _from_frozen = _collection("frozenset", frozenset, keys=True)
_dict, _from_dict = _mapping("dict", dict)
_ordered, _from_ordered = _mapping("ordered", collections.OrderedDict)
_defaults, _from_defaults = _mapping("defaults", _default_dict)
_counts, _from_counts = _mapping("counts", _counter)

ENCODERS: dict[type, Callable[[Encoder, Any], Tree]] = {
    int: _int,
    float: _float,
    str: _str,
    complex: lambda encoder, value: ["complex", _float(encoder, value.real), _float(encoder, value.imag)],
    bytes: lambda encoder, value: ["bytes", encoder.blob(value)],
    bytearray: lambda encoder, value: ["bytearray", encoder.blob(bytes(value))],
    list: lambda encoder, value: encoder.sequence(value),
    tuple: _tuple,
    set: _set,
    frozenset: _frozen,
    dict: _dict,
    collections.OrderedDict: _ordered,
    collections.defaultdict: _defaults,
    collections.Counter: _counts,
    collections.deque: _deque,
    datetime: _datetime,
    date: lambda _encoder, value: ["date", value.isoformat()],
    time: _time,
    timedelta: _timedelta,
    Decimal: lambda _encoder, value: ["decimal", str(value)] if len(str(value)) < _LONG_TEXT else None,
    Fraction: _fraction,
    range: _triple("range"),
    slice: _triple("slice"),
    type(...): lambda _encoder, _value: ["ellipsis"],
}

DECODERS: dict[str, Callable[[Decoder, list[Any], int], Any]] = {
    "int": _from_int,
    "float": _from_float,
    "text": _from_text,
    "complex": lambda decoder, parts, depth: complex(*(decoder.value(part, depth) for part in parts)),
    "bytes": lambda decoder, parts, _depth: bytes(decoder.blob(*parts)),
    "bytearray": lambda decoder, parts, _depth: bytearray(decoder.blob(*parts)),
    "list": _from_list,
    "floats": _words("d"),
    "ints": _words("q"),
    "bools": _from_bools,
    "texts": _from_texts,
    "tuple": _from_tuple,
    "set": _from_set,
    "frozenset": _from_frozen,
    "dict": _from_dict,
    "ordered": _from_ordered,
    "defaults": _from_defaults,
    "counts": _from_counts,
    "deque": _from_deque,
    "named": _from_named,
    "datetime": _from_datetime,
    "date": lambda _decoder, parts, _depth: date.fromisoformat(text(*parts)),
    "time": lambda _decoder, parts, _depth: time.fromisoformat(text(*parts)),
    "timedelta": _from_timedelta,
    "decimal": lambda _decoder, parts, _depth: Decimal(text(parts[0], _LONG_TEXT)),
    "fraction": _from_fraction,
    "range": _from_triple(range),
    "slice": _from_triple(slice),
    "ellipsis": lambda _decoder, _parts, _depth: ...,
}
