"""Faults planted in a real lab's text are found, each by its name; the lab itself has none."""

from __future__ import annotations

import copy
from collections.abc import Callable

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from labs.authoring import source_notebook
from labs.catalogue import lab
from labs.harness.inspection import Notebooks, inspect_lab, one_language_prose
from sandbox_data.cards import read_card


@pytest.fixture
def notebooks(golden) -> Notebooks:
    sources = {language: source_notebook(golden.lab, language) for language in ("ko", "en")}
    releases = {language: nbformat.from_dict(copy.deepcopy(golden.notebooks[language])) for language in ("ko", "en")}
    return Notebooks(sources, releases)


def cell(notebook, grade_id: str):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def test_a_good_lab_has_nothing_to_find(golden, notebooks: Notebooks) -> None:
    assert inspect_lab(golden.lab, notebooks) == []


def a_solution_line(notebooks: Notebooks) -> None:
    cell(notebooks.release["ko"], "t2-solution").source += '\npca = PCA(a, svd_solver="full").fit(z)'


def a_hidden_test_line(notebooks: Notebooks) -> None:
    cell(notebooks.release["en"], "t3-hidden").source += "\n_found = len({13, 20, 23, 26, 37} & set(suspects))"


def a_mark(notebooks: Notebooks) -> None:
    cell(notebooks.release["ko"], "t1-hidden").source += "\n### BEGIN HIDDEN TESTS"


def points_in_a_heading(notebooks: Notebooks) -> None:
    for one in notebooks.release["ko"].cells:
        one.source = one.source.replace("(15점)", "(25점)")


def points_of_one_language(notebooks: Notebooks) -> None:
    cell(notebooks.release["en"], "t1-visible").metadata.nbgrader["points"] = 6


def code_of_one_language(notebooks: Notebooks) -> None:
    cell(notebooks.release["en"], "t4-visible").source += "\nprint('more')"


def korean_in_english(notebooks: Notebooks) -> None:
    notebooks.release["en"].cells.append(new_markdown_cell("The 배치 is late."))


def a_silent_assert(notebooks: Notebooks) -> None:
    cell(notebooks.source["ko"], "t1-visible").source += "\nassert len(features)"


def a_message_in_one_language(notebooks: Notebooks) -> None:
    cell(notebooks.source["ko"], "t1-visible").source += '\nassert len(features), "features is empty"'


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (a_solution_line, "shows a solution or a hidden check"),
        (a_hidden_test_line, "shows a solution or a hidden check"),
        (a_mark, "BEGIN HIDDEN TESTS"),
        (points_in_a_heading, "no heading says what lab.toml does"),
        (points_of_one_language, "graded cells differ"),
        (code_of_one_language, "code cells differ"),
        (korean_in_english, "English prose holds Korean letters"),
        (a_silent_assert, "an assert without a message: len(features)"),
        (a_message_in_one_language, "a message in one language: features is empty"),
    ],
)
def test_a_planted_fault_is_found(plant: Callable[[Notebooks], None], said: str, golden, notebooks: Notebooks) -> None:
    plant(notebooks)
    assert any(said in str(finding) for finding in inspect_lab(golden.lab, notebooks))


def test_missing_hints_keep_no_draft_back(golden, notebooks: Notebooks) -> None:
    for one in notebooks.release["ko"].cells:
        one.source = one.source.replace("<details>", "<p>")
    found = inspect_lab(golden.lab, notebooks)
    assert [str(finding) for finding in found if "folded hints" in finding.en]
    assert not any(finding.blocks for finding in found)


def test_a_citation_keeps_its_publishers_words_in_english() -> None:
    cited = lab("defect_root_cause")
    row = f"| Citation | {read_card('die_casting').citation} |"
    assert not list(one_language_prose(cited, new_notebook(cells=[new_markdown_cell(row)])))
    assert list(one_language_prose(cited, new_notebook(cells=[new_markdown_cell(f"{row}\n\n주조")])))
