"""Links and pictures of a lab's text: what a trainee's browser would ask for must be in the notebook or be allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from nbformat import NotebookNode

from labs.harness.findings import Finding

ALLOWED_HOSTS = frozenset(
    {
        "docs.python.org",
        "numpy.org",
        "pandas.pydata.org",
        "scipy.org",
        "docs.scipy.org",
        "scikit-learn.org",
        "matplotlib.org",
        "www.statsmodels.org",
        "ipywidgets.readthedocs.io",
        "www.law.go.kr",
        "www.kamp-ai.kr",
        "www.kosha.or.kr",
        "www.iso.org",
        "doi.org",
        "archive.ics.uci.edu",
        "raw.githubusercontent.com",
    }
)
"""Hosts that a lab's text may link to; nothing is fetched from them by the platform. Also listed in docs/labs.md."""

_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)>\s]+)|<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)>\s]+)|<a\b[^>]*?\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_BARE = re.compile(r"https?://[^\s)\"'<>`\]]+", re.I)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
_NAMED = re.compile(r"\b(?:id|name)\s*=\s*[\"']([^\"']+)", re.I)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.M)


def link_findings(cells: Iterable[NotebookNode], also_allowed: Iterable[str] = ()) -> Iterator[Finding]:
    """Pictures that aren't in the notebook, links to hosts that aren't allowed, and links that lead nowhere."""
    hosts = ALLOWED_HOSTS | set(also_allowed)
    prose = [cell for cell in cells if cell.cell_type == "markdown"]
    anchors = {anchor for cell in prose for anchor in _anchors(cell.source)}
    for number, cell in enumerate(prose, start=1):
        text = _CODE.sub("", cell.source)
        where = f"text {number}"
        for target in _found(_PICTURE, text):
            yield from _picture(target, cell, where)
        for target in dict.fromkeys([*_found(_LINK, text), *_BARE.findall(text)]):
            yield from _link(target, anchors, hosts, where)


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [next(group for group in match.groups() if group) for match in pattern.finditer(text)]


def _picture(target: str, cell: NotebookNode, where: str) -> Iterator[Finding]:
    if target.startswith("data:image/"):
        return
    if target.startswith("attachment:") and target.partition(":")[2] in cell.get("attachments", {}):
        return
    yield Finding(where, "노트북 안에 없는 그림", "a picture that is not in the notebook", target)


def _link(target: str, anchors: set[str], hosts: set[str] | frozenset[str], where: str) -> Iterator[Finding]:
    parts = urlsplit(target)
    if parts.scheme in ("http", "https"):
        if (parts.hostname or "") not in hosts:
            yield Finding(where, "허용 목록에 없는 주소", "not in the list of allowed hosts", target)
    elif parts.scheme or not target.startswith("#"):
        yield Finding(where, "배포본에 없는 파일", "a file that a release doesn't have", target)
    elif unquote(target[1:]) not in anchors:
        yield Finding(where, "가리키는 제목이 없는 링크", "leads to no heading", target)


def _anchors(text: str) -> Iterator[str]:
    """What `#…` may name: JupyterLab makes an anchor of each heading, spaces become hyphens."""
    yield from _NAMED.findall(text)
    for heading in _HEADING.findall(text):
        yield heading.replace(" ", "-")
