"""Pages that the dashboard's links lead to: open a lab, read its feedback, grade a run. Errors are pages too."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from grader.labside import client
from grader.labside.assignment_list import AssignmentList
from grader.labside.chosen_run import choose
from grader.labside.errors import ExchangeRefused, ExchangeUnreachable, LabFolderError
from grader.labside.folders import LabFolder
from grader.labside.handlers import SETTING

# A page from elsewhere, though cleaned there, runs nothing here and sees none of this origin's cookies.
HARMLESS = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox allow-popups"
ERROR_PAGE = """<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shopfloor</title><style>body{{font:16px/1.6 "Noto Sans KR","Noto Sans CJK KR",system-ui,sans-serif;
max-width:36rem;margin:4rem auto;padding:0 1rem;color:#1d2129;white-space:pre-line}}</style></head>
<body><h1>{title}</h1><p>{message}</p></body></html>
"""
NOT_TAUGHT = (
    "이 과정({run})의 강사가 아니거나, 실습실이 과정이 열리기 전에 시작되었습니다. "
    "홈에서 실습실을 중지했다가 다시 열어 주세요.\n"
    "You don't teach this course ({run}), or your server started before it was opened: stop it on the home page "
    "and open it again."
)


class _Page(JupyterHandler):
    @property
    def list(self) -> AssignmentList:
        found: AssignmentList = self.settings[SETTING]
        return found

    async def guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work`; what it refuses becomes a page that a person reads."""
        try:
            await work()
        except ExchangeRefused as refusal:
            self.say(refusal.status, refusal.message)
        except ExchangeUnreachable as fault:
            self.log.error("exchange unreachable: %s", fault.reason)
            self.say(503, fault.message)
        except LabFolderError as refusal:
            self.say(409, refusal.message)

    def say(self, status: int, message: str) -> None:
        self.set_status(status)
        self.set_header("Content-Security-Policy", HARMLESS)
        self.finish(ERROR_PAGE.format(title="Shopfloor", message=html.escape(message)))


class OpenLabPage(_Page):
    """Fetch the lab if it isn't here yet, then JupyterLab with its notebook. Work that is here stays as it is."""

    @web.authenticated
    async def get(self, run: str, lab: str) -> None:
        async def work() -> None:
            folder = LabFolder(self.list.root, run, lab)
            if not folder.notebook.exists():
                await self.list.fetch(run, lab)
            self.redirect(url_path_join(self.base_url, "lab/tree", folder.relative(folder.notebook)))

        await self.guarded(work)


class FeedbackPage(_Page):
    """The feedback of an own attempt, as the exchange keeps it."""

    @web.authenticated
    async def get(self, run: str, lab: str, attempt: str) -> None:
        async def work() -> None:
            page = await self.list.exchange.send(client.feedback(run, lab, int(attempt)))
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.set_header("Content-Security-Policy", HARMLESS)
            self.set_header("Cache-Control", "no-store")
            self.finish(page)

        await self.guarded(work)


class GradePage(_Page):
    """formgrader with the named run: an instructor may teach several, and formgrader knows one at a time."""

    @web.authenticated
    async def get(self, run: str) -> None:
        folder = self.list.root / "courses" / run
        if "nbgrader_formgrader" not in self.settings or not (folder / "gradebook.db").is_file():
            self.say(403, NOT_TAUGHT.format(run=run))
            return
        choose(Path.home(), run)
        self._reload(folder)
        self.redirect(url_path_join(self.base_url, "formgrader/manage_assignments"))

    def _reload(self, folder: Path) -> None:
        """What formgrader itself does when it is opened at another course's path; its gradebook is opened anew."""
        formgrader: Any = self.settings["nbgrader_formgrader"]
        formgrader.initialize([], root=str(folder))
        self.settings["initial_config"] = formgrader.config
        opened = self.settings["nbgrader_gradebook"]
        if opened is not None:
            opened.close()
        self.settings["nbgrader_gradebook"] = None


def pages(base_url: str) -> list[tuple[str, type[JupyterHandler]]]:
    name = r"([A-Za-z0-9][A-Za-z0-9_.\-]{0,127})"
    routes: list[tuple[str, type[JupyterHandler]]] = [
        (rf"/shopfloor/open/{name}/{name}", OpenLabPage),
        (rf"/shopfloor/feedback/{name}/{name}/([0-9]{{1,6}})", FeedbackPage),
        (rf"/shopfloor/grade/{name}", GradePage),
    ]
    return [(url_path_join(base_url, pattern), page) for pattern, page in routes]
