"""Request bodies, measured while they stream in: no header is believed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request

# How many times the limit is read (and thrown away) before we hang up: a client that is cut off while it sends often
# never reads the refusal.
PATIENCE = 3


def body_up_to(limit_bytes: int) -> Callable[[Request], Awaitable[bytes | None]]:
    """A reader of request bodies: the bytes, or None where more than the limit was sent."""

    async def read(request: Request) -> bytes | None:
        content = bytearray()
        seen = 0
        try:
            async for chunk in request.stream():
                seen += len(chunk)
                if seen <= limit_bytes:
                    content += chunk
                else:
                    content.clear()
                if seen > limit_bytes * PATIENCE:
                    break
        except ClientDisconnect:
            # Half a notebook must never be taken for a whole one.
            return None
        return None if seen > limit_bytes else bytes(content)

    return read
