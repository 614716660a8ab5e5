"""The exchange service, asked over HTTP with a real registry and a real blob store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from courses.registry import Enrolment, EnrolmentStatus, EventKind, Lab, Person, Registry, SubmissionState
from grader.exchange import submissions
from grader.exchange.policy import Desk, day_of, local_iso
from grader.exchange.service import PREFIX
from grader.leasing import lease_submission, waiting
from tests.grader.exchange_world import (
    LAB,
    LIMIT_BYTES,
    OTHER_RUN,
    RUN,
    World,
    a_notebook,
    as_bytes,
    make_world,
    served,
)


@pytest.fixture
def world(registry: Registry, tmp_path: Path, now: datetime) -> World:
    return make_world(registry, tmp_path, now)


# --- trainees --------------------------------------------------------------------------------------------------------


async def test_a_trainee_sees_own_courses_and_labs(world: World) -> None:
    courses = (await world.call("hong", "GET", "/api/courses")).json()
    assert courses == {"courses": [RUN], "language": "ko", "max_submission_bytes": LIMIT_BYTES}
    (lab,) = (await world.call("hong", "GET", "/api/assignments", params={"course": RUN})).json()["assignments"]
    assert (lab["lab"], lab["title"], lab["due_at"]) == (LAB, "골든 배치", "2026-11-28T12:00:00+09:00")
    assert (lab["late_now"], lab["closed"], lab["released"], lab["attempts"]) == (False, False, True, [])


async def test_titles_and_releases_come_in_the_persons_language(world: World) -> None:
    (lab,) = (await world.call("smith", "GET", "/api/assignments", params={"course": RUN})).json()["assignments"]
    assert lab["title"] == "Golden batch"
    assert b"# en" in (await world.call("smith", "GET", f"/api/releases/{RUN}/{LAB}")).content
    korean = await world.call("hong", "GET", f"/api/releases/{RUN}/{LAB}")
    assert b"# ko" in korean.content
    assert korean.headers["content-type"] == "application/x-ipynb+json"
    assert [event.detail for event in world.events(EventKind.FETCHED)] == [{"language": "en"}, {"language": "ko"}]


async def test_an_accepted_submission_is_stored_before_it_is_confirmed(world: World) -> None:
    answer = await world.submit("hong")
    assert answer.status_code == 201
    assert answer.json() == {
        "attempt": 1,
        "submitted_at": "2026-11-23T12:00:00+09:00",
        "late": False,
        "graded_from": None,
    }
    (row,) = world.submissions()
    assert (row.state, row.late, row.submitted_at) == (SubmissionState.RECEIVED, False, world.now)
    assert world.store.get(row.blob) == as_bytes(a_notebook())
    assert row.size_bytes == len(as_bytes(a_notebook()))
    (event,) = world.events(EventKind.SUBMITTED)
    assert event.detail == {"attempt": 1, "late": False}


async def test_every_attempt_is_kept(world: World) -> None:
    assert [(await world.submit("hong", f"answer = {n}")).json()["attempt"] for n in range(3)] == [1, 2, 3]
    assert len({row.blob for row in world.submissions()}) == 3


async def test_a_double_click_is_one_attempt(world: World) -> None:
    first = await world.submit("hong")
    world.now += timedelta(seconds=5)
    assert (await world.submit("hong")).json() == first.json()
    world.now += timedelta(seconds=30)
    assert (await world.submit("hong")).json()["attempt"] == 2


async def test_late_is_accepted_and_marked_late(world: World) -> None:
    world.set_dates(due=timedelta(hours=-1), closes=timedelta(hours=1))
    assert (await world.submit("hong")).json()["late"] is True
    (lab,) = (await world.call("hong", "GET", "/api/assignments", params={"course": RUN})).json()["assignments"]
    assert lab["late_now"] is True
    assert lab["attempts"][0]["late"] is True


async def test_scores_and_the_counting_attempt_are_listed(world: World) -> None:
    for n in range(3):
        await world.submit("hong", f"answer = {n}")
    world.grade("hong", 1, 82.0)
    world.grade("hong", 2, 60.0)
    (lab,) = (await world.call("hong", "GET", "/api/assignments", params={"course": RUN})).json()["assignments"]
    assert [(a["score"], a["counts"], a["feedback"], a["state"]) for a in lab["attempts"]] == [
        (82.0, True, True, "graded"),
        (60.0, False, True, "graded"),
        (None, False, False, "received"),
    ]


async def test_own_feedback_is_a_page_that_can_run_nothing(world: World) -> None:
    await world.submit("hong")
    missing = await world.call("hong", "GET", f"/api/feedback/{RUN}/{LAB}/1")
    assert (missing.status_code, missing.json()["code"]) == (404, "no-feedback")
    world.grade("hong", 1, 82.0)
    page = await world.call("hong", "GET", f"/api/feedback/{RUN}/{LAB}/1")
    assert "잘했습니다" in page.text
    assert page.headers["content-security-policy"].startswith("sandbox")
    assert len(world.events(EventKind.FEEDBACK_OPENED)) == 1


# --- refusals --------------------------------------------------------------------------------------------------------


async def refused(world: World, answer: httpx.Response, status: int, code: str) -> dict[str, str]:
    body: dict[str, str] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert body["message"] in (body["message_ko"], body["message_en"])
    return body


async def test_a_closed_lab_says_when_it_closed_and_whom_to_ask(world: World) -> None:
    world.set_dates(due=timedelta(days=-2), closes=timedelta(minutes=-1))
    body = await refused(world, await world.submit("hong"), 409, "closed")
    assert body["message"] == "이 과제는 2026-11-23 11:59에 마감되었습니다. 담당 강사에게 문의하세요."
    english = await refused(world, await world.submit("smith"), 409, "closed")
    assert english["message"].startswith("This lab closed at 2026-11-23 11:59")
    assert world.submissions() == []
    assert [e.detail["code"] for e in world.events(EventKind.SUBMISSION_REFUSED)] == ["closed", "closed"]


async def test_an_oversized_body_is_refused_whatever_its_headers_say(world: World) -> None:
    async def flood() -> AsyncIterator[bytes]:
        for _ in range(LIMIT_BYTES // 1000 + 2):
            yield b"x" * 1000

    answer = await world.call("hong", "POST", f"/api/submissions/{RUN}/{LAB}", content=flood())
    body = await refused(world, answer, 413, "too-large")
    assert "195 KB" in body["message"]
    assert [e.detail["code"] for e in world.events(EventKind.SUBMISSION_REFUSED)] == ["too-large"]


async def test_a_flood_that_never_ends_is_cut_off(world: World) -> None:
    sent = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 100_000
            yield b"x" * 100_000

    with served(world.app) as origin:
        async with httpx.AsyncClient(headers={"Authorization": "token token-hong"}, trust_env=False) as http:
            url = f"{origin}{PREFIX}/api/submissions/{RUN}/{LAB}"
            try:
                answer = await http.post(url, content=flood())
            except httpx.HTTPError:
                pass
            else:
                assert answer.status_code == 413
    assert sent < 100_000_000
    assert world.submissions() == []


NOT_NOTEBOOKS = {
    "empty": b"",
    "words": "숙제입니다".encode(),
    "binary": b"\xff\xfe\x00notebook",
    "list": b"[]",
    "number": b"1",
    "format 3": as_bytes({"nbformat": 3, "worksheets": []}),
    "no cells": as_bytes({"nbformat": 4, "nbformat_minor": 5, "metadata": {}}),
    "cells no list": as_bytes({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {}}),
    "cell no object": as_bytes({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}),
    "cell without source": as_bytes(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}}]}
    ),
    "format true": as_bytes({"nbformat": True, "nbformat_minor": 5, "metadata": {}, "cells": []}),
    "too many cells": as_bytes(a_notebook() | {"cells": a_notebook("1")["cells"] * 2_001}),
    "deep": b"[" * 90_000 + b"]" * 90_000,
    "deep objects": b'{"a":' * 30_000,
    "many": b"[" + b"[]," * 60_000 + b"[]]",
    "big number": b'{"nbformat": ' + b"4" * 10_000 + b"}",
    "lone surrogate": as_bytes(a_notebook("X")).replace(b"X", b"\\ud800"),
}


@pytest.mark.parametrize("content", NOT_NOTEBOOKS.values(), ids=NOT_NOTEBOOKS.keys())
async def test_what_is_not_a_notebook_is_refused(world: World, content: bytes) -> None:
    answer = await world.call("hong", "POST", f"/api/submissions/{RUN}/{LAB}", content=content)
    await refused(world, answer, 422, "not-a-notebook")
    assert world.submissions() == []


async def test_a_notebook_as_jupyterlab_saves_it_is_taken(world: World) -> None:
    notebook = a_notebook("x = '한글 \U0001f600'")
    notebook["nbformat_minor"] = 5
    notebook["cells"][0]["id"] = "a1b2"
    notebook["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["한\n", "글"]}]
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": ["# 제목"], "attachments": {}})
    answer = await world.call("hong", "POST", f"/api/submissions/{RUN}/{LAB}", content=as_bytes(notebook))
    assert answer.status_code == 201


@pytest.mark.parametrize("minor", [0, 2, 4])
async def test_a_notebook_of_an_older_minor_format_is_taken(world: World, minor: int) -> None:
    """nbgrader's own quickstart submissions are of format 4.0."""
    content = as_bytes(a_notebook() | {"nbformat_minor": minor})
    answer = await world.call("hong", "POST", f"/api/submissions/{RUN}/{LAB}", content=content)
    assert answer.status_code == 201, answer.text


