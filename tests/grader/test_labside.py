"""nbgrader's assignment list as a trainee's lab server serves it: a real Jupyter server, a real exchange."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from courses.registry import EventKind, Registry
from grader.exchange.service import PREFIX
from grader.labside.environment import exchange_url_from
from tests.grader.exchange_world import LAB, LIMIT_BYTES, RUN, World, a_notebook, as_bytes, make_world, served
from tests.grader.lab_process import LAB_ENVIRONMENT, TOKEN, LabServer, edit, lab_environment, lab_server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture
def world(registry: Registry, tmp_path: Path, now: datetime) -> World:
    return make_world(registry, tmp_path, now)


@pytest.fixture
def lab(world: World, tmp_path: Path) -> Iterator[LabServer]:
    with served(world.app) as origin, lab_server(tmp_path, f"{origin}{PREFIX}/") as server:
        yield server


def test_a_trainee_lists_fetches_submits_and_reads_feedback(world: World, lab: LabServer) -> None:
    assert lab.ask("GET", "/nbgrader_version?version=0.9.6") == {"success": True}
    assert not lab.ask("GET", "/nbgrader_version?version=0.1")["success"]
    assert lab.ask("GET", "/courses") == {"success": True, "value": [RUN]}
    (released,) = lab.rows()
    assert (released["status"], released["assignment_id"], released["course_id"]) == ("released", LAB, RUN)

    (fetched,) = lab.act("fetch")["value"]
    assert (fetched["status"], fetched["path"]) == ("fetched", f"{RUN}/{LAB}")
    assert fetched["notebooks"] == [
        {"notebook_id": "golden_batch · 골든 배치 (마감 2026-11-28 12:00)", "path": f"{RUN}/{LAB}/{LAB}.ipynb"}
    ]
    edit(lab.notebook, "answer = 1")

    # Fetching again keeps the work; a deleted notebook comes back.
    lab.act("fetch")
    assert "answer = 1" in lab.notebook.read_text()

    submitted = lab.act("submit")["value"][1]
    assert submitted["status"] == "submitted"
    assert [line["timestamp"] for line in submitted["submissions"]] == [
        "2026-11-23 12:00 · 1차 · 제시간 제출 · 채점 중"
    ]
    (row,) = world.submissions()
    assert world.store.get(row.blob) == lab.notebook.read_bytes()

    world.grade("hong", 1, 82.0)
    (line,) = lab.rows()[1]["submissions"]
    assert line["timestamp"] == "2026-11-23 12:00 · 1차 · 제시간 제출 · 82/100점 · 반영"
    assert (line["has_exchange_feedback"], line["has_local_feedback"]) == (True, False)

    (line,) = lab.act("fetch_feedback")["value"][1]["submissions"]
    assert (line["has_local_feedback"], line["feedback_updated"]) == (True, False)
    page = lab.root / line["local_feedback_path"] / f"{LAB}.html"
    assert "잘했습니다" in page.read_text()
    world.grade("hong", 1, 90.0, "<html>다시 채점</html>")
    assert lab.rows()[1]["submissions"][0]["feedback_updated"]
    lab.act("fetch_feedback")
    assert "다시 채점" in page.read_text()

    lab.notebook.unlink()
    lab.act("fetch")
    assert "# ko" in lab.notebook.read_text()


def test_every_refusal_reaches_the_trainee_in_the_services_own_words(world: World, lab: LabServer) -> None:
    lab.act("fetch")
    world.set_dates(due=timedelta(days=-2), closes=timedelta(minutes=-1))
    closed = {
        "success": False,
        "value": "이 과제는 2026-11-23 11:59에 마감되었습니다. 담당 강사에게 문의하세요.",
    }
    assert lab.act("submit") == closed
    assert "제출 종료됨 2026-11-23 11:59" in lab.rows()[0]["notebooks"][0]["notebook_id"]
    world.set_dates(due=timedelta(days=-2), closes=timedelta(days=1))
    lab.notebook.write_text("[]")
    assert "올바른 노트북(.ipynb) 파일이 아닙니다" in lab.act("submit")["value"]
    lab.notebook.write_bytes(as_bytes(a_notebook("x" * LIMIT_BYTES)))
    assert "노트북이 너무 큽니다" in lab.act("submit")["value"]
    assert "과제가 없습니다" in lab.act("fetch", lab="unknown")["value"]
    assert "등록되어 있지 않습니다" in lab.act("fetch", run="other-run")["value"]
    assert world.submissions() == []


def _visit(lab: LabServer, path: str) -> httpx.Response:
    """A page as a signed-in browser gets it; redirects are not followed."""
    return httpx.get(f"{lab.origin}{path}", headers={"Authorization": f"token {TOKEN}"}, timeout=60, trust_env=False)


def test_the_dashboards_links_open_a_lab_and_its_feedback(world: World, lab: LabServer) -> None:
    opened = _visit(lab, f"/shopfloor/open/{RUN}/{LAB}")
    assert (opened.status_code, opened.headers["Location"]) == (302, f"/lab/tree/{RUN}/{LAB}/{LAB}.ipynb")
    edit(lab.notebook, "my work")
    _visit(lab, f"/shopfloor/open/{RUN}/{LAB}")
    assert "my work" in lab.notebook.read_text()

    lab.act("submit")
    missing = _visit(lab, f"/shopfloor/feedback/{RUN}/{LAB}/1")
    assert missing.status_code == 404
    assert "피드백" in missing.text
    world.grade("hong", 1, 82.0)
    page = _visit(lab, f"/shopfloor/feedback/{RUN}/{LAB}/1")
    assert page.status_code == 200
    assert "잘했습니다" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert page.headers["Cache-Control"] == "no-store"


def test_a_link_to_what_is_not_ones_own_says_so(world: World, lab: LabServer) -> None:
    for path, status, words in (
        ("/shopfloor/open/other-run/golden_batch", 403, "등록되어 있지 않습니다"),
        (f"/shopfloor/open/{RUN}/unknown", 404, "과제가 없습니다"),
        (f"/shopfloor/feedback/{RUN}/{LAB}/7", 404, "제출"),
        (f"/shopfloor/grade/{RUN}", 403, "강사가 아니거나"),
        ("/shopfloor/open/../golden_batch", 404, ""),
        (f"/shopfloor/open/{RUN}/a..b", 409, "쓸 수 없는 글자"),
    ):
        answer = _visit(lab, path)
        assert answer.status_code == status, (path, answer.text)
        assert words in answer.text
        assert "Traceback" not in answer.text


def test_links_and_odd_names_lead_nowhere(world: World, lab: LabServer, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(as_bytes(a_notebook("secret")))
    for name in ("..", "../..", "a/b", ".hidden", "", "한글", "x" * 200):
        assert not lab.act("fetch", lab=name)["success"]
        assert not lab.act("submit", run=name)["success"]
    lab.act("fetch")
    lab.notebook.unlink()
    lab.notebook.symlink_to(secret)
    assert "일반 파일이 아닙니다" in lab.act("submit")["value"]
    lab.act("fetch")
    assert lab.notebook.is_symlink()
    for path in (
        "../secret.ipynb",
        "/etc/passwd",
        str(secret),
        "a\0.ipynb",
        f"{RUN}/{LAB}/{LAB}.ipynb",
        "nothing.ipynb",
    ):
        answer = lab.ask("POST", "/assignments/validate", json={"path": path})
        assert not answer["success"]
        assert "폴더 밖" in answer["value"]
    assert world.submissions() == []


def test_when_the_exchange_is_down_every_address_says_so(registry: Registry, tmp_path: Path) -> None:
    with lab_server(tmp_path, "http://127.0.0.1:9/services/exchange/") as lab:
        answers = [lab.ask("GET", "/courses"), lab.ask("GET", f"/assignments?course_id={RUN}")]
        answers += [lab.act(action) for action in ("fetch", "submit", "fetch_feedback")]
    for answer in answers:
        assert not answer["success"]
        assert "과제 서버에 연결할 수 없습니다" in answer["value"]
        assert "can't be reached" in answer["value"]


def test_nobody_reaches_the_lists_without_the_servers_token(lab: LabServer) -> None:
    for method, path in [
        ("GET", "/courses"),
        ("GET", "/nbgrader_version?version=0.9.6"),
        ("GET", f"/assignments?course_id={RUN}"),
        ("POST", "/assignments/submit"),
        ("POST", "/assignments/validate"),
        ("GET", f"/shopfloor/open/{RUN}/{LAB}"),
        ("GET", f"/shopfloor/feedback/{RUN}/{LAB}/1"),
        ("GET", f"/shopfloor/grade/{RUN}"),
    ]:
        assert httpx.request(method, f"{lab.origin}{path}", trust_env=False).status_code in {403, 302}


MARKS = {"schema_version": 3, "grade_id": "t1-visible", "locked": True, "solution": False, "grade": True, "points": 1}


def test_validate_tells_what_fails_and_records_it(world: World, lab: LabServer) -> None:
    lab.act("fetch")
    notebook = a_notebook("import os, pathlib\nanswer = 41\npathlib.Path('seen.txt').write_text(str(dict(os.environ)))")
    check = a_notebook("assert answer == 42, 'answer is 42'")["cells"][0]
    check["metadata"] = {"nbgrader": MARKS | {"task": False, "cell_type": "code"}}
    notebook["cells"].append(check)
    lab.notebook.write_text(json.dumps(notebook))
    path = f"{RUN}/{LAB}/{LAB}.ipynb"
    failing = lab.ask("POST", f"/assignments/validate?path={path}")
    assert failing["success"]
    (failed,) = failing["value"]["failed"]
    assert "answer is 42" in failed["raw_error"]
    # It ran beside the notebook, without the hub's token.
    assert "JUPYTERHUB_API_TOKEN" not in (lab.notebook.parent / "seen.txt").read_text()
    lab.notebook.write_text(json.dumps(notebook).replace("answer = 41", "answer = 42"))
    assert lab.ask("POST", "/assignments/validate", json={"path": path}) == {"success": True, "value": {}}
    details = [event.detail for event in world.events(EventKind.VALIDATED)]
    assert details == [{"passed": False, "failed_cells": 1}, {"passed": True, "failed_cells": 0}]


async def test_a_validation_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.labside.errors import LabFolderError
    from grader.labside.validation import validate

    notebook = tmp_path / "endless.ipynb"
    notebook.write_bytes(as_bytes(a_notebook("import time\nwhile True: time.sleep(1)")))
    with pytest.raises(LabFolderError, match="끝나지 않아 중지"):
        await validate(notebook, timeout_seconds=3)


async def test_activity_is_reported_when_something_moved(world: World) -> None:
    from datetime import UTC

    from grader.labside.activity import ActivityReport
    from grader.labside.client import AsyncExchangeClient

    class Web:
        moved = datetime.now(UTC) + timedelta(hours=1)

        def last_activity(self) -> datetime:
            return self.moved

    class Kernels:
        state = "busy"

        def list_kernels(self) -> list[dict[str, str]]:
            return [{"execution_state": self.state, "last_activity": "2020-01-01T00:00:00Z"}]

    transport = httpx.ASGITransport(world.app)
    exchange = AsyncExchangeClient(f"http://exchange{PREFIX}/", "token-hong", transport)
    web, kernels = Web(), Kernels()
    report = ActivityReport(exchange, web, kernels)
    await report.report()
    assert [event.detail["busy_kernels"] for event in world.events(EventKind.KERNEL_ACTIVE)] == [1]
    assert [event.detail["running_kernels"] for event in world.events(EventKind.SERVER_ACTIVE)] == [1]
    web.moved, kernels.state = datetime(2020, 1, 1, tzinfo=UTC), "idle"
    await report.report()
    assert len(world.events(EventKind.SERVER_ACTIVE)) == 1
    await exchange.close()


def test_the_exchange_lies_beside_the_hubs_api() -> None:
    assert exchange_url_from("http://127.0.0.1:8000/hub/api") == "http://127.0.0.1:8000/services/exchange/"
    assert exchange_url_from("https://hub.example/base/hub/api") == "https://hub.example/base/services/exchange/"


def test_what_lab_servers_run_is_importable_there_alone(tmp_path: Path) -> None:
    modules = [f"grader.labside.{path.stem}" for path in Path("grader/labside").glob("*.py") if path.stem != "__init__"]
    assert len(modules) > 10
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    command = [str(LAB_ENVIRONMENT / "bin" / "python"), "-c", code, *modules]
    subprocess.run(
        command, check=True, env=lab_environment(tmp_path, "hong", "http://x/services/exchange/"), cwd=tmp_path
    )


def test_a_lab_servers_start_does_not_import_nbgrader(tmp_path: Path) -> None:
    code = "import sys, grader.labside.extension; assert not [m for m in sys.modules if m.startswith('nbgrader')]"
    command = [str(LAB_ENVIRONMENT / "bin" / "python"), "-c", code]
    subprocess.run(
        command, check=True, env=lab_environment(tmp_path, "hong", "http://x/services/exchange/"), cwd=tmp_path
    )
