"""A steward reads a report in a real browser, signs it, and withdraws; the labs on the dataset open and stop."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from courses import organising, stewardship
from courses.errors import NotAllowed
from courses.registry import Lab, Registry, Role, open_registry
from sandbox_data import building
from sandbox_data.anonymising import KeyFolder
from sandbox_data.cards import read_card
from sandbox_data.gate import measuring, signatures
from sandbox_data.reading import available
from tests.chromium import chromium
from tests.courses.test_dashboard_pages import HERE, _free_port, _wait_for, _world, visiting
from tests.plant_files import mirrored
from tests.streamlit_pages import settled

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NAME = "injection_moulding"
Served = tuple[str, Registry]


@pytest.fixture(scope="module")
def steward_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose injection moulding has a report that waits for a signature."""
    base = tmp_path_factory.mktemp("stewardship")
    mirror = mirrored(NAME, "data.csv").parent.parent
    building.build(NAME, data_folder=base / "data", mirror=mirror, accept_terms=True, accepted_by="tests")
    keys = KeyFolder(base / "secrets")
    measuring.measure(read_card(NAME), data_folder=base / "data", keys=keys, now=NOW)
    return base / "data"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, steward_data: Path) -> Iterator[Served]:
    """A dashboard over that folder; its registry has a steward and a lab on the dataset."""
    url = f"sqlite:///{tmp_path_factory.mktemp('dashboard') / 'registry.sqlite'}"
    registry = open_registry(url)
    registry.migrate()
    world = _world()
    world.build(registry, NOW)
    with registry.session() as session:
        organising.appoint(session, world.person(session, "steward", "이관리", NOW), Role.DATA_STEWARD)
        session.add(Lab(code="moulding", title_ko="사출", title_en="Moulding", minutes=60, dataset=NAME, offered=False))
    port = _free_port()
    words = [sys.executable, str(HERE / "dashboard_server.py"), url, str(port), NOW.isoformat(), str(steward_data)]
    process = subprocess.Popen(words)
    try:
        _wait_for(f"http://127.0.0.1:{port}/services/progress/_stcore/health", process)
        yield f"http://127.0.0.1:{port}/services/progress/", registry
    finally:
        process.terminate()
        process.wait(timeout=20)
        registry.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def test_only_stewards_and_operators_decide(served: Served, steward_data: Path) -> None:
    _, registry = served
    for username in ("officer", "daegu-01", "gone", "no-such-person"):
        with pytest.raises(NotAllowed):
            stewardship.sign(registry, steward_data, read_card(NAME), username, "", NOW)
        with pytest.raises(NotAllowed):
            stewardship.withdraw(registry, steward_data, read_card(NAME), username, "", NOW)
    assert signatures.journal(steward_data, NAME) == []


def test_an_officer_is_given_no_data_page(browser: Browser, served: Served) -> None:
    with visiting(browser, served, "officer", "data") as page:
        expect(page.get_by_role("heading", level=1)).not_to_have_text("데이터")


def test_a_steward_reads_signs_and_withdraws(browser: Browser, served: Served, steward_data: Path) -> None:
    with visiting(browser, served, "steward", "data") as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("데이터")
        _choose(page, "injection")
        expect(page.get_by_text("모든 수치가 한도 안에 있습니다.").first).to_be_visible()
        expect(page.get_by_role("button", name="서명하고 공개")).to_be_disabled()
        page.get_by_text("보고서 읽기").click()
        report = page.frame_locator("iframe").first
        expect(report.get_by_role("heading", level=1)).to_contain_text("재식별 위험과 쓸모")
        page.get_by_text("보고서를 읽었으며").click()
        page.get_by_role("button", name="서명하고 공개").click()
        expect(page.get_by_text("새로 열리는 실습: moulding")).to_be_visible()
        settled(page)
        assert available(steward_data / "released") == [NAME]
        assert _offered(served[1])
        page.get_by_role("textbox", name="이유").fill("계약 종료")
        page.get_by_role("textbox", name="이유").press("Tab")
        settled(page)
        page.get_by_role("button", name="바로 철회").click()
        expect(page.get_by_text("멈추는 실습: moulding")).to_be_visible()
    assert available(steward_data / "released") == []
    assert not _offered(served[1])
    acts = [(entry.act, entry.by, entry.reason) for entry in signatures.journal(steward_data, NAME)]
    assert acts == [("signed", "이관리 (steward)", ""), ("withdrawn", "이관리 (steward)", "계약 종료")]


def test_the_operator_sees_the_page_in_english(browser: Browser, served: Served) -> None:
    with visiting(browser, served, "operator", "data") as page:
        page.get_by_text("English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Data")
        settled(page)
        _choose(page, "injection")
        expect(page.get_by_role("button", name="Help for Utility loss")).to_be_visible()


def _choose(page: Page, name: str) -> None:
    page.get_by_test_id("stSelectbox").locator("input").fill(name)
    page.keyboard.press("Enter")
    settled(page)


def _offered(registry: Registry) -> bool:
    with registry.reading() as session:
        return session.scalars(select(Lab.offered).where(Lab.code == "moulding")).one()
