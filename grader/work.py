"""One student's work on one lab, in a course folder."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

    def source(self) -> dict[str, Any] | None:
        """The lab's source notebook as JSON, solutions and hidden checks included; None if the folder has none."""
        path = refuse_links(self.folder, "source", self.lab, f"{self.lab}.ipynb")
        return json.loads(path.read_bytes()) if path.is_file() else None

    @property
    def address(self) -> str:
        return gradebooks.address(self.folder)

    def gradebook(self) -> AbstractContextManager[Gradebook]:
        return gradebooks.opened(self.folder, self.run)
