"""What several pages draw alike: states, points, escaped text."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from courses.dashboard.language import Words, marked
from courses.progress import LabProgress, LabState
from sandbox_data.errors import ShopfloorError

Colour = Literal["gray", "blue", "green", "orange", "red"]

STATES: dict[LabState, tuple[str, Colour, str]] = {
    LabState.NOT_STARTED: (marked("Not started"), "gray", ":material/radio_button_unchecked:"),
    LabState.FETCHED: (marked("Fetched"), "blue", ":material/edit_note:"),
    LabState.SUBMITTED: (marked("Submitted, being graded"), "blue", ":material/hourglass_top:"),
    LabState.GRADED: (marked("Graded"), "green", ":material/check_circle:"),
    LabState.NEEDS_MARK: (marked("Waiting for an instructor's mark"), "orange", ":material/rate_review:"),
    LabState.NOT_GRADED_YET: (marked("Could not be graded yet; we are on it"), "orange", ":material/build:"),
}
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&])")


def plain(text: str) -> str:
    """Text of people, with nothing left in it that Markdown would read as more than text."""
    return MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def state_name(state: LabState, t: Words) -> str:
    return t(STATES[state][0])


def points_of(lab: LabProgress, t: Words) -> str:
    """`84 / 100`, or a dash before anything is graded."""
    if not lab.max_points:  # not released yet: nobody knows what it will be worth
        return t.number(None)
    return f"{t.number(lab.points)} / {t.number(lab.max_points)}"


def due_text(lab: LabProgress, t: Words, now: datetime) -> str:
    """When the lab is due, or that it is over, in one line."""
    if lab.closed:
        return t("Closed on {when}", when=t.moment(lab.closes_at))
    if lab.due_at is None:
        return t("No due date")
    if now > lab.due_at:
        return t(
            "Was due {due}; accepted as late until {closes}", due=t.moment(lab.due_at), closes=t.moment(lab.closes_at)
        )
    days = (lab.due_at.astimezone(t.zone).date() - now.astimezone(t.zone).date()).days
    left = t("today") if days == 0 else t("tomorrow") if days == 1 else t("in {days} days", days=days)
    return t("Due {when} ({left})", when=t.moment(lab.due_at), left=left)


def error_text(error: ShopfloorError) -> str:
    return plain(str(error))
