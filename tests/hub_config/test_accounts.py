"""Accounts against a really started hub: every refusal is a page with a reason."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select

from courses.registry import Event, EventKind, Person
from tests.hub_config.real_hub import PASSWORD, RunningHub, xsrf

KOREAN_PASSWORD = "가나다라마바사아자차" * 6


def log_in(hub: RunningHub, username: str, password: str) -> tuple[httpx.Client, httpx.Response]:
    client = hub.browser()
    page = client.get("/hub/login")
    form = {"_xsrf": xsrf(page), "username": username, "password": password}
    return client, client.post("/hub/login", data=form)


def set_disabled(hub: RunningHub, username: str, disabled: bool) -> None:
    with hub.registry.session() as session:
        session.scalars(select(Person).where(Person.username == username)).one().disabled = disabled


def until(condition: object, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.2)


def test_the_login_page_is_korean_and_can_be_english(running_hub: RunningHub) -> None:
    page = running_hub.browser().get("/hub/login").text
    assert '<span lang="ko">로그인</span><span lang="en">Sign in</span>' in page
    assert "JupyterHub requires" in page or "Shopfloor" in page


def test_the_right_password_signs_in(running_hub: RunningHub) -> None:
    client, answer = log_in(running_hub, "jun", PASSWORD)
    assert answer.status_code == 302
    assert "실습실" in client.get("/hub/home").text


def test_the_e_mail_address_signs_in_too(running_hub: RunningHub) -> None:
    _, answer = log_in(running_hub, "jun@example.invalid", PASSWORD)
    assert answer.status_code == 302


@pytest.mark.parametrize("username", ["jun", "nobody-of-that-name"])
def test_a_wrong_password_and_an_unknown_name_look_alike(running_hub: RunningHub, username: str) -> None:
    _, answer = log_in(running_hub, username, "wrong password")
    log_in(running_hub, "jun", PASSWORD)  # takes the counted failure back
    assert answer.status_code == 403
    assert "아이디 또는 비밀번호가 맞지 않습니다" in answer.text


def test_an_invitation_sets_a_long_korean_password_and_works_once(running_hub: RunningHub) -> None:
    path = f"/hub/invite/{running_hub.invite('minji')}"
    client = running_hub.browser()
    page = client.get(path)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "김민지님, 환영합니다" in page.text
    form = {"_xsrf": xsrf(page), "password": KOREAN_PASSWORD, "again": KOREAN_PASSWORD}
    assert client.post(path, data=form).status_code == 302
    assert client.get("/hub/home").status_code == 200
    assert log_in(running_hub, "minji", KOREAN_PASSWORD)[1].status_code == 302
    again = running_hub.browser().get(path)
    assert again.status_code == 410
    assert "이미 사용한 초대입니다" in again.text
    assert path.rpartition("/")[2] not in running_hub.log


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [("short", "short", "10자 이상"), ("long enough 1", "long enough 2", "서로 다릅니다")],
)
def test_a_poor_new_password_is_refused_and_the_invitation_stays(
    running_hub: RunningHub, password: str, again: str, words: str
) -> None:
    path = f"/hub/invite/{running_hub.invite('officer')}"
    client = running_hub.browser()
    page = client.get(path)
    answer = client.post(path, data={"_xsrf": xsrf(page), "password": password, "again": again})
    assert answer.status_code == 422
    assert words in answer.text
    assert running_hub.browser().get(path).status_code == 200


def test_looking_at_a_sign_in_link_does_not_use_it(running_hub: RunningHub) -> None:
    path = f"/hub/invite/{running_hub.invite('operator', signs_in=True)}"
    for _ in range(2):
        assert running_hub.browser().get(path).status_code == 200
    client = running_hub.browser()
    assert client.post(path, data={"_xsrf": xsrf(client.get(path))}).status_code == 302
    assert client.get("/hub/admin").status_code == 200


def test_a_post_without_the_form_s_token_is_refused(running_hub: RunningHub) -> None:
    path = f"/hub/invite/{running_hub.invite('centre', signs_in=True)}"
    assert running_hub.browser().post(path, data={}).status_code == 403
    assert running_hub.browser().get(path).status_code == 200


def test_an_expired_and_an_unknown_invitation_say_so(running_hub: RunningHub) -> None:
    token = running_hub.invite("centre", days=1, at=datetime.now(UTC) - timedelta(days=3))
    expired = running_hub.browser().get(f"/hub/invite/{token}")
    unknown = running_hub.browser().get(f"/hub/invite/{'x' * 43}")
    assert (expired.status_code, unknown.status_code) == (410, 404)
    assert "기한이 지난 초대입니다" in expired.text
    assert "알 수 없는 초대입니다" in unknown.text


def test_wrong_passwords_lock_the_account_in_the_database(running_hub: RunningHub) -> None:
    path = f"/hub/invite/{running_hub.invite('officer')}"
    client = running_hub.browser()
    form = {"_xsrf": xsrf(client.get(path)), "password": PASSWORD, "again": PASSWORD}
    assert client.post(path, data=form).status_code == 302
    for _ in range(running_hub.settings.lockout_attempts):
        assert log_in(running_hub, "officer", "wrong password")[1].status_code == 403
    _, answer = log_in(running_hub, "officer", PASSWORD)
    assert answer.status_code == 403
    assert "계정이 잠겼습니다" in answer.text
    with running_hub.registry.reading() as session:
        officer = session.scalars(select(Person).where(Person.username == "officer")).one()
        assert officer.account is not None
        assert officer.account.locked_until is not None


def test_a_disabled_account_is_signed_out_and_stays_out(running_hub: RunningHub) -> None:
    client = running_hub.sign_in("leaver")
    assert client.get("/hub/home").status_code == 200
    set_disabled(running_hub, "leaver", True)
    try:
        until(lambda: client.get("/hub/home").status_code == 302)
        assert "_token_authenticated" not in running_hub.log
        token = running_hub.invite("leaver")
        refused = running_hub.browser().get(f"/hub/invite/{token}")
        assert refused.status_code == 403
        assert "사용이 중지된 계정입니다" in refused.text
    finally:
        set_disabled(running_hub, "leaver", False)


def test_a_trainee_is_refused_the_operator_s_page(running_hub: RunningHub) -> None:
    answer = running_hub.sign_in("jun").get("/hub/admin")
    assert answer.status_code in {403, 404}
    assert "권한이 없습니다" in answer.text or "찾을 수 없습니다" in answer.text


def test_a_person_without_labs_gets_no_lab_server(running_hub: RunningHub) -> None:
    client = running_hub.sign_in("centre")
    assert "실습실 열기" not in client.get("/hub/home").text
    answer = client.get("/hub/spawn", follow_redirects=True)
    assert answer.status_code == 403
    assert "이 페이지를 볼 권한이 없습니다" in answer.text


def test_the_registry_s_groups_reach_the_hub_without_a_restart(running_hub: RunningHub) -> None:
    client = running_hub.sign_in("teacher")
    assert 'id="formgrader"' in client.get("/hub/home").text


def test_signing_in_is_recorded(running_hub: RunningHub) -> None:
    running_hub.sign_in("jun")
    with running_hub.registry.reading() as session:
        kinds = session.scalars(select(Event.kind).join(Person).where(Person.username == "jun")).all()
    assert EventKind.SIGNED_IN in kinds
