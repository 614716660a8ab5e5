"""How much one graded notebook may use."""

from __future__ import annotations

from dataclasses import dataclass

from grader.sandbox import Limits

MEBIBYTE = 1 << 20
# Numeric libraries reserve address space that they never touch; the watchdog counts what is really used.
RESERVED_BYTES = 2048 * MEBIBYTE


@dataclass(frozen=True)
class GradingLimits:
    """Limits of one notebook: seconds of a cell and of the whole; bytes of memory of the whole process tree, of output,
    and of the private /tmp (which is memory too); processes, which count threads."""

    cell_seconds: int = 60
    total_seconds: int = 600
    memory_bytes: int = 2048 * MEBIBYTE
    output_bytes: int = 8 * MEBIBYTE
    processes: int = 128
    tmp_bytes: int = 512 * MEBIBYTE

    def kernel_limits(self) -> Limits:
        """What the operating system enforces on every process of the kernel."""
        return Limits(
            address_space_bytes=self.memory_bytes + RESERVED_BYTES,
            processes=self.processes,
            file_size_bytes=self.tmp_bytes,
            cpu_seconds=2 * self.total_seconds,
        )
