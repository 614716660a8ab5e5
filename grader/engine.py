"""Execute one notebook in a sandbox. The seam for warm kernels and for a cluster: one call, plain values."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from grader.limits import GradingLimits
from grader.sandbox import Identity

SLOT_IDS = 60_001


@dataclass(frozen=True)
class Engine:
    """What notebooks are executed with: the environment, the data that they see at /data, and their limits."""

    lab_environment: Path
    released_data: Path | None
    limits: GradingLimits = field(default_factory=GradingLimits)

    def execute(self, notebook: NotebookNode, slot: int) -> NotebookNode:
        """Run all cells in a fresh kernel and return the same notebook with outputs.

        What the code does wrong lies in the outputs; EngineFault only where we failed. Two notebooks at the same time
        need two slots: a slot's user id carries the limit of processes.
        """
        return execute_notebook(
            notebook,
            limits=self.limits,
            released_data=self.released_data,
            lab_environment=self.lab_environment,
            slot=slot,
        )


def execute_notebook(
    notebook: NotebookNode,
    *,
    limits: GradingLimits,
    released_data: Path | None,
    lab_environment: Path,
    slot: int,
) -> NotebookNode:
    """`Engine.execute` with everything spelled out."""
    # Here, so that a process that only plans work doesn't pay for nbclient and nbgrader.
    from grader.execute import SandboxedExecute
    from grader.kernels import kernel_sandbox

    sandbox = kernel_sandbox(
        lab_environment, released_data, slot_identity(slot), limits.kernel_limits(), limits.tmp_bytes
    )
    return SandboxedExecute(sandbox, limits).run(notebook)


def slot_identity(slot: int) -> Identity | None:
    """The id of the kernels of one grading slot; None for an ordinary user, who has one id only."""
    if os.geteuid() != 0:
        return None
    return Identity(uid=SLOT_IDS + slot, gid=SLOT_IDS + slot)
