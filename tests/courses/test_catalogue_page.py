"""The catalogue's page in a real browser: for everybody who has a role, wide and narrow."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from courses import curriculum
from courses.registry import Registry, open_registry
from labs.catalogue import all_labs
from sandbox_data import building, portraits
from tests.courses import test_dashboard_pages as pages
from tests.streamlit_pages import settled

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SERVER = Path(__file__).with_name("dashboard_server.py")
SLOW = 30_000
browser = pages.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Registry]]:
    """A running dashboard with the whole curriculum, where only the golden batch and its data are there."""
    folder = tmp_path_factory.mktemp("catalogue")
    url = f"sqlite:///{folder / 'registry.sqlite'}"
    registry = open_registry(url)
    registry.migrate()
    pages._world().build(registry, NOW)
    with registry.session() as session:
        curriculum.sync(session, curriculum.read_courses(), all_labs())
        curriculum.set_offered(session, "golden_batch", True)
    building.build("dryer", data_folder=folder / "data")
    portraits.draw(folder / "data", "dryer")
    port = pages._free_port()
    words = [sys.executable, SERVER, url, str(port), NOW.isoformat(), folder / "data"]
    process = subprocess.Popen(words)
    address = f"http://127.0.0.1:{port}/services/progress/"
    try:
        pages._wait_for(f"{address}_stcore/health", process)
        yield address, registry
    finally:
        process.terminate()
        process.wait(timeout=20)
        registry.close()


def choose(page: Page, section: str) -> None:
    page.get_by_test_id("stMain").get_by_test_id("stButtonGroup").get_by_text(section, exact=True).click()
    settled(page)


@pytest.mark.parametrize("who", ["daegu-01", "daegu-instructor", "daegu-centre", "officer"])
def test_everybody_with_a_role_sees_the_courses(who: str, browser: Browser, served: tuple[str, Registry]) -> None:
    with pages.visiting(browser, served, who, "catalogue") as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("과정과 데이터", timeout=SLOW)
        expect(page.get_by_role("heading", level=3)).to_have_count(4, timeout=SLOW)
        expect(page.get_by_text("제공 중")).to_have_count(1)
        expect(page.get_by_text("골든 배치: 산업용 회분식 건조기 감시")).to_be_visible()


def test_somebody_without_a_role_sees_no_catalogue(browser: Browser, served: tuple[str, Registry]) -> None:
    with pages.visiting(browser, served, "nobody", "catalogue") as page:
        expect(page.get_by_text("아직 어느 과정에도").or_(page.get_by_text("등록")).first).to_be_visible(timeout=SLOW)
        expect(page.get_by_text("제공 중")).to_have_count(0)


def test_a_level_that_needs_an_unwritten_lab_is_not_yet_reachable(
    browser: Browser, served: tuple[str, Registry]
) -> None:
    with pages.visiting(browser, served, "daegu-01", "catalogue") as page:
        choose(page, "역량")
        expect(page.get_by_text("36개 수준 가운데")).to_be_visible(timeout=SLOW)
        expect(page.get_by_text("3수준: 아직 도달할 수 없음").first).to_be_visible()
        expect(page.get_by_text("세부 분야 14개 가운데 전략 분야 7개만")).to_be_visible()


def test_released_data_has_a_picture_and_other_data_has_none(browser: Browser, served: tuple[str, Registry]) -> None:
    with pages.visiting(browser, served, "officer", "catalogue") as page:
        choose(page, "데이터")
        expect(page.get_by_text("산업용 회분식 건조기 71배치")).to_be_visible(timeout=SLOW)
        expect(page.locator(".stMarkdownBadge", has_text="공개됨")).to_have_count(1)
        expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)


def test_a_narrow_window_needs_no_sideways_scrolling(browser: Browser, served: tuple[str, Registry]) -> None:
    with pages.visiting(browser, served, "daegu-01", "catalogue") as page:
        page.set_viewport_size({"width": 400, "height": 900})
        for section in ("과정", "역량", "데이터"):
            choose(page, section)
            wide, seen = page.get_by_test_id("stMain").evaluate("main => [main.scrollWidth, main.clientWidth]")
            assert wide <= seen + 1, section
