"""The worker's side of a converter: start it, answer its request to execute, take its result."""

from __future__ import annotations

import base64
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader import wire
from grader.confined import confined_command
from grader.errors import EngineFault, Refused
from grader.rendering import RENDER_CPU_SECONDS
from grader.sandbox import Identity
from grader.scores import CellScore

CONVERTER_SECONDS = 300
Execute = Callable[[NotebookNode], NotebookNode]


@dataclass(frozen=True)
class Graded:
    """A graded attempt: its grade cells and the page that its author reads. `mended`: what had to be repaired."""

    cells: tuple[CellScore, ...]
    feedback: str
    mended: tuple[str, ...]


@dataclass(frozen=True)
class GradebookEntry:
    """One student's scores for a lab. `submitted_at` says which attempt lies in the gradebook."""

    username: str
    submitted_at: datetime | None
    cells: tuple[CellScore, ...]


@dataclass(frozen=True)
class CourseGradebook:
    """A run's course folder. `lock` is held while a converter works there, but not while a notebook is executed.

    `render_seconds`: processor time that one feedback page may take.
    """

    folder: Path
    run: str
    identity: Identity | None
    lock: AbstractContextManager[Any] | None = None
    render_seconds: int = RENDER_CPU_SECONDS

    def grade(
        self, lab: str, username: str, notebook: bytes, submitted_at: datetime, execute: Execute, *, scratch: bool
    ) -> Graded:
        """Grade one attempt. `scratch`: leave no trace in the course folder (an attempt older than the one there).

        Refused if the file can't be graded through its author's doing; EngineFault if through ours.
        """
        job = {
            "command": "grade",
            "lab": lab,
            "username": username,
            "notebook": base64.b64encode(notebook).decode(),
            "timestamp": timestamp(submitted_at),
            "scratch": scratch,
        }
        answer = self._converse(job, execute)
        return Graded(
            tuple(CellScore.from_message(cell) for cell in answer["cells"]),
            str(answer["feedback"]),
            tuple(answer["mended"]),
        )

    def scores(self, labs: Sequence[str]) -> dict[str, list[GradebookEntry]]:
        """All scores that lie in the gradebook for `labs`, by lab code."""
        answer = self._converse({"command": "scores", "labs": list(labs)})
        return {lab: [_entry(entry) for entry in entries] for lab, entries in answer["labs"].items()}

    def feedback(self, lab: str, usernames: Sequence[str]) -> dict[str, str]:
        """Fresh feedback pages of these students, by user name."""
        answer = self._converse({"command": "feedback", "lab": lab, "usernames": list(usernames)})
        return {str(name): str(page) for name, page in answer["pages"].items()}

    def _converse(self, job: dict[str, Any], execute: Execute | None = None) -> dict[str, Any]:
        argv = confined_command(
            [sys.executable, "-m", "grader.converting"], identity=self.identity, writable=(self.folder,)
        )
        lock = self.lock or nullcontext()
        with subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, umask=0o007, env=_environment()
        ) as process:
            alarm = threading.Timer(CONVERTER_SECONDS, process.kill)
            errors = _Tail(process)
            try:
                with lock:
                    alarm.start()
                    answer = self._ask(process, job | self._place())
                alarm.cancel()
                if answer["kind"] == "execute" and execute is not None:
                    executed = _executed(execute, str(answer["notebook"]))
                    alarm = threading.Timer(CONVERTER_SECONDS, process.kill)
                    with lock:
                        alarm.start()
                        answer = self._ask(process, executed)
            except (wire.ChannelClosed, OSError) as error:
                process.kill()
                raise EngineFault(f"The converter ended: {error}. {errors.words()}".strip()) from None
            finally:
                alarm.cancel()
                process.kill()
        if answer["kind"] == "refused":
            raise Refused(str(answer["reason"]))
        if answer["kind"] in {"fault", "execute"}:
            raise EngineFault(str(answer.get("reason", "The converter asked twice.")))
        return answer

    def _place(self) -> dict[str, Any]:
        return {"folder": str(self.folder), "run": self.run, "render_seconds": self.render_seconds}

    @staticmethod
    def _ask(process: subprocess.Popen[bytes], message: dict[str, Any]) -> dict[str, Any]:
        assert process.stdin is not None  # noqa: S101 - opened as a pipe
        assert process.stdout is not None  # noqa: S101 - opened as a pipe
        wire.send(process.stdin, message)  # type: ignore[arg-type]
        return wire.receive(process.stdout)  # type: ignore[arg-type]


class _Tail:
    """Reads a process's error output away, so that it never blocks, and keeps its end."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._kept = b""
        self._thread = threading.Thread(target=self._read, args=(process,), daemon=True)
        self._thread.start()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None  # noqa: S101 - opened as a pipe
        with contextlib.suppress(ValueError, OSError):  # closed under our hands when the process is done with
            while part := os.read(process.stderr.fileno(), 65536):
                self._kept = (self._kept + part)[-4000:]

    def words(self) -> str:
        self._thread.join(timeout=1)
        lines = self._kept.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


def _executed(execute: Execute, notebook: str) -> dict[str, Any]:
    try:
        return {"notebook": nbformat.writes(execute(nbformat.reads(notebook, as_version=4)))}
    except EngineFault as error:
        return {"fault": str(error)}


def _entry(message: dict[str, Any]) -> GradebookEntry:
    when = str(message["timestamp"])
    return GradebookEntry(
        username=str(message["username"]),
        submitted_at=datetime.fromisoformat(when) if when else None,
        cells=tuple(CellScore.from_message(cell) for cell in message["cells"]),
    )


def timestamp(moment: datetime) -> str:
    """A moment as nbgrader and we both read it back: ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat()


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin"}
