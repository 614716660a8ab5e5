"""Executes versions of a notebook that begin alike: what is common once, the rest of each in a copy of the kernel.

For notebooks that somebody of ours wrote, such as a lab's wrong answers: a submission never runs this way. Each check
is judged in its own process as ever, against values of its version's copy.
"""

from __future__ import annotations

import ast
import asyncio
import copy
import json
import socket
import time
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.checks import reading
from grader.checks.box import CheckBox
from grader.checks.executor import SeparateExecute
from grader.checks.library import bound, parsed
from grader.checks.reading import Role, role_of
from grader.execute import SandboxedExecute
from grader.labside.plan import Plan
from grader.limits import GradingLimits
from grader.sandbox import Sandbox

# A version may take as long as so many cells.
CELLS_TIME = 10
PROGRAM = Path(__file__).with_name("branching_program.py")
_MODULES = "__import__('sys').modules"
_PREPARE = f"""{_MODULES}["shopfloor_branches"] = __import__("types").ModuleType("shopfloor_branches")
exec({{program!r}}, {_MODULES}["shopfloor_branches"].__dict__)"""
_BEGIN = f"{_MODULES}['shopfloor_branches'].begin({{path!r}}, {{seconds!r}}, globals())"


@dataclass(frozen=True)
class Branch:
    """A version of a notebook: other sources, by index of the cell. At least one is a code cell's."""

    name: str
    sources: Mapping[int, str]

    def first(self, notebook: NotebookNode) -> int:
        """Index of the first code cell that is another one."""
        return min(index for index in self.sources if notebook.cells[index].cell_type == "code")

    def applied_to(self, notebook: NotebookNode) -> NotebookNode:
        version = nbformat.from_dict(copy.deepcopy(notebook))
        for index, source in self.sources.items():
            version.cells[index].source = source
        for cell in version.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        return version


class BranchingExecute(SeparateExecute):
    """`execute` runs the notebook as far as a branch needs it. Its own checks are not judged."""

    def __init__(
        self,
        sandbox: Sandbox,
        limits: GradingLimits,
        plan: Plan,
        box: CheckBox,
        branches: Sequence[Branch],
        **more: Any,
    ) -> None:
        super().__init__(sandbox, limits, plan, box, **more)
        self._branches = branches
        self._results: dict[str, NotebookNode | None] = {}

    def execute(self, notebook: NotebookNode) -> dict[str, NotebookNode | None]:
        """Each version by its name, with the outcome of every check from its first other cell on.

        None for a version that could not be finished in a copy: it has to be run from its first cell.
        """
        self._read(notebook)
        self._results = dict.fromkeys(branch.name for branch in self._branches)
        SandboxedExecute.run(self, notebook)
        return self._results

    async def run_cells(self) -> None:
        places: dict[int, list[Branch]] = {}
        for branch in self._branches:
            places.setdefault(branch.first(self.nb), []).append(branch)
        await self._silently(_PREPARE.format(program=PROGRAM.read_text(encoding="utf-8")))
        for index in range(max(places, default=-1) + 1):
            for branch in places.get(index, ()):
                if not self.ended:
                    self._results[branch.name] = await self._follow(branch.applied_to(self.nb), index)
            await self.async_execute_cell(self.nb.cells[index], index, self.code_cells_executed + 1)

    async def _check(self, cell: NotebookNode, index: int) -> NotebookNode:
        visible = reading.visible_part(cell.source)
        if reading.binds(visible) & self._layout.outside:
            await self._silently(visible)
        return cell

    async def _follow(self, version: NotebookNode, first: int) -> NotebookNode | None:
        """Run a version's cells from `first` on in a copy of the kernel as it is now."""
        if _needs_earlier_checks(version, first):
            return None
        door = self._door()
        seconds = float(CELLS_TIME * self.limits.cell_seconds)
        try:
            begun = await self._silently(_BEGIN.format(path=str(door.path), seconds=seconds))
            orders = await self._accept(door, None) if begun else None
        finally:
            door.close()
        if orders is None:
            return None
        following = _Following(self, orders, seconds)
        try:
            await following.follow(version, first)
        except _Unfinished:
            return None
        finally:
            self._doors = following._doors
            following.close()
        return version


