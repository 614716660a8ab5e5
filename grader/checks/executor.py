"""Executes a notebook with its checks in a process of their own; their outcome becomes the check cell's output."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from dataclasses import dataclass
from typing import Any

import nbformat
from jupyter_core.utils import ensure_async
from nbformat import NotebookNode

from grader.checks import outcomes, reading
from grader.checks.box import Answer, CheckBox, Examiner, Request
from grader.checks.door import Door
from grader.checks.reading import Layout, Role, role_of
from grader.errors import EngineFault
from grader.execute import INTERRUPT_SECONDS, SandboxedExecute
from grader.kernels import DOORS
from grader.labside.plan import KEY, Plan, restated
from grader.limits import GradingLimits
from grader.sandbox import Sandbox

# How long the kernel may take to come to a check, and to let go of it.
CONNECT_SECONDS = 20.0
RELEASE_SECONDS = 10.0
RELEASE_AFTER_FAILURE_SECONDS = 2.0
# All put-off checks of a notebook together, after its own cells.
PUT_OFF_SECONDS = 300
_SERVE = "__import__('grader.checks.serve', fromlist=['serve']).serve({path!r}, globals())"
_KEEP = "__import__('grader.checks.serve', fromlist=['keep']).keep({path!r}, globals())"


@dataclass(frozen=True)
class _PutOff:
    """A check that waits for the end, and the door at which the kernel's copy of that moment waits (None: none)."""

    cell: NotebookNode
    index: int
    door: Door | None


