"""The codec: what is plain comes back equal and of the same type; what is hostile is refused, never run, never huge."""

from __future__ import annotations

import collections
import json
import math
import zoneinfo
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from hypothesis.extra import pandas as pdst

from grader.checks.values import Decoder, Encoder
from grader.checks.wire import TooLarge, WireError, WireLimits

KOREA = zoneinfo.ZoneInfo("Asia/Seoul")
FRAME = pd.DataFrame(
    {
        "whole": [1, 2, 3],
        "real": [1.5, np.nan, 3.0],
        "text": ["x", None, "z"],
        "kind": pd.Categorical(["u", "v", "u"], ordered=True),
        "when": pd.date_range("2026-01-01", periods=3, tz="Asia/Seoul"),
        "maybe": pd.array([1, None, 3], dtype="Int64"),
        "flag": pd.array([True, None, False], dtype="boolean"),
        "long": pd.to_timedelta([1, 2, 3], unit="s"),
        "object": pd.Series([1, "a", None], dtype=object),
    }
)
PLAIN: list[Any] = [
    *(None, True, 1, -5, 2**63 - 1, 2**63, -(2**70), 1.5, math.inf, -math.inf, 1 + 2j),
    *("가나다", "x" * 5_000, "\ud800", b"abc", bytearray(b"a"), ...),
    *([], (), set(), {}, [1, [2, (3,)]], {1, 2}, frozenset({1}), {"a": {"b": [1]}}, {(1, 2): 3, None: 4}),
    *(list(range(1000)), [float(i) for i in range(100)], [f"s{i}" for i in range(100)], [True, False] * 100),
    *([2**63 - 1 + i for i in range(100)], {f"k{i}": i for i in range(100)}),
    *(collections.OrderedDict(a=1), collections.Counter("aab"), collections.deque([1, 2], maxlen=5)),
    *(date(2026, 1, 1), datetime(2026, 1, 1, 2, 3, tzinfo=KOREA), datetime(2026, 1, 1, fold=1), time(1, 2)),
    *(datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-9, minutes=-30))), timedelta(1, 2, 3)),
    *(Decimal("1.50"), Fraction(1, 3), range(1, 10, 2), slice(1, None, 2)),
    *(np.float64(1.5), np.float32(2), np.int8(3), np.uint64(2**63), np.bool_(True), np.str_("가"), np.bytes_(b"ab")),
    *(np.datetime64("2026-01-01"), np.timedelta64(3, "h"), np.complex128(1j)),
    *(np.arange(12.0).reshape(3, 4), np.asfortranarray(np.arange(12.0).reshape(3, 4)), np.array(3), np.zeros((0, 5))),
    *(np.array(["a", "bcd"]), np.array(["2026-01-01"], dtype="M8[D]"), np.array([1, "a", None], dtype=object)),
    *(np.arange(10)[::2], np.eye(3, dtype=bool), np.array([1 + 1j]), np.array([b"a"]), np.array([], dtype="U0")),
    *(pd.Timestamp("2026-01-01 10:00", tz=KOREA), pd.Timestamp("2026-01-01"), pd.Timedelta("3h"), pd.NaT, pd.NA),
    *(FRAME, FRAME.set_index("whole"), FRAME[["whole"]], FRAME[["whole", "whole"]], pd.DataFrame(np.eye(3))),
    *(FRAME[column] for column in FRAME),
    *(pd.DataFrame(), pd.DataFrame(index=[1, 2]), pd.DataFrame(columns=["a", "b"]), pd.Series([], dtype=float)),
    *(FRAME.columns, pd.RangeIndex(1, 9, 2, name="n"), pd.Index([1, 2], name="n"), pd.CategoricalIndex(["a", "b"])),
    *(pd.date_range("2026-01-01", periods=3, freq="h"), pd.timedelta_range("1h", periods=2)),
    pd.MultiIndex.from_product([[1, 2], ["a", "b"]], names=["x", None]),
    pd.DataFrame(np.eye(2), columns=pd.MultiIndex.from_product([["a"], ["b", "c"]])),
    *(pd.Series(["a", None], dtype="string"), pd.Series([1, 2], index=["a", "b"], name=("t", 1))),
    np.dtype("f8"),
]


def encoded(value: Any, limits: WireLimits | None = None) -> tuple[Any, list[bytearray]]:
    """Tree and blobs as they arrive: through JSON, in buffers of the receiver's."""
    encoder = Encoder(lambda _value: ["object", 1, [], []], limits or WireLimits())
    tree = encoder.encode(value)
    return json.loads(json.dumps(tree)), [
        bytearray(memoryview(b).cast("B")) if len(b) else bytearray() for b in encoder.blobs
    ]


