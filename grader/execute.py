"""nbgrader's Execute with the kernel in a sandbox, and with every limit a result that the trainee can read."""

from __future__ import annotations

import asyncio
import atexit
import time
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.client import CellExecutionComplete
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute

from grader import outputs, verdicts
from grader.errors import EngineFault
from grader.kernels import kernel_manager
from grader.limits import MEBIBYTE, GradingLimits
from grader.sandbox import Sandbox
from grader.warm.parent import WarmParent
from grader.watchdog import Watchdog

KERNEL_START_SECONDS = 90
# How long outputs may lag behind a cell's reply on a busy machine, and after an interrupt.
OUTPUT_LAG_SECONDS = 30
INTERRUPT_SECONDS = 5
# How long the kernel's process may outlive its connection, when it was the kernel that ended.
CUT_OFF_SECONDS = 1.0


class SandboxedExecute(Execute):  # nbgrader has no types
    """Runs a notebook cell by cell. What a trainee's code does is a result; only our own failures are raised.

    Separate checks (grader/checks/executor.py) override `async_execute_cell` for graded cells; everything else stays.
    """

    def __init__(self, sandbox: Sandbox, limits: GradingLimits, warm: WarmParent | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sandbox, self.limits, self.warm = sandbox, limits, warm
        self.km: Any = None
        self.kc: Any = None
        self.ended = ""  # the name of the limit that ended the kernel; a key of verdicts.SENTENCES
        self.output_seen_bytes = 0
        self.deadline = 0.0
        self.timeout_func = self._cell_timeout
        self.iopub_timeout = OUTPUT_LAG_SECONDS
        self.startup_timeout = KERNEL_START_SECONDS
        self.shutdown_kernel = "immediate"
        self.store_widget_state = False
        self.record_timing = False

    def run(self, notebook: NotebookNode) -> NotebookNode:
        """Execute `notebook` in place, in a fresh kernel. EngineFault if no kernel could be started."""
        self.nb, self.km, self.kc, self.owns_km = notebook, None, None, True
        try:
            return asyncio.run(self._run())
        except EngineFault:
            raise
        except Exception as error:
            raise EngineFault(f"The notebook could not be executed: {type(error).__name__}: {error}") from error
        finally:
            atexit.unregister(self._cleanup_kernel)  # nbclient leaves it there when no kernel could be started

    async def _run(self) -> NotebookNode:
        self.reset_execution_trackers()
        async with self.async_setup_kernel(cleanup_kc=True):
            self.km.provisioner.seal()
            self.deadline = time.monotonic() + self.limits.total_seconds
            watchdog = Watchdog(
                self.km.provisioner.pid,
                self.limits.memory_bytes,
                self.watched_seconds(),
                self._over_limit,
            )
            watchdog.start()
            cut_off = asyncio.ensure_future(self._end_when_cut_off())
            try:
                await self.run_cells()
            finally:
                cut_off.cancel()
                watchdog.stop()
        return self.nb

    async def run_cells(self) -> None:
        """Run all cells, in order."""
        for index, cell in enumerate(self.nb.cells):
            await self.async_execute_cell(cell, index, execution_count=self.code_cells_executed + 1)

    def watched_seconds(self) -> float:
        """After how long the watchdog ends the kernel, whatever this process does."""
        return self.limits.total_seconds + 2 * INTERRUPT_SECONDS

    def create_kernel_manager(self) -> AsyncKernelManager:
        self.km = kernel_manager(self.sandbox, self.warm)
        return self.km

    def _cell_timeout(self, _cell: NotebookNode) -> int:
        left = int(self.deadline - time.monotonic()) + 1
        return max(1, min(self.limits.cell_seconds, left))

    async def async_execute_cell(
        self, cell: NotebookNode, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> NotebookNode:
        """Run one cell; whatever ends the kernel here is written into the cell, and the cells after it say NotRun."""
        if cell.cell_type != "code" or not cell.source.strip():
            return cell
        # A tag of the trainee's must not keep a test from running.
        cell.metadata.pop("tags", None)
        if self.ended:
            cell.outputs = []
            return self._mark(cell, "NotRun")
        if time.monotonic() > self.deadline:
            self._end("NotebookTimeLimit")
            return self._mark(cell, "NotebookTimeLimit")
        self.iopub_timeout = OUTPUT_LAG_SECONDS
        try:
            await super().async_execute_cell(cell, cell_index, execution_count, store_history)
        except DeadKernelError:
            self.ended = self.ended or "KernelDied"
            self._mark(cell, self.ended)
        except CellTimeoutError:
            # Outputs never became complete: after an interrupt, the kernel ignored it; else a message was too large.
            self._end("CellTimeLimit" if self.iopub_timeout == INTERRUPT_SECONDS else "OutputLimit")
            self._mark(cell, self.ended)
        else:
            if self.ended:
                self._mark(cell, self.ended)
        return cell

    async def _async_handle_timeout(  # nbclient's name and parameters
        self,
        timeout: int,  # noqa: ASYNC109
        cell: NotebookNode | None = None,
    ) -> dict[str, Any]:
        """Interrupt the kernel, and answer for it with an error that names the limit."""
        self.iopub_timeout = INTERRUPT_SECONDS
        await self.km.interrupt_kernel()
        total = time.monotonic() >= self.deadline
        name = "NotebookTimeLimit" if total else "CellTimeLimit"
        output = verdicts.error_output(name, seconds=self.limits.total_seconds if total else timeout)
        return {"content": {**{key: output[key] for key in ("ename", "evalue", "traceback")}, "status": "error"}}

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Count output as it arrives; past the limit nothing more is kept and the kernel is killed."""
        try:
            if msg["msg_type"] not in {"status", "execute_input"}:
                self.output_seen_bytes += outputs.size_bytes(msg["content"])
                if self.output_seen_bytes > self.limits.output_bytes:
                    self._end("OutputLimit")
                    return None
            return super().process_message(msg | {"content": outputs.plain(msg["content"])}, cell, cell_index)
        except CellExecutionComplete:
            raise
        except Exception:  # a trainee's code may send outputs that are none: it loses them, and nothing else
            return None

    async def _end_when_cut_off(self) -> None:
        """A message too large to be read ends the connection, and with it all that the kernel said afterwards."""
        await self.kc.iopub_channel.until_cut_off()
        await asyncio.sleep(CUT_OFF_SECONDS)
        if await self.km.is_alive():
            self._end("OutputLimit")

    def handle_comm_msg(self, outs: list[NotebookNode], msg: dict[str, Any], cell_index: int) -> None:
        """Widgets speak to a browser, and there is none: nothing that they say is kept."""

    def _over_limit(self, reason: str) -> None:
        self._end("MemoryLimit" if reason == "memory" else "NotebookTimeLimit")

    def _end(self, name: str) -> None:
        """Kill the sandbox with all in it, from any thread; the first reason counts."""
        self.ended = self.ended or name
        process = self.km.provisioner.process if self.km is not None and self.km.provisioner is not None else None
        if process is not None:
            process.kill()

    def _mark(self, cell: NotebookNode, name: str) -> NotebookNode:
        cell.execution_count = None
        total = name == "NotebookTimeLimit"
        output = verdicts.error_output(
            name,
            seconds=self.limits.total_seconds if total else self.limits.cell_seconds,
            megabytes=self.limits.output_bytes // MEBIBYTE,
            memory=self.limits.memory_bytes // MEBIBYTE,
        )
        if not any(seen.output_type == "error" and seen.ename == name for seen in cell.outputs):
            cell.outputs.append(output)
        return cell
