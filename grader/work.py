"""One student's work on one lab, in a course folder."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nbgrader.api import Gradebook

from grader import gradebooks
from grader.course_folder import refuse_links
from grader.labside.plan import Plan, plan_of


@dataclass(frozen=True)
class Work:
    """`folder` is a run's course folder, or a scratch copy of one."""

    folder: Path
    run: str
    lab: str
    username: str

    @property
    def notebook(self) -> Path:
        return refuse_links(self.folder, "autograded", self.username, self.lab, f"{self.lab}.ipynb")

    def plan(self) -> Plan:
        """How the lab's checks are to be run, from its source notebook; without one in the kernel."""
        path = refuse_links(self.folder, "source", self.lab, f"{self.lab}.ipynb")
        return _plan_of(path.read_bytes()) if path.is_file() else Plan()

    @property
    def address(self) -> str:
        return gradebooks.address(self.folder)

    def gradebook(self) -> AbstractContextManager[Gradebook]:
        return gradebooks.opened(self.folder, self.run)


@lru_cache(maxsize=32)
def _plan_of(source: bytes) -> Plan:
    """By content: a lab's source is the same for all its submissions, and reading it costs more than most steps."""
    return plan_of(json.loads(source))
