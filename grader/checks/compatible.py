"""Checks inside the kernel, as nbgrader runs them, for courses whose tests need live objects: watched, and provisional.

A trainee's code can always subvert a check that runs beside it. What is found here is told to the instructor; it proves
something when it finds something, and nothing when it doesn't.
"""

from __future__ import annotations

import ast
import asyncio
import json
from typing import Any

from jupyter_core.utils import ensure_async
from nbformat import NotebookNode

from grader.checks.reading import Role, role_of
from grader.execute import SandboxedExecute
from grader.labside.plan import COMPATIBLE, KEY, restated

PROBE_SECONDS = 10.0
_PROBE = "__import__('grader.checks.fingerprint', fromlist=['fingerprint']).fingerprint()"
_MOST_FINDINGS = 20


class CompatibleExecute(SandboxedExecute):
    """Runs every cell in the kernel. Looks before each check whether the interpreter still is what it was at first."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kc: Any = None
        self._before: dict[str, str] = {}
        self._found: dict[str, None] = {}

    def run(self, notebook: NotebookNode) -> NotebookNode:
        executed = super().run(notebook)
        found = list(self._found)[:_MOST_FINDINGS]
        executed.metadata[KEY] = restated(executed.metadata, checks=COMPATIBLE, tampering=found)
        return executed

    async def run_cells(self) -> None:
        self._before = await self._look()
        await super().run_cells()

    async def async_execute_cell(
        self, cell: NotebookNode, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> NotebookNode:
        graded = role_of(cell) is Role.CHECK
        if graded and not self.ended:
            self._compare(await self._look())
        cell = await super().async_execute_cell(cell, cell_index, execution_count, store_history)
        return _without_stderr(cell) if graded else cell

    def _compare(self, now: dict[str, str]) -> None:
        """Note what changed. A helper that was imported since the start is compared from its first sight on."""
        if not now and not self.ended:
            self._found["the kernel did not answer"] = None
        for name, text in now.items():
            if self._before.setdefault(name, text) != text:
                self._found[name] = None

    async def _look(self) -> dict[str, str]:
        """The kernel's own account of itself; empty if it gives none."""
        number = await ensure_async(
            self.kc.execute("", silent=True, store_history=False, user_expressions={"seen": _PROBE}, allow_stdin=False)
        )
        try:
            reply = await self._reply_to(number)
            said = reply["content"]["user_expressions"]["seen"]["data"]["text/plain"]
            seen = json.loads(ast.literal_eval(said))
        except (TimeoutError, KeyError, ValueError, SyntaxError, TypeError):
            return {}
        return {str(name): str(text) for name, text in seen.items()} if isinstance(seen, dict) else {}

    async def _reply_to(self, number: str) -> Any:
        async with asyncio.timeout(PROBE_SECONDS):
            while True:
                message = await ensure_async(self.kc.shell_channel.get_msg(timeout=None))
                if message["parent_header"].get("msg_id") == number:
                    return message


def _without_stderr(cell: NotebookNode) -> NotebookNode:
    """nbgrader gives nothing for a check that prints a warning; here it costs nothing."""
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stderr":
            output.name = "stdout"
    return cell
