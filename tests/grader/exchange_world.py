"""An exchange with a real registry and blob store, two cohorts, and a hub that knows the token `token-NAME`."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from courses.registry import (
    CourseRun,
    DueDate,
    Enrolment,
    Event,
    EventKind,
    Lab,
    Person,
    Registry,
    Submission,
    SubmissionState,
)
from grader.exchange.policy import Caller, ExchangePolicy
from grader.exchange.publishing import publish
from grader.exchange.service import PREFIX, create_app
from grader.storage import BlobStore
from tests.courses.builders import a_cohort, a_course, a_person, a_run

RUN = "process-analysis-daegu-2026-1"
OTHER_RUN = "process-analysis-busan-2026-1"
LAB = "golden_batch"
LIMIT_BYTES = 200_000


def a_notebook(source: str = "answer = 42") -> dict[str, Any]:
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {"kernelspec": kernel}, "cells": [cell]}


def as_bytes(notebook: object) -> bytes:
    return json.dumps(notebook).encode()


@dataclass
class World:
    """hong and kim are trainees in Daegu, park in Busan; lee instructs Daegu, choi Busan; smith reads English."""

    registry: Registry
    store: BlobStore
    now: datetime
    app: FastAPI = field(init=False)
    hub_is_up: bool = True
    policy: ExchangePolicy = field(default_factory=lambda: ExchangePolicy(max_submission_bytes=LIMIT_BYTES))

    def __post_init__(self) -> None:
        with self.registry.session() as session:
            a_course(session)
            daegu = a_cohort(session)
            busan = a_cohort(session, "busan-2026-1", centre="busan")
            for cohort in (daegu, busan):
                run = a_run(session, cohort, self.now)
                lab = session.scalars(select(Lab)).one()
                dates = {"due_at": self.now + timedelta(days=5), "closes_at": self.now + timedelta(days=7)}
                session.merge(DueDate(run_id=run.id, lab_id=lab.id, **dates))
            for name in ("hong", "kim", "smith"):
                a_person(session, name, self.now, daegu)
            a_person(session, "park", self.now, busan)
            a_person(session, "lee", self.now, daegu, "instructor")
            a_person(session, "choi", self.now, busan, "instructor")
            session.scalars(select(Person).where(Person.username == "smith")).one().language = "en"
        for run_code in (RUN, OTHER_RUN):
            for language in ("ko", "en"):
                content = as_bytes(a_notebook(f"# {language}"))
                publish(self.registry, self.store, run_code, LAB, language, content, self.now)
        self.open(self.policy)

    def open(self, policy: ExchangePolicy) -> None:
        """The service under a policy."""
        self.app = create_app(self.registry, self.store, self.who_is, policy, lambda: self.now)

    async def who_is(self, token: str) -> Caller | None:
        if not self.hub_is_up:
            raise ConnectionError("the hub is down")
        return Caller(token.removeprefix("token-")) if token.startswith("token-") else None

    def client(self, username: str | None) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer token-{username}"} if username else {}
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=f"http://exchange{PREFIX}", headers=headers)

    async def call(self, username: str | None, method: str, path: str, **options: Any) -> httpx.Response:
        async with self.client(username) as http:
            return await http.request(method, path, **options)

    async def submit(self, username: str, source: str = "answer = 42", run: str = RUN) -> httpx.Response:
        return await self.call(username, "POST", f"/api/submissions/{run}/{LAB}", content=as_bytes(a_notebook(source)))

    # What the database says.
    def submissions(self, username: str = "hong") -> list[Submission]:
        with self.registry.reading() as session:
            found = select(Submission).join(Enrolment).join(Person).where(Person.username == username)
            return list(session.scalars(found.order_by(Submission.attempt)))

    def events(self, kind: EventKind) -> list[Event]:
        with self.registry.reading() as session:
            return list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))

    def grade(self, username: str, attempt: int, score: float, page: str = "<html>잘했습니다</html>") -> None:
        """What the grading worker writes when it is done."""
        blob = self.store.put(page.encode())
        with self.registry.session() as session:
            found = select(Submission).join(Enrolment).join(Person).where(Person.username == username)
            row = session.scalars(found.where(Submission.attempt == attempt)).one()
            row.state, row.score, row.max_score = SubmissionState.GRADED, score, 100.0
            row.feedback_blob, row.graded_at = blob, self.now

    def set_dates(self, due: timedelta, closes: timedelta) -> None:
        with self.registry.session() as session:
            run = session.scalars(select(CourseRun).where(CourseRun.code == RUN)).one()
            dates = session.scalars(select(DueDate).where(DueDate.run_id == run.id)).one()
            dates.due_at, dates.closes_at = self.now + due, self.now + closes


def make_world(registry: Registry, folder: Path, now: datetime) -> World:
    return World(registry, BlobStore(folder / "blobs"), now)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The app on a real loopback port, in a thread; its origin."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the service did not start"
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
