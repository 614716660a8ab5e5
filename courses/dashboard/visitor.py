"""Who looks at the page. Asked of the registry at every rerun, so that a lost role is lost at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from sqlalchemy import select

from courses import access, events
from courses.dashboard.configuration import DashboardConfiguration, configured
from courses.dashboard.language import LANGUAGE_NAMES, Words, known_language
from courses.registry import EventKind, Person, Registry, Role
from sandbox_data.text import DEFAULT_LANGUAGE, LANGUAGES

USER_HEADER = "X-Shopfloor-User"


@dataclass(frozen=True)
class Visitor:
    """One rerun's visitor. `disabled` people have no roles."""

    username: str
    name: str
    roles: frozenset[Role]
    disabled: bool
    words: Words
    registry: Registry
    configuration: DashboardConfiguration
    now: datetime


def current_visitor() -> Visitor:
    """The visitor whom the sign-in middleware named in this session's header."""
    configuration, registry = configured()
    username = st.context.headers.get(USER_HEADER) or ""
    with registry.reading() as session:
        person = session.scalars(select(Person).where(Person.username == username)).one_or_none()
        roles = frozenset(access.roles_of(session, username)) if username else frozenset()
    language = st.session_state.get("language") or (person.language if person else DEFAULT_LANGUAGE)
    return Visitor(
        username=username,
        name=person.name if person else username,
        roles=roles,
        disabled=person.disabled if person else False,
        words=Words(language, configuration.time_zone),
        registry=registry,
        configuration=configuration,
        now=configuration.clock(),
    )


def language_switch(visitor: Visitor) -> None:
    """Korean or English, in the sidebar; a change redraws the page."""
    st.session_state.setdefault("language", visitor.words.language)
    st.segmented_control(
        "언어 · Language",
        LANGUAGES,
        format_func=lambda code: LANGUAGE_NAMES[known_language(code)],
        required=True,
        key="language",
    )


def record_visit(visitor: Visitor, page: str) -> None:
    """One event for the first time that a session opens a page; reruns are not visits."""
    visited: set[str] = st.session_state.setdefault("pages_visited", set())
    if page in visited:
        return
    visited.add(page)
    with visitor.registry.session() as session:
        events.record_for(session, EventKind.PAGE_VISITED, visitor.now, visitor.username, detail={"page": page})
