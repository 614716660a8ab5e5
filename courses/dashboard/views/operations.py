"""The grading queue, for the operator."""

from __future__ import annotations

import streamlit as st

from courses.dashboard.visitor import Visitor
from courses.progress import queue_overview

LOOK_SECONDS = 5


def draw(visitor: Visitor) -> None:
    """The queue as it is now, and again every few seconds while the page is open."""
    st.fragment(_queue, run_every=LOOK_SECONDS)(visitor)


def _queue(visitor: Visitor) -> None:
    t = visitor.words
    with visitor.registry.reading() as session:
        queue = queue_overview(session, visitor.configuration.clock())
    st.subheader(t("Grading queue"), anchor=False)
    with st.container(horizontal=True):
        st.metric(t("Received"), queue.received, border=True)
        st.metric(t("Graded tomorrow"), queue.put_off, border=True)
        st.metric(t("Being graded"), queue.grading, border=True)
        st.metric(t("Graded"), queue.graded, border=True)
        st.metric(t("Will be tried again"), queue.ungraded, border=True)
        st.metric(t("Parked"), queue.parked, border=True)
    if queue.oldest_waiting_at is not None:
        minutes = max(int((visitor.configuration.clock() - queue.oldest_waiting_at).total_seconds() // 60), 0)
        st.caption(t("The oldest submission has been waiting for {minutes} minutes.", minutes=minutes))
    st.subheader(t("Submissions that we could not grade"), anchor=False)
    if not queue.faults:
        st.caption(t("None. Parked submissions would be listed here with the reason."))
        return
    rows = [
        {
            t("Run"): fault.run_code,
            t("Lab"): fault.lab_code,
            t("User name"): fault.username,
            t("Attempt"): fault.attempt,
            t("Submitted"): t.moment(fault.submitted_at),
            t("Tries"): fault.tries,
            t("Reason"): fault.fault,
        }
        for fault in queue.faults
    ]
    st.dataframe(rows, hide_index=True, column_config={t("Reason"): st.column_config.TextColumn(width="large")})
