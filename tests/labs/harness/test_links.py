"""A lab's text asks a trainee's browser for nothing that isn't in the notebook or on the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell

from labs.harness.links import ALLOWED_HOSTS, link_findings

LABS_PAGE = Path(__file__).resolve().parents[3] / "docs" / "labs.md"


def found(text: str, **attachments: object) -> list[str]:
    cell = new_markdown_cell(text)
    if attachments:
        cell["attachments"] = {name.replace("_", "."): content for name, content in attachments.items()}
    return [str(finding) for finding in link_findings([cell])]


@pytest.mark.parametrize(
    "text",
    [
        "[pandas](https://pandas.pydata.org/docs/)",
        "## 과제 1. 요약\n\n[위로](#과제-1.-요약)",
        '<a id="top"></a> [top](#top)',
        "![](data:image/png;base64,AAAA)",
        "`https://example.com` is only code",
        "a mail to nobody, a + b, [not a link]",
    ],
)
def test_what_is_inside_or_allowed_is_no_finding(text: str) -> None:
    assert found(text) == []


def test_an_attachment_that_is_there_is_no_finding() -> None:
    assert found("![](attachment:line.png)", line_png={"image/png": "AAAA"}) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("![](https://pandas.pydata.org/logo.png)", "a picture that is not in the notebook"),
        ('<img src="plot.png">', "a picture that is not in the notebook"),
        ("![](attachment:gone.png)", "a picture that is not in the notebook"),
        ("[more](https://example.com/x)", "not in the list of allowed hosts"),
        ("see http://example.com/x", "not in the list of allowed hosts"),
        ("[data](../data.csv)", "a file that a release doesn't have"),
        ("[x](javascript:alert(1))", "a file that a release doesn't have"),
        ("[below](#nowhere)", "leads to no heading"),
    ],
)
def test_what_would_be_fetched_or_lead_nowhere_is_found(text: str, said: str) -> None:
    assert any(said in one for one in found(text))


def test_a_data_card_may_name_its_own_publisher() -> None:
    cell = new_markdown_cell("https://data.example.org/file")
    assert list(link_findings([cell], also_allowed=["data.example.org"])) == []


def test_the_list_of_allowed_hosts_is_documented() -> None:
    text = LABS_PAGE.read_text(encoding="utf-8")
    assert {host for host in ALLOWED_HOSTS if f"`{host}`" not in text} == set()
