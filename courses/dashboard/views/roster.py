"""Enrolling a roster: upload, preview, confirm, invitation links."""

from __future__ import annotations

import streamlit as st
from sqlalchemy.orm import Session

from courses import access, invitations, roster
from courses.dashboard.drawing import error_text
from courses.dashboard.language import Words
from courses.dashboard.visitor import Visitor
from courses.errors import NotAllowed
from courses.registry import Cohort, EnrolmentRole, Role
from courses.roster import RosterReport
from courses.roster_reading import HEADERS
from sandbox_data.errors import ShopfloorError


def draw(visitor: Visitor) -> None:
    t = visitor.words
    with visitor.registry.reading() as session:
        cohorts = [
            cohort
            for cohort in access.cohorts_visible_to(session, visitor.username)
            if access.may_administer(session, visitor.username, cohort)
        ]
    if not cohorts:
        st.info(t("There is no cohort yet. Add one on “Centres and cohorts”."), icon=":material/info:")
        return
    names = {c.code: f"{c.name_en if t.language == 'en' else c.name_ko} ({c.code})" for c in cohorts}
    code = st.selectbox(t("Cohort"), list(names), format_func=lambda chosen: names[chosen])
    _enrol(visitor, code)
    st.divider()
    _invite(visitor, code)


def _enrol(visitor: Visitor, code: str) -> None:
    t = visitor.words
    st.subheader(t("1. Upload and check"), anchor=False)
    st.caption(
        t(
            "An Excel (.xlsx) or CSV file with a header row: name and e-mail are needed; "
            "organisation, role and language may follow."
        )
    )
    uploaded = st.file_uploader(t("Roster file"), type=["xlsx", "csv"], key=f"roster-{code}")
    done = st.session_state.get("roster_done")
    if uploaded is None:
        if done and done[0] == code:
            st.success(done[1], icon=":material/check_circle:")
        return
    source = (uploaded.name, uploaded.getvalue())
    try:
        preview = roster.enrol(
            visitor.registry,
            code,
            source,
            visitor.now,
            dry_run=True,
            by=visitor.username,
            restrict_to_centres=_own(visitor),
        )
    except ShopfloorError as error:
        st.error(error_text(error), icon=":material/error:")
        return
    _report(preview, t)
    st.subheader(t("2. Confirm"), anchor=False)
    skip = bool(preview.rejected) and st.checkbox(t("Leave out the rejected rows and enrol the others"))
    wanted = len(preview.new) + len(preview.changed)
    if preview.rejected and not skip:
        st.warning(t("Nothing is changed while rows are rejected. Mend them in the file and upload it again."))
    label = t("Enrol {count} people", count=wanted)
    if st.button(label, type="primary", disabled=not wanted or bool(preview.rejected and not skip)):
        _apply(visitor, code, source, skip=skip)


def _apply(visitor: Visitor, code: str, source: tuple[str, bytes], *, skip: bool) -> None:
    t = visitor.words
    try:
        report = roster.enrol(
            visitor.registry,
            code,
            source,
            visitor.now,
            skip_rejected=skip,
            by=visitor.username,
            restrict_to_centres=_own(visitor),
        )
    except ShopfloorError as error:
        st.error(error_text(error), icon=":material/error:")
        return
    if not report.applied:
        st.error(t("The roster no longer fits; nothing was changed. Please look at the preview again."))
        return
    text = t("Enrolled: {new} new, {changed} changed.", new=len(report.new), changed=len(report.changed))
    st.session_state["roster_done"] = (code, text)
    st.success(text, icon=":material/check_circle:")


def _header(column: str, t: Words) -> str:
    """A column as it is headed in the visitor's language; what is no column (such as the whole row) stays as it is."""
    headers = HEADERS.get(column)
    return headers[0] if headers and t.language == "ko" else column


def _report(report: RosterReport, t: Words) -> None:
    with st.container(horizontal=True):
        st.metric(t("New"), len(report.new), border=True)
        st.metric(t("Changed"), len(report.changed), border=True)
        st.metric(t("Unchanged"), len(report.unchanged), border=True)
        st.metric(t("Rejected"), len(report.rejected), border=True)
    if report.ignored_columns:
        st.caption(t("Columns that were not read: {columns}", columns=", ".join(report.ignored_columns)))
    if report.rejected:
        st.error(t("These rows can't be enrolled:"), icon=":material/error:")
        rejected = [
            {
                t("Row"): row.row,
                t("Column"): _header(row.column, t),
                t("Seen"): row.saw,
                t("Expected"): row.expected_en if t.language == "en" else row.expected_ko,
            }
            for row in report.rejected
        ]
        st.dataframe(rejected, hide_index=True)
    roles = {EnrolmentRole.TRAINEE: t("Trainee"), EnrolmentRole.INSTRUCTOR: t("Instructor")}
    people = [
        {
            t("Row"): entry.row,
            t("What"): what,
            t("Name"): entry.name,
            t("E-mail"): entry.email,
            t("User name"): entry.username,
            t("Role"): roles[entry.role],
            t("Organisation"): entry.organisation,
        }
        for what, entries in ((t("New"), report.new), (t("Changed"), report.changed))
        for entry in entries
    ]
    if people:
        st.dataframe(people, hide_index=True)


def _invite(visitor: Visitor, code: str) -> None:
    t = visitor.words
    st.subheader(t("Invitation links"), anchor=False)
    st.caption(
        t(
            "Everybody of this cohort who has no account yet gets a new one-time link, valid for {days} days. "
            "Earlier links of the same people stop working.",
            days=visitor.configuration.invitation_days,
        )
    )
    if st.button(t("Make invitation links"), icon=":material/mail:"):
        with visitor.registry.session() as session:
            cohort = _administered(session, visitor, code)
            rows = invitations.invite_cohort(
                session, cohort, visitor.now, days=visitor.configuration.invitation_days, created_by=visitor.username
            )
        made = invitations.csv_of(rows, visitor.configuration.invitation_url)
        st.session_state["invitations"] = (code, len(rows), made)
    kept = st.session_state.get("invitations")
    if kept and kept[0] == code:
        _, count, made = kept
        if count:
            st.success(t("{count} links are ready. They are shown only now: keep the file safe.", count=count))
            st.download_button(
                t("Download invitation links (CSV)"),
                made,
                file_name=f"invitations-{code}.csv",
                mime="text/csv",
                icon=":material/download:",
                type="primary",
                on_click="ignore",
            )
        else:
            st.info(t("Everybody of this cohort has an account already."), icon=":material/info:")


def _administered(session: Session, visitor: Visitor, code: str) -> Cohort:
    """The cohort, asked again inside the writing transaction; NotAllowed for anybody else's."""
    for cohort in access.cohorts_visible_to(session, visitor.username):
        if cohort.code == code and access.may_administer(session, visitor.username, cohort):
            return cohort
    raise NotAllowed(f"{visitor.username} doesn't administer the cohort {code}.")


def _own(visitor: Visitor) -> frozenset[int] | None:
    """Ids of the centres whose cohorts this visitor may change; None means every centre (the operator)."""
    if Role.OPERATOR in visitor.roles:
        return None
    with visitor.registry.reading() as session:
        person = access.person_of(session, visitor.username)
        return frozenset(access.administered_centres(session, person)) if person else frozenset()
