"""What a trainee may see of a graded notebook: nbgrader's feedback without hidden checks, and harmless as a page."""

from __future__ import annotations

import ast
import builtins
import html
import re
from collections.abc import Iterable
from functools import cache

import nh3
from nbformat import NotebookNode
from nbformat.v4 import new_output

from grader.labside.plan import KEY, RAN

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
_BLOCK = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS[^\n]*\n.*?(?:^[^\n]*END HIDDEN TESTS[^\n]*(?:\n|\Z)|\Z)", re.S | re.M)
HIDDEN = "# 숨은 검사 (공개되지 않음) / hidden checks (not shown)\n"
FAILED = (
    "이 셀의 검사를 통과하지 못했습니다. 자세한 내용은 공개되지 않습니다. / "
    "A check of this cell did not pass; its details are not shown."
)
WITHHELD = "출력에 숨은 검사의 내용이 있어 보여 주지 않습니다. / Not shown: this output repeats a hidden check."
# Shorter lines ("else:") say nothing and would hide innocent output.
TELLING_CHARACTERS = 16


def hide_checks(notebook: NotebookNode) -> NotebookNode:
    """Take hidden checks out of a graded notebook, in place: their source, their output, and other cells' echo of it.

    Of a check that ran in a process of its own the sentence is kept that was made there. Of one that ran in the
    trainee's kernel only a message that its author wrote as plain text: anything else may carry the check's inputs.
    """
    secrets: set[str] = set()
    for cell in notebook.cells:
        hidden = "\n".join(_BLOCK.findall(cell.source))
        if _ran_separately(cell):
            cell.outputs = _judged(cell, bool(hidden))
        if not hidden:
            continue
        secrets |= {line.strip() for line in hidden.splitlines() if len(line.strip()) >= TELLING_CHARACTERS}
        messages = _messages(cell.source)
        cell.source = _BLOCK.sub(HIDDEN, cell.source)
        if cell.cell_type == "code" and not _ran_separately(cell):
            cell.outputs = _told(cell.outputs, messages)
    for cell in notebook.cells:
        if cell.cell_type == "code" and not _ran_separately(cell):
            cell.outputs = [_unless_secret(output, secrets) for output in cell.outputs]
    return notebook


def _ran_separately(cell: NotebookNode) -> bool:
    """Whether the engine judged this cell outside the kernel: no code that a trainee runs can write cell metadata."""
    return cell.cell_type == "code" and bool(cell.metadata.get(KEY, {}).get("ran") == RAN)


def _judged(cell: NotebookNode, hidden: bool) -> list[NotebookNode]:
    """What the trainee may read of a separate check: no traceback, and nothing printed by one with hidden parts."""
    kept = []
    for output in cell.outputs:
        if output.output_type == "error":
            name, sentence = str(output.ename), str(cell.metadata[KEY].get("shown") or "") or _limit(output)
            kept.append(new_output("error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"]))
        elif output.output_type == "execute_result" or not hidden:
            kept.append(output)
    return kept


def _limit(output: NotebookNode) -> str:
    """The sentence of a limit that ended the notebook before its check; FAILED for anything else."""
    from grader.verdicts import SENTENCES

    return str(output.evalue) if output.ename in SENTENCES else FAILED


def _messages(source: str) -> set[str]:
    """Texts that the author of a check wrote as the message of an assert or a raise."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        said = node.msg if isinstance(node, ast.Assert) else node.exc if isinstance(node, ast.Raise) else None
        if said is not None:
            found |= {n.value for n in ast.walk(said) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return found


def _told(outputs: Iterable[NotebookNode], messages: set[str]) -> list[NotebookNode]:
    from grader.verdicts import SENTENCES

    told = []
    for output in outputs:
        if output.output_type != "error":
            continue
        said = str(output.get("evalue") or "")
        ours = output.ename in SENTENCES
        sentence = said if said in messages or ours else FAILED
        name = str(output.ename) if ours or hasattr(builtins, str(output.ename)) else "HiddenCheck"
        told.append(new_output("error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"]))
    return told


def _unless_secret(output: NotebookNode, secrets: set[str]) -> NotebookNode:
    text = str(output)
    # `str` of a notebook node escapes quotes; compare without any.
    bare = re.sub(r"[\\'\"]", "", text)
    if any(re.sub(r"[\\'\"]", "", secret) in bare for secret in secrets):
        return new_output("stream", name="stdout", text=WITHHELD)
    return output


# --- the page ------------------------------------------------------------------------------------------------------

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
    return document(html.unescape(title.group(1)) if title else "Feedback", body)


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


@cache
def _style() -> str:
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    return _LOOKS + str(HtmlFormatter().get_style_defs(".highlight"))


_LOOKS = """
body{font:14px/1.6 "Noto Sans KR","Noto Sans CJK KR",system-ui,sans-serif;color:#1d2129;background:#f4f5f7;
  margin:0;padding:1.5rem}
.container{max-width:60rem;margin:auto}
.panel{background:#fff;border:1px solid #d5d9e0;border-radius:6px;margin:0 0 1rem;overflow:hidden}
.panel-heading{background:#eef1f6;padding:.5rem .9rem}
.panel-heading h4{margin:.2rem 0;font-size:1.15rem}
.panel-body{padding:.7rem .9rem}
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
a{color:#2456a6}
"""
