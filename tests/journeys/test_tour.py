"""Every page that a person can meet, in both languages, wide and narrow: drawn without an error, and photographed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsing import SLOW, agree_to_terms, follow, new_page, shoot
from tests.platform_process import Platform
from tests.streamlit_pages import settled

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PAGES = {
    "trainee": ["labs"],
    "instructor": ["cohort"],
    "centre administrator": ["cohort", "roster", "organise"],
    "programme officer": ["programme"],
    "operator": ["cohort", "roster", "organise", "programme", "operations"],
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("demo")
    for parent in (folder, *list(folder.parents)[:2]):
        parent.chmod(0o755)
    platform = Platform(folder / "var", options=("--demo",))
    platform.start()
    yield platform
    platform.stop()


def _sign_in(page: Page, link: str) -> None:
    follow(page, link)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/hub/home")


def _both_widths(page: Page, name: str) -> None:
    for viewport, suffix in ((NARROW, "-narrow"), (WIDE, "")):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.wait_for_timeout(700)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name}{suffix} must be scrolled sideways by {wider} px"
        shoot(page, f"tour-{name}{suffix}")


def _settled(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("role", list(PAGES))
def test_every_page_of_a_role_is_drawn(demo: Platform, browser: Browser, role: str) -> None:
    page = new_page(browser)
    _sign_in(page, demo.links[role])
    name = role.replace(" ", "-")
    _both_widths(page, f"{name}-home-ko")
    page.goto(f"{demo.origin}/hub/progress")
    page.wait_for_url("**/services/progress/**")
    _settled(page)
    root = re.sub(r"(/services/progress/).*", r"\1", page.url)
    for path in PAGES[role]:
        page.goto(root + path)
        _settled(page)
        korean = page.get_by_role("heading", level=1).inner_text()
        _both_widths(page, f"{name}-{path}-ko")
        page.get_by_text("English", exact=True).click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(korean)
        _settled(page)
        _both_widths(page, f"{name}-{path}-en")
        page.get_by_text("한국어", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(korean)
    page.context.close()


def test_what_goes_wrong_at_the_door_is_said_in_words(demo: Platform, browser: Browser) -> None:
    page = new_page(browser)
    page.goto(f"{demo.origin}/hub/login")
    _both_widths(page, "login-ko")
    page.locator("#username_input").fill("demo-daegu-01")
    page.locator("#password_input").fill("wrong")
    page.locator("#login_submit").click()
    expect(page.get_by_role("alert")).to_contain_text("맞지 않습니다")
    _both_widths(page, "login-wrong-ko")
    page.get_by_text("English", exact=True).click()
    _both_widths(page, "login-en")
    used = demo.links["trainee"]
    page.goto(used)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("form button[type=submit]").count() == 0, "a used link offers no button"
    _both_widths(page, "invitation-used-en")
    page.goto(f"{demo.origin}/hub/nowhere")
    _both_widths(page, "not-found-en")
    page.context.close()


def test_the_way_round_without_domains_leads_to_the_same_lab(tmp_path: Path, browser: Browser) -> None:
    """For a browser that can't resolve names below localhost: everything lies on the one host."""
    tmp_path.chmod(0o755)
    tmp_path.parent.chmod(0o755)
    platform = Platform(tmp_path / "var", options=("--demo", "--single-domain"))
    platform.start()
    try:
        page = new_page(browser)
        _sign_in(page, platform.links["trainee"])
        page.goto(f"{platform.origin}/hub/progress")
        _settled(page)
        assert page.url.startswith(f"{platform.origin}/services/progress/")
        with page.expect_popup() as opened:
            page.get_by_role("link", name="실습 열기").click()
        lab = opened.value
        agree_to_terms(lab, "tour-single-domain-terms")
        lab.wait_for_selector(".jp-Notebook .jp-Cell", timeout=SLOW)
        assert lab.url.startswith(f"{platform.origin}/user/demo-daegu-01/lab/tree/")
        shoot(lab, "tour-single-domain-lab")
        page.context.close()
    finally:
        platform.stop()
