"""The URLs of nbgrader 0.9.6's assignment-list and validate front ends, served for them unmodified."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from grader.labside import client
from grader.labside.assignment_list import AssignmentList
from grader.labside.errors import ExchangeRefused, ExchangeUnreachable, LabFolderError
from grader.labside.validation import notebook_below, validate

SETTING = "shopfloor_assignments"

WRONG_VERSION = (
    "화면 확장({theirs})과 서버 확장({ours})의 버전이 다릅니다. 브라우저를 새로 고치세요. / "
    "The front end ({theirs}) and the server ({ours}) differ. Reload the page."
)


class _Handler(APIHandler):
    @property
    def list(self) -> AssignmentList:
        found: AssignmentList = self.settings[SETTING]
        return found

    def asked(self, name: str) -> str:
        """A parameter from the query or the JSON body, as nbgrader's own handlers take it."""
        value = self.get_argument(name, None)
        if value is None:
            body = self.get_json_body()
            value = body.get(name) if isinstance(body, dict) else None
        if not isinstance(value, str) or len(value) > 1000:
            raise web.HTTPError(400, f"{name} is missing")
        return value

    async def answer(self, work: Callable[[], Awaitable[Any]]) -> None:
        """Finish with nbgrader's `{"success", "value"}`; whatever goes wrong becomes a text that a person reads."""
        try:
            result = {"success": True, "value": await work()}
        except (ExchangeRefused, LabFolderError) as refusal:
            result = {"success": False, "value": refusal.message}
        except ExchangeUnreachable as fault:
            self.log.error("exchange unreachable: %s", fault.reason)
            result = {"success": False, "value": fault.message}
        except OSError as fault:
            self.log.exception("a file could not be read or written")
            result = {"success": False, "value": f"파일을 읽거나 쓸 수 없습니다 / can't read or write a file: {fault}"}
        self.finish(json.dumps(result, ensure_ascii=False))


class VersionHandler(_Handler):
    @web.authenticated
    async def get(self) -> None:
        ours, theirs = importlib.metadata.version("nbgrader"), self.asked("version")
        same = ours == theirs
        wrong = {"success": False, "message": WRONG_VERSION.format(ours=ours, theirs=theirs[:20])}
        self.finish(json.dumps({"success": True} if same else wrong, ensure_ascii=False))


class CoursesHandler(_Handler):
    @web.authenticated
    async def get(self) -> None:
        await self.answer(self.list.courses)


class AssignmentsHandler(_Handler):
    @web.authenticated
    async def get(self) -> None:
        course = self.asked("course_id")
        await self.answer(lambda: self.list.rows(course))


class ActionHandler(_Handler):
    @web.authenticated
    async def post(self, action: str) -> None:
        course, lab = self.asked("course_id"), self.asked("assignment_id")
        actions = {"fetch": self.list.fetch, "submit": self.list.submit, "fetch_feedback": self.list.fetch_feedback}

        async def work() -> list[dict[str, Any]]:
            await actions[action](course, lab)
            return await self.list.rows(course)

        await self.answer(work)


class ValidateHandler(_Handler):
    @web.authenticated
    async def post(self) -> None:
        path = self.asked("path")

        async def work() -> dict[str, Any]:
            notebook = notebook_below(self.list.root, path)
            result = await validate(notebook)
            await self.report(notebook, result)
            return result

        await self.answer(work)

    async def report(self, notebook: Path, result: dict[str, Any]) -> None:
        """Record the validation, for a lab of a run; a failure to record is no failure to validate."""
        parts = notebook.relative_to(self.list.root.resolve()).parts
        course, lab = (parts[0], parts[1]) if len(parts) == 3 else ("", "")
        failed = len(result.get("failed", []))
        event = client.report("validated", course, lab, passed=not result, failed_cells=failed)
        try:
            await self.list.exchange.send(event)
        except (ExchangeRefused, ExchangeUnreachable) as fault:
            self.log.warning("the validation was not recorded: %s", fault)


def handlers(base_url: str) -> list[tuple[str, type[APIHandler]]]:
    routes: list[tuple[str, type[APIHandler]]] = [
        (r"/nbgrader_version", VersionHandler),
        (r"/courses", CoursesHandler),
        (r"/assignments", AssignmentsHandler),
        (r"/assignments/(fetch|submit|fetch_feedback)", ActionHandler),
        (r"/assignments/validate", ValidateHandler),
    ]
    return [(url_path_join(base_url, pattern), handler) for pattern, handler in routes]
