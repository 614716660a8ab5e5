"""The report of a release: one measured value, its JSON and its page in two languages."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sandbox_data.anonymising import anonymise, parse_recipe
from sandbox_data.risk import ProtectionError, RiskReport, assess, page
from sandbox_data.risk.assessing import original_names
from sandbox_data.risk.definitions import DEFINITIONS
from sandbox_data.risk.survival import digest
from sandbox_data.text import LANGUAGES, Language
from tests.sandbox_data.anonymising.making import KEY
from tests.sandbox_data.risk.plants import NOON
from tests.sandbox_data.risk.test_gate import TEXT, declared

ROWS = 240
STEPS: list[dict[str, Any]] = [
    {"do": "redact", "columns": ["note"]},
    {"do": "pseudonym", "columns": ["machine"]},
    {"do": "jitter", "resolution": {"pressure": 0.5}},
    {"do": "scale", "columns": ["pressure"]},
    {"do": "rename", "names": {"pressure": "x1", "machine": "asset"}},
]


@pytest.fixture(scope="module")
def shots() -> pa.Table:
    """Shots of eight machines that differ; the test's own table, because it must name persons."""
    random = np.random.default_rng(7)
    machine = np.arange(ROWS) % 8
    return pa.table(
        {
            "machine": [f"M{number}" for number in machine],
            "shift": ["day", "night"] * (ROWS // 2),
            "pressure": 880.0 + 5.0 * machine + random.normal(size=ROWS),
            "good": (random.random(ROWS) > 0.3).astype(int),
            "note": [f"반장 김철수 <점검> {number}" for number in range(ROWS)],
        }
    )


@pytest.fixture(scope="module")
def sample(shots: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = shots["note"].to_pylist()
    marks = [[row, 3, 6, "person"] for row in range(10)]
    path = tmp_path_factory.mktemp("sample") / "shots.reviewed.json"
    content = {
        "dataset": "shots",
        "column": "note",
        "texts_sha256": digest(texts[:10]),
        "rows": list(range(10)),
        "marks": marks,
    }
    path.write_text(json.dumps(content))
    return path


@pytest.fixture(scope="module")
def report(shots: pa.Table, sample: Path) -> RiskReport:
    recipe = parse_recipe({"dataset": "shots", "reason": TEXT, "steps": STEPS})
    persons = {
        "kind": "persons",
        "reason": TEXT,
        "quasi_identifiers": ["shift"],
        "sensitive": ["good"],
        "texts": ["note"],
    }
    machines = {"kind": "machines", "reason": TEXT, "entity": "machine", "released_as": "machine", "values": ["good"]}
    secret = {"kind": "recipe", "reason": TEXT, "columns": ["pressure"]}
    task = {
        "name": {"ko": "양품", "en": "good & <bad> shots"},
        "model": "random forest",
        "target": "good",
        "inputs": ["pressure"],
        "score": "balanced accuracy",
        "split": {"by": "folds"},
    }
    protection = declared(persons, machines, secret, utility=[task])
    return assess(shots, anonymise(recipe, shots, KEY), recipe, protection, made_at=NOON, sample=sample)


def test_figures_are_told_under_the_names_of_the_original(report: RiskReport) -> None:
    assert report.measured.sealed_columns == ("machine", "pressure")
    assert {one.column for one in report.measured.survivals} == {"machine", "pressure"}
    assert all(one.surviving == 0 for one in report.measured.survivals)
    pressure = next(one for one in report.measured.likeness if one.column == "pressure")
    assert pressure.sealed
    assert pressure.rank_correlation is not None
    assert 0.99 < pressure.rank_correlation <= 1.0


def test_a_holder_of_rows_is_found_to_undo_a_scale_and_the_gate_refuses(report: RiskReport) -> None:
    assert not report.verdict.passed
    assert any(failure.figure.startswith("recovery: pressure") for failure in report.verdict.failures)


def test_marked_names_are_found_or_not(shots: pa.Table, sample: Path, report: RiskReport) -> None:
    assert report.measured.reviews[0].marked.hits == 10
    assert report.measured.precision is not None
    assert report.measured.precision.right == report.measured.precision.taken == 10
    english = {"do": "redact", "columns": ["note"], "languages": ["en"]}
    recipe = parse_recipe({"dataset": "shots", "reason": TEXT, "steps": [english]})
    persons = report.protection.model_copy(update={"protects": report.protection.protects[:1], "utility": ()})
    left = assess(shots, anonymise(recipe, shots, KEY), recipe, persons, made_at=NOON, sample=sample)
    assert left.measured.reviews[0].marked.hits == 0
    assert [failure.figure for failure in left.verdict.failures] == ["names found"]


def test_a_sample_made_on_other_texts_is_refused(shots: pa.Table, sample: Path, report: RiskReport) -> None:
    recipe = parse_recipe({"dataset": "shots", "reason": TEXT, "steps": STEPS})
    other = shots.slice(1)
    with pytest.raises(ProtectionError, match="made on other texts"):
        assess(other, anonymise(recipe, other, KEY), recipe, report.protection, made_at=NOON, sample=sample)


def test_the_json_form_holds_every_figure_and_can_be_read_back(report: RiskReport) -> None:
    text = report.model_dump_json()
    assert RiskReport.model_validate_json(text) == report
    assert json.loads(text)["verdict"]["passed"] is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_defines_every_figure_that_it_shows(report: RiskReport, language: Language) -> None:
    html = page(report, language)
    shown = set(DEFINITIONS) - {"entities_behind"}  # shown for an aggregate only
    missing = [figure for figure in shown if escape(DEFINITIONS[figure].sentence.in_language(language)) not in html]
    assert missing == []
    assert f'<html lang="{language}">' in html
    assert html.count("<svg") == 4


def test_the_page_refers_to_nothing_outside_itself(report: RiskReport) -> None:
    html = page(report, "ko")
    addresses = set(re.findall(r"https?://[^\s\"'<]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}, (
        "names of formats, not addresses"
    )
    assert "<script" not in html
    assert "src=" not in html


def test_what_comes_from_the_data_is_escaped(report: RiskReport) -> None:
    html = page(report, "en")
    assert "good &amp; &lt;bad&gt; shots" in html
    assert "<bad>" not in html


def test_the_page_holds_no_name_of_a_person_and_no_sealed_parameter(report: RiskReport) -> None:
    html = page(report, "ko")
    assert "김철수" not in html
    assert KEY.secret.hex() not in html


def test_the_same_report_gives_the_same_page(report: RiskReport) -> None:
    assert page(report, "ko") == page(report, "ko")


def test_measures_of_an_aggregate_go_by_the_column_they_measure() -> None:
    steps = [
        {"do": "rename", "names": {"P_avg": "power"}},
        {
            "do": "aggregate",
            "by": [{"column": "wind", "width": 0.5, "name": "bin"}],
            "measures": [{"column": "power", "statistic": "median"}, {"column": "power", "statistic": "sd"}],
        },
    ]
    recipe = parse_recipe({"dataset": "shots", "reason": TEXT, "steps": steps})
    released = ["bin", "rows", "power_median", "power_sd"]
    assert original_names(recipe, released) == {"bin": "wind", "power_median": "P_avg"}


def test_every_definition_is_one_sentence_in_both_languages() -> None:
    for definition in DEFINITIONS.values():
        for language in LANGUAGES:
            sentence = definition.sentence.in_language(language)
            assert sentence.endswith(".")
            assert sentence.count(". ") == 0
    assert pd.Series([d.name.ko for d in DEFINITIONS.values()]).is_unique
