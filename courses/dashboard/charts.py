"""Charts, drawn by Altair. Pure: data in, chart out."""

from __future__ import annotations

import altair as alt
import pandas as pd

from courses.dashboard.language import Words
from courses.progress import ProgrammeCounts, TaskMean

FONT = "Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif"
BAR, TRACK, PASS = "#2a6f9e", "#e3e9ee", "#b4530a"
PASS_PERCENT = 60


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
