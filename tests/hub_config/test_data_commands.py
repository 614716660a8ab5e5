"""`shopfloor data …` as an operator types it."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import select
from typer.testing import CliRunner

from courses.registry import Lab
from hub_config import datasets
from hub_config.cli import app
from hub_config.commands.opening import opened_registry
from hub_config.commands.watching import watched
from hub_config.settings import Settings
from sandbox_data import terms
from sandbox_data.errors import DataCorrupt, DataUnavailable, NotReleased, TermsNotAccepted
from sandbox_data.gate import signatures
from tests.data_fixtures import Obtained
from tests.plant_files import mirrored


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, released_data: Path) -> Path:
    """A machine without a mirror for data but with the dryer's raw file in one; its state folder."""
    mirror = tmp_path / "mirror" / "dryer"
    mirror.mkdir(parents=True)
    mirror.joinpath("dryer.csv").write_bytes((released_data.parent / "raw" / "dryer" / "dryer.csv").read_bytes())
    monkeypatch.setenv("SHOPFLOOR_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("SHOPFLOOR_DATA_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.delenv("SHOPFLOOR_ACCEPT_MIRROR_TERMS", raising=False)
    return tmp_path / "var"


def _run(*words: str) -> str:
    done = CliRunner().invoke(app, ["data", *words])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_build_list_and_verify_speak_of_the_same_dataset(shop: Path) -> None:
    assert "9220 rows" in _run("build", "dryer")
    states = {line["name"]: line["state"] for line in json.loads(_run("list", "--json").splitlines()[-1])}
    assert states["dryer"] == "released"
    assert states["steel_energy"] == "terms-not-accepted"
    assert "released: 같은 바이트 / same bytes" in _run("verify", "dryer")
    assert "dryer" in _run("list")


def test_fetch_brings_the_raw_files_and_builds_nothing(shop: Path) -> None:
    assert "dryer" in _run("fetch", "dryer")
    assert (shop / "data" / "raw" / "dryer" / "dryer.csv").is_file()
    assert not (shop / "data" / "released").exists()


@pytest.mark.parametrize("word", ["fetch", "verify"])
def test_a_command_without_a_name_lists_the_names(shop: Path, word: str) -> None:
    with pytest.raises(Exception, match="--all") as refused:
        _run(word)
    assert "la_haute_borne" in str(refused.value)


def test_accept_prints_the_terms_and_records_who(shop: Path) -> None:
    said = _run("accept", "steel_energy", "--by", "김운영")
    assert "CC BY 4.0" in said
    assert "accepted by 김운영" in said
    entry = json.loads((shop / "data" / "terms" / "steel_energy.json").read_text())[0]
    assert entry["accepted_by"] == "김운영"
    assert "needs no acceptance" in _run("accept", "dryer")


def test_terms_come_before_anything_is_fetched(shop: Path) -> None:
    with pytest.raises(TermsNotAccepted, match=r"\./shopfloor data accept steel_energy"):
        _run("fetch", "steel_energy")
    with pytest.raises(TermsNotAccepted):
        _run("build", "steel_energy")


def test_all_passes_over_what_cannot_be_had_and_says_why(
    shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without package registry, publishers and mirror: nothing is wrong, and nothing is silent."""
    monkeypatch.setattr("sandbox_data.packages._download", _no_registry)
    monkeypatch.setattr("sandbox_data.packages.ATTEMPTS", 1)
    monkeypatch.setattr("sandbox_data.downloading.ATTEMPTS", 1)
    said = _run("verify", "--all")
    assert "dryer: 이상 없음 / verified" in said
    assert "steel_energy: 건너뜀 / skipped" in said
    assert "distillate_flow: 건너뜀 / skipped" in said
    assert said.count("./shopfloor data") >= 10


def _no_registry(*_: object) -> Path:
    from sandbox_data.packages import DownloadFailed

    raise DownloadFailed("no route to the registry")


def test_the_mirror_setting_accepts_what_the_mirror_holds_and_nothing_else(
    shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHOPFLOOR_ACCEPT_MIRROR_TERMS", "1")
    steel = tmp_path / "mirror" / "steel_energy"
    steel.mkdir()
    steel.joinpath("Steel_industry_data.csv").write_bytes(b"not looked at here")
    settings = Settings()
    for name in ("steel_energy", "gas_turbine", "ccpp"):
        datasets.accept_what_the_mirror_holds(settings, name)
    recorded = {path.stem for path in (shop / "data" / "terms").iterdir()}
    assert recorded == {"steel_energy"}
    entry = terms.acceptances("steel_energy", shop / "data" / "terms")[0]
    assert entry.how == "mirror-setting"
    assert entry.accepted_by == datasets.operator_name()


def test_a_protected_dataset_is_built_but_not_for_trainees(
    shop: Path, tmp_path: Path, obtain: Callable[[str], Obtained], data_folder: Path
) -> None:
    obtain("la_haute_borne")
    (tmp_path / "mirror" / "la_haute_borne").symlink_to(data_folder / "raw" / "la_haute_borne")
    said = _run("build", "la_haute_borne")
    assert "420480 rows, not-released" in said
    assert "machines" in said
    assert not (shop / "data" / "released" / "la_haute_borne").exists()
    with pytest.raises(NotReleased):
        datasets.build(Settings(), "la_haute_borne").released()


def test_a_publisher_out_of_reach_is_one_line_with_the_remedy(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox_data.fetching.download", _nobody_answers)
    with pytest.raises(DataUnavailable) as refused:
        _run("fetch", "nab_machine_temperature")
    assert "nab/machine_temperature_system_failure.csv" in refused.value.remedy
    assert "\n" not in str(refused.value)


def _nobody_answers(url: str, *_: object) -> None:
    raise DataUnavailable(f"{url} 에서 받지 못했습니다 / could not be fetched: no route")


def test_a_bar_appears_only_when_work_takes_longer_than_a_moment() -> None:
    quick, slow = io.StringIO(), io.StringIO()
    with watched(Console(file=quick, force_terminal=True), after_seconds=30) as bar:
        bar.step("quick work")
    with watched(Console(file=slow, force_terminal=True, width=100), after_seconds=0.02) as bar:
        bar.step("slow work")
        bar.bytes_done(500_000, 1_000_000)
        time.sleep(0.5)
    assert quick.getvalue() == ""
    assert "slow work" in slow.getvalue()
    assert "0.5/1.0 MB" in slow.getvalue() or "500" in slow.getvalue()


def test_a_log_gets_no_bar() -> None:
    log = io.StringIO()
    with watched(Console(file=log), after_seconds=0.0) as bar:
        bar.step("work")
        time.sleep(0.1)
    assert log.getvalue() == ""


@pytest.fixture
def moulding_file() -> Path:
    """A protected dataset's real raw file; asked for before the machine of the tests has a mirror of its own."""
    return mirrored("injection_moulding", "data.csv")


@pytest.fixture
def moulding(moulding_file: Path, shop: Path, tmp_path: Path) -> Path:
    """The machine with that file in its mirror, and its terms accepted."""
    (tmp_path / "mirror" / "injection_moulding").symlink_to(moulding_file.parent)
    _run("accept", "injection_moulding", "--by", "김운영")
    return shop


def _listed(name: str) -> dict[str, object]:
    lines: list[dict[str, object]] = json.loads(_run("list", "--json").splitlines()[-1])
    return next(line for line in lines if line["name"] == name)


def test_risk_sign_and_withdraw_open_and_close_a_protected_dataset(moulding: Path) -> None:
    said = _run("risk", "injection_moulding")
    assert "within all limits" in said
    reports = moulding / "data" / "reports" / "injection_moulding"
    assert "재식별 위험과 쓸모" in (reports / "report.ko.html").read_text(encoding="utf-8")
    assert json.loads((reports / "report.json").read_bytes())["verdict"]["passed"]
    assert _listed("injection_moulding")["state"] == "awaiting-signature"
    _with_a_lab_on("injection_moulding")
    assert "signed by 이관리" in _run("sign", "injection_moulding", "--by", "이관리")
    line = _listed("injection_moulding")
    assert line["state"] == "released"
    assert isinstance(line["utility_loss"], float)
    assert line["utility_loss"] <= 0.05
    assert "applied again, same bytes" in _run("verify", "injection_moulding")
    _with_a_lab_on("injection_moulding", offered=True)
    assert "labs that stop: moulding-lab" in _run("withdraw", "injection_moulding", "--reason", "계약 종료")
    assert _listed("injection_moulding")["state"] == "withdrawn"
    assert _lab() == (False, "NotReleased")


def _with_a_lab_on(dataset: str, *, offered: bool = False) -> None:
    with opened_registry() as (_, registry), registry.session() as session:
        lab = session.scalars(select(Lab)).one_or_none() or Lab(
            code="moulding-lab", title_ko="사출", title_en="Moulding"
        )
        lab.minutes, lab.dataset, lab.offered = 60, dataset, offered
        session.add(lab)


def _lab() -> tuple[bool, str]:
    with opened_registry() as (_, registry), registry.reading() as session:
        lab = session.scalars(select(Lab)).one()
        return lab.offered, lab.not_offered_code


def test_up_measures_once_and_asks_for_a_signature_unless_told_to_sign(
    moulding: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A withdrawal stands, whatever the setting says."""
    withheld = datasets.offer(Settings(), "injection_moulding").withheld
    assert withheld is not None
    assert withheld.code == "not-signed"
    assert datasets.awaiting_signature(Settings()) == ["injection_moulding"]
    monkeypatch.setattr("sandbox_data.gate.measuring.measure", _measured_again)
    monkeypatch.setenv("SHOPFLOOR_SIGN_SHIPPED_RECIPES", "1")
    assert datasets.offer(Settings(), "injection_moulding").released().is_dir()
    assert not datasets.offer(Settings(), "injection_moulding").built
    assert [entry.by for entry in signatures.journal(moulding / "data", "injection_moulding")] == ["shipped"]
    _run("withdraw", "injection_moulding")
    with pytest.raises(NotReleased, match="withdrawn"):
        datasets.offer(Settings(), "injection_moulding").released()


def test_a_receipt_of_a_quiet_quarter_names_nobody(shop: Path) -> None:
    line = json.loads(_run("receipt", "dryer", "--period", "2026-Q4", "--json").splitlines()[-1])
    assert line == {
        "dataset": "dryer", "period": "2026-Q4", "labs": [], "trainees": None, "hours": None, "cohorts": None,
        "agreements": None, "mounts": 0,
    }  # fmt: skip
    assert "<5" in _run("receipt", "dryer", "--period", "2026-Q4")
    with pytest.raises(DataUnavailable):
        _run("receipt", "dryr", "--period", "2026-Q4")


def test_a_plants_own_file_becomes_drafts_once(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "mirror" / "dryer" / "dryer.csv"
    said = _run("import", str(file), "--name", "own_dryer")
    assert "card.toml" in said
    assert "9,220 of 9,220 rows" in said
    assert "survi" in said or "sealed" in said, "what is beyond its limit is said"
    assert "rows = 9220" in (shop / "data" / "drafts" / "own_dryer" / "card.toml").read_text(encoding="utf-8")
    assert (shop / "data" / "drafts").stat().st_mode & 0o077 == 0
    with pytest.raises(DataUnavailable, match="draft already"):
        _run("import", str(file), "--name", "own_dryer")
    with pytest.raises(DataUnavailable, match="in the catalogue already"):
        _run("import", str(file))
    with pytest.raises(DataCorrupt, match=r"plant\.xlsx"):
        _run("import", str(tmp_path / "plant.xlsx"))
    assert [path.name for path in (shop / "data" / "drafts").iterdir()] == ["own_dryer"], "nothing half-made stays"
    with pytest.raises(DataUnavailable, match="--name"):
        _run("import", str(tmp_path / "공장.csv"))


def _measured_again(*_: object, **__: object) -> None:
    raise AssertionError("a report that is there is not made again")
