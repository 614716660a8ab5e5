"""What there is to learn: courses and labs, competencies, and the data behind them, for everybody who has a role."""

from __future__ import annotations

import streamlit as st

from courses.competencies import Level
from courses.curriculum import DRAFT, PLANNED
from courses.dashboard import charts
from courses.dashboard.drawing import plain
from courses.dashboard.language import Words, marked
from courses.dashboard.visitor import Visitor
from courses.offering import OfferedCourse, OfferedLab, Offering, offering
from sandbox_data import portraits, taxonomy
from sandbox_data.cards import Card, all_cards

COURSES, COMPETENCIES, DATA = "courses", "competencies", "data"
SECTIONS = {COURSES: marked("Courses"), COMPETENCIES: marked("Competencies"), DATA: marked("Data")}
REASONS = {PLANNED: marked("Not offered: still being written"), DRAFT: marked("Not offered: a draft")}
OTHER_REASON = marked("Not offered: its data is not available here")


def draw(visitor: Visitor) -> None:
    t = visitor.words
    with visitor.registry.reading() as session:
        offered = offering(session)
    chosen = st.segmented_control(
        t("Courses and data"),
        list(SECTIONS),
        format_func=lambda section: t(SECTIONS[section]),
        default=COURSES,
        required=True,
        key="catalogue_section",
        label_visibility="collapsed",
    )
    if chosen == COMPETENCIES:
        _competencies(offered, t)
    elif chosen == DATA:
        _data(visitor, offered)
    else:
        for course in offered.courses:
            _course(course, offered, t)


# --- courses ----------------------------------------------------------------------------------------------------------


def _course(course: OfferedCourse, offered: Offering, t: Words) -> None:
    st.subheader(plain(t.title(course.title)), anchor=False)
    facts = t(
        "{labs} labs · {minutes} minutes · passed with {percent} %",
        labs=len(course.labs),
        minutes=course.minutes,
        percent=course.pass_percent,
    )
    st.caption(plain(facts))
    st.markdown(plain(t.title(course.summary)))
    for lab in course.labs:
        with st.container(border=True):
            _lab(lab, offered, t)


def _lab(lab: OfferedLab, offered: Offering, t: Words) -> None:
    st.markdown(f"**{plain(t.title(lab.title))}**")
    if lab.question is not None:
        st.markdown(f"*{plain(t.title(lab.question))}*")
    with st.container(horizontal=True, gap="small"):
        if lab.offered:
            st.badge(t("Offered"), icon=":material/check_circle:", color="green")
        else:
            st.badge(t(REASONS.get(lab.reason, OTHER_REASON)), icon=":material/schedule:", color="gray")
        for code in lab.competencies:
            st.badge(_competency_name(code, offered, t), color="blue")
    said = [t("{minutes} minutes", minutes=lab.minutes), t("{weight} % of the course", weight=lab.weight)]
    if lab.priority_area is not None:
        said.append(t.title(lab.priority_area))
    if lab.prerequisites is not None:
        said.append(t("Needs: {what}", what=t.title(lab.prerequisites)))
    st.caption(plain(" · ".join(said)))


def _competency_name(code: str, offered: Offering, t: Words) -> str:
    title = next((entry.title for entry in offered.competencies if entry.code == code), None)
    return f"{code} {t.title(title)}" if title else code


# --- competencies -----------------------------------------------------------------------------------------------------


def _competencies(offered: Offering, t: Words) -> None:
    st.markdown(
        plain(
            t(
                "Level 1: with help. Level 2: independently. Level 3: leads and teaches others, signed off by an "
                "instructor. A level asks for its own labs and for every level below it."
            )
        )
    )
    for entry in offered.competencies:
        with st.container(border=True):
            st.markdown(f"**{plain(f'{entry.code} {t.title(entry.title)}')}**")
            for place, level in zip(st.columns(len(entry.levels)), entry.levels, strict=True):
                with place:
                    _level(level, offered, t)
    reachable = sum(level.reachable for entry in offered.competencies for level in entry.levels)
    of = sum(len(entry.levels) for entry in offered.competencies)
    st.caption(plain(t("{reachable} of {of} levels can be reached with today's labs.", reachable=reachable, of=of)))
    _taxonomy(offered, t)


