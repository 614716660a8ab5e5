"""nbgrader's exchange for an instructor's server: formgrader and nbgrader's command line over the exchange service."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc
from nbgrader.exchange.abc.exchange import ExchangeError
from traitlets import Unicode

from grader.labside import client
from grader.labside.client import Call, ExchangeClient
from grader.labside.environment import lab_environment
from grader.labside.errors import ExchangeRefused, ExchangeUnreachable

FETCH_IN_LIST = (
    "교육생처럼 가져오거나 제출하려면 JupyterLab의 과제 목록을 쓰세요. / Use JupyterLab's assignment list for this."
)


class ShopfloorExchange(abc.Exchange):
    """What all steps share: the client, and refusals as nbgrader's own errors."""

    url = Unicode("", help="Address of the exchange; empty: beside the hub's API address.").tag(config=True)

    def send(self, call: Call) -> Any:
        environment = lab_environment(self.url)
        exchange = ExchangeClient(environment.exchange_url, environment.token)
        try:
            return exchange.send(call)
        except (ExchangeRefused, ExchangeUnreachable) as refusal:
            raise ExchangeError(refusal.message) from None
        finally:
            exchange.close()

    @property
    def run(self) -> str:
        code: str = self.coursedir.course_id
        if not code:
            self.fail("No course id. Run with --course RUN.")
        return code

    @property
    def lab(self) -> str:
        code: str = self.coursedir.assignment_id
        if not code:
            self.fail("No assignment id. Run with --assignment LAB.")
        return code

    def folder(self, step: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, self.lab))

    def init_src(self) -> None: ...

    def init_dest(self) -> None: ...

    def copy_files(self) -> None: ...


class ReleaseAssignment(ShopfloorExchange, abc.ExchangeReleaseAssignment):
    """`nbgrader release_assignment LAB`: what lies in release/ becomes what trainees fetch."""

    def copy_files(self) -> None:
        notebook = self.folder(self.coursedir.release_directory, ".") / f"{self.lab}.ipynb"
        if not notebook.is_file():
            self.fail(f"{notebook} is missing. Run nbgrader generate_assignment {self.lab} first.")
        answer = self.send(client.upload_release(self.run, self.lab, notebook.read_bytes()))
        self.log.info("Released %s %s%s", self.run, self.lab, "" if answer["changed"] else " (unchanged)")


class Collect(ShopfloorExchange, abc.ExchangeCollect):
    """`nbgrader collect LAB`: every trainee's newest attempt into submitted/, where formgrader looks for it."""

    def copy_files(self) -> None:
        received = self.send(client.submissions(self.run, self.lab))["submissions"]
        wanted = self.coursedir.student_id
        newest = {row["username"]: row for row in received if wanted in ("", "*", row["username"])}
        if not newest:
            self.log.warning("No submissions of '%s' for course '%s' to collect", self.lab, self.run)
        for row in newest.values():
            self.collect(row)

    def collect(self, row: dict[str, Any]) -> None:
        target = self.folder(self.coursedir.submitted_directory, row["username"])
        stamp = timestamp(row["submitted_at"])
        if target.is_dir() and not self.is_newer(target, stamp):
            self.log.info("Nothing newer to collect: %s %s", row["username"], self.lab)
            return
        notebook = self.send(client.submission(self.run, self.lab, row["username"], row["attempt"]))
        target.mkdir(parents=True, exist_ok=True)
        write_file(target / f"{self.lab}.ipynb", notebook)
        write_file(target / "timestamp.txt", stamp.encode())
        self.log.info("Collected %s %s (attempt %s)", row["username"], self.lab, row["attempt"])

    def is_newer(self, target: Path, stamp: str) -> bool:
        there = moment_in(target / "timestamp.txt")
        return bool(self.update) and (there is None or there < datetime.fromisoformat(stamp))


