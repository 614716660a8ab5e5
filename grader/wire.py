"""Messages between the worker and its converter: JSON objects behind a four-byte length, over pipes."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

LARGEST_MESSAGE_BYTES = 256 << 20
_LENGTH = struct.Struct(">I")


class ChannelClosed(Exception):
    """The other side is gone, or sent something that is no message."""


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    if len(body) > LARGEST_MESSAGE_BYTES:
        raise ChannelClosed(f"a message of {len(body)} bytes")
    try:
        stream.write(_LENGTH.pack(len(body)) + body)
        stream.flush()
    except (BrokenPipeError, ValueError) as error:
        raise ChannelClosed(str(error)) from None


def receive(stream: BinaryIO) -> dict[str, Any]:
    """The next message; ChannelClosed at the end of the stream."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > LARGEST_MESSAGE_BYTES:
        raise ChannelClosed(f"a message of {length} bytes was announced")
    try:
        message = json.loads(_exactly(stream, length))
    except (ValueError, RecursionError):
        raise ChannelClosed("a message that is not JSON") from None
    if not isinstance(message, dict):
        raise ChannelClosed("a message that is no object")
    return message


def _exactly(stream: BinaryIO, count: int) -> bytes:
    parts = []
    while count:
        part = stream.read(count)
        if not part:
            raise ChannelClosed("the other side closed the pipe")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
