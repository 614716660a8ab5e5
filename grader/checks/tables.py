"""pandas' values on the wire: exact classes, each array kind by its own parts; what is not listed goes by reference.

pandas is imported when the first such value is met.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from grader.checks.arrays import array_tree
from grader.checks.parts import Tree, Unknown, is_key, number, text_blobs, text_bytes, texts_of, zone_from, zone_name
from grader.checks.wire import WireError

if TYPE_CHECKING:
    from grader.checks.values import Decoder, Encoder

# Kinds of numpy's dtypes whose columns travel together; times have arrays of pandas' own.
_GROUPED = "biufcO"
_UNITS = {"s", "ms", "us", "ns"}
# Texts of more bytes are made anew each time.
_KEPT_BYTES = 1 << 16


def encode(encoder: Encoder, value: Any) -> Tree | None:
    """The tree of a value of pandas'; None for those that only go by reference."""
    if "pandas" not in sys.modules:
        return None
    import pandas as pd

    make = _pandas().get(type(value))
    if make is not None:
        tree: Tree | None = make(encoder, value)
        return tree
    if isinstance(value, pd.Index):
        return _index(encoder, value) if type(value) in _plain_indexes() else None
    if isinstance(value, pd.api.extensions.ExtensionArray):
        return column(encoder, value)
    return None


def _pandas() -> dict[type, Callable[[Encoder, Any], Tree | None]]:
    import pandas as pd

    return {
        pd.DataFrame: _frame,
        pd.Series: _series,
        pd.RangeIndex: _range_index,
        pd.MultiIndex: _multi_index,
        pd.Timestamp: _timestamp,
        pd.Timedelta: _timedelta,
        type(pd.NaT): lambda _encoder, _value: ["nat"],
        type(pd.NA): lambda _encoder, _value: ["na"],
    }


def _plain_indexes() -> tuple[type, ...]:
    import pandas as pd

    return (pd.Index, pd.DatetimeIndex, pd.TimedeltaIndex, pd.CategoricalIndex)


def column(encoder: Encoder, value: Any) -> Tree | None:
    """One column's or index's values, whatever array pandas keeps them in; None if that kind is not carried."""
    import numpy as np
    import pandas as pd

    kind = type(value)
    if kind is pd.arrays.NumpyExtensionArray:
        value, kind = value.to_numpy(), np.ndarray
    if kind is np.ndarray:
        return array_tree(encoder, value)
    if kind in (pd.arrays.DatetimeArray, pd.arrays.TimedeltaArray):
        return _moments(encoder, value)
    if kind is pd.Categorical:
        return _categorical(encoder, value)
    if kind in (pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray):
        return ["masked", value.dtype.name, array_tree(encoder, value._data), array_tree(encoder, value._mask)]
    if isinstance(value.dtype, pd.StringDtype):
        return _strings(encoder, value)
    return None


def _moments(encoder: Encoder, value: Any) -> Tree | None:
    import numpy as np

    try:
        zone = zone_name(getattr(value, "tz", None))
    except Unknown:
        return None
    words = np.ascontiguousarray(value.asi8)
    return ["moments", value.dtype.kind, value.unit, zone, encoder.blob(words.view("u1").data)]


def _from_moments(decoder: Decoder, parts: list[Any], _depth: int) -> Any:
    import numpy as np
    import pandas as pd

    kind, unit, zone_name, blob = parts
    if kind not in ("M", "m") or unit not in ("s", "ms", "us", "ns"):
        raise WireError("times that are none")
    words = np.frombuffer(bytearray(decoder.blob(blob)), "<i8")
    plain = pd.array(words.view(f"{kind}8[{unit}]"))
    zone = zone_from(zone_name)
    if zone is None:
        return plain
    return pd.DatetimeIndex(plain).tz_localize("UTC").tz_convert(zone).array


def _categorical(encoder: Encoder, value: Any) -> Tree | None:
    categories = encode(encoder, value.categories)
    return (
        None
        if categories is None
        else ["categorical", array_tree(encoder, value.codes), categories, bool(value.ordered)]
    )


def _from_categorical(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    import pandas as pd

    codes, categories, ordered = (decoder.value(part, depth) for part in parts)
    if not isinstance(categories, pd.Index) or type(ordered) is not bool or codes.dtype.kind != "i":
        raise WireError("categories that are none")
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(categories, ordered))


