"""Adding cohorts and opening courses for them; the operator also adds centres and programmes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import streamlit as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import access, organising
from courses.dashboard.drawing import error_text
from courses.dashboard.visitor import Visitor
from courses.errors import NotAllowed
from courses.registry import Centre, Cohort, Course, Programme, Role
from sandbox_data.errors import ShopfloorError


@dataclass(frozen=True)
class _Choices:
    """What the visitor may choose from, code -> name."""

    centres: dict[str, str]
    programmes: dict[str, str]
    cohorts: dict[str, str]
    courses: dict[str, str]


def draw(visitor: Visitor) -> None:
    t = visitor.words
    choices = _choices(visitor)
    names = [t("Cohort"), t("Course of a cohort")]
    is_operator = Role.OPERATOR in visitor.roles
    if is_operator:
        names += [t("Centre"), t("Programme")]
    tabs = st.tabs(names)
    with tabs[0]:
        _add_cohort(visitor, choices)
    with tabs[1]:
        _open_run(visitor, choices)
    if is_operator:
        with tabs[2]:
            _add_named(visitor, "centre", t("Add a centre"), organising.add_centre)
        with tabs[3]:
            _add_named(visitor, "programme", t("Add a programme"), organising.add_programme)


def _choices(visitor: Visitor) -> _Choices:
    english = visitor.words.language == "en"

    def named(rows: list[Centre] | list[Programme] | list[Cohort]) -> dict[str, str]:
        return {row.code: row.name_en if english else row.name_ko for row in rows}

    with visitor.registry.reading() as session:
        own = _own_centres(session, visitor)
        cohorts = [c for c in access.cohorts_visible_to(session, visitor.username) if c.centre_id in own]
        return _Choices(
            centres=named(list(session.scalars(select(Centre).where(Centre.id.in_(own)).order_by(Centre.code)))),
            programmes=named(list(session.scalars(select(Programme).order_by(Programme.code)))),
            cohorts=named(cohorts),
            courses={
                course.code: course.title_en if english else course.title_ko
                for course in session.scalars(select(Course).order_by(Course.code))
            },
        )


def _own_centres(session: Session, visitor: Visitor) -> list[int]:
    if Role.OPERATOR in access.roles_of(session, visitor.username):
        return list(session.scalars(select(Centre.id)))
    person = access.person_of(session, visitor.username)
    return access.administered_centres(session, person) if person else []


def _add_cohort(visitor: Visitor, choices: _Choices) -> None:
    t = visitor.words
    if not choices.centres or not choices.programmes:
        st.info(t("A cohort needs a centre and a programme; the operator adds them."), icon=":material/info:")
        return
    today = visitor.now.astimezone(t.zone).date()
    with st.form("add-cohort", clear_on_submit=False):
        centre = st.selectbox(t("Centre"), list(choices.centres), format_func=lambda code: choices.centres[code])
        programme = st.selectbox(
            t("Programme"), list(choices.programmes), format_func=lambda code: choices.programmes[code]
        )
        code = st.text_input(t("Code"), placeholder="daegu-2026-1", max_chars=41)
        name_ko = st.text_input(t("Korean name"), max_chars=200)
        name_en = st.text_input(t("English name"), max_chars=200)
        first, last, places = st.columns(3)
        starts_on: date = first.date_input(t("First day"), today)
        ends_on: date = last.date_input(t("Last day"), today + timedelta(days=60))
        capacity = int(places.number_input(t("Places"), 1, 1000, 30))
        if not st.form_submit_button(t("Add the cohort"), type="primary"):
            return

    def add(session: Session) -> None:
        _check_centre(session, visitor, centre)
        organising.add_cohort(
            session,
            code=code.strip(),
            name_ko=name_ko.strip(),
            name_en=name_en.strip(),
            centre=centre,
            programme=programme,
            starts_on=starts_on,
            ends_on=ends_on,
            capacity=capacity,
        )

    _write(visitor, add, code)


def _open_run(visitor: Visitor, choices: _Choices) -> None:
    t = visitor.words
    if not choices.cohorts or not choices.courses:
        st.info(t("Add a cohort first; then a course can be opened for it."), icon=":material/info:")
        return
    today = visitor.now.astimezone(t.zone).date()
    with st.form("open-run"):
        cohort = st.selectbox(t("Cohort"), list(choices.cohorts), format_func=lambda code: choices.cohorts[code])
        course = st.selectbox(t("Course"), list(choices.courses), format_func=lambda code: choices.courses[code])
        first, due, last = st.columns(3)
        starts_on: date = first.date_input(t("First day"), today)
        due_on: date = due.date_input(t("Labs are due on"), today + timedelta(days=30))
        ends_on: date = last.date_input(t("Labs close on"), today + timedelta(days=37))
        if not st.form_submit_button(t("Open the course"), type="primary"):
            return

    def day_end(day: date) -> datetime:
        return datetime.combine(day, time(23, 59, 59), tzinfo=t.zone)

    def add(session: Session) -> None:
        chosen = session.scalars(select(Cohort).where(Cohort.code == cohort)).one()
        if not access.may_administer(session, visitor.username, chosen):
            raise NotAllowed(f"{visitor.username} doesn't administer the cohort {cohort}.")
        organising.open_run(
            session,
            course=course,
            cohort=cohort,
            starts_at=datetime.combine(starts_on, time(0), tzinfo=t.zone),
            due_at=day_end(due_on),
            ends_at=day_end(ends_on),
        )

    _write(visitor, add, f"{course}-{cohort}")


def _add_named(visitor: Visitor, kind: str, label: str, add: Callable[[Session, str, str, str], object]) -> None:
    t = visitor.words
    with st.form(f"add-{kind}"):
        code = st.text_input(t("Code"), max_chars=41)
        name_ko = st.text_input(t("Korean name"), max_chars=200)
        name_en = st.text_input(t("English name"), max_chars=200)
        if not st.form_submit_button(label, type="primary"):
            return

    def write(session: Session) -> None:
        if Role.OPERATOR not in access.roles_of(session, visitor.username):
            raise NotAllowed(f"{visitor.username} is no operator.")
        add(session, code.strip(), name_ko.strip(), name_en.strip())

    _write(visitor, write, code)


def _check_centre(session: Session, visitor: Visitor, code: str) -> None:
    chosen = session.scalars(select(Centre).where(Centre.code == code)).one()
    if chosen.id not in _own_centres(session, visitor):
        raise NotAllowed(f"{visitor.username} doesn't administer the centre {code}.")


def _write(visitor: Visitor, write: Callable[[Session], None], code: str) -> None:
    t = visitor.words
    try:
        with visitor.registry.session() as session:
            write(session)
    except ShopfloorError as error:
        st.error(error_text(error), icon=":material/error:")
    else:
        st.success(t("Added: {code}", code=code), icon=":material/check_circle:")