class _Unfinished(Exception):
    """The copy ended, or took too long."""


class _Following(SeparateExecute):
    """The rest of one version, in a copy that takes orders instead of a kernel's messages."""

    def __init__(self, trunk: BranchingExecute, orders: socket.socket, seconds: float) -> None:
        super().__init__(trunk.sandbox, trunk.limits, trunk.plan, trunk.box)
        self.km, self._doors, self._orders = trunk.km, trunk._doors, orders
        self.deadline = time.monotonic() + seconds
        orders.setblocking(False)

    async def follow(self, version: NotebookNode, first: int) -> None:
        """Run the cells from `first` on, in place. _Unfinished if they can't be run to the end."""
        self._read(version)
        self._examiner = self.box.examiner(self.plan, self._layout.given)
        for index, cell in enumerate(version.cells[first:], first):
            await self.async_execute_cell(cell, index)
        await self._catch_up()

    def close(self) -> None:
        """The copy ends with its orders, and what it kept for checks with their doors."""
        if self._examiner is not None:
            self._examiner.close()
        for waiting in self._put_off:
            if waiting.door is not None:
                waiting.door.close()
        self._orders.close()

    async def _work(self, cell: NotebookNode, cell_index: int, count: int | None, history: bool) -> NotebookNode:
        if role_of(cell) is not Role.REST:
            await self._within(self._order("cell", cell.source))
        return cell

    async def _within(self, going: Coroutine[Any, Any, bool]) -> None:
        try:
            await asyncio.wait_for(going, self._seconds())
        except TimeoutError:
            raise _Unfinished from None

    async def _order(self, kind: str, source: str) -> bool:
        """Whether it went well."""
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(self._orders, json.dumps({kind: source}).encode() + b"\n")
            answer = await loop.sock_recv(self._orders, 1)
        except OSError:
            answer = b""
        if not answer:
            raise _Unfinished
        return answer == b"+"

    async def _send(self, code: str) -> tuple[asyncio.Task[Any], asyncio.Task[None]]:
        async def reply() -> dict[str, Any]:
            return {"content": {"status": "ok" if await self._order("code", code) else "error"}}

        return asyncio.create_task(reply()), asyncio.create_task(asyncio.sleep(0))

    async def _let_go(self, reply: asyncio.Task[Any], drain: asyncio.Task[None], seconds: float) -> None:
        await asyncio.wait({reply, drain}, timeout=seconds)
        if not reply.done():
            reply.cancel()
            raise _Unfinished
        reply.result()


def _needs_earlier_checks(version: NotebookNode, first: int) -> bool:
    """Whether a check from `first` on reads what an earlier check made: that one is not run again."""
    checks = [(index, cell.source) for index, cell in enumerate(version.cells) if role_of(cell) is Role.CHECK]
    made = {name for index, source in checks if index < first for name in reading.binds(source)}
    made -= {
        name
        for cell in version.cells
        if role_of(cell) in (Role.WORK, Role.GIVEN)
        for name in reading.binds(cell.source)
    }
    for index, source in checks:
        if index >= first:
            if _read_unbound(source) & made:
                return True
            made -= reading.binds(source)
    return False


def _read_unbound(source: str) -> set[str]:
    """Names that a cell reads before it has bound them."""
    read: set[str] = set()
    have: set[str] = set()
    for statement in parsed(source).body:
        binds = bound(statement)
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            parts: Iterable[ast.AST] = [] if statement.value is None else [statement.value]
            own = _bound_within(parts)
        elif isinstance(statement, ast.AugAssign):
            parts, own = [statement.target, statement.value], set()
            read |= {statement.target.id} - have if isinstance(statement.target, ast.Name) else set()
        else:
            parts, own = [statement], _bound_within([statement])
        loaded = {
            node.id
            for part in parts
            for node in ast.walk(part)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        read |= loaded - have - own
        have |= binds
    return read


def _bound_within(parts: Iterable[ast.AST]) -> set[str]:
    """Names bound anywhere inside, parameters too."""
    nodes = [node for part in parts for node in ast.walk(part)]
    names = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    return names | {node.arg for node in nodes if isinstance(node, ast.arg)}