async def test_attempts_beyond_those_of_a_day_are_kept_and_graded_on_the_next(world: World) -> None:
    world.open(replace(world.policy, scored_attempts_a_day=2))
    receipts = [(await world.submit("hong", f"answer = {number}")).json() for number in range(3)]
    tomorrow = day_of(world.now)[1]
    assert [receipt["graded_from"] for receipt in receipts] == [None, None, local_iso(tomorrow)]
    assert (await world.submit("hong", "answer = 2")).json() == receipts[2], "the same again is the same"
    assert (await world.submit("kim")).json()["graded_from"] is None, "each trainee has their own"
    today, later = world.now, tomorrow + timedelta(seconds=1)
    lease = lease_submission(world.registry, "w", today, 60)
    assert lease is not None
    assert world.submissions()[1].id == lease.submission_id, "the newest that may be scored today"
    assert waiting(world.registry, today) == 2
    assert waiting(world.registry, later) == 4, "an expired lease among them"
    world.now = later
    assert (await world.submit("hong", "answer = 3")).json()["graded_from"] is None, "a new day"


async def test_an_unknown_lab_is_refused(world: World) -> None:
    answer = await world.call("hong", "POST", f"/api/submissions/{RUN}/iron_batch", content=as_bytes(a_notebook()))
    await refused(world, answer, 404, "unknown-lab")
    await refused(world, await world.call("hong", "GET", f"/api/releases/{RUN}/iron_batch"), 404, "unknown-lab")


