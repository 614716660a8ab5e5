"""From a roster spreadsheet to a graded lab on the dashboard, in a real browser against a really started platform."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from labs import answers, catalogue
from tests.courses.builders import xlsx
from tests.journeys.browsing import SLOW, agree_to_terms, follow, new_page, shoot
from tests.platform_process import Platform, processes_below
from tests.streamlit_pages import settled

PASSWORD = "건조기-열두번째-배치-2026"
RUN = "process-analysis-daegu-2026-1"
LAB = catalogue.lab("golden_batch")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("platform")
    for parent in (folder, *list(folder.parents)[:2]):
        parent.chmod(0o755)
    platform = Platform(folder / "var")
    today = datetime.now(UTC)
    first, last = f"{today - timedelta(days=1):%Y-%m-%d}", f"{today + timedelta(days=60):%Y-%m-%d}"
    platform.cli("centre", "add", "daegu", "--name-ko", "대구 제조AI센터", "--name-en", "Daegu centre")
    platform.cli("programme", "add", "ai", "--name-ko", "제조AI 전문가", "--name-en", "Manufacturing AI")
    dates = ("--starts-on", first, "--ends-on", last)
    names = ("--name-ko", "대구 1기", "--name-en", "Daegu 1")
    platform.cli("cohort", "add", "daegu-2026-1", "--centre", "daegu", "--programme", "ai", *names, *dates)
    platform.cli("run", "add", "process-analysis", "daegu-2026-1", "--starts-at", first, "--ends-at", last)
    person = ("--name", "한센터", "--email", "han@example.com")
    platform.cli("appoint", "han", "centre-administrator", "--centre", "daegu", *person)
    platform.start()
    yield platform
    platform.stop()


def _accept(page: Page, link: str, shot: str) -> None:
    """Open an invitation and choose a password."""
    follow(page, link)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=again]").fill(PASSWORD)
    shoot(page, shot)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/hub/home")


def _dashboard(page: Page, platform: Platform, path: str = "") -> None:
    page.goto(f"{platform.origin}/hub/progress")
    page.wait_for_url("**/services/progress/**")
    expect(page.get_by_text("님으로 로그인됨")).to_be_visible()
    if path:
        page.goto(re.sub(r"/services/progress/.*", f"/services/progress/{path}", page.url))
        expect(page.get_by_text("님으로 로그인됨")).to_be_visible()
    settled(page)


def _enrol(browser: Browser, platform: Platform) -> dict[str, str]:
    """The centre administrator uploads a roster and downloads invitation links; links by user name."""
    link = re.search(r"http\S+/hub/invite/\S+", platform.cli("invite", "--username", "han"))
    assert link is not None
    page = new_page(browser)
    _accept(page, link[0], "invitation")
    _dashboard(page, platform, "roster")
    rows: list[list[object]] = [
        ["이름", "이메일", "역할", "소속"],
        ["김교육", "kim@example.com", "교육생", "한빛정밀"],
        ["박강사", "park@example.com", "강사", "대구 제조AI센터"],
    ]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    chooser = page.locator("input[type=file]")
    bad = [*rows, ["이오류", "lee@", "교육생", ""]]
    chooser.set_input_files({"name": "roster-bad.xlsx", "mimeType": kind, "buffer": xlsx(bad)})
    expect(page.get_by_text("등록할 수 없는 행").or_(page.get_by_text("행은 등록할 수 없습니다")).first).to_be_visible()
    assert "이메일" in page.get_by_test_id("stDataFrame").first.locator("table").inner_text()
    shoot(page, "roster-rejected")
    _dashboard(page, platform, "roster")
    chooser.set_input_files({"name": "roster.xlsx", "mimeType": kind, "buffer": xlsx(rows)})
    page.get_by_role("button", name=re.compile("2명")).click()
    settled(page)
    shoot(page, "roster-confirmed")
    page.get_by_role("button", name=re.compile("초대")).first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("내려받기|다운로드")).click()
    shoot(page, "roster-invitations")
    text = download.value.path().read_text(encoding="utf-8-sig")
    return {row[2]: row[3] for row in list(csv.reader(io.StringIO(text)))[1:]}


def _open_lab(page: Page, platform: Platform, *, instructor: bool = False) -> None:
    page.goto(f"{platform.origin}/hub/spawn")
    if not instructor:
        agree_to_terms(page, "data-terms")
    page.wait_for_url("**/lab**")
    page.wait_for_selector(".jp-Launcher")


def _assignment_list(page: Page) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator(".lm-Menu-itemLabel", has_text="Assignment List").click()
    page.wait_for_selector("text=Released assignments")


def _solve_and_submit(browser: Browser, platform: Platform, link: str) -> Page:
    page = new_page(browser)
    _accept(page, link, "invitation-trainee")
    shoot(page, "home")
    _open_lab(page, platform)
    shoot(page, "lab-launcher")
    _assignment_list(page)
    page.get_by_role("button", name="Fetch").click()
    submit = page.get_by_role("button", name="Submit")
    expect(submit).to_be_visible()
    shoot(page, "assignment-fetched")
    _write_answer(platform)
    _dashboard(page, platform)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="실습 열기").click()
    page = opened.value
    page.set_default_timeout(SLOW)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    # An edit that is not saved must be in what is handed in.
    page.locator(".jp-Notebook .jp-MarkdownCell").first.click()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type("# unsaved but not lost")
    shoot(page, "notebook")
    _assignment_list(page)
    fetched = page.locator("#fetched_assignments_list")
    fetched.locator("a.assignment-notebooks-link").click()
    fetched.get_by_role("button", name="Validate").click()
    expect(fetched.locator("button.btn-success", has_text="Validate")).to_be_visible()
    shoot(page, "assignment-validated")
    page.locator(".nbgrader-SuccessDialog button").last.click()
    fetched.get_by_role("button", name="Submit").click()
    expect(page.get_by_text(re.compile(r"제시간|정시"))).to_be_visible()
    shoot(page, "assignment-submitted")
    return page


def _write_answer(platform: Platform) -> None:
    """Solve the fetched notebook in the trainee's home, as much typing would."""
    path = platform.var / "homes" / "kim" / RUN / LAB.code / f"{LAB.code}.ipynb"
    solved = answers.solve(nbformat.read(path, as_version=4), LAB)
    path.write_text(nbformat.writes(solved))


