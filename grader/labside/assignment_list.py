"""What nbgrader's assignment-list front end asks for, answered from the exchange and the trainee's own folders."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.labside import client, texts
from grader.labside.client import AsyncExchangeClient
from grader.labside.folders import LabFolder


@dataclass
class AssignmentList:
    """The four actions of the front end. Files are touched in threads: a slow disk must not stop the server."""

    exchange: AsyncExchangeClient
    root: Path
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def courses(self) -> list[str]:
        answer = await self.exchange.send(client.courses())
        return sorted(answer["courses"])

    async def rows(self, course: str) -> list[dict[str, Any]]:
        """nbgrader's flat list: a released or fetched row a lab, then a submitted row a lab with attempts."""
        answer = await self.exchange.send(client.assignments(course))
        return await asyncio.to_thread(self._rows, answer["assignments"], answer["language"])

    async def fetch(self, course: str, lab: str) -> None:
        """Write the release into its folder; a notebook that is there already stays as it is."""
        folder = LabFolder(self.root, course, lab)
        notebook = await self.exchange.send(client.release(course, lab))
        await asyncio.to_thread(folder.restore, notebook)

    async def submit(self, course: str, lab: str) -> dict[str, Any]:
        """Hand in what is on disk; the exchange's receipt."""
        folder = LabFolder(self.root, course, lab)
        limit = (await self.exchange.send(client.courses()))["max_submission_bytes"]
        notebook = await asyncio.to_thread(folder.work, limit)
        receipt: dict[str, Any] = await self.exchange.send(client.submit(course, lab, notebook))
        return receipt

    async def fetch_feedback(self, course: str, lab: str) -> None:
        """Bring every feedback page that is new or has changed."""
        folder = LabFolder(self.root, course, lab)
        async with self._one_at_a_time:
            for attempt in await self._attempts(course, lab):
                stamp = feedback_stamp(attempt)
                current = await asyncio.to_thread(folder.feedback_version, stamp)
                if attempt["feedback"] and current != attempt["feedback_version"]:
                    page = await self.exchange.send(client.feedback(course, lab, attempt["attempt"]))
                    await asyncio.to_thread(folder.keep_feedback, stamp, attempt["feedback_version"], page)

    async def _attempts(self, course: str, lab: str) -> list[dict[str, Any]]:
        answer = await self.exchange.send(client.assignments(course))
        return [attempt for row in answer["assignments"] if row["lab"] == lab for attempt in row["attempts"]]

    def _rows(self, assignments: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
        folders = [(LabFolder(self.root, row["course"], row["lab"]), row) for row in assignments]
        available = [_available(folder, row, language) for folder, row in folders if row["released"] or folder.fetched]
        submitted = [_submitted(folder, row, language) for folder, row in folders if row["attempts"]]
        return available + submitted


def feedback_stamp(attempt: dict[str, Any]) -> str:
    """The name of an attempt's feedback folder: `2026-11-24 14-00-05 (1)`; no colons, which some systems refuse."""
    moment = attempt["submitted_at"][:19].replace("T", " ").replace(":", "-")
    return f"{moment} ({attempt['attempt']})"


def _available(folder: LabFolder, row: dict[str, Any], language: str) -> dict[str, Any]:
    path = folder.relative(folder.path)
    notebook = {
        "notebook_id": f"{row['lab']} · {row['title']} ({texts.deadline(row, language)})",
        "path": folder.relative(folder.notebook),
    }
    return {
        "course_id": row["course"],
        "assignment_id": row["lab"],
        "status": "fetched" if folder.fetched else "released",
        "path": path,
        "notebooks": [notebook],
    }


def _submitted(folder: LabFolder, row: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "course_id": row["course"],
        "assignment_id": row["lab"],
        "status": "submitted",
        "submissions": [_submission(folder, attempt, language) for attempt in row["attempts"]],
    }


def _submission(folder: LabFolder, attempt: dict[str, Any], language: str) -> dict[str, Any]:
    stamp = feedback_stamp(attempt)
    local = folder.feedback_version(stamp)
    return {
        "timestamp": texts.attempt_line(attempt, language),
        "has_local_feedback": bool(local),
        "has_exchange_feedback": attempt["feedback"],
        "feedback_updated": bool(local) and attempt["feedback"] and local != attempt["feedback_version"],
        "local_feedback_path": folder.relative(folder.feedback_page(stamp).parent) if local else None,
    }
