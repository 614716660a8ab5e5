"""`labs new` makes a whole lab on any dataset. That it grades is shown in tests/hub_config/test_lab_checking.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from labs.answers import answer_names, expected, solve
from labs.authoring import source_notebook
from labs.catalogue import read_lab
from labs.errors import LabError
from labs.scaffolding import scaffold
from sandbox_data.cards import all_cards
from sandbox_data.errors import DataUnavailable
from sandbox_data.text import LANGUAGES, LocalizedText


@pytest.mark.parametrize("dataset", [card.name for card in all_cards()])
def test_a_new_lab_is_a_draft_whose_answers_fit_it(dataset: str, tmp_path: Path) -> None:
    lab = read_lab(scaffold("bearing_noise", dataset, folder=tmp_path))
    assert (lab.code, lab.draft, lab.max_score) == ("bearing_noise", True, 100)
    for language in LANGUAGES:
        source = source_notebook(lab, language)
        assert dataset in "".join(cell.source for cell in source.cells)
        assert not any("@" + "COLUMN" in cell.source for cell in source.cells)
        for answer in answer_names(lab):
            solve(source, lab, answer)
    assert set(expected(lab)) == set(answer_names(lab))


def test_a_title_may_hold_quotes(tmp_path: Path) -> None:
    title = LocalizedText(ko='"떨림" 찾기', en='Finding "chatter"')
    assert read_lab(scaffold("chatter", "dryer", title, tmp_path)).title == title


@pytest.mark.parametrize("code", ["Bearing", "1st", "베어링", "a-b", "../a", ""])
def test_a_code_that_is_no_name_is_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises(LabError, match="can't name a lab"):
        scaffold(code, "dryer", folder=tmp_path)


def test_an_unknown_dataset_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(DataUnavailable, match="dryer"):
        scaffold("bearing_noise", "drier", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_lab_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (scaffold("bearing_noise", "dryer", folder=tmp_path) / "notebook.py").write_text("# %%\n", encoding="utf-8")
    with pytest.raises(LabError, match="is there already"):
        scaffold("bearing_noise", "dryer", folder=tmp_path)
    assert (tmp_path / "bearing_noise" / "notebook.py").read_text() == "# %%\n"
    assert [path.name for path in tmp_path.iterdir()] == ["bearing_noise"]
