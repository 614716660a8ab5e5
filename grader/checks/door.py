"""Where a trainee's kernel connects to a check: a socket in a folder that only its sandbox sees, and can't write to."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from pathlib import Path

from grader.sandbox import Identity

_CREDENTIALS = struct.Struct("3i")


class Door:
    """A listening socket. The worker never reads what comes through: it hands connections to a check's process."""

    def __init__(self, path: Path, identity: Identity | None) -> None:
        self.path, self._identity = path, identity
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        path.chmod(0o666)  # in a folder that nobody lists and that only one sandbox sees, for one id: `accept` looks
        self._socket.listen(4)
        self._socket.setblocking(False)

    async def accept(self) -> socket.socket:
        """The next connection of the kernel's own id."""
        loop = asyncio.get_running_loop()
        while True:
            connection, _address = await loop.sock_accept(self._socket)
            if self._identity is None or self._peer(connection) == self._identity.uid:
                # Blocking: it goes to another process.
                connection.setblocking(True)
                return connection
            connection.close()

    @staticmethod
    def _peer(connection: socket.socket) -> int:
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        _pid, uid, _gid = _CREDENTIALS.unpack(credentials)
        return int(uid)

    def close(self) -> None:
        self._socket.close()
        with contextlib.suppress(OSError):
            self.path.unlink()