async def test_a_lab_that_is_not_offered_is_refused_and_not_listed(world: World) -> None:
    with world.registry.session() as session:
        session.scalars(select(Lab)).one().offered = False
    await refused(world, await world.submit("hong"), 409, "not-offered")
    await refused(world, await world.call("hong", "GET", f"/api/releases/{RUN}/{LAB}"), 409, "not-offered")
    listed = await world.call("hong", "GET", "/api/assignments", params={"course": RUN})
    assert listed.json()["assignments"] == []


async def test_who_is_not_enrolled_is_refused_everywhere(world: World) -> None:
    await refused(world, await world.submit("park"), 403, "not-enrolled")
    # An instructor hands nothing in, not even to the own run.
    await refused(world, await world.submit("lee"), 403, "not-enrolled")
    for path in (f"/api/releases/{RUN}/{LAB}", f"/api/feedback/{RUN}/{LAB}/1", f"/api/assignments?course={RUN}"):
        await refused(world, await world.call("park", "GET", path), 403, "not-enrolled")
    codes = [event.detail["code"] for event in world.events(EventKind.SUBMISSION_REFUSED)]
    assert codes == ["not-enrolled", "not-enrolled"]


async def test_a_run_that_does_not_exist_answers_like_one_of_others(world: World) -> None:
    one = await world.submit("hong", run="nothing-here-2026-1")
    other = await world.submit("hong", run=OTHER_RUN)
    assert (one.status_code, one.json()["code"]) == (other.status_code, other.json()["code"]) == (403, "not-enrolled")


