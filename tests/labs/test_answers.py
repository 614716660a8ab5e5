"""Every answer, run for real: the stub gets 0, the reference everything, a wrong answer its score and its message."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from labs.answers import answer_names, expected, solve
from labs.authoring import source_notebook
from labs.catalogue import lab
from labs.errors import UnknownAnswer
from tests.labs.running import Outcome, run, with_hidden_tests

GOLDEN = lab("golden_batch")


def outcome(golden, released_data: Path, folder: Path, answer: str | None, language: str = "ko") -> Outcome:
    notebook = nbformat.from_dict(golden.notebooks[language])
    notebook = solve(notebook, golden.lab, answer) if answer else nbformat.from_dict(dict(notebook))
    return run(with_hidden_tests(notebook, source_notebook(golden.lab, language)), released_data, folder)


def test_an_untouched_release_scores_nothing(golden, released_data: Path, tmp_path: Path) -> None:
    untouched = outcome(golden, released_data, tmp_path, None)
    assert set(untouched.scores.values()) == {0.0}
    assert untouched.errors[0] == "", "the first thing that fails must be task 1's stub (NotImplementedError)"


@pytest.mark.parametrize("name", answer_names(GOLDEN))
def test_an_answer_gets_its_score_and_its_message(name: str, golden, released_data: Path, tmp_path: Path) -> None:
    stated = expected(golden.lab)[name]
    got = outcome(golden, released_data, tmp_path, name)
    assert got.by_task() == stated.scores, got.messages
    for message in stated.messages:
        assert message.contains in got.messages[message.check]


def test_the_english_reference_gets_all_automatic_points_without_an_error(
    golden, released_data: Path, tmp_path: Path
) -> None:
    got = outcome(golden, released_data, tmp_path, "reference", "en")
    assert sum(got.scores.values()) == golden.lab.automatic_points
    assert got.errors == ()


def test_every_message_speaks_both_languages(golden, released_data: Path, tmp_path: Path) -> None:
    said = outcome(golden, released_data, tmp_path, "no_scaling").messages["t2-visible"]
    korean, english = said.split(" / ", 1)
    assert any("가" <= character <= "힣" for character in korean)
    assert english.isascii() or "²" in english


def test_at_least_three_wrong_answers_are_known_and_each_is_stated() -> None:
    assert set(expected(GOLDEN)) == set(answer_names(GOLDEN))
    assert len(answer_names(GOLDEN)) >= 4


def test_the_written_answer_follows_the_language(golden) -> None:
    for language, word in (("ko", "배치"), ("en", "batches")):
        solved = solve(golden.notebooks[language], golden.lab)
        written = next(c for c in solved.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "t6-written")
        assert word in written.source


def test_an_unknown_answer_is_refused_with_the_list(golden) -> None:
    with pytest.raises(UnknownAnswer, match="no_scaling"):
        solve(golden.notebooks["ko"], golden.lab, "nothing")
