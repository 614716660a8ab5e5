"""From a checked table to a candidate: the recipe applied under the dataset's key, and the result attacked."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_data import versions
from sandbox_data.anonymising import Anonymised, Key, KeyFolder, anonymise, parquet, read_recipe, seal
from sandbox_data.cards import Card
from sandbox_data.errors import NotReleased
from sandbox_data.folders import CHECKED, close_folders, lock_of
from sandbox_data.gate import candidates
from sandbox_data.gate.candidates import Candidate, Summary
from sandbox_data.gate.shelf import SHIPPED, Shelf
from sandbox_data.holding_out.declaration import HoldOutError
from sandbox_data.holding_out.keeping import PartsRecord, divided
from sandbox_data.risk import Protection, ProtectionError, RiskReport, assess, page, read_protection
from sandbox_data.watching import Nobody, Watcher
from sandbox_data.writing import exclusive

if TYPE_CHECKING:
    import pyarrow as pa


def measure(
    card: Card,
    *,
    data_folder: Path,
    keys: KeyFolder,
    now: datetime,
    watcher: Watcher | None = None,
    shelf: Shelf = SHIPPED,
) -> Candidate:
    """Anonymise the checked table, measure what it risks and what it stays good for, and keep both for the steward.

    Key and sealed mapping go into `keys`. Raises NotReleased when nothing was checked yet or there is no recipe,
    RecipeError and ProtectionError naming the field; the candidate before stays.
    """
    watcher = watcher or Nobody()
    close_folders(data_folder)
    with exclusive(lock_of(data_folder, card.name)):
        table = _plant_table(card, data_folder, shelf)
        protection = _declaration(card, shelf)
        watcher.step(f"{card.name}: 비식별 처리하는 중 / anonymising")
        recipe = read_recipe(shelf.recipe(card.name))
        key = keys.ensure(card.name)
        done = anonymise(recipe, table, key)
        watcher.step(f"{card.name}: 공격하고 쓸모를 재는 중 / attacking it, and measuring what it stays good for")
        report = assess(table, done, recipe, protection, made_at=now, sample=shelf.sample(card.name))
        seal(done.sealed, keys, card.name, key, done.record.data_sha256)
        parts = _divided(card, table, done, key, shelf)
        return _keep(card, data_folder, done, report, shelf, parts)


def remade(card: Card, content: bytes, key: Key, shelf: Shelf = SHIPPED) -> tuple[bytes, PartsRecord | None]:
    """The release's Parquet bytes and its parts as recipe and key give them from a checked table's bytes."""
    table = as_arrow(content)
    done = anonymise(read_recipe(shelf.recipe(card.name)), table, key)
    return parquet(done.table), _divided(card, table, done, key, shelf)[0]


def as_arrow(content: bytes) -> pa.Table:
    """A checked table's Parquet bytes as the recipe sees them."""
    import pandas as pd
    import pyarrow as pa

    return pa.Table.from_pandas(pd.read_parquet(io.BytesIO(content)), preserve_index=False)


def _plant_table(card: Card, data_folder: Path, shelf: Shelf) -> pa.Table:
    stated = versions.stated(data_folder / CHECKED, card.name)
    if stated is None or stated.get("card_sha256") != card.digest:
        raise NotReleased(
            f"{card.name}: 아직 확인된 표가 없습니다 / has not been checked yet.", f"./shopfloor data build {card.name}"
        )
    if card.permits_release_as_it_is:
        raise NotReleased(
            f"{card.name}: 보호할 것이 없어 보고서가 필요 없습니다 / protects nothing, so it needs no report."
        )
    if not shelf.holds(card.name):
        raise NotReleased(
            f"{card.name}: 레시피나 보호 선언이 없습니다 / there is no recipe or no declaration of what it protects.",
            f"{shelf.recipe(card.name)}, {shelf.protection(card.name)}",
        )
    return as_arrow((data_folder / CHECKED / card.name / versions.TABLE).read_bytes())


def _declaration(card: Card, shelf: Shelf) -> Protection:
    """The declaration. Raises ProtectionError when it protects something else than the card says."""
    protection = read_protection(shelf.protection(card.name))
    declared, said = {item.kind for item in protection.protects}, set(card.protection.protects)
    if declared != said:
        raise ProtectionError(
            f"{card.name}.toml: protects: 카드와 보호 선언이 다릅니다 / the card says {', '.join(sorted(said))},"
            f" the declaration {', '.join(sorted(declared))}."
        )
    return protection


def _divided(
    card: Card, table: pa.Table, done: Anonymised, key: Key, shelf: Shelf
) -> tuple[PartsRecord | None, dict[str, bytes]]:
    """The release's parts where rows are held out. Raises HoldOutError for a release that has no rows of its own."""
    holdout = shelf.holdout(card.name)
    if holdout is None:
        return None, {}
    if done.row_origin is None:
        raise HoldOutError(f"{card.name}: 행이 없는 공개본입니다 / the release has no rows of its own to hold out.")
    return divided(done.table.to_pandas(), holdout, key, table.to_pandas(), done.row_origin)


def _keep(
    card: Card,
    data_folder: Path,
    done: Anonymised,
    report: RiskReport,
    shelf: Shelf,
    parts: tuple[PartsRecord | None, dict[str, bytes]],
) -> Candidate:
    from sandbox_data.building import writer

    content, text = parquet(done.table), report.model_dump_json(indent=2).encode()
    candidate = Candidate(
        dataset=card.name,
        made_at=report.made_at,
        basis=shelf.basis(card),
        recipe_sha256=done.record.recipe_sha256,
        key_id=done.record.key_id,
        data_sha256=hashlib.sha256(content).hexdigest(),
        data_rows=done.table.num_rows,
        columns={field.name: str(field.type) for field in done.table.schema},
        writer=writer(),
        report_sha256=hashlib.sha256(text).hexdigest(),
        summary=summarised(report),
        parts=parts[0],
    )
    pages = {"ko": page(report, "ko"), "en": page(report, "en")}
    candidates.publish(data_folder, candidate, content, text, pages, parts[1])
    return candidate


def summarised(report: RiskReport) -> Summary:
    """The report in a line: k over the quasi-identifiers, the worst linkage attack, the largest loss of utility."""
    measured = report.measured
    attacks = [attack.count.times_guess for attack in measured.linkages]
    losses = [result.loss for result in measured.utility]
    return Summary(
        passed=report.verdict.passed,
        failures=tuple(f"{one.figure}: {one.found}, {one.limit}" for one in report.verdict.failures),
        k=measured.anonymity.k if measured.anonymity else None,
        linkage_vs_guess=round(max(attacks), 4) if attacks else None,
        utility_loss=round(max(losses), 4) if losses else None,
    )
