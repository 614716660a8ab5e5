"""Every answer, run for real: the stub gets 0, the reference everything, a wrong answer its score and its message."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from labs.answers import answer_names, expected, solve
from labs.authoring import source_notebook
from labs.catalogue import all_labs, lab
from labs.errors import UnknownAnswer
from tests.labs.running import Outcome, run, with_hidden_tests

GOLDEN = lab("golden_batch")
LABS = [definition.code for definition in all_labs()]
ANSWERS = [(code, name) for code in LABS for name in answer_names(lab(code))]


def outcome(released, data: Path, folder: Path, answer: str | None, language: str = "ko") -> Outcome:
    notebook = nbformat.from_dict(released.notebooks[language])
    notebook = solve(notebook, released.lab, answer) if answer else nbformat.from_dict(dict(notebook))
    return run(with_hidden_tests(notebook, source_notebook(released.lab, language)), data, folder)


@pytest.mark.parametrize("code", LABS)
def test_an_untouched_release_scores_nothing(code: str, release_of, data_of, tmp_path: Path) -> None:
    untouched = outcome(release_of(code), data_of(code), tmp_path, None)
    assert set(untouched.scores.values()) == {0.0}
    assert untouched.errors[0] == "", "the first thing that fails must be task 1's stub (NotImplementedError)"


@pytest.mark.parametrize(("code", "name"), ANSWERS)
def test_an_answer_gets_its_score_and_its_message(code: str, name: str, release_of, data_of, tmp_path: Path) -> None:
    stated = expected(lab(code))[name]
    got = outcome(release_of(code), data_of(code), tmp_path, name)
    assert got.by_task() == stated.scores, got.messages
    for message in stated.messages:
        assert message.contains in got.messages[message.check]


@pytest.mark.parametrize("code", LABS)
def test_the_english_reference_gets_all_automatic_points_without_an_error(
    code: str, release_of, data_of, tmp_path: Path
) -> None:
    got = outcome(release_of(code), data_of(code), tmp_path, "reference", "en")
    assert sum(got.scores.values()) == lab(code).automatic_points
    assert got.errors == ()


def test_every_message_speaks_both_languages(golden, released_data: Path, tmp_path: Path) -> None:
    said = outcome(golden, released_data, tmp_path, "no_scaling").messages["t2-visible"]
    korean, english = said.split(" / ", 1)
    assert any("가" <= character <= "힣" for character in korean)
    assert english.isascii() or "²" in english


@pytest.mark.parametrize("code", LABS)
def test_at_least_four_wrong_answers_are_known_and_each_is_stated(code: str) -> None:
    assert set(expected(lab(code))) == set(answer_names(lab(code)))
    assert len(answer_names(lab(code))) >= 5


def test_the_written_answer_follows_the_language(golden) -> None:
    for language, word in (("ko", "배치"), ("en", "batches")):
        solved = solve(golden.notebooks[language], golden.lab)
        written = next(c for c in solved.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "t6-written")
        assert word in written.source


def test_an_unknown_answer_is_refused_with_the_list(golden) -> None:
    with pytest.raises(UnknownAnswer, match="no_scaling"):
        solve(golden.notebooks["ko"], golden.lab, "nothing")
