"""A cohort's progress, for its instructors and its centre."""

from __future__ import annotations

import streamlit as st

from courses import access
from courses.dashboard import charts
from courses.dashboard.drawing import plain, points_of, state_name
from courses.dashboard.language import Words
from courses.dashboard.visitor import Visitor
from courses.progress import (
    CohortOverview,
    ProvisionalScore,
    Stuck,
    StuckReason,
    TraineeRow,
    cohort_overview,
    provisional_scores,
)


def draw(visitor: Visitor) -> None:
    t = visitor.words
    with visitor.registry.reading() as session:
        cohorts = {cohort.code: cohort for cohort in access.cohorts_visible_to(session, visitor.username)}
        if not cohorts:
            st.info(t("There is no cohort for you yet."), icon=":material/info:")
            return
        names = {code: c.name_en if t.language == "en" else c.name_ko for code, c in cohorts.items()}
        code = st.selectbox(t("Cohort"), list(cohorts), format_func=lambda chosen: names[chosen])
        overview = cohort_overview(session, code, visitor.now)
        instructed = [
            run for run in (overview.run_codes if overview else ()) if access.instructs(session, visitor.username, run)
        ]
        provisional = provisional_scores(session, instructed)
    if overview is None:
        return
    _numbers(overview, t)
    for run in instructed:
        st.link_button(
            t("Grade written tasks in formgrader"),
            visitor.configuration.formgrader_url(run),
            icon=":material/open_in_new:",
            help=t("Opens in your own server, in a new tab: {run}", run=run),
        )
    _table(overview, t)
    _attention(overview, t)
    _tasks(overview, t)
    _provisional(provisional, t)


def _numbers(overview: CohortOverview, t: Words) -> None:
    with st.container(horizontal=True):
        st.metric(t("Trainees"), len(overview.trainees), border=True)
        st.metric(t("Not started"), len(overview.not_started), border=True)
        st.metric(t("May need help"), len(overview.stuck), border=True)
        st.metric(t("Written tasks to mark"), overview.waiting_for_a_mark, border=True)


def _table(overview: CohortOverview, t: Words) -> None:
    st.subheader(t("Progress"), anchor=False)
    if not overview.trainees:
        st.info(t("Nobody is enrolled in this cohort yet."), icon=":material/info:")
        return
    shown = {lab.lab_code for trainee in overview.trainees for lab in trainee.labs if lab.in_play}
    rows = [
        {
            t("Name"): trainee.name,
            t("User name"): trainee.username,
            t("Organisation"): trainee.organisation,
            t("Last active"): t.moment(trainee.last_active_at),
            t("Total"): f"{t.number(trainee.points)} / {t.number(trainee.max_points)}",
        }
        | {
            t.title(lab.title): f"{points_of(lab, t)} · {state_name(lab.state, t)}"
            for lab in trainee.labs
            if lab.lab_code in shown
        }
        for trainee in overview.trainees
    ]
    st.dataframe(rows, hide_index=True)


def _attention(overview: CohortOverview, t: Words) -> None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader(t("Has not started"), anchor=False)
        if overview.not_started:
            st.dataframe([_person(trainee, t) for trainee in overview.not_started], hide_index=True)
        else:
            st.caption(t("Everybody has started."))
    with right:
        st.subheader(t("May need help"), anchor=False)
        rows = [
            {t("Name"): trainee.name, t("Lab"): t.title(stuck.title), t("Why"): _why(stuck, t)}
            for trainee in overview.stuck
            for stuck in trainee.stuck
        ]
        if rows:
            st.dataframe(rows, hide_index=True)
        else:
            st.caption(t("Nobody seems to be stuck."))


def _person(trainee: TraineeRow, t: Words) -> dict[str, str]:
    return {
        t("Name"): trainee.name,
        t("Organisation"): trainee.organisation,
        t("Last active"): t.moment(trainee.last_active_at),
    }


def _why(stuck: Stuck, t: Words) -> str:
    if stuck.reason is StuckReason.MANY_ATTEMPTS:
        return t("{count} attempts, best {percent} %", count=stuck.attempts, percent=t.number(stuck.best_percent, 0))
    return t("Nothing for {days} days, due date near or past", days=stuck.inactive_days)


def _tasks(overview: CohortOverview, t: Words) -> None:
    st.subheader(t("Score by task"), anchor=False)
    if not overview.task_means:
        st.caption(t("Nothing has been graded yet."))
        return
    labs = {(mean.run_code, mean.lab_code): t.title(mean.lab_title) for mean in overview.task_means}
    for (run_code, lab_code), title in labs.items():
        st.markdown(f"**{plain(title)}**")
        means = [mean for mean in overview.task_means if (mean.run_code, mean.lab_code) == (run_code, lab_code)]
        st.altair_chart(charts.task_means(means, t))
    st.caption(t("Mean over the attempts that count; the dashed line is the pass mark of 60 %."))


def _provisional(scores: tuple[ProvisionalScore, ...], t: Words) -> None:
    """For the instructor: scores of checks that ran beside the trainee's code."""
    if not scores:
        return
    st.subheader(t("Provisional scores"), anchor=False)
    st.caption(t("Checked inside the trainee's own notebook, which can answer for it. No credential counts these."))
    st.dataframe(
        [
            {
                t("Name"): score.name,
                t("Lab"): t.title(score.title),
                t("Attempt"): score.attempt,
                t("Found changed"): ", ".join(score.tampering),
            }
            for score in scores
        ],
        hide_index=True,
    )
