"""Frames between a trainee's kernel (A) and a check's process (B): a length-limited JSON header and raw blobs.

The same module runs on both sides; only B's side is trusted. Nothing that arrives is ever unpickled or evaluated, and
no byte is read before its length was compared with a limit. Layout, all integers big endian:

    4 bytes  magic "SFC1"
    4 bytes  length of the header
    4 bytes  number of blobs
    8 bytes  length of each blob
    header   JSON, UTF-8: one object
    blobs    raw bytes, one after the other
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MAGIC = b"SFC1"
_HEAD = struct.Struct(">4sII")
_LENGTH = struct.Struct(">Q")
_MEBIBYTE = 1 << 20
# A read asks for at most this much at once, so that a long message can't outlive its deadline by much.
_STEP_BYTES = 4 * _MEBIBYTE


@dataclass(frozen=True)
class WireLimits:
    """What one message, and one check, may hold. `nodes`: values of one message, containers' elements included."""

    header_bytes: int = 8 * _MEBIBYTE
    message_bytes: int = 256 * _MEBIBYTE
    blobs: int = 4096
    nodes: int = 1_000_000
    depth: int = 80
    integer_bits: int = 65_536
    references: int = 100_000
    classes: int = 2_000
    requests: int = 50_000


LIMITS = WireLimits()


class WireError(Exception):
    """The other side sent something that is no message of ours, or went away. The channel is of no use afterwards."""


class ChannelClosed(WireError):
    """The other side is gone."""


class DeadlinePassed(WireError):
    """The other side did not answer in time."""


class TooLarge(Exception):
    """A value that does not fit into one message."""


@dataclass(frozen=True)
class Message:
    """A received or outgoing frame."""

    header: dict[str, Any]
    blobs: Sequence[bytes | bytearray | memoryview] = ()


class Channel:
    """One side of a conversation over a connected stream socket. `deadline` is a time.monotonic() moment or None."""

    def __init__(self, sock: socket.socket, limits: WireLimits = LIMITS, deadline: float | None = None) -> None:
        self._socket, self._limits, self.deadline = sock, limits, deadline
        self._broken = ""

    def send(self, message: Message) -> None:
        """Send one frame. TooLarge, with nothing sent, if it is over a limit; WireError if the other side is gone."""
        header = json.dumps(message.header, separators=(",", ":"), allow_nan=False).encode()
        lengths = [len(memoryview(blob).cast("B")) if len(blob) else 0 for blob in message.blobs]
        if (
            len(header) > self._limits.header_bytes
            or len(lengths) > self._limits.blobs
            or len(header) + sum(lengths) > self._limits.message_bytes
        ):
            raise TooLarge(f"a message of {len(header) + sum(lengths):,} bytes and {len(lengths)} arrays")
        head = _HEAD.pack(MAGIC, len(header), len(lengths)) + b"".join(map(_LENGTH.pack, lengths))
        self._write(head + header)
        for blob, length in zip(message.blobs, lengths, strict=True):
            if length:
                self._write(memoryview(blob).cast("B"))

    def receive(self) -> Message:
        """The next frame; WireError (and nothing more from this channel) if it isn't one within the limits."""
        if self._broken:
            raise WireError(self._broken)
        try:
            return self._receive()
        except WireError as error:
            self._broken = str(error)
            raise

    def _receive(self) -> Message:
        magic, header_length, count = _HEAD.unpack(self._read(_HEAD.size))
        if magic != MAGIC:
            raise WireError("something that is no message was sent")
        if header_length > self._limits.header_bytes or count > self._limits.blobs:
            raise WireError(f"a header of {header_length:,} bytes and {count:,} arrays was announced")
        lengths = [length for (length,) in _LENGTH.iter_unpack(self._read(_LENGTH.size * count))]
        if header_length + sum(lengths) > self._limits.message_bytes:
            raise WireError(f"a message of {header_length + sum(lengths):,} bytes was announced")
        header = self._parse(self._read(header_length))
        return Message(header, [self._read(length) for length in lengths])

    @staticmethod
    def _parse(text: bytearray) -> dict[str, Any]:
        try:
            header = json.loads(text.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError, MemoryError) as error:
            raise WireError(f"a header that can't be read: {type(error).__name__}") from None
        if not isinstance(header, dict):
            raise WireError("a header that is no object")
        return header

    def _read(self, count: int) -> bytearray:
        buffer = bytearray(count)
        view, got = memoryview(buffer), 0
        while got < count:
            self._socket.settimeout(self._left())
            try:
                part = self._socket.recv_into(view[got : got + _STEP_BYTES])
            except TimeoutError:
                raise DeadlinePassed("no answer in time") from None
            except OSError as error:
                raise ChannelClosed(f"the other side is gone: {error}") from None
            if part == 0:
                raise ChannelClosed("the other side closed the channel")
            got += part
        return buffer

    def _write(self, data: bytes | memoryview) -> None:
        view, sent = memoryview(data), 0
        while sent < len(view):
            self._socket.settimeout(self._left())
            try:
                sent += self._socket.send(view[sent : sent + _STEP_BYTES])
            except TimeoutError:
                raise DeadlinePassed("the other side does not read") from None
            except OSError as error:
                raise ChannelClosed(f"the other side is gone: {error}") from None

    def _left(self) -> float | None:
        if self.deadline is None:
            return None
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise DeadlinePassed("no answer in time")
        return left

    def close(self) -> None:
        self._socket.close()


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
