"""The dashboard's words: every message in the code is in both catalogues, and Korean has no holes."""

from __future__ import annotations

import ast
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from courses import dashboard
from courses.dashboard.drawing import plain, points_of
from courses.dashboard.language import LOCALE_FOLDER, Words
from courses.progress_models import LabProgress, LabState
from sandbox_data.text import LocalizedText

FOLDER = Path(dashboard.__file__).parent
SPEAKERS = {"t", "marked", "words"}


def used_messages() -> set[str]:
    """The literal first arguments of every call that translates."""
    found = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in SPEAKERS and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def translations(language: str) -> dict[str, str]:
    with (LOCALE_FOLDER / language / "LC_MESSAGES" / "shopfloor.po").open("rb") as source:
        return {str(message.id): str(message.string) for message in read_po(source) if message.id}


def test_every_message_of_the_pages_has_a_korean_translation() -> None:
    korean = translations("ko")
    assert {message for message in used_messages() if not korean.get(message)} == set()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_catalogues_hold_exactly_the_messages_that_are_used(language: str) -> None:
    assert set(translations(language)) == used_messages()


def test_a_translation_fills_in_the_same_values_as_its_message() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for message, translation in translations("ko").items():
        assert fields(message) == fields(translation), message


def test_times_are_told_in_the_time_of_the_platform() -> None:
    at = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
    assert Words("ko").moment(at) == "2026년 11월 28일 (토) 00:30"
    assert Words("en").moment(at) == "Sat 28 Nov 2026, 00:30"


def test_an_unknown_language_is_korean() -> None:
    assert Words("fr")("My labs") == "내 실습"


def test_what_people_typed_is_never_read_as_markdown() -> None:
    assert plain("[x](http://a) **b** :red[c]") == r"\[x\]\(http\://a\) \*\*b\*\* \:red\[c\]"


def lab_worth(points: float) -> LabProgress:
    """A lab that nobody has handed in."""
    nothing = (None, (), None, None, False, False)
    return LabProgress(
        "run", "lab", LocalizedText(ko="실습", en="Lab"), 60, points > 0, LabState.NOT_STARTED, points, *nothing
    )


def test_a_lab_that_is_not_released_shows_a_dash_alone() -> None:
    assert [points_of(lab_worth(points), Words("en")) for points in (100.0, 0.0)] == ["– / 100", "–"]
