"""Charts, drawn by Altair. Pure: data in, chart out."""

from __future__ import annotations

import altair as alt
import pandas as pd

from courses.dashboard.language import Words
from courses.progress import ProgrammeCounts, TaskMean
from sandbox_data.cards import Card
from sandbox_data.portraits import Portrait

FONT = "Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif"
BAR, TRACK, PASS = "#2a6f9e", "#e3e9ee", "#b4530a"
PASS_PERCENT = 60
SHADES = ["#2a6f9e", "#d98c3f", "#7fa8c4", "#123f5f", "#8a8f98", "#b4530a"]
PORTRAIT_HEIGHT, BAR_HEIGHT = 260, 20
LONG_DAYS = 100
# More bars, or longer names, lie on their side.
MANY_BARS, LONG_NAME = 10, 14
LONGEST_TITLE = 34


def task_means(means: list[TaskMean], t: Words) -> alt.Chart:
    """Mean score of each task in percent of its points, in the lab's order, with the pass mark."""
    rows = pd.DataFrame(
        {
            "task": [f"{mean.task_code.upper()} {t.title(mean.task_title)}" for mean in means],
            "percent": [100 * mean.mean / mean.points if mean.points else 0.0 for mean in means],
            "points": [f"{t.number(mean.mean)} / {t.number(mean.points)}" for mean in means],
            "people": [mean.people for mean in means],
        }
    )
    y = alt.Y("task:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, labelPadding=8))
    x = alt.X(
        "percent:Q",
        title=t("Mean score, % of the points"),
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(tickCount=5),
    )
    tooltip = [
        alt.Tooltip("task:N", title=t("Task")),
        alt.Tooltip("points:N", title=t("Mean points")),
        alt.Tooltip("people:Q", title=t("Trainees")),
    ]
    base = alt.Chart(rows).encode(y=y)
    bars = base.mark_bar(color=BAR, height=16, cornerRadiusEnd=3).encode(x=x, tooltip=tooltip)
    labels = base.mark_text(align="left", dx=6, color="#1c2733").encode(x="percent:Q", text="points:N")
    mark = (
        alt.Chart(pd.DataFrame({"percent": [PASS_PERCENT]}))
        .mark_rule(color=PASS, strokeDash=[4, 3])
        .encode(x="percent:Q")
    )
    return _dressed(alt.layer(bars, labels, mark), height=max(34 * len(means), 90))


def programme_progress(programme: ProgrammeCounts, t: Words) -> alt.Chart | None:
    """Enrolled, started, submitted and completed people by centre; suppressed cells are left out."""
    measures = {
        "enrolled": t("Enrolled"),
        "started": t("Started"),
        "submitted": t("Submitted"),
        "completed": t("Completed"),
    }
    rows = [
        {"centre": t.title(centre.name), "measure": name, "people": value}
        for centre in programme.centres
        for key, name in measures.items()
        if (value := getattr(centre.counts, key)) is not None
    ]
    if not rows:
        return None
    names = list(measures.values())
    colour = alt.Color(
        "measure:N",
        sort=names,
        title=None,
        scale=alt.Scale(domain=names, range=["#c3d3df", "#7fa8c4", "#2a6f9e", "#123f5f"]),
        legend=alt.Legend(orient="top"),
    )
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(cornerRadiusEnd=3)
        .encode(
            y=alt.Y("centre:N", sort=None, title=None, axis=alt.Axis(labelLimit=260, labelPadding=8)),
            yOffset=alt.YOffset("measure:N", sort=names),
            x=alt.X("people:Q", title=t("People"), axis=alt.Axis(tickMinStep=1)),
            color=colour,
            tooltip=[
                alt.Tooltip("centre:N", title=t("Centre")),
                alt.Tooltip("measure:N", title=t("Count")),
                alt.Tooltip("people:Q", title=t("People")),
            ],
        )
    )
    return _dressed(chart, height=max(90 * len(programme.centres), 120))