def _scores(platform: Platform) -> tuple[str, float | None, int]:
    with sqlite3.connect(f"file:{platform.var / 'registry.sqlite'}?mode=ro", uri=True) as database:
        row = database.execute("select state, score, needs_mark from submission order by id desc limit 1").fetchone()
    return row[0], row[1], row[2]


def _wait_for_score(page: Page, platform: Platform, wanted: float) -> None:
    for _ in range(240):
        if _scores(platform)[:2] == ("graded", wanted):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{_scores(platform)}{platform.log()}")


def _mark(browser: Browser, platform: Platform, link: str) -> None:
    """The instructor gives 12 of 15 points for the written task in formgrader."""
    page = new_page(browser)
    _accept(page, link, "invitation-instructor")
    _open_lab(page, platform, instructor=True)
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Formgrader", exact=True).click()
    expect(page.frame_locator("iframe").get_by_text("Manage Assignments").first).to_be_visible()
    shoot(page, "formgrader-in-jupyterlab")
    _dashboard(page, platform, "cohort")
    with page.expect_popup() as opened:
        page.get_by_role("link", name=re.compile("formgrader")).click()
    page = opened.value
    page.set_default_timeout(SLOW)
    page.get_by_role("link", name="Manual Grading").click()
    page.get_by_role("link", name=LAB.code).first.click()
    page.get_by_role("link", name=LAB.code).last.click()
    page.wait_for_selector("table tbody a")
    page.wait_for_timeout(1500)
    shoot(page, "formgrader")
    page.locator("table tbody a").first.click()
    score = page.locator("input.score[id]").last
    expect(page.locator("input.score").first).to_be_visible()
    page.wait_for_timeout(2000)
    manual = page.locator("div.nbgrader_cell, div.cell", has_text="공장장").locator("input.score").last
    target = manual if manual.count() else score
    target.fill("12")
    target.press("Tab")
    page.wait_for_timeout(1500)
    shoot(page, "formgrader-marked")
    _dashboard(page, platform, "cohort")
    page.wait_for_timeout(2000)
    shoot(page, "cohort")


def test_from_a_roster_to_a_graded_lab_on_the_dashboard(platform: Platform, browser: Browser) -> None:
    links = _enrol(browser, platform)
    assert set(links) == {"kim", "park"}
    trainee = _solve_and_submit(browser, platform, links["kim"])
    _wait_for_score(trainee, platform, LAB.automatic_points)
    assert _unsaved_edit_arrived(platform)
    trainee.reload()
    trainee.wait_for_selector(".lm-MenuBar-itemLabel")
    trainee.wait_for_timeout(2000)
    _assignment_list(trainee)
    expect(trainee.get_by_text(re.compile(rf"{LAB.automatic_points}(\.0)?\s*/\s*100"))).to_be_visible()
    shoot(trainee, "assignment-scored")
    _mark(browser, platform, links["park"])
    _wait_for_score(trainee, platform, LAB.automatic_points + 12)
    _dashboard(trainee, platform)
    expect(trainee.get_by_text(re.compile(rf"{LAB.automatic_points + 12}")).first).to_be_visible()
    trainee.wait_for_timeout(1500)
    trainee.get_by_text(re.compile("제출 기록과 피드백")).click()
    feedback = trainee.get_by_role("link", name="피드백 보기")
    expect(feedback).to_be_visible()
    shoot(trainee, "my-labs")
    with trainee.expect_popup() as opened:
        feedback.click()
    expect(opened.value.get_by_text("97 / 100점").first).to_be_visible()
    shoot(opened.value, "feedback")
    trainee.get_by_text("English", exact=True).click()
    trainee.wait_for_timeout(2500)
    shoot(trainee, "my-labs-en")
    trainee.set_viewport_size({"width": 390, "height": 844})
    trainee.wait_for_timeout(1500)
    shoot(trainee, "my-labs-en-narrow")


def _unsaved_edit_arrived(platform: Platform) -> bool:
    return any(
        "unsaved but not lost" in json.dumps(json.loads(blob.read_bytes()), ensure_ascii=False)
        for blob in (platform.var / "blobs").glob("*/*")
        if blob.read_bytes()[:1] == b"{"
    )


def test_ctrl_c_leaves_no_process_behind(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    platform = Platform(tmp_path / "var")
    platform.start()
    assert platform.process is not None
    started = processes_below(platform.process.pid)
    assert len(started) > 4
    platform.stop()
    assert {pid for pid in started if Path(f"/proc/{pid}").exists()} == set()
