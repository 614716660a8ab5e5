"""What the harness says of one lab, as a value, as a line of a table and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from labs.answers import REFERENCE, answer_names
from labs.catalogue import LabDefinition
from labs.harness import judging
from labs.harness.findings import Finding
from labs.harness.outcomes import Outcome
from labs.harness.runs import SEED_SHIFTS, STUB, THREADS


@dataclass(frozen=True)
class LabReport:
    """`reference` and `stub` in points; `wrong_held` of `wrong` answers got exactly what is stated; `mutants_caught` is
    a share from 0 to 1, None without mutation; CPU in seconds, memory in MB, None where nothing could be run."""

    lab: str
    kind: Literal["", "draft", "imported"]
    findings: tuple[Finding, ...]
    reference: float | None = None
    stub: float | None = None
    wrong_held: int = 0
    wrong: int = 0
    mutants_caught: float | None = None
    languages_equal: bool = False
    cpu_s: float | None = None
    rss_mb: float | None = None
    cells: tuple[tuple[str, float], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the lab may be offered; of a draft or an imported one, whether it grades rightly so far."""
        return not any(finding.blocks or not self.kind for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        """The keys that programs read. Nothing else of the report is a promise."""
        keys = ("lab", "reference", "stub", "wrong_held", "wrong", "mutants_caught", "languages_equal")
        stated = asdict(self)
        return {key: stated[key] for key in (*keys, "cpu_s", "rss_mb")}


def could_not_run(lab: str, reason: str) -> LabReport:
    """The report of a lab that couldn't be judged at all, such as one whose data can't be had."""
    return LabReport(lab, "", (Finding(lab, "실행하지 못했습니다", "could not be run", reason),))


def judge(
    lab: LabDefinition, inspected: tuple[Finding, ...], outcomes: Mapping[str, Outcome], *, full: bool
) -> LabReport:
    """Everything but mutation. `outcomes` holds every run of `ordinary_runs`, with `full` also of `stability_runs`."""
    differ = list(judging.judge_languages(outcomes))
    held, wrong = judging.judge_wrong_answers(lab, outcomes)
    found = [*inspected, *judging.judge_reference(lab, outcomes), *judging.judge_stub(outcomes), *differ, *wrong]
    found += judging.judge_cost(lab, outcomes)
    if full:
        names = (*(f"seed+{shift}" for shift in SEED_SHIFTS), f"threads={THREADS}")
        found += judging.judge_stability(outcomes, names, THREADS)
    reference, stub = outcomes[REFERENCE], outcomes[STUB]
    return LabReport(
        lab=lab.code,
        kind="imported" if lab.imported else "draft" if lab.draft else "",
        findings=tuple(dict.fromkeys(found)),
        reference=reference.automatic + reference.given,
        stub=stub.automatic + stub.given,
        wrong_held=held,
        wrong=len(answer_names(lab)) - 1,
        languages_equal=not differ and not any(finding.where == "languages" for finding in inspected),
        cpu_s=round(reference.usage.cpu_s, 3) if reference.usage else None,
        rss_mb=reference.usage.rss_mb if reference.usage else None,
        cells=reference.usage.cells if reference.usage else (),
    )
