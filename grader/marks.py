"""Marks that instructors make in formgrader, from a run's gradebook into the registry within seconds."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from courses.registry import CourseRun, Enrolment, Lab, Person, Registry, Submission
from courses.registry.codes import SubmissionState
from grader.gradebook import CourseGradebook, GradebookEntry
from grader.recording import write_points
from grader.scores import by_task
from grader.storage import BlobStore

log = logging.getLogger("grader.marks")
Signature = tuple[tuple[int, int], ...]
# A gradebook of so many students' work is read once a second at most, a larger one as much more rarely.
STUDENTS_A_SECOND = 100
MOST_LOOKS_BETWEEN_TRIES = 256
GRADEBOOK_FILES = ("gradebook.db", "gradebook.db-wal", "gradebook.db-journal")


def signature(folder: Path) -> Signature:
    """Time and size of a gradebook's files; () where there is none. Opens nothing: instructors write here."""
    seen = []
    for name in GRADEBOOK_FILES:
        try:
            status = (folder / name).lstat()
        except OSError:
            continue
        seen.append((status.st_mtime_ns, status.st_size))
    return tuple(seen)


@dataclass
class MarkWatch:
    """Knows which gradebooks changed since they were last read. `gradebook_of(run_id, run_code)` opens one."""

    registry: Registry
    store: BlobStore
    courses_folder: Path
    gradebook_of: Callable[[int, str], CourseGradebook]
    clock: Callable[[], float] = time.monotonic
    _seen: dict[str, Signature] = field(default_factory=dict)
    _entries: dict[tuple[str, str, str], GradebookEntry] = field(default_factory=dict)
    _not_before: dict[str, float] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _resting: dict[str, int] = field(default_factory=dict)

    def look(self) -> int:
        """Read every gradebook that changed; the number of submissions whose points changed in the registry.

        One that can't be read holds up no other, and is tried again at ever fewer looks: each try is a process.
        """
        changed = 0
        for run_id, run in self._runs():
            now = signature(self.courses_folder / run)
            moment = self.clock()
            if not now or self._seen.get(run) == now or moment < self._not_before.get(run, moment) or self._rests(run):
                continue
            try:
                changed += self.read(run_id, run)
            except Exception as error:
                log.warning("The gradebook of %s could not be read: %s", run, error)
                self._failures[run] = self._failures.get(run, 0) + 1
                self._resting[run] = min(2 ** self._failures[run], MOST_LOOKS_BETWEEN_TRIES) - 1
                continue
            # Our own grading changes gradebooks too: a large one that is being filled must not be read all the time.
            students = sum(of_run == run for of_run, _lab, _student in self._entries)
            self._not_before[run] = self.clock() + students / STUDENTS_A_SECOND
            # Feedback and our own reading don't write it; what changed meanwhile is seen at the next look.
            self._seen[run] = now
            self._failures.pop(run, None)
        return changed

    def _rests(self, run: str) -> bool:
        looks = self._resting.get(run, 0)
        self._resting[run] = max(0, looks - 1)
        return looks > 0

    def read(self, run_id: int, run: str) -> int:
        """Bring the registry to what this run's gradebook says, and make fresh feedback where that changed."""
        labs = self._labs_in_gradebook(run_id)
        if not labs:
            return 0
        gradebook = self.gradebook_of(run_id, run)
        changed = 0
        for lab, entries in gradebook.scores(labs).items():
            new = [entry for entry in entries if self._entries.get((run, lab, entry.username)) != entry]
            moved = {entry.username: found for entry in new if (found := self._update(run_id, run, lab, entry))}
            if moved:
                self._refresh(gradebook, lab, moved)
            changed += len(moved)
        return changed

    def _runs(self) -> list[tuple[int, str]]:
        with self.registry.reading() as session:
            return [(row.id, row.code) for row in session.scalars(select(CourseRun))]

    def _labs_in_gradebook(self, run_id: int) -> list[str]:
        with self.registry.reading() as session:
            return list(
                session.scalars(
                    select(Lab.code)
                    .join(Submission, Submission.lab_id == Lab.id)
                    .where(Submission.run_id == run_id, Submission.in_gradebook)
                    .distinct()
                )
            )

    def _update(self, run_id: int, run: str, lab: str, entry: GradebookEntry) -> int | None:
        """The id of the submission that these scores changed, if they did. Another attempt's scores change nothing."""
        with self.registry.reading() as session:
            found = self._matching(session, run_id, lab, entry)
            changed = found is not None and write_points(session, found, by_task(entry.cells), read_again=True)
            session.rollback()
        moved = self._write(run_id, lab, entry) if changed else None
        if found is not None:  # not before the registry knows of the attempt as graded, and holds these scores
            self._entries[run, lab, entry.username] = entry
        return moved

    def _write(self, run_id: int, lab: str, entry: GradebookEntry) -> int | None:
        with self.registry.session() as session:
            submission = self._matching(session, run_id, lab, entry)
            if submission is None or not write_points(session, submission, by_task(entry.cells), read_again=True):
                return None
            return submission.id

    @staticmethod
    def _matching(session, run_id: int, lab: str, entry: GradebookEntry) -> Submission | None:  # type: ignore[no-untyped-def]
        submission: Submission | None = session.scalars(
            select(Submission)
            .join(Enrolment, Enrolment.id == Submission.enrolment_id)
            .join(Person, Person.id == Enrolment.person_id)
            .join(Lab, Lab.id == Submission.lab_id)
            .where(
                Submission.run_id == run_id,
                Lab.code == lab,
                Person.username == entry.username,
                Submission.in_gradebook,
                Submission.state == SubmissionState.GRADED,
            )
        ).one_or_none()
        if submission is None or submission.submitted_at != entry.submitted_at:
            return None
        return submission

    def _refresh(self, gradebook: CourseGradebook, lab: str, moved: dict[str, int]) -> None:
        for username, page in gradebook.feedback(lab, sorted(moved)).items():
            blob = self.store.put(page.encode())
            with self.registry.session() as session:
                submission = session.get_one(Submission, moved[username])
                if submission.in_gradebook:
                    submission.feedback_blob = blob
