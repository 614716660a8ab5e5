"""A trainee's own labs."""

from __future__ import annotations

import streamlit as st

from courses.dashboard.drawing import STATES, due_text, plain, points_of
from courses.dashboard.visitor import Visitor
from courses.progress import LabProgress, RunProgress, trainee_overview
from courses.registry import SubmissionState


def draw(visitor: Visitor) -> None:
    t = visitor.words
    with visitor.registry.reading() as session:
        overview = trainee_overview(session, visitor.username, visitor.now)
    if not overview.runs:
        st.info(t("No course is open for you yet."), icon=":material/info:")
    for run in overview.runs:
        _run(visitor, run)


def _run(visitor: Visitor, run: RunProgress) -> None:
    t = visitor.words
    st.subheader(plain(t.title(run.course_title)), anchor=False)
    period = f"{t.day(run.starts_at)} – {t.day(run.ends_at)}"
    st.caption(f"{plain(t.title(run.cohort_name))} · {plain(period)}")
    share = run.points / run.max_points if run.max_points else 0.0
    reached = t("{points} of {max} points so far", points=t.number(run.points), max=t.number(run.max_points))
    st.progress(min(max(share, 0.0), 1.0), text=plain(reached))
    for lab in run.labs:
        with st.container(border=True):
            _lab(visitor, lab)


def _lab(visitor: Visitor, lab: LabProgress) -> None:
    t = visitor.words
    about, score, action = st.columns([5, 2, 2], vertical_alignment="center")
    with about:
        st.markdown(f"**{plain(t.title(lab.title))}**")
        with st.container(horizontal=True, gap="small"):
            message, colour, icon = STATES[lab.state]
            st.badge(t(message), icon=icon, color=colour)
            if lab.late:
                st.badge(t("Late"), color="orange")
            if lab.overdue and not lab.closed:
                st.badge(t("Overdue"), color="red")
        when = due_text(lab, t, visitor.now)
        length = t("about {minutes} minutes", minutes=lab.minutes)
        st.caption(plain(f"{when} · {length}"))
    score.metric(t("Points"), points_of(lab, t))
    with action:
        _open(visitor, lab)
    if lab.attempts:
        with st.expander(t("Attempts and feedback ({count})", count=len(lab.attempts))):
            _attempts(visitor, lab)


def _open(visitor: Visitor, lab: LabProgress) -> None:
    t = visitor.words
    if not lab.offered:
        st.caption(t("Not offered at the moment"))
        return
    url = visitor.configuration.lab_url(lab.run_code, lab.lab_code)
    st.link_button(
        t("Open lab"),
        url,
        icon=":material/open_in_new:",
        type="secondary" if lab.closed else "primary",
        width="stretch",
    )


def _attempts(visitor: Visitor, lab: LabProgress) -> None:
    t = visitor.words
    states = {
        SubmissionState.RECEIVED: t("Received"),
        SubmissionState.GRADING: t("Being graded"),
        SubmissionState.GRADED: t("Graded"),
        SubmissionState.UNGRADED: t("Could not be graded yet"),
        SubmissionState.PARKED: t("Could not be graded yet"),
    }
    for attempt in reversed(lab.attempts):
        state = t("Waiting for a mark") if attempt.needs_mark else states[attempt.state]
        if attempt.graded_from is not None and attempt.graded_from > visitor.now:
            state = t("today's scored attempts are used up; graded from {moment}", moment=t.moment(attempt.graded_from))
        points = f"{t.number(attempt.score)} / {t.number(attempt.max_score or lab.max_points)}"
        said = [t("Attempt {number}", number=attempt.attempt), t.moment(attempt.submitted_at), state, points]
        if attempt.late:
            said.insert(2, t("Late"))
        if lab.counting and lab.counting.attempt == attempt.attempt:
            said.append(t("counts"))
        about, action = st.columns([5, 2], vertical_alignment="center")
        about.markdown(plain(" · ".join(said)))
        if attempt.has_feedback:
            url = visitor.configuration.feedback_url(lab.run_code, lab.lab_code, attempt.attempt)
            action.link_button(t("Open feedback"), url, icon=":material/open_in_new:", width="stretch")
