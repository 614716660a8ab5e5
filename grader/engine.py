"""Execute one notebook in a sandbox. The seam for warm kernels and for a cluster: one call, plain values."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from grader.checks.box import CheckBox, CheckBoxes, Shown
from grader.labside.plan import Plan
from grader.limits import GradingLimits
from grader.sandbox import Identity, Sandbox

if TYPE_CHECKING:
    from grader.checks.branching import Branch
    from grader.warm.parent import WarmParent

SLOT_IDS = 60_001


@dataclass(frozen=True)
class Engine:
    """What notebooks are executed with: the environment, the data that they see at /data, and their limits."""

    lab_environment: Path
    released_data: Path | None
    limits: GradingLimits = field(default_factory=GradingLimits)
    # Forks kernels that have the labs' libraries loaded. None: every kernel starts cold.
    warm: WarmParent | None = None
    # Where checks run that don't run in the kernel (grader/checks): one process of its own for each slot.
    boxes: CheckBoxes = field(default_factory=CheckBoxes, compare=False)
    # Rows with labels that only checks see, by dataset (grader/checks/holdout.py).
    held_out: Path | None = None

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
            warm=self.warm,
            boxes=self.boxes,
            held_out=self.held_out,
        )

    def execute_branches(
        self, notebook: NotebookNode, branches: Sequence[Branch], slot: int
    ) -> dict[str, NotebookNode | None]:
        """Run versions of a notebook that begin alike, each from where it differs (grader/checks/branching.py).

        The notebook's plan must have its checks apart. None for a version that has to be run whole.
        """
        from grader.checks.branching import BranchingExecute

        plan = Plan.of(notebook)
        if not plan.separate:
            return dict.fromkeys(branch.name for branch in branches)
        sandbox = self.sandbox(slot)
        executing = BranchingExecute(sandbox, self.limits, plan, self.box(slot), branches, warm=self.warm)
        return executing.execute(notebook)

    def warmed(self) -> Engine:
        """The same engine with a parent of warm kernels, which starts now, in the background. `close` it."""
        from grader.warm.libraries import EVERYTHING
        from grader.warm.parent import WarmParent

        parent = WarmParent(self.sandbox(0), EVERYTHING)
        parent.start()
        return replace(self, warm=parent)

    def close(self) -> None:
        """End the parent of warm kernels, if there is one, and the checks' processes."""
        self.boxes.close()
        if self.warm is not None:
            self.warm.close()

    def box(self, slot: int) -> CheckBox:
        """Where this slot's separate checks run. It starts when it is first needed."""
        return self.boxes.at(slot, Shown(self.lab_environment, self.released_data, self.held_out))

    def sandbox(self, slot: int) -> Sandbox:
        """What a kernel of this slot sees and may use."""
        return _sandbox(self.limits, self.released_data, self.lab_environment, slot)


def execute_notebook(
    notebook: NotebookNode,
    *,
    limits: GradingLimits,
    released_data: Path | None,
    lab_environment: Path,
    slot: int,
    boxes: CheckBoxes,
    warm: WarmParent | None = None,
    held_out: Path | None = None,
) -> NotebookNode:
    """`Engine.execute` with everything spelled out. Its plan (grader.labside.plan) says where checks run."""
    # Here, so that a process that only plans work doesn't pay for nbclient and nbgrader.
    from grader.checks.compatible import CompatibleExecute
    from grader.checks.executor import SeparateExecute

    sandbox = _sandbox(limits, released_data, lab_environment, slot)
    plan = Plan.of(notebook)
    if plan.separate:
        box = boxes.at(slot, Shown(lab_environment, released_data, held_out))
        return SeparateExecute(sandbox, limits, plan, box, warm=warm).run(notebook)
    return CompatibleExecute(sandbox, limits, warm).run(notebook)


def _sandbox(limits: GradingLimits, released_data: Path | None, lab_environment: Path, slot: int) -> Sandbox:
    from grader.kernels import kernel_sandbox

    identity = slot_identity(slot)
    return kernel_sandbox(lab_environment, released_data, identity, limits.kernel_limits(), limits.tmp_bytes)


def slot_identity(slot: int) -> Identity | None:
    """The id of the kernels of one grading slot; None for an ordinary user, who has one id only."""
    if os.geteuid() != 0:
        return None
    return Identity(uid=SLOT_IDS + slot, gid=SLOT_IDS + slot)
