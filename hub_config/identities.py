"""User and group ids of the platform's parts. They need no entry in /etc/passwd."""

from __future__ import annotations

import os

from grader.sandbox import Identity

LAB_SERVER_IDS = 20_000
COURSE_IDS = 40_000


def lab_server_identity(person_id: int, run_ids: tuple[int, ...] = ()) -> Identity | None:
    """The id that a person's lab server runs under, in the groups of the runs that they teach.

    None for an ordinary user: there everything runs under that user's own id (one-person development).
    """
    if os.geteuid() != 0:
        return None
    uid = LAB_SERVER_IDS + person_id
    return Identity(uid=uid, gid=uid, groups=tuple(COURSE_IDS + run_id for run_id in run_ids))


def course_identity(run_id: int) -> Identity | None:
    """The id that owns a run's course folder and converts its notebooks; None for an ordinary user."""
    if os.geteuid() != 0:
        return None
    return Identity(uid=COURSE_IDS + run_id, gid=COURSE_IDS + run_id, groups=())
