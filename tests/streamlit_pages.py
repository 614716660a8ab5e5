"""Waiting for a page of the dashboard as a person does: until it has stopped moving."""

from __future__ import annotations

from playwright.sync_api import Page, expect

SECONDS = 60


def settled(page: Page) -> None:
    """The page's script has run to its end. Whoever types or uploads before may be drawn over."""
    application = page.get_by_test_id("stApp")
    expect(application).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=SECONDS * 1000)
    expect(application).to_have_attribute("data-test-script-state", "notRunning", timeout=SECONDS * 1000)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=SECONDS * 1000)
