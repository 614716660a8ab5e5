"""The data card at the top of a lab: what a trainee may see of the data, and no answer of the lab's own."""

from __future__ import annotations

import pytest

from labs.catalogue import LabDefinition, all_labs, lab
from labs.errors import LabError
from labs.headers import data_card
from sandbox_data.cards import read_card
from sandbox_data.text import LANGUAGES, Language


def with_untold(definition: LabDefinition, *words: str) -> LabDefinition:
    assert definition.dataset is not None
    return definition.model_copy(update={"dataset": definition.dataset.model_copy(update={"untold": words})})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_that_the_release_leaves_out_is_not_on_the_card(language: Language) -> None:
    card = data_card(lab("accident_narratives"), language)
    columns = {line.split("`")[1] for line in card.splitlines() if line.startswith("| `") and "…" not in line}
    assert "Description" in columns
    assert columns & {"number", "Countries", "Local", "Industry Sector", "Genre"} == set()


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "사람과 사업장을 보호합니다"), ("en", "Protects persons and sites")]
)
def test_the_card_says_what_was_protected_and_that_its_rows_are_the_file_s(language: Language, said: str) -> None:
    card = data_card(lab("accident_narratives"), language)
    assert said in card
    assert {"ko": "원본 425행", "en": "425 rows in the publisher's file"}[language] in card
    assert said not in data_card(lab("golden_batch"), language)


def test_what_a_lab_has_its_trainee_find_is_not_told() -> None:
    definition = lab("tool_wear")
    defects = len(read_card("cnc_tool_wear").defects)
    for language, told, instead in (
        ("ko", "소수 첫째 자리", "1가지 더"),
        ("en", "tenths digit", "1 more, not told here"),
    ):
        card = data_card(definition, language)
        assert told not in card
        assert instead in card
        assert told in data_card(with_untold(definition), language)
        assert len([line for line in card.splitlines() if line.startswith("- ")]) == defects


def test_words_that_are_in_no_defect_are_refused() -> None:
    with pytest.raises(LabError, match="'no such words' is in 0 defects"):
        data_card(with_untold(lab("tool_wear"), "no such words"), "ko")


def test_every_lab_with_data_has_a_card_in_both_languages() -> None:
    for definition in all_labs():
        if definition.dataset is not None:
            for language in LANGUAGES:
                assert "### " in data_card(definition, language)
