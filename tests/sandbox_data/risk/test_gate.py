"""The gate is a pure function of figures: each threshold refuses what is beyond it, and says what would help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sandbox_data.anonymising import anonymise, parse_recipe
from sandbox_data.risk import Protection, ProtectionError, assess, judge, read_protection
from sandbox_data.risk.assessing import Measured
from sandbox_data.risk.results import (
    Anonymity,
    Count,
    EntityAnonymity,
    Linkage,
    Recovery,
    Survival,
    TextReview,
    UtilityResult,
)
from tests.sandbox_data.anonymising.making import KEY, a_table
from tests.sandbox_data.risk.plants import NOON

TEXT = {"ko": "시험", "en": "a test"}
PERSONS = {"kind": "persons", "reason": TEXT, "quasi_identifiers": ["shift"], "sensitive": ["level"], "texts": ["note"]}
MACHINES = {"kind": "machines", "reason": TEXT, "entity": "machine", "released_as": "machine", "values": ["x"]}
RECIPE = {"kind": "recipe", "reason": TEXT, "columns": ["pressure"]}
FOLDS = {"by": "folds"}
TASK = {
    "name": TEXT,
    "model": "random forest",
    "target": "count",
    "inputs": ["pressure"],
    "score": "macro F1",
    "split": FOLDS,
}


def declared(*items: dict[str, Any], **more: Any) -> Protection:
    return Protection.model_validate({"dataset": "shots", "protects": items, **more})


def measured(*, aggregated: bool = False, **figures: Any) -> Measured:
    steps = [{"do": "shuffle"}]
    recipe = parse_recipe({"dataset": "shots", "reason": TEXT, "steps": steps})
    record = anonymise(recipe, a_table(), KEY).record.model_copy(update={"changed_shape": aggregated})
    return Measured(record=record, **{"sealed_columns": (), **figures})


def anonymity(k: int = 5, l: int | None = 2) -> Anonymity:  # noqa: E741 - the name of the measure
    return Anonymity(
        quasi_identifiers=("shift",), sensitive=("level",), rows=100, groups=9, k=k, l=l, t=0.2, unique_rows=0,
        rows_below_limit=0, expected_hits=9.0,
    )  # fmt: skip


def linkage(hits: int, trials: int = 40, guessed: float = 5.0, entities: int = 8) -> Linkage:
    count = Count(hits=hits, trials=trials, guessed=guessed)
    return Linkage(kind="machines", entity="machine", entities=entities, method="profile", known="1 %", count=count)


def review(found: int, marked: int = 100) -> TextReview:
    return TextReview(kind="person", marked=Count(hits=found, trials=marked, guessed=0.0), reports=30)


def figures_of(found: Measured, protection: Protection) -> list[str]:
    verdict = judge(found, protection)
    assert verdict.passed == (not verdict.failures)
    assert all(failure.remedy.ko and failure.remedy.en for failure in verdict.failures)
    return [failure.figure for failure in verdict.failures]


@pytest.mark.parametrize(
    ("figures", "refused"),
    [
        ({"anonymity": anonymity(), "reviews": (review(95),)}, []),
        ({"anonymity": anonymity(k=4), "reviews": (review(95),)}, ["k"]),
        ({"anonymity": anonymity(l=1), "reviews": (review(95),)}, ["l"]),
        ({"anonymity": anonymity(), "reviews": (review(94),)}, ["names found"]),
        ({"anonymity": anonymity()}, ["reviewed sample of texts"]),
        ({"reviews": (review(95),)}, ["anonymity"]),
    ],
)
def test_persons_need_k_and_l_and_texts_without_names(figures: dict[str, Any], refused: list[str]) -> None:
    assert figures_of(measured(**figures), declared(PERSONS)) == refused


def test_an_attack_may_hit_twice_as_often_as_guessing_and_not_once_more() -> None:
    assert figures_of(measured(linkages=(linkage(10),)), declared(MACHINES)) == []
    assert figures_of(measured(linkages=(linkage(11),)), declared(MACHINES)) == ["linkage: machine, profile, 1 %"]


def test_a_single_hit_where_guessing_never_hits_is_not_beyond_twice_of_it_but_two_are() -> None:
    assert figures_of(measured(linkages=(linkage(1, guessed=0.01),)), declared(MACHINES)) == []
    assert figures_of(measured(linkages=(linkage(2, guessed=0.01),)), declared(MACHINES)) != []


def test_an_attack_that_was_not_run_or_hardly_run_is_refused() -> None:
    assert figures_of(measured(), declared(MACHINES)) == ["entities: machine", "linkage attack: machine"]
    few = figures_of(measured(linkages=(linkage(1, trials=8, guessed=1.0),)), declared(MACHINES))
    assert few == ["linkage: machine, profile, 1 %"]


def test_fewer_than_five_entities_can_only_be_released_as_an_aggregate() -> None:
    assert figures_of(measured(linkages=(linkage(0, entities=4),)), declared(MACHINES)) == ["entities: machine"]
    behind = EntityAnonymity(entity="machine", entities=4, fewest_per_row=4, released_rows=31)
    found = {"linkages": (linkage(0, entities=4),), "aggregated": True}
    assert figures_of(measured(**found, entities_behind=(behind,)), declared(MACHINES)) == []
    fewer = behind.model_copy(update={"fewest_per_row": 3})
    assert figures_of(measured(**found, entities_behind=(fewer,)), declared(MACHINES)) == [
        "entities behind a row: machine"
    ]
    assert figures_of(measured(**found), declared(MACHINES)) == ["entities behind a row: machine"]


def test_an_aggregate_of_many_entities_needs_five_behind_each_row() -> None:
    behind = EntityAnonymity(entity="machine", entities=8, fewest_per_row=5, released_rows=31)
    found = {"linkages": (linkage(0),), "aggregated": True}
    assert figures_of(measured(**found, entities_behind=(behind,)), declared(MACHINES)) == []
    fewer = behind.model_copy(update={"fewest_per_row": 4})
    assert figures_of(measured(**found, entities_behind=(fewer,)), declared(MACHINES)) != []


def test_a_secret_column_must_be_sealed_without_survivors_or_left_out() -> None:
    survival = Survival(column="pressure", released_values=24, surviving=0)
    sealed = {"sealed_columns": ("pressure",)}
    assert figures_of(measured(survivals=(survival,), **sealed), declared(RECIPE)) == []
    assert figures_of(measured(), declared(RECIPE)) == [], "the release doesn't have the column"
    assert figures_of(measured(survivals=(survival,)), declared(RECIPE)) == ["sealed: pressure"]
    left = survival.model_copy(update={"surviving": 1})
    assert figures_of(measured(survivals=(left,), **sealed), declared(RECIPE)) == ["surviving values: pressure"]


def test_holders_of_rows_are_kept_out_unless_the_declaration_says_why_not() -> None:
    count = Count(hits=80, trials=100, guessed=3.0)
    recovery = Recovery(kind="recipe", column="pressure", known="1 %", within="0.1", count=count)
    found = measured(recoveries=(recovery,))
    assert figures_of(found, declared(RECIPE)) == ["recovery: pressure, 1 %"]
    with pytest.raises(ValueError, match="holder_reason must say why"):
        declared({**RECIPE, "keeps_out": "reader"})
    assert figures_of(found, declared({**RECIPE, "keeps_out": "reader", "holder_reason": TEXT})) == []


@pytest.mark.parametrize(("loss", "refused"), [(0.05, 0), (0.051, 1), (-0.2, 0)])
def test_a_release_may_lose_five_percent_of_its_utility(loss: float, refused: int) -> None:
    result = UtilityResult(name_ko="", name_en="classes", score="macro F1", original=0.8, released=0.7, loss=loss)
    nothing = {"kind": "nothing", "reason": TEXT}
    assert len(figures_of(measured(utility=(result,)), declared(nothing, utility=[TASK]))) == refused
    assert figures_of(measured(), declared(nothing, utility=[TASK])) == ["utility"], "a task that wasn't measured"


def test_where_nothing_is_protected_nothing_is_refused() -> None:
    assert figures_of(measured(), declared({"kind": "nothing", "reason": TEXT})) == []
    with pytest.raises(ValueError, match="can't stand beside"):
        declared({"kind": "nothing", "reason": TEXT}, RECIPE)


def test_an_interval_is_exact_and_hits_are_told_in_times_of_guessing() -> None:
    count = Count(hits=4, trials=4, guessed=1.0)
    assert count.interval == (pytest.approx(0.3976, abs=1e-4), 1.0)
    assert count.times_guess == 4.0
    assert Count(hits=0, trials=20, guessed=5.0).interval == (0.0, pytest.approx(0.1684, abs=1e-4))


# --- declarations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dataset = 1", r"wrong\.toml: dataset"),
        ("dataset = 'a'\nprotects = []", r"wrong\.toml: protects"),
        ("dataset = 'a'\n[[protects]]\nkind = 'ghosts'", r"wrong\.toml: protects\.1"),
        ("dataset = [", r"wrong\.toml: .*TOML"),
    ],
)
def test_a_wrong_declaration_is_refused_in_one_line(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text(text)
    with pytest.raises(ProtectionError, match=says) as refused:
        read_protection(tmp_path / "wrong.toml")
    assert "\n" not in str(refused.value)
    with pytest.raises(ProtectionError, match=r"none\.toml"):
        read_protection(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("items", "more", "says"),
    [
        ([{**PERSONS, "quasi_identifiers": ["age"]}], {}, r"protects\.persons: .*no column 'age'"),
        ([{**MACHINES, "entity": "line"}], {}, r"protects\.machines: .*no column 'line'"),
        ([{**RECIPE, "columns": ["torque"]}], {}, r"protects\.recipe: .*no column 'torque'"),
        ([RECIPE], {"utility": [{**TASK, "target": "quality"}]}, r"utility: .*the original has no column 'quality'"),
    ],
)
def test_a_column_that_is_not_there_is_named(items: list[dict[str, Any]], more: dict[str, Any], says: str) -> None:
    recipe = parse_recipe({"dataset": "shots", "reason": TEXT, "steps": [{"do": "shuffle"}]})
    table: pa.Table = a_table()
    with pytest.raises(ProtectionError, match=says):
        assess(table, anonymise(recipe, table, KEY), recipe, declared(*items, **more), made_at=NOON)
