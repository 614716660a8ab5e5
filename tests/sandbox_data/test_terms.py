"""Terms: what isn't permissive is accepted once, by name, for the words that were read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from sandbox_data.errors import DataCorrupt, TermsNotAccepted
from sandbox_data.terms import PERMISSIVE, Terms, accept, acceptances, accepted, require
from sandbox_data.text import LocalizedText

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def _terms(spdx: str = "unknown", note: str = "as found") -> Terms:
    return Terms(spdx=spdx, permissive=spdx in PERMISSIVE, note=LocalizedText(ko="확인한 그대로", en=note))


def test_permissive_terms_need_nobody(tmp_path: Path) -> None:
    require("dryer", _terms("MIT"), tmp_path)


def test_other_terms_are_refused_with_the_command_that_accepts_them(tmp_path: Path) -> None:
    with pytest.raises(TermsNotAccepted, match="non-commercial") as refused:
        require("steel_energy", _terms("non-commercial"), tmp_path)
    assert refused.value.remedy == "./shopfloor data accept steel_energy"


def test_an_acceptance_records_who_when_what_and_how(tmp_path: Path) -> None:
    accept("steel_energy", _terms(), tmp_path, by="kim", how="command", now=NOON)
    require("steel_energy", _terms(), tmp_path)
    entry = json.loads((tmp_path / "steel_energy.json").read_text())[0]
    assert entry == {
        "dataset": "steel_energy",
        "terms": "unknown",
        "terms_sha256": _terms().digest,
        "accepted_by": "kim",
        "accepted_at": "2026-11-23T12:00:00Z",
        "how": "command",
    }


def test_accepting_twice_keeps_the_first_acceptance(tmp_path: Path) -> None:
    accept("steel_energy", _terms(), tmp_path, by="kim", how="command", now=NOON)
    again = accept("steel_energy", _terms(), tmp_path, by="lee", how="mirror-setting", now=NOON)
    assert again.accepted_by == "kim"
    assert len(acceptances("steel_energy", tmp_path)) == 1


def test_other_words_must_be_accepted_anew_and_the_history_stays(tmp_path: Path) -> None:
    accept("steel_energy", _terms(), tmp_path, by="kim", how="command", now=NOON)
    changed = _terms(note="as found; the publisher now asks for registration")
    with pytest.raises(TermsNotAccepted):
        require("steel_energy", changed, tmp_path)
    accept("steel_energy", changed, tmp_path, by="lee", how="command", now=NOON)
    assert [entry.accepted_by for entry in acceptances("steel_energy", tmp_path)] == ["kim", "lee"]


def test_an_acceptance_of_one_dataset_is_none_of_another(tmp_path: Path) -> None:
    accept("steel_energy", _terms(), tmp_path, by="kim", how="command", now=NOON)
    assert accepted("steel_plates", _terms(), tmp_path) is None


@pytest.mark.parametrize("content", ["{", '"yes"', '[{"dataset": "steel_energy"}]'])
def test_a_damaged_record_is_an_error_and_no_acceptance(tmp_path: Path, content: str) -> None:
    (tmp_path / "steel_energy.json").write_text(content)
    with pytest.raises(DataCorrupt, match=r"steel_energy\.json"):
        require("steel_energy", _terms(), tmp_path)


@pytest.mark.parametrize(("spdx", "permissive"), [("unknown", True), ("non-commercial", True), ("MIT", False)])
def test_permissive_is_what_the_identifier_is(spdx: str, permissive: bool) -> None:
    with pytest.raises(ValidationError, match=spdx):
        Terms(spdx=spdx, permissive=permissive, note=LocalizedText(ko="", en=""))
