"""The converter: a child process under a course's own id that works in that course folder, and nowhere else.

`python -m grader.converting` reads jobs from standard input and answers each on standard output (`grader.wire`), one
after the other, until the input ends. It never executes a trainee's code: grading is two jobs, `prepare` and `record`,
between which the worker has the notebook executed. No job needs what an earlier one left in this process.
"""

from __future__ import annotations

import base64
import copy
import os
import shutil
import traceback
from pathlib import Path
from typing import Any

from grader import wire
from grader.errors import EngineFault, Refused

SCRATCH = Path("/tmp/course")  # noqa: S108 - private to the sandbox


def main() -> None:
    # Whatever nbgrader or a library prints must not get between the messages.
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = os.fdopen(os.dup(0), "rb")
    while True:
        try:
            job = wire.receive(jobs)
        except wire.ChannelClosed:
            return
        answer, usable = _answer(job)
        wire.send(channel, answer)
        if not usable:
            raise SystemExit(1)


def _answer(job: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The answer, and whether this process may go on: not after an error that nobody thought of."""
    try:
        return COMMANDS[job["command"]](job, Path(job["folder"])), True
    except Refused as error:
        return {"kind": "refused", "reason": error.message}, True
    except EngineFault as error:
        return {"kind": "fault", "reason": str(error)}, True
    except Exception as error:
        traceback.print_exc()
        return {"kind": "fault", "reason": f"{type(error).__name__}: {error}"}, False


def _prepare(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Repair a submitted notebook and put the release's checks into it. Changes nothing."""
    from grader import autograding, feedback_page, repairing
    from grader.labside import plan

    work = _work(job, folder)
    # The page comes after the execution: there is time.
    feedback_page.make_ready()
    notebook = repairing.read(base64.b64decode(job["notebook"]))
    with work.gradebook() as gradebook:
        rows = autograding.bulk(work, gradebook)
        mended = repairing.repair(notebook, autograding.sheet(work, rows))
        repaired = copy.deepcopy(notebook)
        marked = _marked(job, work, gradebook, rows, repaired)
        sanitised = autograding.sanitise(work, rows, notebook)
    plan.state(sanitised, work.plan())
    return {
        "kind": "prepared",
        "notebook": sanitised,
        "repaired": repaired,
        "marked": marked,
        "mended": mended,
    }


def _marked(job: dict[str, Any], work: Any, gradebook: Any, rows: Any, repaired: Any) -> dict[str, str]:
    """The answers that the marks in the gradebook were made for."""
    from grader import autograding, gradebook_marks, repairing

    if job["marked"] is None:
        # Only an instructor's own autograde can have put something there: this attempt, or an unknown one.
        this_attempt = gradebook_marks.stamp(work, gradebook) == job["timestamp"]
        return gradebook_marks.answers(repaired) if this_attempt else {}
    try:
        former = repairing.read(base64.b64decode(job["marked"]))
    except Refused:
        return {}
    repairing.repair(former, autograding.sheet(work, rows))
    return gradebook_marks.answers(former)


def _record(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write an executed notebook's scores, files and feedback: all in one transaction of the gradebook."""
    from grader import course_folder

    work = _work(job, folder)
    if not job["scratch"]:
        return _record_in(work, job)
    scratch = course_folder.make_scratch(folder, work.lab, SCRATCH)
    try:
        return _record_in(_work(job, scratch), job)
    finally:
        from grader import gradebooks

        gradebooks.forget(scratch)
        shutil.rmtree(scratch)


def _record_in(work: Any, job: dict[str, Any]) -> dict[str, Any]:
    import nbformat

    from grader import autograding, course_folder, feedback_page, gradebook_marks

    executed = nbformat.from_dict(job["executed"])
    repaired = nbformat.from_dict(job["repaired"])
    content = nbformat.writes(repaired).encode()
    course_folder.write_submission(work.folder, work.username, work.lab, content, job["timestamp"])
    with work.gradebook() as gradebook:
        rows, graded = autograding.save(work, gradebook, executed, job["timestamp"])
        gradebook_marks.settle_marks(rows.submission, job["marked"], gradebook_marks.answers(repaired))
        rows = autograding.reloaded(work, gradebook)
        cells = [cell.as_message() for cell in gradebook_marks.scores(gradebook, work.lab, work.username)]
        page = feedback_page.render(work, rows, graded, job["render_seconds"])
        gradebook.db.settle()
    autograding.write_files(work, graded)
    return {"kind": "graded", "cells": cells, "feedback": page}


def _scores(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    from grader import course_folder, gradebook_marks
    from grader.work import Work

    _check(folder, "", "")
    labs = [course_folder.safe_name(lab) for lab in job["labs"]]
    found = {lab: gradebook_marks.all_scores(Work(folder, job["run"], lab, "*")) for lab in labs}
    return {"kind": "scores", "labs": found}


def _feedback(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    pages: dict[str, str] = {}
    failed: dict[str, str] = {}
    for username in job["usernames"]:
        try:
            pages[username] = _fresh_page(_work(job | {"username": username}, folder), job["render_seconds"])
        except EngineFault as error:
            failed[username] = str(error)
    return {"kind": "pages", "pages": pages, "failed": failed}


def _fresh_page(work: Any, render_seconds: int) -> str:
    import nbformat

    from grader import autograding, feedback_page

    graded = nbformat.read(work.notebook, as_version=4)
    with work.gradebook() as gradebook:
        rows = autograding.bulk(work, gradebook, work.username)
        return feedback_page.render(work, rows, graded, render_seconds)


COMMANDS = {"prepare": _prepare, "record": _record, "scores": _scores, "feedback": _feedback}


def _work(job: dict[str, Any], folder: Path) -> Any:
    from grader import course_folder
    from grader.work import Work

    lab, username = course_folder.safe_name(job["lab"]), course_folder.safe_name(job["username"])
    _check(folder, lab, username)
    return Work(folder, job["run"], lab, username)


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
