"""The dashboard's pages in a real browser, on a really served app: own rows only, and the roster from file to links."""

from __future__ import annotations

import importlib.util
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from courses.registry import Cohort, Enrolment, Event, EventKind, Invitation, Person, Registry, open_registry
from tests.chromium import chromium
from tests.streamlit_pages import settled

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
GOOD = "이름,이메일,소속\n신하나,hana@example.com,한빛정밀\n오둘,dul@example.com,한빛정밀\n".encode()
BAD = "이름,이메일,소속\n신하나,hana@example.com,한빛정밀\n오둘,dul@,한빛정밀\n".encode()


def _world() -> ModuleType:
    spec = importlib.util.spec_from_file_location("progress_world", HERE / "progress_world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Registry]]:
    """The address of a running dashboard, and its registry."""
    url = f"sqlite:///{tmp_path_factory.mktemp('dashboard') / 'registry.sqlite'}"
    registry = open_registry(url)
    registry.migrate()
    _world().build(registry, NOW)
    port = _free_port()
    process = subprocess.Popen([sys.executable, HERE / "dashboard_server.py", url, str(port), NOW.isoformat()])
    address = f"http://127.0.0.1:{port}/services/progress/"
    try:
        _wait_for(f"{address}_stcore/health", process)
        yield address, registry
    finally:
        process.terminate()
        process.wait(timeout=20)
        registry.close()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the dashboard ended while starting"
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError("the dashboard did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@contextmanager
def visiting(browser: Browser, served: tuple[str, Registry], username: str, page: str = "") -> Iterator[Page]:
    """A page of the dashboard as this person sees it, drawn to the end."""
    context = browser.new_context(locale="ko-KR", viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(30_000)
    context.add_cookies([{"name": "visitor", "value": username, "url": served[0]}])
    opened = context.new_page()
    opened.goto(served[0] + page)
    expect(opened.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    settled(opened)
    yield opened
    context.close()


def cells(page: Page, table: int) -> str:
    """All text of a data table (Streamlit keeps an accessible copy beside the canvas)."""
    found = page.get_by_test_id("stDataFrame").nth(table)
    expect(found.locator("table td").first).to_be_attached(timeout=30_000)
    return " | ".join(found.locator("table td").all_text_contents())


def test_a_trainee_sees_own_labs_points_and_due_date(browser: Browser, served: tuple[str, Registry]) -> None:
    with visiting(browser, served, "daegu-01") as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("내 실습")
        expect(page.get_by_text("골든 배치 모니터링")).to_be_visible()
        expect(page.get_by_text("90 / 100", exact=True)).to_be_visible()
        expect(page.get_by_text("2026년 11월 27일 (금) 12:00")).to_have_count(2)
        link = page.get_by_role("link", name="실습 열기")
        assert (link.get_attribute("href") or "").startswith("http://localhost:8000/hub/user-redirect/shopfloor/open/")
        expect(page.get_by_test_id("stSidebarNavLink")).to_have_text(
            [re.compile("내 실습"), re.compile("과정과 데이터")]
        )


def test_the_switch_turns_the_page_english(browser: Browser, served: tuple[str, Registry]) -> None:
    with visiting(browser, served, "daegu-01") as page:
        page.get_by_text("English", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("My labs")
        expect(page.get_by_text("Golden-batch monitoring")).to_be_visible()


def test_the_menu_never_shows_a_page_that_is_not_offered(browser: Browser, served: tuple[str, Registry]) -> None:
    """Not even before the first draw: Streamlit would list a folder called `pages` by itself."""
    context = browser.new_context(locale="ko-KR")
    context.add_cookies([{"name": "visitor", "value": "ulsan-centre", "url": served[0]}])
    page = context.new_page()
    page.add_init_script(
        """window.seen = [];
        const look = () => document.querySelectorAll('[data-testid="stSidebarNavLink"]')
            .forEach(link => window.seen.push(link.innerText.trim().split(/\\s+/).slice(1).join(' ')));
        new MutationObserver(look).observe(document, {childList: true, subtree: true});"""
    )
    page.goto(served[0])
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(4, timeout=30_000)
    settled(page)
    assert set(page.evaluate("window.seen")) == {"기수", "명단 등록", "센터와 기수", "과정과 데이터"}
    context.close()


@pytest.mark.parametrize("path", ["cohort", "roster", "organise", "programme", "operations"])
def test_a_trainee_is_given_no_other_page(browser: Browser, served: tuple[str, Registry], path: str) -> None:
    with visiting(browser, served, "daegu-01", path) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("내 실습")
        expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
        expect(page.get_by_test_id("stSelectbox")).to_have_count(0)
        assert "daegu-02" not in page.content()
        assert "이서연" not in page.content()


def test_an_instructor_sees_the_own_cohort_and_no_other(browser: Browser, served: tuple[str, Registry]) -> None:
    with visiting(browser, served, "daegu-instructor", "cohort") as page:
        assert "김민준" in cells(page, 0)
        assert "63.8 / 100 · 강사 채점 대기" in cells(page, 0)
        assert "윤지아" in cells(page, 1)
        assert "최수아" in cells(page, 2)
        assert "ulsan" not in page.content()
        link = page.get_by_role("link", name="formgrader에서 서술형 채점")
        assert "process-analysis-daegu-2026-1" in (link.get_attribute("href") or "")
        expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()


def test_a_centre_sees_its_own_cohorts_only(browser: Browser, served: tuple[str, Registry]) -> None:
    with visiting(browser, served, "ulsan-centre", "roster") as page:
        expect(page.get_by_test_id("stSelectbox").locator("input")).to_have_value(re.compile("ulsan-2026-1"))
        page.get_by_test_id("stSelectbox").locator("input").click()
        expect(page.get_by_role("option")).to_have_count(1)


def test_an_officer_sees_counts_without_small_cells_and_no_person(
    browser: Browser, served: tuple[str, Registry]
) -> None:
    with visiting(browser, served, "officer") as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("사업")
        shown = cells(page, 0)
        assert "울산 제조AI센터" in shown
        assert "| 3 |" not in shown
        assert "김민준" not in page.content()


def test_the_operator_sees_why_a_submission_is_parked(browser: Browser, served: tuple[str, Registry]) -> None:
    with visiting(browser, served, "operator", "operations") as page:
        assert "the sandbox could not start" in cells(page, 0)


@pytest.mark.parametrize(
    ("username", "text"), [("gone", "사용이 중지된 계정입니다"), ("nobody", "아직 등록된 기수가 없습니다")]
)
def test_who_has_no_role_is_told_so(browser: Browser, served: tuple[str, Registry], username: str, text: str) -> None:
    with visiting(browser, served, username) as page:
        expect(page.get_by_text(text)).to_be_visible()
        expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(0)


def test_a_visit_is_recorded_once_a_session_and_page(browser: Browser, served: tuple[str, Registry]) -> None:
    visits = (
        select(func.count())
        .select_from(Event)
        .join(Person)
        .where(Person.username == "ulsan-02", Event.kind == EventKind.PAGE_VISITED)
    )
    with visiting(browser, served, "ulsan-02") as page:
        page.get_by_text("English", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("My labs")
    with served[1].reading() as session:
        assert session.scalar(visits) == 1


def enrolled(registry: Registry) -> int:
    with registry.reading() as session:
        trainees = (
            select(func.count())
            .select_from(Enrolment)
            .join(Cohort)
            .where(Cohort.code == "ulsan-2026-1", Enrolment.role == "trainee")
        )
        return session.scalar(trainees) or 0


def invitations(registry: Registry) -> int:
    with registry.reading() as session:
        return session.scalar(select(func.count()).select_from(Invitation)) or 0