def _level(level: Level, offered: Offering, t: Words) -> None:
    """A level with its labs, and what it waits for: its own labs, or else the level below it."""
    name = t("Level {number}", number=level.number)
    if level.reachable:
        st.badge(t("{level}: reachable", level=name), icon=":material/check_circle:", color="green")
    else:
        st.badge(t("{level}: not yet reachable", level=name), icon=":material/schedule:", color="gray")
    names = ", ".join(_title(code, offered, t) for code in level.labs)
    st.caption(plain(t("{labs} at {percent} %", labs=names, percent=level.percent)))
    own = [code for code in level.labs if code in level.missing]
    if len(own) == len(level.labs):
        st.caption(plain(t("Waits for these labs.")))
    elif own:
        st.caption(plain(t("Waits for: {labs}", labs=", ".join(_title(code, offered, t) for code in own))))
    elif not level.reachable:
        st.caption(plain(t("Waits for the level below it.")))


def _title(code: str, offered: Offering, t: Words) -> str:
    title = offered.titles.get(code)
    return t.title(title) if title else code


def _taxonomy(offered: Offering, t: Words) -> None:
    """The published classification with the labs of each priority area. What isn't published is left out."""
    st.subheader(t("Priority areas"), anchor=False)
    titles = taxonomy.priority_areas()
    rows = []
    for domain in taxonomy.domains().values():
        for area in domain.priority_areas:
            labs = [lab for course in offered.courses for lab in course.labs if lab.priority_area == titles[area]]
            rows.append(
                {
                    t("Domain"): plain(t.title(domain.title)),
                    t("Priority area"): plain(t.title(titles[area])),
                    t("Labs"): ", ".join(plain(t.title(lab.title)) for lab in labs) or "–",
                }
            )
    st.table(rows)
    known = taxonomy.subfields()
    st.caption(
        plain(
            t(
                "Source: {source}. It has {all} subfields; only the {published} priority areas are published, the "
                "others are left out.",
                source=known.source,
                all=known.subfields,
                published=known.subfields_published,
            )
        )
    )


# --- data -------------------------------------------------------------------------------------------------------------


def _data(visitor: Visitor, offered: Offering) -> None:
    t = visitor.words
    cards = sorted(all_cards(), key=lambda card: (not offered.labs_on(card.name), card.name))
    for card in cards:
        with st.container(border=True):
            _card(card, visitor, offered, t)


def _card(card: Card, visitor: Visitor, offered: Offering, t: Words) -> None:
    folder = visitor.configuration.data_folder
    portrait = portraits.read(folder, card.name) if folder is not None else None
    if portrait is None:
        _about(card, offered, t, released=False)
        return
    about, picture = st.columns([2, 3], gap="medium")
    with about:
        _about(card, offered, t, released=True)
    if portrait.points:
        picture.altair_chart(charts.portrait(portrait, card, t))


def _about(card: Card, offered: Offering, t: Words, *, released: bool) -> None:
    """What the card says, in the words of a person who chooses a course."""
    st.markdown(f"**{plain(t.title(card.title))}**")
    with st.container(horizontal=True, gap="small"):
        if released:
            st.badge(t("Released"), icon=":material/check_circle:", color="green")
        else:
            st.badge(t("Not released here"), icon=":material/lock:", color="gray")
        st.badge(t.title(taxonomy.industries()[card.industry]), color="blue")
    st.caption(plain(t.title(card.plant)))
    lines = [
        (t("Publisher"), card.publisher),
        (t("Size"), t("{rows} rows, {columns} columns", rows=t.number(card.rows), columns=t.number(card.width))),
        (t("Recorded"), t.title(card.sampling)),
        (t("Real?"), t.title(card.real.reason)),
        (t("Terms"), f"{card.terms.spdx}. {t.title(card.terms.note)}"),
        (t("Protects"), t.title(card.protection.reason)),
    ]
    labs = [t.title(lab.title) for lab in offered.labs_on(card.name)]
    lines.append((t("Labs"), ", ".join(labs) or "–"))
    st.markdown("\n".join(f"- {plain(name)}: {plain(value)}" for name, value in lines))