_MASKED = {f"{sign}{bits}" for sign in ("Int", "UInt") for bits in (8, 16, 32, 64)} | {"Float32", "Float64", "boolean"}


def _from_masked(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    import pandas as pd

    name, data, mask = parts[0], decoder.value(parts[1], depth), decoder.value(parts[2], depth)
    if name not in _MASKED:
        raise WireError("a dtype that is not on the list")
    kind = {"F": pd.arrays.FloatingArray, "b": pd.arrays.BooleanArray}.get(name[0], pd.arrays.IntegerArray)
    made = kind(data, mask)
    if made.dtype.name != name:
        raise WireError("a dtype that doesn't match its values")
    return made


def _strings(encoder: Encoder, value: Any) -> Tree:
    import pandas as pd

    items = [item if type(item) is str else None for item in value.to_numpy(dtype=object).tolist()]
    missing = "NA" if value.dtype.na_value is pd.NA else "nan"
    return ["strings", value.dtype.storage, missing, *text_blobs(encoder, items)]


def _from_strings(decoder: Decoder, parts: list[Any], _depth: int) -> Any:
    storage, missing = parts[:2]
    if storage not in ("python", "pyarrow") or missing not in ("NA", "nan"):
        raise WireError("a dtype that is not on the list")
    lengths, whole = text_bytes(decoder, parts[2:])
    if len(lengths) + len(whole) > _KEPT_BYTES:
        return _string_array(storage, missing, lengths, whole)
    return _kept_string_array(storage, missing, lengths, whole).copy()


def _string_array(storage: Literal["python", "pyarrow"], missing: str, lengths: bytes, whole: bytes) -> Any:
    import numpy as np
    import pandas as pd

    dtype: Any = pd.StringDtype(storage, na_value=pd.NA if missing == "NA" else np.nan)
    return pd.array(texts_of(lengths, whole), dtype=dtype)


# A table's names come again with every table that a check sends or gets.
_kept_string_array = lru_cache(maxsize=64)(_string_array)


def _index(encoder: Encoder, value: Any) -> Tree | None:
    values = column(encoder, value.array)
    if values is None:
        return None
    rate = getattr(value, "freqstr", None)
    return ["index", values, encoder.encode(value.name), rate]


def _from_index(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    import numpy as np
    import pandas as pd

    values, name, rate = decoder.value(parts[0], depth), _name(decoder, parts[1], depth), parts[2]
    if type(values) is np.ndarray:
        _one_dimension(values)
        return pd.Index(values, dtype=values.dtype, name=name)
    made = pd.Index(values, name=name)
    if rate is not None:
        if type(rate) is not str or len(rate) > 40:
            raise WireError("a rate that is none")
        made.freq = rate
    return made


def _one_dimension(values: Any) -> Any:
    if values.ndim != 1:
        raise WireError("a column that is a table")
    return values


def _name(decoder: Decoder, tree: Any, depth: int) -> Any:

    name = decoder.value(tree, depth)
    if not is_key(name):
        raise WireError("a name that is none")
    return name


def _range_index(encoder: Encoder, value: Any) -> Tree:
    return ["range-index", value.start, value.stop, value.step, encoder.encode(value.name)]


def _from_range_index(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    import pandas as pd

    start, stop, step = (number(part) for part in parts[:3])
    return pd.RangeIndex(start, stop, step, name=_name(decoder, parts[3], depth))


def _multi_index(encoder: Encoder, value: Any) -> Tree | None:
    levels = [encode(encoder, level) for level in value.levels]
    if None in levels:
        return None
    codes = [array_tree(encoder, codes) for codes in value.codes]
    return ["multi-index", levels, codes, [encoder.encode(name) for name in value.names]]


def _from_multi_index(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    import pandas as pd

    levels, codes = ([decoder.value(tree, depth) for tree in part] for part in parts[:2])
    if not all(isinstance(level, pd.Index) for level in levels):
        raise WireError("levels that are none")
    names = [_name(decoder, tree, depth) for tree in parts[2]]
    return pd.MultiIndex(levels, codes, names=names, verify_integrity=True)


def _series(encoder: Encoder, value: Any) -> Tree | None:
    values, index = column(encoder, value.array), encode(encoder, value.index)
    return None if values is None or index is None else ["series", values, index, encoder.encode(value.name)]


def _from_series(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    import pandas as pd

    values, index = decoder.value(parts[0], depth), decoder.value(parts[1], depth)
    name = _name(decoder, parts[2], depth)
    _check_axes(index, values)
    return pd.Series(values, index=index, name=name, dtype=values.dtype, copy=False)


def _check_axes(index: Any, *columns: Any) -> None:
    import pandas as pd

    if not isinstance(index, pd.Index) or any(len(_one_dimension(values)) != len(index) for values in columns):
        raise WireError("a table whose parts don't match")


def _frame(encoder: Encoder, value: Any) -> Tree | None:
    """A table: its axes, then its columns, those of one of numpy's dtypes together (positions and one array)."""
    import numpy as np

    names, index = encode(encoder, value.columns), encode(encoder, value.index)
    if names is None or index is None:
        return None
    parts = [
        [positions, array_tree(encoder, values) if type(values) is np.ndarray else column(encoder, values)]
        for positions, values in _blocks(value)
    ]
    return None if any(tree is None for _positions, tree in parts) else ["frame", names, index, parts]


def _blocks(frame: Any) -> Iterator[tuple[list[int], Any]]:
    """A table's columns by positions, as pandas keeps them: an array of two dimensions for several, or one for one."""
    import numpy as np

    for block in frame._mgr.blocks:
        positions, values = block.mgr_locs.as_array.tolist(), block.values
        if type(values) is np.ndarray and values.dtype.kind in _GROUPED:
            yield positions, values
        else:
            for row, position in enumerate(positions):
                yield [position], values[row] if values.ndim == 2 else values


def _from_frame(decoder: Decoder, parts: list[Any], depth: int) -> Any:
    import numpy as np
    import pandas as pd
    from pandas.api.internals import create_dataframe_from_blocks  # type: ignore[import-not-found]

    names, index, groups = decoder.value(parts[0], depth), decoder.value(parts[1], depth), parts[2]
    if not isinstance(names, pd.Index) or not isinstance(index, pd.Index) or type(groups) is not list:
        raise WireError("a table without axes")
    blocks, places = [], []
    for positions, tree in groups:
        values = decoder.value(tree, depth)
        expected = (len(positions), len(index)) if type(values) is np.ndarray else (len(index),)
        if values.shape != expected or (len(expected) == 1 and len(positions) != 1):
            raise WireError("a table whose parts don't match")
        places += [number(position) for position in positions]
        blocks.append((values, np.array(positions, dtype=np.intp)))
    if sorted(places) != list(range(len(names))):
        raise WireError("a table whose columns don't match their names")
    if not blocks:
        return pd.DataFrame(index=index, columns=names)
    return create_dataframe_from_blocks(blocks, index=index, columns=names)


def _unit(value: Any) -> str:
    if value not in _UNITS:
        raise WireError("a unit of time that is none")
    return str(value)


def _timestamp(_encoder: Encoder, value: Any) -> Tree | None:

    try:
        zone = zone_name(value.tz)
    except Unknown:
        return None
    return ["timestamp", int(value.asm8.astype("i8")), value.unit, zone]


def _from_timestamp(_decoder: Decoder, parts: list[Any], _depth: int) -> Any:
    import numpy as np
    import pandas as pd

    words, unit, zone_name = parts
    naive = pd.Timestamp(np.array([number(words)]).astype(f"M8[{_unit(unit)}]")[0])
    zone = zone_from(zone_name)
    return naive if zone is None else naive.tz_localize("UTC").tz_convert(zone)


def _timedelta(_encoder: Encoder, value: Any) -> Tree:
    return ["period-of-time", int(value.asm8.astype("i8")), value.unit]


def _from_timedelta(_decoder: Decoder, parts: list[Any], _depth: int) -> Any:
    import numpy as np
    import pandas as pd

    return pd.Timedelta(np.array([number(parts[0])]).astype(f"m8[{_unit(parts[1])}]")[0])


def _missing(name: str) -> Callable[..., Any]:
    def read(_decoder: Decoder, _parts: list[Any], _depth: int) -> Any:
        import pandas as pd

        return getattr(pd, name)

    return read


DECODERS: dict[str, Callable[[Decoder, list[Any], int], Any]] = {
    "moments": _from_moments,
    "categorical": _from_categorical,
    "masked": _from_masked,
    "strings": _from_strings,
    "index": _from_index,
    "range-index": _from_range_index,
    "multi-index": _from_multi_index,
    "series": _from_series,
    "frame": _from_frame,
    "timestamp": _from_timestamp,
    "period-of-time": _from_timedelta,
    "nat": _missing("NaT"),
    "na": _missing("NA"),
}