def decoded(tree: Any, blobs: list[bytearray], limits: WireLimits | None = None) -> Any:
    def resolve(tag: str, _parts: list[Any]) -> Any:
        if tag != "object":
            raise WireError(f"{tag} is not known")
        return REFERENCE

    return Decoder(blobs, resolve, limits or WireLimits()).decode(tree)


REFERENCE = object()


def assert_same(one: Any, other: Any) -> None:
    assert type(one) is type(other)
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other)
    elif isinstance(one, pd.Index):
        pd.testing.assert_index_equal(one, other, exact=True)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        np.testing.assert_array_equal(one, other)
    elif isinstance(one, list | tuple | collections.deque):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b)
    elif isinstance(one, dict):
        assert list(map(repr, one)) == list(map(repr, other))
        for a, b in zip(one.values(), other.values(), strict=True):
            assert_same(a, b)
    elif isinstance(one, set | frozenset):
        assert one == other
        assert sorted(map(repr, one)) == sorted(map(repr, other))
    elif one is pd.NA or one is pd.NaT:
        assert one is other
    else:
        assert repr(one) == repr(other)


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: f"{type(value).__name__}-{str(value)[:20]!r}")
def test_a_plain_value_comes_back_equal_and_of_its_type(value: Any) -> None:
    assert_same(value, decoded(*encoded(value)))


def test_an_array_that_came_over_can_be_written_to() -> None:
    came = decoded(*encoded(np.arange(3)))
    came[0] = 9
    assert came.tolist() == [9, 1, 2]


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_a_text_column_that_comes_twice_is_two_columns(storage: str) -> None:
    array = pd.array(["x", None, "z"], dtype=f"string[{storage}]")
    first, second = (decoded(*encoded(array)) for _ in range(2))
    first[0] = "changed"
    assert_same(second, array)
    assert_same(decoded(*encoded(array)), array)
    table = pd.DataFrame({"a": array}, index=array)
    renamed, other = (decoded(*encoded(table)) for _ in range(2))
    renamed.columns.name = renamed.index.name = "changed"
    assert_same(other, table)


def test_order_and_frequency_stay() -> None:
    assert decoded(*encoded(np.asfortranarray(np.eye(3)[:2]))).flags.f_contiguous
    assert decoded(*encoded(pd.date_range("2026-01-01", periods=3, freq="h"))).freqstr == "h"


class Stranger(int):
    """A class that only its author's process knows."""


class Table(pd.DataFrame):
    """A frame that isn't exactly one."""


