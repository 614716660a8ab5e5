"""The converter: a child process under a course's own id that works in that course folder, and nowhere else.

`python -m grader.converting` reads one job from standard input and writes messages to standard output (`grader.wire`).
It never executes a trainee's code: it sends the notebook up the pipe and gets the executed one back.
"""

from __future__ import annotations

import base64
import os
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from grader import wire
from grader.errors import EngineFault, Refused


def main() -> None:
    # Whatever nbgrader or a library prints must not get between the messages.
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = os.fdopen(os.dup(0), "rb")
    try:
        answer = _work(wire.receive(requests), requests, channel)
    except Refused as error:
        answer = {"kind": "refused", "reason": error.message}
    except EngineFault as error:
        answer = {"kind": "fault", "reason": str(error)}
    except wire.ChannelClosed:
        raise SystemExit(1) from None
    except Exception as error:
        traceback.print_exc()
        answer = {"kind": "fault", "reason": f"{type(error).__name__}: {error}"}
    wire.send(channel, answer)


def _work(job: dict[str, Any], requests: BinaryIO, channel: BinaryIO) -> dict[str, Any]:
    folder = Path(job["folder"])
    if job["command"] == "grade":
        return _grade(job, folder, requests, channel)
    if job["command"] == "scores":
        return _scores(job, folder)
    if job["command"] == "feedback":
        return _feedback(job, folder)
    raise EngineFault(f"unknown command {job['command']!r}")


def _grade(job: dict[str, Any], folder: Path, requests: BinaryIO, channel: BinaryIO) -> dict[str, Any]:
    import nbformat

    from grader import course_folder, nbgrader_steps, repairing

    lab, username = course_folder.safe_name(job["lab"]), course_folder.safe_name(job["username"])
    _check(folder, lab, username)
    if job["scratch"]:
        folder = course_folder.make_scratch(folder, lab, Path("/tmp/course"))  # noqa: S108 - private to the sandbox
    work = nbgrader_steps.Work(folder, job["run"], lab, username)
    notebook = repairing.read(base64.b64decode(job["notebook"]))
    mended = repairing.repair(notebook, nbgrader_steps.sheet(work))
    # Nothing is written before the notebook is executed: where that fails, the former attempt stays as it was.
    wire.send(channel, {"kind": "execute", "notebook": nbformat.writes(notebook)})
    reply = wire.receive(requests)
    if "fault" in reply:
        raise EngineFault(reply["fault"])
    previous = nbgrader_steps.before(work)
    course_folder.write_submission(folder, username, lab, nbformat.writes(notebook).encode(), job["timestamp"])
    nbgrader_steps.autograde(work, nbformat.reads(reply["notebook"], as_version=4))
    nbgrader_steps.settle_marks(work, previous, job["timestamp"])
    cells = [cell.as_message() for cell in nbgrader_steps.scores(work)]
    return {"kind": "graded", "cells": cells, "feedback": _page(job, work), "mended": mended}


def _scores(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    from grader import course_folder, nbgrader_steps

    _check(folder, "", "")
    labs = [course_folder.safe_name(lab) for lab in job["labs"]]
    found = {lab: nbgrader_steps.all_scores(nbgrader_steps.Work(folder, job["run"], lab, "*")) for lab in labs}
    return {"kind": "scores", "labs": found}


def _feedback(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    from grader import course_folder, nbgrader_steps

    pages = {}
    for username in job["usernames"]:
        lab = course_folder.safe_name(job["lab"])
        _check(folder, lab, course_folder.safe_name(username))
        work = nbgrader_steps.Work(folder, job["run"], lab, username)
        pages[username] = _page(job, work)
    return {"kind": "pages", "pages": pages}


def _page(job: dict[str, Any], work: Any) -> str:
    from grader import feedback, nbgrader_steps, rendering

    page = rendering.page_within(lambda: nbgrader_steps.render_feedback(work), job["render_seconds"])
    if page is None:
        page = feedback.unrendered_page(work.lab)
        nbgrader_steps.replace_feedback(work, page)
    return page


def _check(folder: Path, lab: str, username: str) -> None:
    """No link on any path that will be written, and a gradebook to write to."""
    from grader.course_folder import refuse_links

    gradebook = refuse_links(folder, "gradebook.db")
    if not gradebook.is_file():
        raise EngineFault(f"{folder.name} has no gradebook.", "Release its labs again.")
    if gradebook.stat().st_uid == os.geteuid():
        gradebook.chmod(0o660)  # SQLite makes it 0640 under our umask: the run's instructors write it too
    if lab:
        refuse_links(folder, "source", lab)
        refuse_links(folder, "autograded", username, lab, f"{lab}.ipynb")
        refuse_links(folder, "feedback", username, lab, f"{lab}.html")


if __name__ == "__main__":
    main()
