"""What the codec's parts share: checks of small pieces, time zones, keys, and classes and modules that go by name."""

from __future__ import annotations

import re
import sys
import zoneinfo
from array import array
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from types import ModuleType
from typing import TYPE_CHECKING, Any

from grader.checks.wire import WireError

if TYPE_CHECKING:
    from grader.checks.values import Decoder, Encoder

Tree = Any
Blob = bytes | bytearray | memoryview
WORD = 1 << 63
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,32}(?:/[A-Za-z0-9_+-]{1,32}){0,2}\Z")
_OFFSET = re.compile(r"UTC([+-])(\d\d):(\d\d)(?::(\d\d))?\Z")
DTYPE = re.compile(
    r"(?:[|<]b1|[|<][iu][1248]|<f[248]|<c(?:8|16)|\|S\d{1,6}|<U\d{1,6}|<[Mm]8(?:\[\d{0,3}(?:Y|M|W|D|h|m|s|ms|us|ns)\])?)\Z"
)


class Unknown(Exception):
    """A value that is not on the list."""


def text(value: Any, longest: int = 200) -> str:
    """`value` if it is a string of at most `longest` characters."""
    if type(value) is not str or len(value) > longest:
        raise WireError("a short text was expected")
    return value


def number(value: Any) -> int:
    if type(value) is not int or not -WORD <= value < WORD:
        raise WireError("a whole number was expected")
    return value


# --- keys ------------------------------------------------------------------------------------------------------------

KEY_TYPES: tuple[type, ...] = (type(None), bool, int, float, complex, str, bytes, date, datetime, time, timedelta)
KEY_TYPES = (*KEY_TYPES, Decimal, Fraction)


def is_key(value: Any) -> bool:
    """Whether `value` may be a key: immutable, plain, and nothing that the other side's code could give a hash."""
    if type(value) in (tuple, frozenset):
        return all(map(is_key, value))
    return type(value) in KEY_TYPES or is_scalar(value)


def is_scalar(value: Any) -> bool:
    """numpy's numbers, texts and times, and pandas' timestamps and missing values: plain and immutable."""
    kind = type(value)
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and isinstance(value, numpy.generic):
        return kind.__module__ == "numpy" and bool(DTYPE.match(value.dtype.str))
    return pandas is not None and kind in (pandas.Timestamp, pandas.Timedelta, type(pandas.NaT), type(pandas.NA))


# --- texts -----------------------------------------------------------------------------------------------------------


def text_blobs(encoder: Encoder, items: Sequence[str | None]) -> list[int]:
    """Two blobs of a list of strings: their lengths in characters (-1: none), and all their characters."""
    lengths = array("q", [-1 if item is None else len(item) for item in items])
    whole = "".join(item for item in items if item is not None)
    return [encoder.blob(lengths.tobytes()), encoder.blob(whole.encode("utf-8", "surrogatepass"))]


def texts_from(decoder: Decoder, parts: list[Any]) -> list[str | None]:
    """What `text_blobs` made."""
    return texts_of(*text_bytes(decoder, parts))


def text_bytes(decoder: Decoder, parts: list[Any]) -> tuple[bytes, bytes]:
    """The two blobs of a list of strings."""
    first, second = parts
    lengths, whole = bytes(decoder.blob(first)), bytes(decoder.blob(second))
    decoder.count(len(lengths) // (16 * array("q").itemsize))
    return lengths, whole


def texts_of(lengths: bytes, whole: bytes) -> list[str | None]:
    """The strings that lie in two blobs; WireError if they don't belong together."""
    characters = whole.decode("utf-8", "surrogatepass")
    found: list[str | None] = []
    at = 0
    for length in array("q", lengths):
        if length < -1 or at + max(length, 0) > len(characters):
            raise WireError("texts that overlap")
        found.append(None if length == -1 else characters[at : at + length])
        at += max(length, 0)
    if at != len(characters):
        raise WireError("texts that leave characters over")
    return found


# --- time zones ------------------------------------------------------------------------------------------------------


def zone_name(zone: tzinfo | None) -> str | None:
    """A time zone's name on the wire; None for a naive time. Unknown for a kind of zone that we don't carry."""
    if zone is None:
        return None
    if type(zone) is zoneinfo.ZoneInfo and zone.key and _ZONE.match(zone.key):
        return zone.key
    if type(zone) is timezone:
        name = timezone(zone.utcoffset(None)).tzname(None)
        if name == "UTC" or _OFFSET.match(name):
            return name
    raise Unknown("a time zone")


def zone_from(name: Any) -> tzinfo | None:
    if name is None:
        return None
    if name == "UTC":
        return timezone.utc  # noqa: UP017 - the name says what it is
    offset = _OFFSET.match(text(name))
    if offset:
        sign, hours, minutes, seconds = offset.groups()
        away = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
        return timezone(-away if sign == "-" else away)
    if not _ZONE.match(name):
        raise WireError("a time zone that is none")
    return zoneinfo.ZoneInfo(name)


# --- classes and modules by name --------------------------------------------------------------------------------------

# fmt: off
PACKAGES = frozenset((
    "builtins", "collections", "datetime", "decimal", "fractions", "itertools", "functools", "math", "statistics",
    "random", "json", "re", "string", "numpy", "pandas", "scipy", "sklearn", "statsmodels", "matplotlib",
))
# fmt: on


def named_module(name: Any) -> ModuleType | None:
    """The module of that name, if it is of a listed package and imported here already."""
    if type(name) is not str or name.partition(".")[0] not in PACKAGES - {"builtins"}:
        return None
    found = sys.modules.get(name)
    return found if isinstance(found, ModuleType) else None


def attribute_of(module: Any, qualified: Any) -> Any:
    """What a listed package's imported module holds under a dotted name, or None."""
    if type(module) is not str or type(qualified) is not str or module.partition(".")[0] not in PACKAGES:
        return None
    found: Any = sys.modules.get(module)
    for part in qualified.split("."):
        if not isinstance(found, ModuleType | type) or part.startswith("__"):
            return None
        found = vars(found).get(part)
    return found


def named_class(value: type) -> bool:
    """Whether `value` is what a listed package's module holds under the class's own name."""
    return attribute_of(value.__module__, value.__qualname__) is value