class SeparateExecute(SandboxedExecute):
    """Trainee's cells run in the kernel, graded checks in `box`. A check that would send hidden values into the kernel
    while its later output is still to be shown waits for the end, against a copy of the kernel as it was."""

    def __init__(self, sandbox: Sandbox, limits: GradingLimits, plan: Plan, box: CheckBox, **kwargs: Any) -> None:
        super().__init__(sandbox, limits, **kwargs)
        self.plan, self.box = plan, box
        self.kc: Any = None
        self._examiner: Examiner | None = None
        self._put_off: list[_PutOff] = []
        self._doors = 0
        self._copy: Door | None = None
        # So many cells were run while the kernel lived.
        self._reached = 0
        self._layout = Layout.of((), ())
        self._replayed: dict[int, NotebookNode] | None = None

    def run(self, notebook: NotebookNode) -> NotebookNode:
        """`SandboxedExecute.run`; checks are judged in their own process."""
        self._read(notebook)
        self._examiner = self._examiner or self.box.examiner(self.plan, self._layout.given)
        try:
            executed = super().run(notebook)
            if self._put_off and self._replayed is None:
                self._replay(executed)
        finally:
            self._examiner.close()
        executed.metadata[KEY] = restated(executed.metadata, checks=self.plan.mode)
        return executed

    def _read(self, notebook: NotebookNode) -> None:
        for cell in notebook.cells:
            cell.metadata.pop(KEY, None)
        self._layout = Layout.of(notebook.cells, self.plan.imports)

    def watched_seconds(self) -> float:
        return super().watched_seconds() + PUT_OFF_SECONDS

    async def run_cells(self) -> None:
        await super().run_cells()
        await self._catch_up()

    async def async_execute_cell(
        self, cell: NotebookNode, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> NotebookNode:
        """Run one cell where it belongs."""
        cell = await self._run_cell(cell, cell_index, execution_count, store_history)
        if not self.ended:
            self._reached = cell_index + 1
        return cell

    async def _run_cell(self, cell: NotebookNode, cell_index: int, count: int | None, history: bool) -> NotebookNode:
        role = role_of(cell)
        if role is not Role.REST and not self.ended and time.monotonic() > self.deadline:
            await self._catch_up()
        if role is Role.CHECK and not self.ended and time.monotonic() <= self.deadline:
            return await self._check(cell, cell_index)
        self._copy = None
        cell = await self._work(cell, cell_index, count, history)
        if role is Role.CHECK:
            outcomes.mark(cell)
        return cell

    async def _work(self, cell: NotebookNode, cell_index: int, count: int | None, history: bool) -> NotebookNode:
        """Run a cell in the kernel."""
        return await super().async_execute_cell(cell, cell_index, count, history)

    # --- one check ---

    async def _check(self, cell: NotebookNode, index: int) -> NotebookNode:
        cell.outputs, cell.execution_count = [], None
        outcomes.mark(cell)
        visible = reading.visible_part(cell.source)
        if reading.binds(visible) & self._layout.outside:
            # Later cells of the trainee's use what this check makes.
            await self._silently(visible)
        if self._replayed is not None and index not in self._replayed:
            return cell
        later = index < self._layout.last_work and self._replayed is None
        if not later:
            await self._catch_up()
        may_tell = not (later and reading.has_hidden(cell.source))
        if not may_tell and reading.calls_outside(cell.source, self._layout.known):
            return await self._wait_with(cell, index)
        answer = await self._judge(cell, may_tell, self._seconds())
        if answer.kind == "deferred":
            return await self._wait_with(cell, index)
        return outcomes.write(cell, answer, self._seconds())

    def _seconds(self) -> float:
        return float(max(1, min(self.limits.cell_seconds, int(self.deadline - time.monotonic()) + 1)))

    async def _judge(self, cell: NotebookNode, may_tell: bool, seconds: float) -> Answer:
        """Let the checks' process judge a cell against the kernel; once more if that process was lost on the way."""
        for _attempt in range(2):
            door = self._door()
            try:
                answer = await self._converse(cell, door, may_tell, seconds)
            finally:
                door.close()
            if answer.kind != "lost" or self.ended:
                return answer
        raise EngineFault(f"The checks' process died twice at {_name(cell)}.")

    async def _converse(self, cell: NotebookNode, door: Door, may_tell: bool, seconds: float) -> Answer:
        reply, drain = await self._send(_SERVE.format(path=str(door.path)))
        connection = await self._accept(door, reply)
        answer = Answer("silent") if connection is None else await self._ask(cell, connection, may_tell, seconds)
        easy = connection is not None and answer.kind in ("checked", "deferred") and not answer.error
        await self._let_go(reply, drain, RELEASE_SECONDS if easy else RELEASE_AFTER_FAILURE_SECONDS)
        return answer

    async def _ask(self, cell: NotebookNode, connection: socket.socket, may_tell: bool, seconds: float) -> Answer:
        name = _name(cell)
        request = Request(name, cell.source, seconds, name in self.plan.operators, name in self.plan.inplace, may_tell)
        if self._examiner is None or not self._examiner.alive:
            self._examiner = self.box.examiner(self.plan, self._layout.given)
        with connection:
            return await asyncio.to_thread(self._examiner.check, request, connection)

    # --- checks that wait ---

    async def _wait_with(self, cell: NotebookNode, index: int) -> NotebookNode:
        """Put a check off, and keep a copy of the kernel as it is now (one for all checks between two cells)."""
        assert self._examiner is not None  # noqa: S101 - `run` made it
        self._examiner.put_off(cell.source)
        if self._copy is None:
            door = self._door()
            if await self._silently(_KEEP.format(path=str(door.path))):
                self._copy = door
            else:
                door.close()
        self._put_off.append(_PutOff(cell, index, self._copy))
        return cell

    async def _catch_up(self) -> None:
        """Judge what was put off, now that nothing of the kernel's is shown any more. Not if the kernel has ended."""
        until = time.monotonic() + PUT_OFF_SECONDS
        while self._put_off and not self.ended:
            waiting = self._put_off.pop(0)
            seconds = float(min(self.limits.cell_seconds, max(1, int(until - time.monotonic()))))
            answer = await self._judge_copy(waiting, seconds)
            if self.ended and (answer.kind != "checked" or answer.error):
                self._put_off.insert(0, waiting)
                return
            outcomes.write(waiting.cell, answer, seconds)
            if waiting.door is not None and all(other.door is not waiting.door for other in self._put_off):
                waiting.door.close()

    async def _judge_copy(self, waiting: _PutOff, seconds: float) -> Answer:
        if waiting.door is None:
            return await self._judge(waiting.cell, True, seconds)
        for _attempt in range(2):
            connection = await self._accept(waiting.door, None)
            if connection is None:
                return Answer("silent")
            answer = await self._ask(waiting.cell, connection, True, seconds)
            if answer.kind != "lost" or self.ended:
                return answer
        raise EngineFault(f"The checks' process died twice at {_name(waiting.cell)}.")

    def _replay(self, executed: NotebookNode) -> None:
        """The kernel ended before its put-off checks: run the cells up to there again, in a kernel of their own."""
        waiting, self._put_off = self._put_off, []
        again = SeparateExecute(self.sandbox, self.limits, self.plan, self.box, warm=self.warm)
        if self._examiner is not None and self._examiner.alive:
            again._examiner = self._examiner
        again._replayed = {entry.index: entry.cell for entry in waiting}
        cells = [nbformat.from_dict(dict(cell)) for cell in executed.cells[: self._reached]]
        copy = nbformat.v4.new_notebook(cells=cells, metadata=executed.metadata)
        again.run(copy)
        for entry in waiting:
            if entry.index < len(cells) and (cells[entry.index].outputs or not again.ended):
                entry.cell.outputs, entry.cell.metadata = cells[entry.index].outputs, cells[entry.index].metadata
            else:
                entry.cell.outputs = []
                self._mark(entry.cell, again.ended or self.ended)
                outcomes.mark(entry.cell)

    # --- the kernel ---

    def _door(self) -> Door:
        self._doors += 1
        return Door(self.km.provisioner.folder / DOORS / str(self._doors), self.sandbox.identity)

    async def _send(self, code: str) -> tuple[asyncio.Task[Any], asyncio.Task[None]]:
        """Ask the kernel to run something silently; its reply, and a task that throws away whatever it shows."""
        number = await ensure_async(self.kc.execute(code, silent=True, store_history=False, allow_stdin=False))
        return asyncio.create_task(self._reply(number)), asyncio.create_task(self._drain(number))

    async def _reply(self, number: str) -> Any:
        while True:
            message = await ensure_async(self.kc.shell_channel.get_msg(timeout=None))
            if message["parent_header"].get("msg_id") == number:
                return message

    async def _drain(self, number: str) -> None:
        while True:
            message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=None))
            ours = message["parent_header"].get("msg_id") == number
            if ours and message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return

    async def _silently(self, code: str) -> bool:
        """Run something in the kernel that nobody sees; whether it went well."""
        reply, drain = await self._send(code)
        await self._let_go(reply, drain, self._seconds())
        return reply.done() and not reply.cancelled() and reply.result()["content"]["status"] == "ok"

    async def _accept(self, door: Door, reply: asyncio.Task[Any] | None) -> socket.socket | None:
        """The kernel's connection; None if it answers without one, ends, or does nothing."""
        accepting = asyncio.create_task(door.accept())
        tasks = {accepting} if reply is None else {accepting, reply}
        await asyncio.wait(tasks, timeout=CONNECT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not accepting.done():
            accepting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await accepting
            return None
        return accepting.result()

    async def _let_go(self, reply: asyncio.Task[Any], drain: asyncio.Task[None], seconds: float) -> None:
        """Wait for the kernel to be free again: interrupt it after `seconds`, end it if that doesn't help."""
        try:
            if await self._wait(reply, seconds) or self.ended:
                return
            await self.km.interrupt_kernel()
            if not await self._wait(reply, INTERRUPT_SECONDS) and not self.ended:
                self._end("CellTimeLimit")
        finally:
            if not self.ended:
                await asyncio.wait({drain}, timeout=1)
            for task in (reply, drain):
                if not task.done():
                    task.cancel()

    async def _wait(self, reply: asyncio.Task[Any], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not reply.done() and time.monotonic() < until:
            await asyncio.wait({reply}, timeout=min(0.5, seconds))
            if not reply.done() and not await ensure_async(self.kc.is_alive()):
                self._end("KernelDied")
                return False
        return reply.done()


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.nbgrader.grade_id)