class ReleaseFeedback(ShopfloorExchange, abc.ExchangeReleaseFeedback):
    """`nbgrader release_feedback LAB`: pages in feedback/ go to the attempts that they were made from."""

    def copy_files(self) -> None:
        received = self.send(client.submissions(self.run, self.lab))["submissions"]
        attempts = {(row["username"], datetime.fromisoformat(row["submitted_at"])): row["attempt"] for row in received}
        wanted = self.coursedir.student_id
        excluded = set(str(self.coursedir.student_id_exclude or "").split(","))
        for student in sorted({row["username"] for row in received} - excluded):
            if wanted in ("", "*", student):
                self.give_back(student, attempts)

    def give_back(self, student: str, attempts: dict[tuple[str, datetime], int]) -> None:
        folder = self.folder(self.coursedir.feedback_directory, student)
        page = folder / f"{self.lab}.html"
        if not page.is_file():
            return
        made_from = moment_in(folder / "timestamp.txt")
        attempt = None if made_from is None else attempts.get((student, made_from))
        if attempt is None:
            self.log.error(
                "Feedback of %s for %s belongs to no submission (time %s); collect and autograde again.",
                student, self.lab, made_from,
            )  # fmt: skip
            return
        self.send(client.upload_feedback(self.run, self.lab, student, attempt, page.read_bytes()))
        self.log.info("Feedback released to %s for %s (attempt %s)", student, self.lab, attempt)


class ListReleases(ShopfloorExchange, abc.ExchangeList):
    """What is released (or, `--inbound`, handed in) in the configured run; formgrader asks on each page."""

    def list_files(self) -> list[dict[str, Any]]:
        if not self.coursedir.course_id:
            return []
        rows = self.send(client.assignments(self.run))["assignments"]
        only = self.coursedir.assignment_id
        rows = [row for row in rows if row["released"] and only in ("", "*", row["lab"])]
        if self.inbound or self.cached:
            return [found for row in rows for found in self.handed_in(row["lab"])]
        for row in rows:
            self.log.info("%s %s", self.run, row["lab"])
        return [
            {"course_id": self.run, "assignment_id": row["lab"], "status": "released", "path": "", "notebooks": []}
            for row in rows
        ]

    def handed_in(self, lab: str) -> list[dict[str, Any]]:
        received = self.send(client.submissions(self.run, lab))["submissions"]
        for row in received:
            self.log.info("%s %s %s %s", self.run, row["username"], lab, timestamp(row["submitted_at"]))
        return [
            {
                "course_id": self.run,
                "assignment_id": lab,
                "student_id": row["username"],
                "timestamp": timestamp(row["submitted_at"]),
                "status": "submitted",
                "submissions": [],
                "notebooks": [],
            }
            for row in received
        ]

    def remove_files(self) -> list[dict[str, Any]]:
        self.fail("A release can't be taken back: trainees may have fetched it. Release a corrected notebook instead.")
        return []


class FetchAssignment(ShopfloorExchange, abc.ExchangeFetchAssignment):
    def copy_files(self) -> None:
        self.fail(FETCH_IN_LIST)


class FetchFeedback(ShopfloorExchange, abc.ExchangeFetchFeedback):
    def copy_files(self) -> None:
        self.fail(FETCH_IN_LIST)


class Submit(ShopfloorExchange, abc.ExchangeSubmit):
    def copy_files(self) -> None:
        self.fail(FETCH_IN_LIST)


def timestamp(iso_time: str) -> str:
    """The time of a submission as the grading worker writes it too: ISO 8601 in UTC. It names the attempt."""
    return datetime.fromisoformat(iso_time).astimezone(UTC).isoformat()


def moment_in(file: Path) -> datetime | None:
    """The time that a `timestamp.txt` holds; None where there is none that can be read."""
    try:
        moment = datetime.fromisoformat(file.read_text().strip())
    except (OSError, ValueError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def write_file(path: Path, content: bytes) -> None:
    """Write a file anew in a folder that others may write too: what lay there is removed, a link is not followed."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o660)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
