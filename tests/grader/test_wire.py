"""Messages over a pipe to a converter, which may die or lie at any byte."""

from __future__ import annotations

import io
import os
import struct
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.wire import ChannelClosed, receive, send

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def sent(message: dict[str, object]) -> bytes:
    stream = io.BytesIO()
    send(stream, message)
    return stream.getvalue()


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_a_message_comes_out_as_it_went_in(message: dict[str, object]) -> None:
    assert receive(io.BytesIO(sent(message))) == message


def test_messages_keep_their_order_and_a_large_one_goes_through_a_pipe() -> None:
    reading, writing = os.pipe()
    messages = [{"kind": "execute", "notebook": "가" * 1_000_000}, {"kind": "graded"}]

    def write() -> None:
        with os.fdopen(writing, "wb") as stream:
            for message in messages:
                send(stream, message)

    thread = threading.Thread(target=write)
    thread.start()
    with os.fdopen(reading, "rb") as stream:
        assert [receive(stream), receive(stream)] == messages
        thread.join()
        with pytest.raises(ChannelClosed, match="closed the pipe"):
            receive(stream)


@pytest.mark.parametrize("kept", [0, 1, 3, 4, 5, -1])
def test_a_message_that_breaks_off_is_none(kept: int) -> None:
    with pytest.raises(ChannelClosed, match="closed the pipe"):
        receive(io.BytesIO(sent({"kind": "graded"})[:kept]))


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[1]", b"5", b"null", b'"x"', b"\xff\xfe", b'{"a":', b"[" * 99_999]
)
def test_what_is_no_object_is_no_message(body: bytes) -> None:
    with pytest.raises(ChannelClosed, match=r"not JSON|no object"):
        receive(io.BytesIO(struct.pack(">I", len(body)) + body))


def test_a_length_beyond_reason_is_not_even_read() -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, count: int = -1) -> bytes:
            Endless.asked += count
            return struct.pack(">I", 0xFFFFFFFF)[:count]

    with pytest.raises(ChannelClosed, match="was announced"):
        receive(Endless())  # type: ignore[arg-type]
    assert Endless.asked == 4


def test_a_message_that_is_too_large_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.wire.LARGEST_MESSAGE_BYTES", 100)
    stream = io.BytesIO()
    with pytest.raises(ChannelClosed):
        send(stream, {"x": "x" * 100})
    assert stream.getvalue() == b""


def test_a_reader_that_is_gone_is_told() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(ChannelClosed):
        send(os.fdopen(writing, "wb", buffering=0), {"x": 1})  # type: ignore[arg-type]
