"""One small picture of each released dataset: an aggregate that is computed once, and never holds a row.

Drawn from the release alone, so that it shows what trainees may see; cells of fewer than LEAST_ROWS rows are left out,
because the page is also for people who may see no rows at all.
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox_data.writing import write_aside

if TYPE_CHECKING:
    import pandas as pd

PLANS = Path(__file__).with_name("portraits.toml")
FOLDER, RELEASED = "portraits", "released"
LEAST_ROWS = 5
BINS = 100
MOST_BARS = 24

Statistic = Literal["mean", "median", "sum"]
Axis = Literal["times", "numbers", "names"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Plan(_Frozen):
    """What a portrait shows; see portraits.toml."""

    kind: Literal["line", "bar", "columns"]
    x: str = ""
    y: str = ""
    series: str = ""
    pattern: str = ""
    without: str = ""
    statistic: Statistic = "mean"
    bins: int = BINS
    most: int = 0
    # A release whose rows are aggregates already needs fewer of them.
    least_rows: int = LEAST_ROWS


class Point(_Frozen):
    """One mark: `x` is a number, or a name or a time (ISO 8601) as text; `n` rows went into `y`."""

    x: float | str
    y: float
    n: int
    series: str = ""


class Portrait(_Frozen):
    """An aggregate with its axes. Units are empty where none is known. `data_sha256` is that of the drawn table."""

    dataset: str
    kind: Literal["line", "bar"]
    axis: Axis
    x: str
    y: str
    unit_x: str = ""
    unit_y: str = ""
    series: str = ""
    statistic: Statistic | Literal["rows"]
    # The x axis holds names of columns, not values of one.
    of_columns: bool = False
    points: tuple[Point, ...]
    data_sha256: str


def draw(data_folder: Path, name: str) -> Portrait | None:
    """The portrait of the release that lies in `data_folder`, computed unless it is there; None without a release."""
    release = data_folder / RELEASED / name
    try:
        stated = json.loads((release / "card.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = read(data_folder, name)
    if known is not None:
        return known
    import pandas as pd

    made = portrait(pd.read_parquet(release / "data.parquet"), name, stated)
    if made is not None:
        write_aside(data_folder / FOLDER / f"{name}.json", made.model_dump_json().encode())
    return made


def read(data_folder: Path, name: str) -> Portrait | None:
    """The portrait of the release that is served now; None where there is none, or where it shows an older release."""
    try:
        stated = json.loads((data_folder / RELEASED / name / "card.json").read_text(encoding="utf-8"))
        kept = Portrait.model_validate_json((data_folder / FOLDER / f"{name}.json").read_bytes())
    except (OSError, ValueError, ValidationError):
        return None
    return kept if kept.data_sha256 == stated.get("data_sha256") else None


@cache
def _plans() -> dict[str, Plan]:
    content = tomllib.loads(PLANS.read_text(encoding="utf-8"))
    return {name: Plan.model_validate(plan) for name, plan in content.items()}


def portrait(table: pd.DataFrame, name: str, stated: dict[str, Any]) -> Portrait | None:
    """The portrait of a table, by its plan where the table has the columns; None where there is nothing to draw."""
    plan = _plans().get(name)
    if plan is None or not _fits(plan, table):
        plan = automatic(table)
    if plan is None:
        return None
    made = {"line": _line, "bar": _bar, "columns": _columns}[plan.kind](table, plan)
    units = {str(column.get("name")): str(column.get("unit", "")) for column in stated.get("columns", ())}
    return Portrait(
        dataset=name,
        kind=made.kind,
        axis=made.axis,
        x=plan.x,
        y=plan.y,
        unit_x=_known(units.get(plan.x, "")),
        unit_y=_known(units.get(plan.y, "")),
        series=plan.series,
        statistic=plan.statistic if plan.y or plan.kind == "columns" else "rows",
        of_columns=plan.kind == "columns",
        points=tuple(point for point in made.points if point.n >= plan.least_rows),
        data_sha256=str(stated.get("data_sha256", "")),
    )


def automatic(table: pd.DataFrame) -> Plan | None:
    """A plan for a table that none is written for: over time, else by category, else along the rows."""
    numbers = [str(name) for name in table.columns if table[name].dtype.kind in "fiu"]
    times = [str(name) for name in table.columns if table[name].dtype.kind == "M"]
    names = [str(name) for name in table.columns if 1 < table[name].nunique() <= MOST_BARS and name not in numbers]
    if numbers and times:
        return Plan(kind="line", x=times[0], y=numbers[0])
    if names:
        return Plan(kind="bar", x=names[0])
    return Plan(kind="line", y=numbers[0]) if numbers else None


def _fits(plan: Plan, table: pd.DataFrame) -> bool:
    named = [name for name in (plan.x, plan.y, plan.series) if name]
    if any(name not in table.columns for name in named):
        return False
    return plan.kind != "columns" or bool(_matching(table, plan))


def _known(unit: str) -> str:
    return "" if unit == "?" else unit


class _Drawn(BaseModel):
    kind: Literal["line", "bar"]
    axis: Axis
    points: list[Point]


def _line(table: pd.DataFrame, plan: Plan) -> _Drawn:
    """Equal parts of the x axis; each point stands at the beginning of its part."""
    import numpy as np
    import pandas as pd

    along = table[plan.x] if plan.x else pd.Series(range(len(table)), index=table.index)
    kept = along.notna() & table[plan.y].notna()
    along, values = along[kept], table.loc[kept, plan.y]
    timed = along.dtype.kind == "M"
    if along.empty:
        return _Drawn(kind="line", axis="numbers", points=[])
    at = along.astype("int64").to_numpy() if timed else along.to_numpy(dtype=float)
    edges = np.linspace(at.min(), at.max(), plan.bins + 1)
    parts = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, plan.bins - 1)
    grouped = pd.DataFrame({"x": along.to_numpy(), "y": values.to_numpy(), "part": parts}).groupby("part")
    rows: Any = grouped.agg(x=("x", "min"), y=("y", plan.statistic), n=("y", "size")).itertuples()
    points = [
        Point(x=row.x.isoformat() if timed else float(edges[row.Index]), y=_rounded(row.y), n=int(row.n))
        for row in rows
    ]
    return _Drawn(kind="line", axis="times" if timed else "numbers", points=points)


def _bar(table: pd.DataFrame, plan: Plan) -> _Drawn:
    import pandas as pd

    one = pd.Series(1, index=table.index)
    parts = pd.DataFrame({"x": table[plan.x].astype(str), "y": table[plan.y] if plan.y else one})
    parts["series"] = table[plan.series].astype(str) if plan.series else ""
    statistic = plan.statistic if plan.y else "sum"
    grouped = parts.groupby(["x", "series"], sort=False)
    rows: Any = grouped.agg(y=("y", statistic), n=("y", "size")).reset_index().itertuples()
    points = [Point(x=row.x, y=_rounded(row.y), n=int(row.n), series=row.series) for row in rows]
    ordered = sorted(points, key=lambda point: (_in_order(point.x), point.series))
    return _Drawn(kind="bar", axis="names", points=ordered)


def _in_order(name: float | str) -> tuple[float, str]:
    """Numbers by their size, names by the alphabet."""
    text = str(name)
    return (float(text), "") if re.fullmatch(r"-?[0-9.]+", text) else (0.0, text)


def _rounded(value: Any) -> float:
    return float(f"{float(value):.6g}")


def _matching(table: pd.DataFrame, plan: Plan) -> list[str]:
    pattern, without = re.compile(plan.pattern), re.compile(plan.without) if plan.without else None
    names = [str(name) for name in table.columns if pattern.fullmatch(str(name))]
    return [name for name in names if without is None or not without.fullmatch(name)]


def _columns(table: pd.DataFrame, plan: Plan) -> _Drawn:
    """A bar for each column, the largest first; a line where the columns' names are numbers (a spectrum)."""
    names = _matching(table, plan)
    spectrum = all(re.fullmatch(r"[0-9.]+", name) for name in names)
    points = [
        Point(
            x=float(name) if spectrum else name,
            y=_rounded(table[name].agg(plan.statistic)),
            n=int(table[name].sum() if plan.statistic == "sum" else table[name].notna().sum()),
        )
        for name in names
    ]
    if spectrum:
        return _Drawn(kind="line", axis="numbers", points=points)
    largest = sorted(points, key=lambda point: -point.y)
    return _Drawn(kind="bar", axis="names", points=largest[: plan.most] if plan.most else largest)
