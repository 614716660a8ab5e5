"""Recipes that turn a plant's table into one that may leave the plant; docs/anonymisation.md says what they promise."""

from __future__ import annotations

from sandbox_data.anonymising.applying import Anonymised, ReleaseRecord, anonymise, parquet
from sandbox_data.anonymising.keys import Key, KeyFolder, KeyUnusable
from sandbox_data.anonymising.recipe import Recipe, RecipeError, parse_recipe, read_recipe
from sandbox_data.anonymising.sealing import seal, unseal

__all__ = [
    "Anonymised",
    "Key",
    "KeyFolder",
    "KeyUnusable",
    "Recipe",
    "RecipeError",
    "ReleaseRecord",
    "anonymise",
    "parquet",
    "parse_recipe",
    "read_recipe",
    "seal",
    "unseal",
]
