"""Frames on a real socket: whole messages, limits before a byte is read, and damage that ends in one kind of error."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.checks.proxy import References
from grader.checks.session import CheckStopped, Policy, Session
from grader.checks.values import Decoder, Encoder
from grader.checks.wire import (
    LIMITS,
    Channel,
    ChannelClosed,
    DeadlinePassed,
    Message,
    TooLarge,
    WireError,
    WireLimits,
)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def soon() -> float:
    return time.monotonic() + 0.5


def test_a_message_of_many_megabytes_arrives_whole(pair: tuple[socket.socket, socket.socket]) -> None:
    blobs = [np.random.default_rng(1).bytes(size) for size in (0, 1, 7, 30 << 20, 0, 3)]
    sender = threading.Thread(target=lambda: Channel(pair[0]).send(Message({"op": "가"}, blobs)))
    sender.start()
    got = Channel(pair[1]).receive()
    sender.join()
    assert got.header == {"op": "가"}
    assert [bytes(blob) for blob in got.blobs] == blobs


def test_a_thousand_blobs_arrive_in_order(pair: tuple[socket.socket, socket.socket]) -> None:
    blobs = [str(number).encode() for number in range(1_000)]
    Channel(pair[0]).send(Message({}, blobs))
    assert [bytes(blob) for blob in Channel(pair[1]).receive().blobs] == blobs


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"XXXX" + bytes(8), "no message"),
        (b"SFC1" + struct.pack(">II", 2**32 - 1, 0), "a header of"),
        (b"SFC1" + struct.pack(">II", 10, 2**32 - 1), "arrays was announced"),
        (b"SFC1" + struct.pack(">II", 2, 1) + struct.pack(">Q", 2**40) + b"{}", "a message of"),
        (b"SFC1" + struct.pack(">II", 2, 0) + b"[]", "no object"),
        (b"SFC1" + struct.pack(">II", 2, 0) + b"{]", "can't be read"),
        (b"SFC1" + struct.pack(">II", 400_000, 0) + b"[" * 400_000, "can't be read"),
    ],
)
def test_what_is_over_a_limit_is_refused_before_it_is_read(
    head: bytes, says: str, pair: tuple[socket.socket, socket.socket]
) -> None:
    sender = threading.Thread(target=pair[0].sendall, args=(head,))
    sender.start()
    channel = Channel(pair[1], deadline=soon())
    with pytest.raises(WireError, match=says):
        channel.receive()
    sender.join()
    with pytest.raises(WireError, match=says):
        channel.receive()


def test_what_is_too_large_is_not_sent_at_all(pair: tuple[socket.socket, socket.socket]) -> None:
    channel = Channel(pair[0], WireLimits(message_bytes=100))
    with pytest.raises(TooLarge):
        channel.send(Message({}, [bytes(101)]))
    channel.send(Message({"fits": True}))
    assert Channel(pair[1], deadline=soon()).receive().header == {"fits": True}


def test_silence_ends_at_the_deadline(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(DeadlinePassed):
        Channel(pair[1], deadline=soon()).receive()


def test_a_drip_ends_at_the_deadline(pair: tuple[socket.socket, socket.socket]) -> None:
    ended = threading.Event()

    def drip() -> None:
        for byte in b"SFC1" + struct.pack(">II", 1_000, 0) + b"x" * 1_000:
            if ended.wait(0.05):
                return
            pair[0].sendall(bytes([byte]))

    dripping = threading.Thread(target=drip)
    dripping.start()
    began = time.monotonic()
    with pytest.raises(DeadlinePassed):
        Channel(pair[1], deadline=soon()).receive()
    assert time.monotonic() - began < 5
    ended.set()
    dripping.join()


def test_who_never_reads_ends_at_the_deadline_too(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(DeadlinePassed):
        Channel(pair[0], deadline=soon()).send(Message({}, [bytes(64 << 20)]))


def test_the_other_sides_end_is_told(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[0].close()
    with pytest.raises(ChannelClosed):
        Channel(pair[1]).receive()


# --- damaged answers --------------------------------------------------------------------------------------------------


def _answer(header: dict[str, object], value: object = None) -> bytes:
    encoder = Encoder(lambda _value: ["object", 1, [["__main__", "Thing"]], ["callable"]])
    whole = header | ({"value": encoder.encode(value)} if "value" in header else {})
    text = json.dumps(whole).encode()
    blobs = [bytes(blob) for blob in encoder.blobs]
    lengths = b"".join(struct.pack(">Q", len(blob)) for blob in blobs)
    return b"SFC1" + struct.pack(">II", len(text), len(blobs)) + lengths + text + b"".join(blobs)


VALID = [
    _answer({"value": None, "printed": "hello"}, {"a": [1, 2.5, "x"], "b": np.arange(6.0).reshape(2, 3)}),
    _answer({"value": None}, [object(), print]),
    _answer({"missing": "x"}),
    _answer({"large": "too much"}),
    _answer({"stop": True}),
    _answer({"error": [["builtins", "KeyError"], ["builtins", "Exception"]], "said": "'a'", "arguments": ["a"]}),
    _answer({"error": [["__main__", "Own"], ["builtins", "ValueError"]], "said": "no", "arguments": []}),
    _answer({"callback": 1, "parts": [["list", 3], ["dict", ["list"], ["list"]]]}),
]


@given(st.sampled_from(VALID), st.data())
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_answer_stops_the_check_or_is_an_answer(valid: bytes, data: st.DataObject) -> None:
    """Whatever arrives: a value, a missing name, an iterator's end, a trainee's error, or an end of the check."""
    damaged = bytearray(valid)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        change = data.draw(st.integers(0, 2))
        if change == 0:
            damaged[at] = data.draw(st.integers(0, 255))
        elif change == 1:
            damaged[at:at] = data.draw(st.binary(min_size=1, max_size=4))
        else:
            del damaged[at : at + data.draw(st.integers(1, 4))]
        if not damaged:
            break
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(damaged)
        theirs.shutdown(socket.SHUT_WR)
        channel = Channel(ours, LIMITS, time.monotonic() + 5)
        session = Session(channel, Policy(), References(100).make, lambda _text: None)
        session.refer(lambda x: x)
        ended = _how_it_ends(session)
    assert ended is None or isinstance(ended, CheckStopped | KeyError | StopIteration) or hasattr(ended, "_shopfloor")


def _how_it_ends(session: Session) -> BaseException | None:
    try:
        session.ask("get", "x")
    except BaseException as error:
        return error
    return None


@given(st.binary(max_size=300))
@settings(max_examples=500, deadline=None)
def test_random_bytes_are_never_a_value(noise: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(noise)
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(WireError):
            Channel(ours, deadline=time.monotonic() + 5).receive()


def test_a_decoder_holds_its_own_depth_limit() -> None:
    tree: object = 1
    for _ in range(200):
        tree = ["list", tree]
    with pytest.raises(WireError, match="too deep"):
        Decoder([], lambda _tag, _parts: None).decode(tree)
