"""The routes of the exchange: each reads the request, calls one function of its noun, answers."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from anyio import sleep
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from grader.exchange import activity, executions, feedback, listing, releases, submissions
from grader.exchange.answers import (
    AssignmentAnswer,
    AssignmentsAnswer,
    CoursesAnswer,
    ExecutionAnswer,
    ExecutionTicket,
    ReceiptAnswer,
    ReceivedAnswer,
    ReceivedListAnswer,
    ReleaseAnswer,
)
from grader.exchange.bodies import body_up_to
from grader.exchange.callers import Asker
from grader.exchange.policy import Clock, Desk

NOTEBOOK_TYPE = "application/x-ipynb+json"
POLL_SECONDS = 0.3
# A feedback page shows what trainee code printed: never as a script of the origin that serves it.
PAGE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

Code = Annotated[str, Path(max_length=128, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Ask = Callable[[Request], Awaitable[Asker]]


@dataclass(frozen=True)
class Counter:
    """What every route needs: the desk, who is asking, and the clock."""

    desk: Desk
    ask: Ask
    clock: Clock

    def body(self, limit_bytes: int) -> Callable[..., Awaitable[bytes | None]]:
        """A dependency that reads the body once the caller is known: strangers' bytes are not even read."""
        read = body_up_to(limit_bytes)

        async def content(request: Request, _asker: Asker = Depends(self.ask)) -> bytes | None:
            return await read(request)

        return content


def trainee_routes(counter: Counter) -> APIRouter:
    routes = APIRouter(tags=["trainee"])
    desk, ask, clock = counter.desk, counter.ask, counter.clock

    @routes.get("/api/courses", summary="Course runs of the caller")
    def courses(asker: Asker = Depends(ask)) -> CoursesAnswer:
        return CoursesAnswer(
            courses=listing.courses(desk, asker.username),
            language=asker.language,
            max_submission_bytes=desk.policy.max_submission_bytes,
        )

    @routes.get("/api/assignments", summary="Labs of a run, with the caller's own attempts")
    def assignments(course: str = Query(max_length=128), asker: Asker = Depends(ask)) -> AssignmentsAnswer:
        lines = listing.assignments(desk, asker.username, course, clock())
        return AssignmentsAnswer(assignments=[AssignmentAnswer.of(line) for line in lines], language=asker.language)

    @routes.get("/api/releases/{run}/{lab}", summary="The notebook to work on", response_class=Response)
    def release(run: Code, lab: Code, asker: Asker = Depends(ask)) -> Response:
        return Response(releases.fetch(desk, asker.username, run, lab, clock()), media_type=NOTEBOOK_TYPE)

    @routes.post("/api/submissions/{run}/{lab}", status_code=201, summary="Hand a notebook in (the body is the file)")
    def submit(
        run: Code,
        lab: Code,
        asker: Asker = Depends(ask),
        content: bytes | None = Depends(counter.body(desk.policy.max_submission_bytes)),
    ) -> ReceiptAnswer:
        return ReceiptAnswer.of(submissions.accept(desk, asker.username, run, lab, content, clock()))

    @routes.get("/api/feedback/{run}/{lab}/{attempt}", summary="Own feedback (HTML)", response_class=Response)
    def own_feedback(run: Code, lab: Code, attempt: Number, asker: Asker = Depends(ask)) -> Response:
        page = feedback.read(desk, asker.username, run, lab, attempt, clock())
        return Response(page, media_type="text/html; charset=utf-8", headers=PAGE_HEADERS)

    return routes


def activity_routes(counter: Counter) -> APIRouter:
    routes = APIRouter(tags=["activity"])
    desk, ask, clock = counter.desk, counter.ask, counter.clock
    pace = activity.Pace(desk.policy.max_events_per_minute)

    shape = {"requestBody": {"content": {"application/json": {"schema": activity.ReportedEvent.model_json_schema()}}}}

    # The body is read by our own dependency: FastAPI would read one of any size before it asks who sends it.
    @routes.post("/api/events", status_code=204, summary="Report activity of one's own lab server", openapi_extra=shape)
    def report(
        asker: Asker = Depends(ask), content: bytes | None = Depends(counter.body(activity.MAX_EVENT_BYTES))
    ) -> Response:
        activity.report(desk, pace, asker.username, activity.parsed(content), clock())
        return Response(status_code=204)

    return routes


def instructor_routes(counter: Counter) -> APIRouter:
    routes = APIRouter(tags=["instructor"])
    desk, ask, clock = counter.desk, counter.ask, counter.clock

    @routes.put("/api/releases/{run}/{lab}", summary="Release a notebook to the run")
    def release(
        run: Code,
        lab: Code,
        asker: Asker = Depends(ask),
        content: bytes | None = Depends(counter.body(desk.policy.max_submission_bytes)),
    ) -> ReleaseAnswer:
        return ReleaseAnswer(changed=releases.upload(desk, asker.username, run, lab, content, clock()))

    @routes.get("/api/submissions/{run}/{lab}", summary="Every attempt at a lab")
    def received(run: Code, lab: Code, asker: Asker = Depends(ask)) -> ReceivedListAnswer:
        rows = submissions.of_run(desk, asker.username, run, lab)
        return ReceivedListAnswer(submissions=[ReceivedAnswer.of(row) for row in rows])

    @routes.get(
        "/api/submissions/{run}/{lab}/{username}/{attempt}", summary="A handed-in notebook", response_class=Response
    )
    def submitted(run: Code, lab: Code, username: str, attempt: Number, asker: Asker = Depends(ask)) -> Response:
        content = submissions.content_of(desk, asker.username, run, lab, username, attempt)
        return Response(content, media_type=NOTEBOOK_TYPE)

    @routes.put("/api/feedback/{run}/{lab}/{username}/{attempt}", status_code=204, summary="Hand feedback back (HTML)")
    def give_feedback(
        run: Code,
        lab: Code,
        username: str,
        attempt: Number,
        asker: Asker = Depends(ask),
        content: bytes | None = Depends(counter.body(desk.policy.max_feedback_bytes)),
    ) -> Response:
        feedback.upload(desk, asker.username, run, lab, username, attempt, content)
        return Response(status_code=204)

    return routes


def execution_routes(counter: Counter) -> APIRouter:
    routes = APIRouter(tags=["instructor"])
    desk, ask, clock = counter.desk, counter.ask, counter.clock

    @routes.post("/api/executions/{run}", status_code=202, summary="Have the engine execute a notebook")
    def request(
        run: Code,
        asker: Asker = Depends(ask),
        content: bytes | None = Depends(counter.body(desk.policy.max_execution_bytes)),
    ) -> ExecutionTicket:
        return ExecutionTicket(id=executions.request(desk, asker.username, run, content, clock()))

    @routes.get("/api/executions/{run}/{execution}", summary="How far it is; waits up to `wait` seconds for the end")
    async def look(
        run: Code, execution: Number, wait: float = Query(0.0, ge=0, le=60), asker: Asker = Depends(ask)
    ) -> ExecutionAnswer:
        give_up_at = time.monotonic() + min(wait, desk.policy.longest_wait_seconds)
        while True:
            view = await run_in_threadpool(executions.look, desk, asker.username, run, execution)
            if view.finished or time.monotonic() >= give_up_at:
                notebook = json.loads(view.notebook) if view.notebook else None
                return ExecutionAnswer(state=view.state, notebook=notebook, fault=view.fault)
            await sleep(POLL_SECONDS)

    return routes
