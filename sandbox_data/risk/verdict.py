"""The gate: which figures are beyond their limits, and what would help. A pure function of the measured figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox_data.risk.protection import Entities, Persons, Protection, Secrets, Thresholds
from sandbox_data.risk.results import Count, Frozen
from sandbox_data.text import LocalizedText

if TYPE_CHECKING:
    from sandbox_data.risk.assessing import Measured

FEWEST_HITS = 0.5
"""Guessing that never hits is counted as half a hit, so that a single lucky hit is beyond twice of it."""

AGGREGATE = LocalizedText(
    ko="이름만 바꾸거나 반올림·잡음을 더해서는 막지 못합니다. 열을 빼거나 집계(aggregate)하십시오.",
    en="Renaming, rounding and noise do not stop this: drop the column or aggregate.",
)
ONLY_AGGREGATE = LocalizedText(
    ko="보호 대상이 다섯보다 적으면 집계(aggregate)한 공개본만 됩니다.",
    en="Fewer than five protected entities: only an aggregate can be released.",
)
COUNT_ENTITIES = LocalizedText(
    ko="aggregate에 entity와 minimum_entities를 정하십시오.",
    en="Give entity and minimum_entities in the step aggregate.",
)
GENERALISE = LocalizedText(
    ko="준식별자를 더 넓게 묶거나 suppress_rare를 추가하십시오.",
    en="Generalise the quasi-identifiers or add suppress_rare.",
)
WIDEN = LocalizedText(
    ko="같은 집단의 민감 값이 모두 같습니다. 집단을 넓히십시오.",
    en="Some group shares one sensitive value: widen the groups.",
)
FIND_NAMES = LocalizedText(
    ko="redact에 unknown_capitals나 terms_from을 켜고, 남은 이름의 꼴을 추가하십시오.",
    en="Turn on unknown_capitals or terms_from in redact, or add the form of the names that are left.",
)
SEAL = LocalizedText(
    ko="이 열을 가명·변환·이동하거나 빼십시오.", en="Give this column a pseudonym, a scale or a shift, or drop it."
)
LESS = LocalizedText(
    ko="덜 흔들거나 덜 넓게 묶으십시오. 보호 때문에 안 되면 용도를 바꾸십시오.",
    en="Jitter or generalise less; where protection forbids that, choose another purpose.",
)
MORE_SEEDS = LocalizedText(ko="attacker.seeds를 늘리십시오.", en="Raise attacker.seeds.")
MEASURE = LocalizedText(
    ko="측정하지 않았습니다. 위험 보고서를 다시 만드십시오.", en="Not measured: make the risk report again."
)


class Failure(Frozen):
    """One figure beyond its limit, or one that is missing although something is protected."""

    figure: str
    found: str
    limit: str
    remedy: LocalizedText


class Verdict(Frozen):
    """Whether a release may be signed."""

    passed: bool
    failures: tuple[Failure, ...]


def judge(measured: Measured, protection: Protection) -> Verdict:
    """Thresholds follow from what is protected: k and l for persons, attacks for sites, machines and secrets."""
    limits = protection.thresholds
    failures: list[Failure] = []
    for item in protection.protects:
        if isinstance(item, Persons):
            failures += [*_persons(measured, limits), *(_texts(measured, limits) if item.texts else ())]
        elif isinstance(item, Entities):
            failures += [*_shape(measured, limits, item), *_attacks(measured, limits, item)]
        elif isinstance(item, Secrets):
            failures += [*_sealed(measured, item), *_holders(measured, limits, item)]
    failures += _utility(measured, protection)
    return Verdict(passed=not failures, failures=tuple(failures))


def beyond(count: Count, times: float) -> bool:
    """Whether an attack hits more than `times` as often as guessing does."""
    return count.hits > times * max(count.guessed, FEWEST_HITS)


def _persons(measured: Measured, limits: Thresholds) -> Iterator[Failure]:
    found = measured.anonymity
    if found is None:
        yield _failure("anonymity", "-", "measured", MEASURE)
        return
    if found.k < limits.k:
        yield _failure("k", f"{found.k} ({found.rows_below_limit} rows)", f">= {limits.k}", GENERALISE)
    if found.l is not None and found.l < limits.l:
        yield _failure("l", str(found.l), f">= {limits.l}", WIDEN)


def _texts(measured: Measured, limits: Thresholds) -> Iterator[Failure]:
    people = next((one.marked for one in measured.reviews if one.kind == "person"), None)
    if people is None:
        yield _failure("reviewed sample of texts", "-", "measured", MEASURE)
    elif people.share < limits.names_found:
        yield _failure("names found", f"{people.hits}/{people.trials}", f">= {limits.names_found:.0%}", FIND_NAMES)


def _shape(measured: Measured, limits: Thresholds, item: Entities) -> Iterator[Failure]:
    """Few entities are released as an aggregate or not at all, and an aggregate's rows stand on enough of them."""
    entities = next((one.entities for one in measured.linkages if one.entity == item.entity), 0)
    if not measured.record.changed_shape:
        if entities < limits.fewest_entities:
            yield _failure(f"entities: {item.entity}", str(entities), f">= {limits.fewest_entities}", ONLY_AGGREGATE)
        return
    behind = next((one.fewest_per_row for one in measured.entities_behind if one.entity == item.entity), 0)
    wanted = min(entities, limits.fewest_entities)
    if behind < wanted or not wanted:
        yield _failure(f"entities behind a row: {item.entity}", str(behind), f">= {wanted}", COUNT_ENTITIES)