def _dressed(chart: alt.Chart, height: int) -> alt.Chart:
    return (
        chart.properties(height=height, width="container")
        .configure(font=FONT)
        .configure_axis(labelFont=FONT, titleFont=FONT, labelFontSize=12, titleFontSize=12, gridColor=TRACK)
        .configure_legend(labelFont=FONT, titleFont=FONT, labelFontSize=12)
        .configure_text(font=FONT)
        .configure_view(strokeWidth=0)
    )


def portrait(drawn: Portrait, card: Card, t: Words) -> alt.Chart:
    """The one picture of a released dataset: a line over time or order, or bars by category."""
    rows = pd.DataFrame([{"x": point.x, "y": point.y, "n": point.n, "series": point.series} for point in drawn.points])
    title_x, title_y = _title_x(drawn, card, t), _title_y(drawn, card, t)
    tooltip = [alt.Tooltip("y:Q", title=title_y, format=",.4~g"), alt.Tooltip("n:Q", title=t("Rows"), format=",")]
    if drawn.kind == "line":
        y = alt.Y("y:Q", title=title_y, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5))
        chart = alt.Chart(rows).mark_line(color=BAR, strokeWidth=1.5).encode(x=_along(rows, drawn, title_x), y=y)
        return _dressed(chart.encode(tooltip=tooltip), height=PORTRAIT_HEIGHT)
    lying = rows["x"].nunique() > MANY_BARS or rows["x"].str.len().max() > LONG_NAME
    names = alt.Axis(labelAngle=0, labelLimit=180, labelOverlap=False)
    by_name = {"sort": None, "title": title_x, "axis": names}
    amount = {"title": title_y, "axis": alt.Axis(tickCount=5)}
    x, y = alt.X("x:N", **by_name), alt.Y("y:Q", **amount)
    if lying:
        x, y = alt.X("y:Q", **amount), alt.Y("x:N", **by_name)
    chart = alt.Chart(rows).mark_bar(color=BAR).encode(x=x, y=y, tooltip=[alt.Tooltip("x:N", title=title_x), *tooltip])
    if drawn.series:
        legend = alt.Legend(orient="top", title=_axis(drawn.series, "", card, t))
        chart = chart.encode(color=alt.Color("series:N", legend=legend, scale=alt.Scale(range=SHADES)))
    height = max(PORTRAIT_HEIGHT, BAR_HEIGHT * rows["x"].nunique()) if lying else PORTRAIT_HEIGHT
    return _dressed(chart, height=height)


def _along(rows: pd.DataFrame, drawn: Portrait, title: str) -> alt.X:
    """The x axis of a line. Months and days are numbers, which need no language."""
    if drawn.axis != "times":
        return alt.X("x:Q", title=title, scale=alt.Scale(nice=False), axis=alt.Axis(tickCount=6))
    rows["x"] = pd.to_datetime(rows["x"])
    span = rows["x"].max() - rows["x"].min()
    shown = "%Y-%m" if span.days > LONG_DAYS else "%m-%d"
    return alt.X("x:T", title=title, scale=alt.Scale(nice=False), axis=alt.Axis(tickCount=6, format=shown))


def _title_x(drawn: Portrait, card: Card, t: Words) -> str:
    if drawn.of_columns:
        return t.title(card.groups[0].title) if card.groups else t("Column")
    return _axis(drawn.x, drawn.unit_x, card, t) if drawn.x else t("Order of the rows")


def _title_y(drawn: Portrait, card: Card, t: Words) -> str:
    what = _axis(drawn.y, drawn.unit_y, card, t) if drawn.y else ""
    if drawn.statistic == "rows" or (drawn.of_columns and drawn.statistic == "sum"):
        return t("Rows")
    if not what:
        return t("Mean") if drawn.statistic == "mean" else t("Median")
    return t("Sum of {what}", what=what) if drawn.statistic == "sum" else t("Mean of {what}", what=what)


def _axis(column: str, unit: str, card: Card, t: Words) -> str:
    """What a column means, shortened, with its unit."""
    meaning = next((t.title(entry.meaning) for entry in card.columns if entry.name == column), column)
    short = meaning if len(meaning) <= LONGEST_TITLE else column
    return f"{short} ({unit})" if unit else short