@pytest.mark.parametrize(
    "value",
    [
        *(
            object(),
            len,
            lambda: 1,
            Stranger(3),
            Table({"a": [1]}),
            np.ma.array([1]),
            pd.period_range("2026", periods=2),
        ),
        *(np.zeros(2, dtype=[("a", "i4")]), pd.arrays.SparseArray([0, 1]), np.random.default_rng(1), {object(): 1}),
        *(pd.Interval(0, 1), iter([1]), np.longdouble(1), {frozenset({Stranger(1)}): 1}, {Stranger(1)}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_goes_by_reference(value: Any) -> None:
    assert decoded(*encoded(value)) is REFERENCE


def test_a_container_keeps_its_strangers_as_references() -> None:
    assert decoded(*encoded({"f": len, "n": [1, Stranger(2)]})) == {"f": REFERENCE, "n": [1, REFERENCE]}


def test_recursive_and_deep_lists_end_in_references() -> None:
    loop: list[Any] = []
    loop.append(loop)
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (loop, deep):
        tree, blobs = encoded(value)
        assert len(json.dumps(tree)) < 2_000
        decoded(tree, blobs)


@pytest.mark.parametrize(
    "value",
    [
        *(
            list(range(3)) * 400,
            {str(i): i for i in range(2_000)},
            "x" * 300_000,
            2**70_000,
            [[i] for i in range(2_000)],
        ),
        np.broadcast_to(np.float64(1), (10**6,)),
        pd.DataFrame({str(i): [i if i % 2 else i / 2] for i in range(100)}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_too_large_is_refused_before_it_is_sent(value: Any) -> None:
    with pytest.raises(TooLarge):
        encoded(value, WireLimits(message_bytes=1_000, nodes=1_000, blobs=50))


# --- random values ----------------------------------------------------------------------------------------------------

_KEYS = st.one_of(st.text(max_size=5), st.integers(), st.booleans(), st.none(), st.tuples(st.integers(), st.text()))
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.binary(),
    st.dates(),
    st.datetimes(),
    st.timedeltas(),
    st.decimals(allow_nan=False),
    st.fractions(),
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner), st.tuples(inner, inner), st.dictionaries(_KEYS, inner), st.sets(_KEYS), st.frozensets(_KEYS)
    ),
    max_leaves=30,
)
_DTYPES = st.one_of(
    npst.boolean_dtypes(),
    npst.integer_dtypes(),
    npst.floating_dtypes(sizes=(16, 32, 64)),
    npst.complex_number_dtypes(),
    npst.unicode_string_dtypes(max_len=8),
    npst.byte_string_dtypes(max_len=8),
    npst.datetime64_dtypes(min_period="s"),
    npst.timedelta64_dtypes(min_period="s"),
)
_ARRAYS = npst.arrays(_DTYPES, npst.array_shapes(min_dims=0, min_side=0))
_FRAMES = pdst.data_frames(
    [pdst.column("a", dtype=float), pdst.column("b", dtype=int), pdst.column("c", elements=st.text(max_size=4))]
)


def _little_endian(array: Any) -> Any:
    return array.astype(array.dtype.newbyteorder("<"))


@given(_VALUES)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_plain_value_comes_back(value: Any) -> None:
    came = decoded(*encoded(value))
    assert type(came) is type(value)
    assert_same(value, came)


@given(_ARRAYS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_array_comes_back(array: Any) -> None:
    assert_same(_little_endian(array), decoded(*encoded(array)))


@given(_FRAMES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_frame_comes_back(frame: pd.DataFrame) -> None:
    assert_same(frame, decoded(*encoded(frame)))


# --- hostile values ---------------------------------------------------------------------------------------------------

_WORDS = np.arange(2, dtype="<i8").tobytes()
_TWO = ["range-index", 0, 2, 1, None]
_FIVE = ["range-index", 0, 5, 1, None]
_NAMES = ["index", ["objects", [1], ["list", "a"]], None, None]
HOSTILE: dict[str, tuple[Any, list[bytes]]] = {
    "an object dtype": (["array", "|O", [2], "C", 0], [_WORDS]),
    "a structured dtype": (["array", "[('a','<i8')]", [2], "C", 0], [_WORDS]),
    "a dtype with a shape": (["array", "(2,)<i8", [1], "C", 0], [_WORDS]),
    "a shape that is too large": (["array", "<i8", [3], "C", 0], [_WORDS]),
    "a shape that overflows": (["array", "<i8", [2**33, 2**33], "C", 0], [b""]),
    "a negative shape": (["array", "<i8", [-2], "C", 0], [_WORDS]),
    "a shape of fractions": (["array", "<i8", [2.0], "C", 0], [_WORDS]),
    "40 dimensions": (["array", "<i8", [1] * 39 + [2], "C", 0], [_WORDS]),
    "a blob that was not sent": (["array", "<i8", [2], "C", 7], [_WORDS]),
    "a blob used twice": (["list", ["array", "<i8", [2], "C", 0], ["array", "<i8", [2], "C", 0]], [_WORDS]),
    "a blob's number that is none": (["bytes", True], [b"a"]),
    "code points beyond Unicode": (["array", "<U1", [1], "C", 0], [b"\xff\xff\xff\x7f"]),
    "truth values of 7": (["array", "|b1", [1], "C", 0], [b"\x07"]),
    "texts that overlap": (["texts", 0, 1], [np.array([2, 2], "<i8").tobytes(), b"abc"]),
    "texts of negative length": (["texts", 0, 1], [np.array([-5], "<i8").tobytes(), b""]),
    "texts left over": (["texts", 0, 1], [np.array([1], "<i8").tobytes(), b"abc"]),
    "text that is not UTF-8": (["text", 0], [b"\xff\xfe"]),
    "half a number": (["ints", 0], [b"1234"]),
    "an unhashable key": (["dict", ["list", ["list"]], ["list", 1]], []),
    "more keys than values": (["dict", ["list", 1, 2], ["list", 1]], []),
    "a reference as a key": (["dict", ["list", ["object", 1, [], []]], ["list", 1]], []),
    "a set of references": (["set", ["list", ["object", 1, [], []]]], []),
    "a kind that is not known": (["pickle", "cos\nsystem\n"], []),
    "a kind that is no text": ([["list"], 1], []),
    "an object": ({"py/object": "os.system"}, []),
    "a class": (["class", "os", "system"], []),
    "an integer of a million bits": (["int", "0x" + "f" * 250_000], []),
    "an integer that is none": (["int", "__import__('os')"], []),
    "a float that is none": (["float", "1e999999"], []),
    "a named tuple with code for a field": (["named", "P", ["a", "__import__('os')"], ["list", 1, 2]], []),
    "a named tuple with a keyword": (["named", "class", ["a"], ["list", 1]], []),
    "a time zone that is a path": (["datetime", "2026-01-01T00:00:00", "../../etc/passwd", 0], []),
    "a frame of unequal columns": (["frame", _NAMES, _FIVE, [[[0], ["array", "<i8", [1, 2], "C", 0]]]], [_WORDS]),
    "a frame of too many columns": (["frame", _NAMES, _TWO, [[[0, 1], ["array", "<i8", [2, 1], "C", 0]]]], [_WORDS]),
    "a frame with a column twice": (
        ["frame", _TWO, _TWO, [[[0], ["array", "<i8", [1, 2], "C", 0]], [[0], ["array", "<i8", [1, 2], "C", 1]]]],
        [_WORDS, _WORDS],
    ),
    "a frame without a column": (["frame", _TWO, _TWO, [[[0], ["array", "<i8", [1, 2], "C", 0]]]], [_WORDS]),
    "a frame with a column at -1": (["frame", _NAMES, _TWO, [[[-1], ["array", "<i8", [1, 2], "C", 0]]]], [_WORDS]),
    "a frame of values that are none": (["frame", _NAMES, _TWO, [[[0], 3]]], []),
    "an index that is a table": (["index", ["array", "<i8", [1, 2], "C", 0], None, None], [_WORDS]),
    "codes beyond the categories": (
        ["categorical", ["array", "<i8", [2], "C", 0], ["range-index", 0, 1, 1, None], False],
        [np.array([0, 9], "<i8").tobytes()],
    ),
    "levels with codes beyond them": (
        ["multi-index", [["range-index", 0, 1, 1, None]], [["array", "<i8", [2], "C", 0]], [None]],
        [np.array([0, 9], "<i8").tobytes()],
    ),
    "a step of zero": (["range-index", 0, 5, 0, None], []),
    "a rate that is none": (["index", ["moments", "M", "ns", None, 0], None, "__import__"], [_WORDS]),
    "a unit that is none": (["timestamp", 1, "years'", None], []),
    "an unhashable name": (["series", ["array", "<i8", [5], "C", 0], _FIVE, ["list", 1]], [_WORDS * 2 + _WORDS[:8]]),
    "a masked array of another type": (
        ["masked", "Int8", ["array", "<i8", [2], "C", 0], ["array", "|b1", [2], "C", 1]],
        [_WORDS, b"\0\0"],
    ),
    "deep lists": (reduce(lambda inner, _level: ["list", inner], range(500), 1), []),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_value_is_refused(what: str) -> None:
    tree, blobs = HOSTILE[what]
    with pytest.raises(WireError):
        decoded(tree, [bytearray(blob) for blob in blobs])


def test_too_many_values_are_refused_while_they_are_read() -> None:
    with pytest.raises(WireError, match="more than"):
        decoded(["list", *range(2_000)], [], WireLimits(nodes=1_000))


_JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=3)),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(range(len(PLAIN))), st.data())
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_value_is_a_value_or_refused_and_nothing_else(which: int, data: st.DataObject) -> None:
    """Change any part of a valid tree or blob: what comes can be encoded again, or a WireError; nothing else ever."""
    tree, blobs = encoded(PLAIN[which])
    for _ in range(data.draw(st.integers(1, 3))):
        if blobs and data.draw(st.booleans()):
            _damage_blob(blobs[data.draw(st.integers(0, len(blobs) - 1))], data)
        else:
            tree = _damaged(tree, data)
    try:
        came = decoded(tree, blobs)
    except WireError:
        return
    encoded(came)


def _damaged(tree: Any, data: st.DataObject) -> Any:
    if not isinstance(tree, list) or not tree or data.draw(st.integers(0, 3)) == 0:
        return data.draw(_JUNK)
    position = data.draw(st.integers(0, len(tree) - 1))
    change = data.draw(st.integers(0, 5))
    if change == 0:
        return tree[:position] + tree[position + 1 :]
    if change == 1:
        return [*tree[:position], tree[position], *tree[position:]]
    return [*tree[:position], _damaged(tree[position], data), *tree[position + 1 :]]


def _damage_blob(blob: bytearray, data: st.DataObject) -> None:
    if blob and data.draw(st.booleans()):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    elif data.draw(st.booleans()):
        blob += data.draw(st.binary(max_size=9))
    else:
        del blob[len(blob) // 2 :]
