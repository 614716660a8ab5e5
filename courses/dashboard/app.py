"""The script that Streamlit runs at every rerun: who is it, which pages may they see, draw the one they chose."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from courses.dashboard.drawing import plain
from courses.dashboard.views import catalogue, cohort, datasets, my_labs, operations, organising, programme, roster
from courses.dashboard.visitor import Visitor, current_visitor, language_switch, record_visit
from courses.registry import Role
from courses.stewardship import STEWARDS

Draw = Callable[[Visitor], None]


def _page(visitor: Visitor, draw: Draw, title: str, icon: str, path: str) -> st.Page:
    def drawn() -> None:
        record_visit(visitor, path)
        st.title(title, anchor=False)
        draw(visitor)

    return st.Page(drawn, title=title, icon=icon, url_path=path)


def _pages(visitor: Visitor) -> list[st.Page]:
    t = visitor.words
    teaches = {Role.INSTRUCTOR, Role.CENTRE_ADMINISTRATOR, Role.OPERATOR}
    enrols = {Role.CENTRE_ADMINISTRATOR, Role.OPERATOR}
    offered: list[tuple[set[Role], Draw, str, str, str]] = [
        ({Role.TRAINEE}, my_labs.draw, t("My labs"), ":material/science:", "labs"),
        (teaches, cohort.draw, t("Cohort"), ":material/groups:", "cohort"),
        (enrols, roster.draw, t("Roster"), ":material/upload_file:", "roster"),
        (enrols, organising.draw, t("Centres and cohorts"), ":material/domain:", "organise"),
        ({Role.PROGRAMME_OFFICER, Role.OPERATOR}, programme.draw, t("Programme"), ":material/bar_chart:", "programme"),
        (set(STEWARDS), datasets.draw, t("Data"), ":material/verified_user:", "data"),
        ({Role.OPERATOR}, operations.draw, t("Operations"), ":material/monitor_heart:", "operations"),
        (set(Role), catalogue.draw, t("Courses and data"), ":material/menu_book:", "catalogue"),
    ]
    allowed = [page for page in offered if page[0] & visitor.roles]
    return [_page(visitor, draw, title, icon, path) for _, draw, title, icon, path in allowed]


def _refused(visitor: Visitor) -> None:
    t = visitor.words
    st.title(t("Progress"), anchor=False)
    if visitor.disabled:
        st.warning(t("This account is disabled. Please ask your centre."), icon=":material/block:")
    else:
        st.info(
            t(
                "You are signed in, but not enrolled anywhere yet. "
                "Your centre enrols you; then this page shows your labs."
            ),
            icon=":material/info:",
        )


def _sidebar(visitor: Visitor) -> None:
    t = visitor.words
    with st.sidebar:
        st.caption(t("Signed in as {name}", name=plain(visitor.name)))
        language_switch(visitor)
        st.link_button(
            t("Platform home"),
            f"{visitor.configuration.public_origin}/hub/home",
            icon=":material/home:",
            width="stretch",
        )
        st.link_button(
            t("Sign out"), f"{visitor.configuration.base_path}logout", icon=":material/logout:", width="stretch"
        )


def main() -> None:
    visitor = current_visitor()
    st.set_page_config(page_title=visitor.words("Progress · Shopfloor"), page_icon=":material/factory:", layout="wide")
    pages = _pages(visitor)

    def first() -> None:
        if pages:
            st.switch_page(pages[0])
        _refused(visitor)

    # Every page has an address of its own, so that a link to it works whatever a person's first page is.
    home = st.Page(first, title=visitor.words("Progress"), url_path="home", default=True, visibility="hidden")
    chosen = st.navigation([home, *pages])
    _sidebar(visitor)
    chosen.run()


main()