@pytest.mark.parametrize("status", [EnrolmentStatus.WITHDRAWN, EnrolmentStatus.COMPLETED])
async def test_who_has_left_hands_nothing_in(world: World, status: EnrolmentStatus) -> None:
    with world.registry.session() as session:
        session.scalars(select(Enrolment).join(Person).where(Person.username == "hong")).one().status = status
    await refused(world, await world.submit("hong"), 403, "not-enrolled")


async def test_a_disabled_person_is_refused_at_once(world: World) -> None:
    with world.registry.session() as session:
        session.scalars(select(Person).where(Person.username == "hong")).one().disabled = True
    await refused(world, await world.submit("hong"), 403, "no-account")


ROUTES = [
    ("GET", "/api/courses"),
    ("GET", f"/api/assignments?course={RUN}"),
    ("GET", f"/api/releases/{RUN}/{LAB}"),
    ("PUT", f"/api/releases/{RUN}/{LAB}"),
    ("POST", f"/api/submissions/{RUN}/{LAB}"),
    ("GET", f"/api/submissions/{RUN}/{LAB}"),
    ("GET", f"/api/submissions/{RUN}/{LAB}/hong/1"),
    ("GET", f"/api/feedback/{RUN}/{LAB}/1"),
    ("PUT", f"/api/feedback/{RUN}/{LAB}/hong/1"),
    ("POST", "/api/events"),
    ("POST", f"/api/executions/{RUN}"),
    ("GET", f"/api/executions/{RUN}/1"),
    ("GET", "/openapi.json"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_nothing_answers_without_a_valid_token(world: World, method: str, path: str) -> None:
    for authorization in ("", "Bearer", "Bearer wrong", "Basic token-hong", "token-hong"):
        headers = {"Authorization": authorization} if authorization else {}
        answer = await world.call(None, method, path, headers=headers)
        await refused(world, answer, 401, "unauthenticated")


async def test_every_route_of_the_service_is_in_the_list_above(world: World) -> None:
    described = (await world.call("hong", "GET", "/openapi.json")).json()["paths"]
    count = sum(len(methods) for methods in described.values())
    assert count == len(ROUTES) - 1
    for path, methods in described.items():
        assert path.startswith(PREFIX)
        for operation in methods.values():
            assert operation["summary"]
            assert "RefusalBody" in str(operation["responses"]["401"])


async def test_when_the_hub_cannot_be_asked_nobody_is_let_in(world: World) -> None:
    world.hub_is_up = False
    await refused(world, await world.submit("hong"), 503, "hub-unreachable")


# --- keeping people apart --------------------------------------------------------------------------------------------


async def test_another_trainees_work_and_feedback_can_not_be_reached(world: World) -> None:
    await world.submit("hong")
    world.grade("hong", 1, 82.0)
    await refused(world, await world.call("kim", "GET", f"/api/feedback/{RUN}/{LAB}/1"), 404, "no-submission")
    for method, path in [
        ("GET", f"/api/submissions/{RUN}/{LAB}"),
        ("GET", f"/api/submissions/{RUN}/{LAB}/hong/1"),
        ("PUT", f"/api/feedback/{RUN}/{LAB}/hong/1"),
        ("PUT", f"/api/releases/{RUN}/{LAB}"),
        ("POST", f"/api/executions/{RUN}"),
        ("GET", f"/api/executions/{RUN}/1"),
    ]:
        content = as_bytes(a_notebook()) if method != "GET" else None
        # Neither another trainee, nor the author, nor the instructor of another run.
        for username in ("kim", "hong", "choi"):
            await refused(world, await world.call(username, method, path, content=content), 403, "not-instructor")


async def test_an_instructor_reads_every_attempt_of_the_own_run(world: World) -> None:
    await world.submit("hong", "a")
    await world.submit("hong", "b")
    await world.submit("kim", "c")
    await world.submit("park", "d", OTHER_RUN)
    rows = (await world.call("lee", "GET", f"/api/submissions/{RUN}/{LAB}")).json()["submissions"]
    assert [(row["username"], row["attempt"]) for row in rows] == [("hong", 1), ("hong", 2), ("kim", 1)]
    content = (await world.call("lee", "GET", f"/api/submissions/{RUN}/{LAB}/hong/2")).content
    assert content == as_bytes(a_notebook("b"))
    # A trainee of the other run is not found through the own one.
    answer = await world.call("lee", "GET", f"/api/submissions/{RUN}/{LAB}/park/1")
    await refused(world, answer, 404, "no-submission")


async def test_an_instructor_s_changed_release_drops_the_stale_translation(world: World) -> None:
    same = await world.call("lee", "PUT", f"/api/releases/{RUN}/{LAB}", content=as_bytes(a_notebook("# ko")))
    assert same.json() == {"changed": False}
    assert b"# en" in (await world.call("smith", "GET", f"/api/releases/{RUN}/{LAB}")).content
    changed = await world.call("lee", "PUT", f"/api/releases/{RUN}/{LAB}", content=as_bytes(a_notebook("# mended")))
    assert changed.json() == {"changed": True}
    for username in ("hong", "smith"):
        assert b"# mended" in (await world.call(username, "GET", f"/api/releases/{RUN}/{LAB}")).content
    assert b"# ko" in (await world.call("park", "GET", f"/api/releases/{OTHER_RUN}/{LAB}")).content


async def test_feedback_that_an_instructor_hands_back_is_cleaned(world: World) -> None:
    await world.submit("hong")
    page = "<html><body><h1>수고했습니다</h1><script>steal()</script><img src=x onerror='steal()'></body></html>"
    path = f"/api/feedback/{RUN}/{LAB}/hong/1"
    assert (await world.call("lee", "PUT", path, content=page.encode())).status_code == 204
    shown = (await world.call("hong", "GET", f"/api/feedback/{RUN}/{LAB}/1")).text
    assert "수고했습니다" in shown
    assert "steal" not in shown
    await refused(world, await world.call("lee", "PUT", path, content=b"\xff"), 422, "invalid-request")


# --- executions ------------------------------------------------------------------------------------------------------


async def test_feedback_that_would_take_for_ever_to_clean_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.cleaning.WAIT_SECONDS", 2)
    await world.submit("hong")
    page = b"<html><body>" + b"<div>" * 300_000
    refused = await world.call("lee", "PUT", f"/api/feedback/{RUN}/{LAB}/hong/1", content=page)
    assert refused.status_code == 422
    assert "nested too deep" in refused.text
    assert world.submissions()[0].feedback_blob == ""


async def test_an_execution_is_waited_for(world: World) -> None:
    from grader.leasing import finish_execution, lease_execution

    asked = await world.call("lee", "POST", f"/api/executions/{RUN}", content=as_bytes(a_notebook()))
    number = asked.json()["id"]
    assert asked.status_code == 202
    waiting = await world.call("lee", "GET", f"/api/executions/{RUN}/{number}")
    assert waiting.json() == {"state": "waiting", "notebook": None, "fault": ""}
    asking = asyncio.create_task(world.call("lee", "GET", f"/api/executions/{RUN}/{number}?wait=20"))
    job = lease_execution(world.registry, world.now, 60)
    assert job is not None
    finish_execution(world.registry, job[0], as_bytes(a_notebook("done")))
    answer = (await asking).json()
    assert (answer["state"], answer["notebook"]) == ("done", a_notebook("done"))
    await refused(
        world, await world.call("choi", "GET", f"/api/executions/{OTHER_RUN}/{number}"), 404, "unknown-execution"
    )


# --- activity --------------------------------------------------------------------------------------------------------


async def test_a_lab_server_reports_its_own_users_activity(world: World) -> None:
    event = {"kind": "validated", "course": RUN, "lab": LAB, "detail": {"passed": True}}
    assert (await world.call("hong", "POST", "/api/events", json=event)).status_code == 204
    assert (await world.call("hong", "POST", "/api/events", json={"kind": "server-active"})).status_code == 204
    (validated,) = world.events(EventKind.VALIDATED)
    assert (validated.detail, validated.lab_id is not None) == ({"passed": True}, True)


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "graded"},
        {"kind": "submitted", "course": RUN, "lab": LAB},
        {"kind": "nonsense"},
        {},
        [],
        {"kind": "validated", "detail": {"deep": {"er": 1}}},
        {"kind": "validated", "detail": {"long": "x" * 1000}},
        {"kind": "validated", "detail": {str(n): n for n in range(50)}},
    ],
)
async def test_other_reports_are_refused(world: World, event: object) -> None:
    await refused(world, await world.call("hong", "POST", "/api/events", json=event), 422, "invalid-request")


