"""A run's gradebook, from the worker's side: what its converter is asked, and what comes back."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.converters import Converters
from grader.errors import EngineFault, Refused
from grader.labside.plan import COMPATIBLE, KEY
from grader.rendering import RENDER_CPU_SECONDS
from grader.sandbox import Identity
from grader.scores import CellScore

log = logging.getLogger("grader.gradebook")
Execute = Callable[[NotebookNode], NotebookNode]


@dataclass(frozen=True)
class Graded:
    """A graded attempt: its grade cells and the page that its author reads. `mended`: what had to be repaired.

    `provisional`: its checks ran beside the trainee's code (compatible mode). `tampering`: what was changed there.
    """

    cells: tuple[CellScore, ...]
    feedback: str
    mended: tuple[str, ...]
    provisional: bool = False
    tampering: tuple[str, ...] = ()


@dataclass(frozen=True)
class GradebookEntry:
    """One student's scores for a lab. `submitted_at` says which attempt lies in the gradebook."""

    username: str
    submitted_at: datetime | None
    cells: tuple[CellScore, ...]

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> GradebookEntry:
        when = str(message["timestamp"])
        return cls(
            username=str(message["username"]),
            submitted_at=datetime.fromisoformat(when) if when else None,
            cells=tuple(CellScore.from_message(cell) for cell in message["cells"]),
        )


@dataclass(frozen=True)
class CourseGradebook:
    """A run's course folder. Its converter works there one job at a time, but not while a notebook is executed.

    Without `converters` each call has a converter of its own. `render_seconds`: processor time that one feedback page
    may take.
    """

    folder: Path
    run: str
    identity: Identity | None
    converters: Converters | None = None
    render_seconds: int = RENDER_CPU_SECONDS

    def grade(
        self,
        lab: str,
        username: str,
        notebook: bytes,
        submitted_at: datetime,
        execute: Execute,
        *,
        marked: bytes | None = None,
        scratch: bool = False,
    ) -> Graded:
        """Grade one attempt. `marked`: the attempt that lies in the gradebook, for whose answers its marks were made.
        `scratch`: leave no trace in the course folder (an attempt older than the one there).

        Refused if the file can't be graded through its author's doing; EngineFault if through ours.
        """
        job = {"lab": lab, "username": username, "timestamp": timestamp(submitted_at), "scratch": scratch}
        with self._converters() as converters:
            prepared = self._ask(
                converters, job | {"command": "prepare", "notebook": _encoded(notebook), "marked": _encoded(marked)}
            )
            executed = execute(nbformat.from_dict(prepared["notebook"]))
            checks = dict(executed.metadata.get(KEY, {}))
            results = {"executed": executed, "repaired": prepared["repaired"], "marked": prepared["marked"]}
            answer = self._ask(converters, job | {"command": "record"} | results)
        return Graded(
            tuple(CellScore.from_message(cell) for cell in answer["cells"]),
            str(answer["feedback"]),
            tuple(prepared["mended"]),
            provisional=checks.get("checks") == COMPATIBLE,
            tampering=tuple(map(str, checks.get("tampering", ()))),
        )

    def scores(self, labs: Sequence[str]) -> dict[str, list[GradebookEntry]]:
        """All scores that lie in the gradebook for `labs`, by lab code."""
        with self._converters() as converters:
            answer = self._ask(converters, {"command": "scores", "labs": list(labs)})
        return {
            lab: [GradebookEntry.from_message(entry) for entry in entries] for lab, entries in answer["labs"].items()
        }

    def feedback(self, lab: str, usernames: Sequence[str]) -> dict[str, str]:
        """Fresh feedback pages of these students, by user name; without those that could not be made."""
        with self._converters() as converters:
            answer = self._ask(converters, {"command": "feedback", "lab": lab, "usernames": list(usernames)})
        for username, reason in answer["failed"].items():
            log.warning("No fresh feedback on %s for %s: %s", lab, username, reason)
        return {str(name): str(page) for name, page in answer["pages"].items()}

    @contextmanager
    def _converters(self) -> Iterator[Converters]:
        if self.converters is not None:
            yield self.converters
            return
        own = Converters()
        try:
            yield own
        finally:
            own.close()

    def _ask(self, converters: Converters, job: dict[str, Any]) -> dict[str, Any]:
        answer = converters.ask(
            self.folder, self.identity, job | {"run": self.run, "render_seconds": self.render_seconds}
        )
        if answer["kind"] == "refused":
            raise Refused(str(answer["reason"]))
        if answer["kind"] == "fault":
            raise EngineFault(str(answer["reason"]))
        return answer


def _encoded(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()


def timestamp(moment: datetime) -> str:
    """A moment as nbgrader and we both read it back: ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat()
