"""A browser for the journeys, and where its pictures go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import chromium
from tests.platform_process import REPOSITORY

SCREENSHOTS = REPOSITORY / "var" / "screenshots"
SLOW = 60_000
expect.set_options(timeout=SLOW)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def new_page(browser: Browser) -> Page:
    """A window of its own: nobody is signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(SLOW)
    return page


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def agree_to_terms(page: Page, name: str) -> None:
    """The page before a trainee's first use of a dataset: look at it in both languages, wide and narrow, and agree."""
    expect(page.locator("#agree")).to_be_visible()
    shoot(page, name)
    for language, width in (("ko", 420), ("en", 1440)):
        page.evaluate("language => chooseLanguage(language)", language)
        page.set_viewport_size({"width": width, "height": 900})
        shoot(page, f"{name}-{language}-{width}")
    page.evaluate("chooseLanguage('ko')")
    page.locator("#agree").check()
    page.locator("#accept").click()


def follow(page: Page, link: str) -> None:
    """Open a one-time link, again where the proxy has no route yet: a person would press reload."""
    for _ in range(10):
        answer = page.goto(link)
        if answer is not None and answer.status != 404:
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"{link} is not found")