async def test_activity_can_not_be_reported_for_another_run_nor_in_floods(world: World) -> None:
    foreign = {"kind": "validated", "course": OTHER_RUN, "lab": LAB}
    await refused(world, await world.call("hong", "POST", "/api/events", json=foreign), 403, "not-enrolled")
    statuses = [
        (await world.call("hong", "POST", "/api/events", json={"kind": "server-active"})).status_code for _ in range(40)
    ]
    assert statuses.count(204) == world.policy.max_events_per_minute - 1
    assert statuses[-1] == 429
    assert (await world.call("kim", "POST", "/api/events", json={"kind": "server-active"})).status_code == 204


# --- many at once, and dying in between ------------------------------------------------------------------------------


async def test_eight_submissions_at_once_are_eight_attempts(
    any_registry: Registry, tmp_path: Path, now: datetime
) -> None:
    world = make_world(any_registry, tmp_path, now)
    answers = await asyncio.gather(*(world.submit("hong", f"answer = {n}") for n in range(8)))
    assert sorted(answer.json()["attempt"] for answer in answers) == list(range(1, 9))
    rows = world.submissions()
    assert [row.attempt for row in rows] == list(range(1, 9))
    assert {world.store.get(row.blob) for row in rows} == {as_bytes(a_notebook(f"answer = {n}")) for n in range(8)}


async def test_eight_clicks_at_once_on_the_same_notebook_are_one_attempt(
    any_registry: Registry, tmp_path: Path, now: datetime
) -> None:
    world = make_world(any_registry, tmp_path, now)
    answers = await asyncio.gather(*(world.submit("hong") for _ in range(8)))
    assert {answer.json()["attempt"] for answer in answers} == {1}
    assert len(world.submissions()) == 1


class Killed(BaseException):
    """The process dies here."""


def test_dying_between_blob_and_row_loses_nothing_and_confirms_nothing(world: World) -> None:
    class DyingStore:
        def put(self, content: bytes) -> str:
            world.store.put(content)
            raise Killed

        def get(self, digest: str) -> bytes:
            return world.store.get(digest)

    content = as_bytes(a_notebook())
    with pytest.raises(Killed):
        submissions.accept(Desk(world.registry, DyingStore(), world.policy), "hong", RUN, LAB, content, world.now)
    assert world.submissions() == []
    receipt = submissions.accept(Desk(world.registry, world.store, world.policy), "hong", RUN, LAB, content, world.now)
    assert receipt.attempt == 1
    assert world.store.get(world.submissions()[0].blob) == content
