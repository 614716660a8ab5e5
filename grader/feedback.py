"""The page that a trainee sees of a graded notebook: the exporter's page, made harmless, with our own looks."""

from __future__ import annotations

import html
import re
from functools import cache

import nh3

_TAGS = nh3.ALLOWED_TAGS | {"a", "div", "span", "pre", "code", "table", "img", "section", "main", "label", "figure"}
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "name", "id"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "div": {"id"},
}
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+\Z")
_HEAD = re.compile(r"<head\b.*?</head\s*>", re.S | re.I)
_TITLE = re.compile(r"<title>(.*?)</title>", re.S | re.I)
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def clean_page(page: str) -> str:
    """Any feedback page as a self-contained one: no script, no style or picture from elsewhere, our own looks."""
    title = _TITLE.search(page)
    body = nh3.clean(
        _HEAD.sub("", page, count=1),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style", "title"},
    )
    return document(html.unescape(title.group(1)) if title else "Feedback", body.strip())


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if _PICTURE.match(value) else None
    if name == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


def document(title: str, body: str) -> str:
    """A page of ours around an already harmless `body`."""
    return (
        '<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_style()}</style></head>\n<body>{body}</body></html>\n"
    )


def refusal_page(title: str, reason: str) -> str:
    """The feedback for a file that could not be graded at all."""
    sentence = (
        "제출한 파일을 채점할 수 없습니다. 0점으로 기록됩니다. / "
        "The submitted file can't be graded; it counts 0 points."
    )
    return document(title, f"<h4>{html.escape(title)}</h4><p>{sentence}</p><p>{html.escape(reason)}</p>")


def unrendered_page(title: str) -> str:
    """The feedback for a notebook that is graded, but whose page would take too long to make."""
    sentence = (
        "채점은 끝났지만 이 노트북은 화면으로 보여 주기에 너무 복잡합니다. 점수는 과제 목록과 현황판에 있습니다. "
        "깊게 중첩된 HTML이나 수식을 줄이면 다음 제출부터 보입니다. / "
        "Graded, but this notebook is too complex to be shown as a page. Its scores stand in the assignment list and "
        "on the dashboard. With less deeply nested HTML or formulas the next attempt can be shown."
    )
    return document(title, f"<h4>{html.escape(title)}</h4><p>{sentence}</p>")


@cache
def _style() -> str:
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    return _LOOKS + str(HtmlFormatter().get_style_defs(".highlight"))


_LOOKS = """
body{font:14px/1.6 "Noto Sans KR","Noto Sans CJK KR",system-ui,sans-serif;color:#1d2129;background:#f4f5f7;
  margin:0;padding:1.5rem}
.container{max-width:60rem;margin:auto}
.panel{background:#fff;border:1px solid #d5d9e0;border-radius:6px;margin:0 0 1rem;overflow:hidden}
.panel-heading{background:#eef1f6;padding:.5rem .9rem;display:flow-root}
.panel-heading h4{margin:.2rem 0;font-size:1.15rem}
.panel-body,.panel .input,.panel .output_wrapper{padding:.7rem .9rem}
.total{font-size:1.15rem;font-weight:600;margin:.1rem 0 .6rem}
.late-penalty{color:#9a2617}
.tasks{width:100%}
.tasks th,.tasks td{text-align:left;vertical-align:top}
.tasks .points{white-space:nowrap}
.tasks .checks a{display:inline-block;white-space:nowrap;margin:0 .6rem .1rem 0;text-decoration:none}
a.state-passed{color:#1d6b34}
a.state-partly,a.state-waiting{color:#7a5200}
a.state-wrong{color:#9a2617}
a.state-not-attempted{color:#5a6270}
div.state-passed{border-left:4px solid #2e8b4a}
div.state-partly,div.state-waiting{border-left:4px solid #c58a00}
div.state-wrong{border-left:4px solid #c0392b}
.panel-footer{background:#fff8e1;padding:.5rem .9rem;border-top:1px solid #ead9a0}
.pull-right{float:right}
.prompt,.anchor-link{display:none}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 "Noto Sans Mono","D2Coding",monospace;margin:0}
.input_area,.highlight{background:#fafbfc;padding:.3rem .5rem;border-radius:4px}
.cell{margin-bottom:.8rem}
.output_error pre,.output_stderr pre{background:#fdecea;color:#7f1d1d;padding:.4rem .5rem}
.output_text pre,.output_stdout pre{padding:.3rem .5rem}
img{max-width:100%}
table{border-collapse:collapse}
td,th{border:1px solid #d5d9e0;padding:.15rem .5rem;text-align:right}
.text_cell_render table{margin:.6rem 0}
.text_cell_render td,.text_cell_render th{text-align:left}
.text_cell_render th:empty{border:0;padding:0}
.text_cell_render,.output_subarea{overflow-x:auto}
a{color:#2456a6}
@media (max-width:34rem){
  body{padding:.7rem}
  .panel-body,.panel .input,.panel .output_wrapper{padding:.5rem}
  .tasks th,.tasks td{padding:.15rem .3rem}
  .tasks .checks a{white-space:normal}
}
"""
