"""What a column of words holds, found block by block: whole numbers, numbers, truth, times, or words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

TRUE, FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
TIME_FORMATS = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
    "%Y.%m.%d",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
)
"""How plants' loggers write times when not by ISO 8601; the first that reads every value counts."""
WHOLE, CODE = r"^[+-]?[0-9]+$", r"^[+-]?0[0-9]"  # 007 is a code, not a number


@dataclass(frozen=True)
class Kind:
    """`name` is int64, double, bool, timestamp, string, or empty while every cell was; `format` and `utc` of times."""

    name: str = ""
    format: str = ""
    utc: bool = False


UNKNOWN, WORDS = Kind(), Kind("string")


def widened(so_far: Kind, words: pa.Array) -> Kind:
    """The narrowest kind that holds what was seen so far and the `words` (strings, empty or null where missing)."""
    import pyarrow.compute as pc

    filled = pc.filter(words, pc.greater(pc.utf8_length(pc.fill_null(words, "")), 0))
    if not len(filled) or so_far == WORDS:
        return so_far
    if so_far == UNKNOWN:
        return next((kind for kind in _candidates() if fits(kind, filled)), WORDS)
    if fits(so_far, filled):
        return so_far
    double = Kind("double")
    return double if so_far == Kind("int64") and fits(double, filled) else WORDS


def fits(kind: Kind, words: pa.Array) -> bool:
    """Whether every word is of the kind."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        match kind.name:
            case "int64" | "double":
                if pc.any(pc.match_substring_regex(words, CODE)).as_py():
                    return False
                whole = kind.name == "double" or pc.all(pc.match_substring_regex(words, WHOLE)).as_py()
                return bool(whole) and bool(as_kind(kind, words).null_count == 0)
            case "bool":
                return bool(pc.all(pc.is_in(words, value_set=pa.array([*TRUE, *FALSE]))).as_py())
            case _:
                return bool(as_kind(kind, words).null_count == 0)
    except pa.ArrowInvalid:
        return False


def as_kind(kind: Kind, words: pa.Array) -> pa.Array:
    """Words as values of the kind. Raises ArrowInvalid; a time in a format that isn't `format` becomes null."""
    import pyarrow.compute as pc

    if kind.format:
        return pc.strptime(words, format=kind.format, unit="us", error_is_null=True)
    return pc.cast(words, arrow_type(kind))


def arrow_type(kind: Kind) -> pa.DataType:
    """Arrow's type of a kind; a column without any value is words."""
    import pyarrow as pa

    if kind.name == "timestamp":
        return pa.timestamp("us", tz="UTC" if kind.utc else None)
    return {"int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_()}.get(kind.name, pa.string())


def _candidates() -> list[Kind]:
    times = [Kind("timestamp"), Kind("timestamp", utc=True), *(Kind("timestamp", form) for form in TIME_FORMATS)]
    return [Kind("int64"), Kind("double"), Kind("bool"), *times]
