"""What a measurement found: frozen values that the report draws, the gate judges and JSON carries."""

from __future__ import annotations

from functools import cached_property

from pydantic import BaseModel, ConfigDict
from scipy.stats import binomtest

CONFIDENCE = 0.95


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Count(Frozen):
    """`hits` of `trials`, beside the hits that guessing gives on average."""

    hits: int
    trials: int
    guessed: float

    @property
    def share(self) -> float:
        return self.hits / self.trials if self.trials else 0.0

    @cached_property
    def interval(self) -> tuple[float, float]:
        """Exact 95 % interval of the share (Clopper and Pearson 1934), as if the trials were independent."""
        if not self.trials:
            return 0.0, 1.0
        found = binomtest(self.hits, self.trials).proportion_ci(CONFIDENCE, method="exact")
        return float(found.low), float(found.high)

    @property
    def times_guess(self) -> float:
        """How many times as often as by guessing; guessing that never hits counts as half a hit."""
        return self.hits / max(self.guessed, 0.5)


class Anonymity(Frozen):
    """Over the combinations of the quasi-identifiers. `t` and `l` are the worst of all sensitive columns."""

    quasi_identifiers: tuple[str, ...]
    sensitive: tuple[str, ...]
    rows: int
    groups: int
    k: int
    l: int | None  # noqa: E741 - the name of the measure
    t: float | None
    unique_rows: int
    rows_below_limit: int
    expected_hits: float


class Linkage(Frozen):
    """One attack on entities: what the attacker held, how they went about it, and how many came back."""

    kind: str
    entity: str
    entities: int
    method: str
    known: str
    count: Count
    note: str = ""


class EntityAnonymity(Frozen):
    """How many entities stand behind each released row of an aggregate, or behind each cell of a table."""

    entity: str
    entities: int
    fewest_per_row: int
    released_rows: int


class Recovery(Frozen):
    """A sealed column as a holder of original rows recovers it. `within` is what counts as recovered."""

    kind: str
    column: str
    known: str
    within: str
    count: Count


class Survival(Frozen):
    """Values of a sealed column of the release that equal some original value of it."""

    column: str
    released_values: int
    surviving: int


class TextReview(Frozen):
    """Hand-marked names and places: how many the redaction found, and how much else it took for one."""

    kind: str
    marked: Count
    reports: int


class TextPrecision(Frozen):
    """Of the words that redaction took out as names in the reviewed reports, those that people had marked."""

    right: int
    taken: int


class ColumnLikeness(Frozen):
    """One column before and after. `moved` is the Wasserstein distance in standard deviations of the original, None for
    a column without values."""

    column: str
    rank_correlation: float | None
    largest_gap: float
    moved: float | None
    sealed: bool


class UtilityResult(Frozen):
    """A reference task on the original and on the release. `loss` is relative; below zero the release did better."""

    name_ko: str
    name_en: str
    score: str
    original: float
    released: float
    loss: float
