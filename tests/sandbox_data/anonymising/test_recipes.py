"""Recipes: read from TOML, refused in one line that names the step and the field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sandbox_data.anonymising import RecipeError, parse_recipe, read_recipe
from tests.sandbox_data.anonymising.making import a_recipe, a_table, released

RECIPES = Path(__file__).resolve().parents[3] / "sandbox_data" / "recipes"


def test_every_recipe_of_the_catalogue_can_be_read() -> None:
    recipes = [read_recipe(path) for path in sorted(RECIPES.glob("*.toml"))]
    assert [recipe.dataset for recipe in recipes] == sorted(path.stem for path in RECIPES.glob("*.toml"))
    assert recipes


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"do": "encrypt", "columns": ["a"]}, r"step 2: do: 'encrypt' is not a step; known: 'pseudonym'"),
        ({"do": "pseudonym", "columns": ["a"], "salt": "x"}, r"step 2: pseudonym\.salt: Extra inputs"),
        ({"do": "pseudonym", "columns": []}, r"step 2: pseudonym\.columns"),
        (
            {"do": "pseudonym", "columns": ["a"], "length": 4},
            r"step 2: pseudonym\.length: .*greater than or equal to 8",
        ),
        ({"do": "coarsen_time", "columns": ["at"], "to": "fortnight"}, r"step 2: coarsen_time\.to"),
        ({"do": "shift_time", "columns": ["at"], "weeks": [9, 3]}, r"step 2: shift_time: weeks must be"),
        ({"do": "scale", "columns": ["a"], "factor": [1.0, 2.0]}, r"step 2: scale: factor must be"),
        ({"do": "jitter", "resolution": {"a": 0}}, r"step 2: jitter\.resolution\.a"),
        ({"do": "generalise", "column": "a"}, r"step 2: generalise: give exactly one of width"),
        ({"do": "clip", "column": "a", "bottom": 3, "top": 1}, r"step 2: clip: bottom must be below top"),
        ({"do": "suppress_rare", "columns": ["a"], "k": 1}, r"step 2: suppress_rare\.k"),
        ({"do": "aggregate", "by": [{"column": "a"}], "measures": []}, r"step 2: aggregate\.measures"),
        ({"columns": ["a"]}, r"step 2: do"),
    ],
)
def test_a_wrong_step_is_refused_by_number_and_field(step: dict[str, Any], says: str) -> None:
    with pytest.raises(RecipeError, match=says) as refused:
        a_recipe({"do": "shuffle"}, step)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"do": "drop", "columns": ["shift"]}, r"step 2: drop\.columns: .*no column 'shift'; there are: machine"),
        ({"do": "scale", "columns": ["machine"]}, r"step 2: scale\.columns: .*'machine' holds string, not numbers"),
        ({"do": "shift_time", "columns": ["count"]}, r"step 2: shift_time\.columns: .*not times"),
        ({"do": "shift_time", "columns": ["at"], "per": "line"}, r"step 2: shift_time\.per: .*'line'"),
        ({"do": "redact", "columns": ["count"]}, r"step 2: redact\.columns: .*not texts"),
        ({"do": "redact", "columns": ["note"], "terms_from": ["who"]}, r"step 2: redact\.terms_from: .*'who'"),
        ({"do": "jitter", "resolution": {"note": 1}}, r"step 2: jitter\.resolution: .*not numbers"),
        ({"do": "rename", "names": {"at": "machine"}}, r"step 2: rename\.names: .*two columns 'machine'"),
        ({"do": "generalise", "column": "machine", "mapping": {"M0": "a"}}, r"step 2: generalise\.mapping: .*'M\d'"),
        ({"do": "drop", "columns": ["operator", "__row__"]}, r"step 2: drop\.columns: .*no column '__row__'"),
        ({"do": "suppress_rare", "columns": ["note"]}, r"step 2: suppress_rare\.k: .*no row is left"),
    ],
)
def test_a_step_that_does_not_fit_the_table_is_refused_by_number_and_field(step: dict[str, Any], says: str) -> None:
    with pytest.raises(RecipeError, match=says) as refused:
        released({"do": "shuffle"}, step)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_toml_or_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("steps = [")
    with pytest.raises(RecipeError, match=r"bad\.toml: .*TOML"):
        read_recipe(tmp_path / "bad.toml")
    with pytest.raises(RecipeError, match=r"none\.toml"):
        read_recipe(tmp_path / "none.toml")


def test_a_recipe_without_steps_or_for_no_rows_is_refused() -> None:
    with pytest.raises(RecipeError, match="steps"):
        parse_recipe({"dataset": "shots", "reason": {"ko": "", "en": ""}, "steps": []})
    with pytest.raises(RecipeError, match="empty table"):
        released({"do": "shuffle"}, table=a_table(0))


def test_a_table_with_the_reserved_column_is_refused() -> None:
    with pytest.raises(RecipeError, match="reserved"):
        released({"do": "shuffle"}, table=pa.table({"__row__": [1]}))


def test_another_recipe_has_another_digest() -> None:
    one = a_recipe({"do": "suppress_rare", "columns": ["machine"], "k": 5})
    assert one.digest == a_recipe({"do": "suppress_rare", "columns": ["machine"]}).digest
    assert one.digest != a_recipe({"do": "suppress_rare", "columns": ["machine"], "k": 6}).digest
