"""One student's work on one lab, in a course folder."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from grader import gradebooks
from grader.course_folder import refuse_links


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

    @property
    def address(self) -> str:
        return gradebooks.address(self.folder)

    def gradebook(self) -> AbstractContextManager[Gradebook]:
        return gradebooks.opened(self.folder, self.run)