def _attacks(measured: Measured, limits: Thresholds, item: Entities) -> Iterator[Failure]:
    attacks = [one for one in measured.linkages if one.entity == item.entity]
    if not attacks:
        yield _failure(f"linkage attack: {item.entity}", "-", "measured", MEASURE)
    for attack in attacks:
        figure = f"linkage: {item.entity}, {attack.method}, {attack.known}"
        if attack.count.trials < limits.fewest_trials:
            yield _failure(figure, f"{attack.count.trials} trials", f">= {limits.fewest_trials}", MORE_SEEDS)
        if beyond(attack.count, limits.linkage_times_guess):
            yield _failure(figure, *_counts(attack.count, limits), AGGREGATE)


def _sealed(measured: Measured, item: Secrets) -> Iterator[Failure]:
    """Columns that the release doesn't have need no seal."""
    survivals = {one.column: one for one in measured.survivals}
    for column in item.columns:
        if column not in survivals:
            continue
        if column not in measured.sealed_columns:
            yield _failure(f"sealed: {column}", "no", "yes", SEAL)
        if left := survivals[column].surviving:
            yield _failure(f"surviving values: {column}", f"{left}/{survivals[column].released_values}", "0", SEAL)


def _holders(measured: Measured, limits: Thresholds, item: Secrets) -> Iterator[Failure]:
    if item.keeps_out == "reader":
        return
    for found in measured.recoveries:
        if found.column in item.columns and beyond(found.count, limits.linkage_times_guess):
            yield _failure(f"recovery: {found.column}, {found.known}", *_counts(found.count, limits), AGGREGATE)


def _utility(measured: Measured, protection: Protection) -> Iterator[Failure]:
    limit = protection.thresholds.utility_loss
    if len(measured.utility) < len(protection.utility):
        yield _failure("utility", str(len(measured.utility)), str(len(protection.utility)), MEASURE)
    for result in measured.utility:
        if result.loss > limit:
            found = f"{result.loss:.1%} ({result.score} {result.original:.3f} -> {result.released:.3f})"
            yield _failure(f"utility loss: {result.name_en}", found, f"<= {limit:.0%}", LESS)


def _counts(count: Count, limits: Thresholds) -> tuple[str, str]:
    return f"{count.hits}/{count.trials}", f"<= {limits.linkage_times_guess:g} x {count.guessed:.1f}"


def _failure(figure: str, found: str, limit: str, remedy: LocalizedText) -> Failure:
    return Failure(figure=figure, found=found, limit=limit, remedy=remedy)
