"""Counts per centre and cohort, for a programme officer."""

from __future__ import annotations

import streamlit as st

from courses.dashboard import charts
from courses.dashboard.drawing import plain
from courses.dashboard.language import Words
from courses.dashboard.visitor import Visitor
from courses.progress import Counts, ProgrammeCounts, programme_counts
from courses.progress_programme import SUPPRESS_BELOW


def draw(visitor: Visitor) -> None:
    t = visitor.words
    with visitor.registry.reading() as session:
        programmes = programme_counts(session, visitor.username)
    if not programmes:
        st.info(t("There is no programme for you yet."), icon=":material/info:")
    for programme in programmes:
        _programme(programme, t)
    if programmes:
        st.caption(
            t(
                "Numbers below {count}, and numbers from which one could be worked out, are shown as “–”. "
                "Completed: at least 60 % of all points.",
                count=SUPPRESS_BELOW,
            )
        )


def _programme(programme: ProgrammeCounts, t: Words) -> None:
    st.subheader(plain(t.title(programme.name)), anchor=False)
    counts = programme.counts
    with st.container(horizontal=True):
        st.metric(t("Enrolled"), _shown(counts.enrolled), border=True)
        st.metric(t("Started"), _shown(counts.started), border=True)
        st.metric(t("Submitted"), _shown(counts.submitted), border=True)
        st.metric(t("Completed"), _shown(counts.completed), border=True)
        st.metric(t("Mean score, %"), t.number(counts.mean_percent), border=True)
    chart = charts.programme_progress(programme, t)
    if chart is not None:
        st.altair_chart(chart)
    rows = []
    for centre in programme.centres:
        rows.append(_row(t.title(centre.name), t("All cohorts"), centre.counts, t))
        rows += [_row(t.title(centre.name), t.title(cohort.name), cohort.counts, t) for cohort in centre.cohorts]
    if rows:
        st.dataframe(rows, hide_index=True)


def _row(centre: str, cohort: str, counts: Counts, t: Words) -> dict[str, str]:
    return {
        t("Centre"): centre,
        t("Cohort"): cohort,
        t("Enrolled"): _shown(counts.enrolled),
        t("Started"): _shown(counts.started),
        t("Submitted"): _shown(counts.submitted),
        t("Completed"): _shown(counts.completed),
        t("Mean score, %"): t.number(counts.mean_percent),
    }


def _shown(value: int | None) -> str:
    return "–" if value is None else str(value)
