"""What a process of ours says on standard error, for the log line that tells of its end."""

from __future__ import annotations

import os
import threading
from typing import IO

KEPT_BYTES = 4000


class ErrorTail:
    """Reads a stream away in a thread of its own, so that its writer never blocks, and keeps its end."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        if stream is None:
            raise ValueError("the process was started without a pipe for its errors")
        self._stream, self._kept = stream, b""
        self._thread = threading.Thread(target=self._read, name="error-tail", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while part := os.read(self._stream.fileno(), 65536):
            self._kept = (self._kept + part)[-KEPT_BYTES:]

    def words(self) -> str:
        """The last line; waits a moment for a process that has just ended."""
        self._thread.join(timeout=1)
        lines = self._kept.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def close(self) -> None:
        """After the process has ended."""
        self._thread.join(timeout=5)
        self._stream.close()
