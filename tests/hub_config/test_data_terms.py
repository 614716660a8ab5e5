"""Before the first use of a dataset a trainee reads its terms; no server starts around them."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, select

from courses.registry import Course, CourseLab, DataAgreement, DataMount, Lab, Person
from sandbox_data import building
from tests.hub_config.lab_server import START_SECONDS, token_of
from tests.hub_config.real_hub import RunningHub
from tests.sandbox_data.making import mirror_with


@pytest.fixture
def hub(running_hub: RunningHub, released_data: Path, tmp_path: Path) -> Iterator[RunningHub]:
    """The platform with one offered lab on the dryer's real release, only for this test."""
    raw = (released_data.parent / "raw" / "dryer" / "dryer.csv").read_bytes()
    building.build("dryer", data_folder=running_hub.settings.data_folder, mirror=mirror_with(tmp_path, raw))
    with running_hub.registry.session() as session:
        course = session.scalars(select(Course)).one()
        lab = Lab(code="golden_batch", title_ko="골든 배치", title_en="Golden batch", minutes=110, dataset="dryer")
        session.add(lab)
        session.flush()
        session.add(CourseLab(course_id=course.id, lab_id=lab.id, position=0))
    try:
        yield running_hub
    finally:
        with running_hub.registry.session() as session:
            for table in (DataMount, DataAgreement, CourseLab, Lab):
                session.execute(delete(table))


def _form(page: httpx.Response) -> tuple[str, dict[str, str | list[str]]]:
    """Where the page's form goes, and its hidden fields."""
    action = html.unescape(re.findall(r'<form id="spawn_form" action="([^"]+)"', page.text)[0])
    return action, {"words": re.findall(r'name="words" value="([^"]+)"', page.text)}


def _post(browser: httpx.Client, page: httpx.Response, fields: dict[str, str | list[str]]) -> httpx.Response:
    """Send the page's form. The hub's cookies name the domain `localhost`, which this client would not keep."""
    kept = dict(browser.cookies)
    for cookie in page.headers.get_list("set-cookie"):
        name, _, rest = cookie.partition("=")
        kept[name] = rest.partition(";")[0]
    cookies = "; ".join(f"{name}={value}" for name, value in kept.items())
    return browser.post(_form(page)[0], data=fields, headers={"Cookie": cookies})


def _agreements(hub: RunningHub) -> list[tuple[str, str]]:
    with hub.registry.reading() as session:
        found = session.execute(
            select(Person.username, DataAgreement.dataset).join(Person, Person.id == DataAgreement.person_id)
        )
        return [(username, dataset) for username, dataset in found]


def _end(hub: RunningHub, username: str) -> None:
    headers = {"Authorization": f"token {token_of(hub, username)}"}
    path = f"{hub.origin}/hub/api/users/{username}/server"
    deadline = time.monotonic() + START_SECONDS
    while httpx.delete(path, headers=headers, trust_env=False).status_code == 202:
        assert time.monotonic() < deadline, hub.log
        time.sleep(0.2)


def test_the_first_use_asks_once_and_the_next_one_does_not(hub: RunningHub) -> None:
    browser = hub.sign_in("minji")
    page = browser.get("/hub/spawn")
    assert page.status_code == 200
    assert "회분식 건조기" in page.text or "건조" in page.text
    assert "다른 자료와 맞추어 보지 않습니다" in page.text
    fields = _form(page)[1]
    assert _agreements(hub) == []
    try:
        answer = _post(browser, page, fields | {"agree": "yes"})
        assert answer.status_code == 302, answer.text
        assert _agreements(hub) == [("minji", "dryer")]
        with hub.registry.reading() as session:
            assert session.scalars(select(DataMount.mounts)).one() == 1
    finally:
        _end(hub, "minji")
    try:
        assert browser.get("/hub/spawn").status_code == 302, "no page in between"
    finally:
        _end(hub, "minji")


def test_without_the_tick_nothing_starts(hub: RunningHub) -> None:
    browser = hub.sign_in("minji")
    page = browser.get("/hub/spawn")
    answer = _post(browser, page, _form(page)[1])
    assert answer.status_code == 403
    assert 'id="spawn_form"' in answer.text, "asked again"
    assert "아직 동의하지 않았습니다" in answer.text
    assert _agreements(hub) == []


def test_words_that_were_never_shown_are_refused(hub: RunningHub) -> None:
    browser = hub.sign_in("minji")
    page = browser.get("/hub/spawn")
    answer = _post(browser, page, {"words": f"dryer:{'0' * 64}", "agree": "yes"})
    assert answer.status_code == 409
    assert "이용 조건이 바뀌었습니다" in answer.text
    assert _agreements(hub) == []


def test_a_link_agrees_to_nothing(hub: RunningHub) -> None:
    browser = hub.sign_in("minji")
    _, fields = _form(browser.get("/hub/spawn"))
    answer = browser.get("/hub/spawn", params={"opt-agree": "yes", "opt-words": fields["words"]})
    assert 'id="spawn_form"' in answer.text
    assert _agreements(hub) == []


def test_the_api_is_no_way_around(hub: RunningHub) -> None:
    headers = {"Authorization": f"token {token_of(hub, 'minji')}"}
    answer = httpx.post(f"{hub.origin}/hub/api/users/minji/server", headers=headers, trust_env=False)
    assert answer.status_code == 403
    assert "terms of these are open: dryer" in answer.json()["message"]


def test_nobody_agrees_for_somebody_else(hub: RunningHub) -> None:
    page = hub.sign_in("minji").get("/hub/spawn")
    words = [word.split(":") for word in _form(page)[1]["words"]]
    body = {"user_options": {"agreed": dict(words)}}
    for username in ("jun", "teacher"):
        hub.sign_in(username)
        headers = {"Authorization": f"token {token_of(hub, username)}"}
        answer = httpx.post(f"{hub.origin}/hub/api/users/minji/server", headers=headers, json=body, trust_env=False)
        assert answer.status_code in {403, 404}
    assert _agreements(hub) == []


def test_an_instructor_is_not_asked(hub: RunningHub) -> None:
    browser = hub.sign_in("teacher")
    try:
        assert browser.get("/hub/spawn").status_code == 302
    finally:
        _end(hub, "teacher")
