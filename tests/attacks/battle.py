"""The corpus against our grader: one batch of hostile submissions, honest twins and bystanders, as the platform grades.

Everything goes the real way: handed in to the exchange, leased from the registry, prepared by the run's converter,
executed in the sandbox, recorded in the gradebook, rendered as feedback. Only limits are tighter, to wait less.
"""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from sqlalchemy import select

from bench.grading_parts.ours import Platform
from bench.grading_parts.stock import username
from bench.grading_parts.workloads import RUN
from courses.registry import Enrolment, Person, Submission, SubmissionState
from grader.exchange.refusals import Refusal
from grader.exchange.submissions import accept
from grader.limits import GradingLimits
from grader.worker import Worker, WorkerConfiguration
from hub_config.identities import course_identity
from tests.attacks.corpus import Attack, content
from tests.attacks.lab import CODE, HIDDEN_WORDS, MOST, RIGHT, AttackedLab, Surroundings, attacked
from tests.grader.pages import active_parts
from tests.grader.sandboxes import running

LAB_ENVIRONMENT = Path(__file__).resolve().parents[2] / ".venv-lab"
MEBIBYTE = 1 << 20
LIMITS = GradingLimits(
    cell_seconds=4, total_seconds=40, memory_bytes=900 * MEBIBYTE, processes=96, tmp_bytes=128 * MEBIBYTE
)
FIRST_SLOT = 3_600
"""Slots far from those of a platform that runs on the same machine: a slot is a user id."""
HOST_CANARY = Path("/tmp/ordered")
VICTIM = 0


@dataclass(frozen=True)
class Row:
    """A submission as it ended: state (or "refused"), points by checks, what its author reads, and our fault if any."""

    state: str
    points: float = 0.0
    page: str = ""
    fault: str = ""
    printed: str = ""


@dataclass(frozen=True)
class Outcome:
    """One attack: what it earned beyond what it may, what it reached, and how its honest twin did."""

    attack: Attack
    hostile: Row
    twin: Row
    escapes: tuple[str, ...]

    @property
    def gained(self) -> float:
        return max(0.0, self.hostile.points - self.attack.expected.points)

    @property
    def held(self) -> bool:
        expected = self.attack.expected
        return (
            not self.gained
            and not self.escapes
            and self.hostile.state == expected.state
            and (self.twin.state, self.twin.points) == ("graded", expected.twin_points)
        )


@dataclass
class Battle:
    """The batch as a whole. `others_unchanged`: the victim's points, work and page; `finished`: who came last too."""

    outcomes: list[Outcome] = field(default_factory=list)
    others_unchanged: bool = False
    finished: bool = False
    left: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        return all(one.held for one in self.outcomes) and self.others_unchanged and self.finished and not self.left


def fight(attacks: Sequence[Attack], folder: Path, progress: Callable[[int, int], None] = lambda *_: None) -> Battle:
    """Hand everything in and grade it. `folder` must be new; processes of other users must be able to enter it."""
    workload, released = attacked(folder / "lab")
    platform = Platform.make(workload, folder / "platform", 2 * len(attacks) + 2, LAB_ENVIRONMENT, meter=None)
    platform.engine = replace(platform.engine, limits=LIMITS)
    marker = str(700_000 + os.getpid())
    battle = Battle()
    HOST_CANARY.unlink(missing_ok=True)
    try:
        with _listening() as (port, knocks):
            course = platform.courses / RUN
            _hand_in(platform, VICTIM, content(AttackedLab(released, _none(course)).notebook(t1=RIGHT["t1"])))
            _grade(platform, 1)
            before = _state_of(platform, course)
            around = Surroundings(
                port, marker, course, (folder / "platform" / "registry.sqlite",), os.getpid(), username(VICTIM)
            )
            lab = AttackedLab(released, around)
            refused = _all_handed_in(platform, attacks, lab)
            last = 2 * len(attacks) + 1
            _hand_in(platform, last, content(lab.right()))
            _grade(platform, 2, progress)
            for number, attack in enumerate(attacks):
                battle.outcomes.append(_outcome(platform, attack, number, refused, knocks, marker))
            battle.others_unchanged = _state_of(platform, course) == before
            battle.finished = not _waiting(platform) and _row(platform, last).points == MOST
    finally:
        platform.close()
    battle.left = tuple(f"sleep {marker}" for _ in running(marker)) + tuple(_left_over())
    return battle


def _none(course: Path) -> Surroundings:
    return Surroundings(0, "0", course, (), 0, username(VICTIM))


@contextmanager
def _listening() -> Iterator[tuple[int, list[object]]]:
    knocks: list[object] = []

    def listen(listener: socket.socket) -> None:
        while True:
            try:
                knocks.append(listener.accept())
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=listen, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1], knocks


def _all_handed_in(platform: Platform, attacks: Sequence[Attack], lab: AttackedLab) -> dict[int, str]:
    """Twin after attacker, so that each attacker has somebody beside them. Refusals by trainee."""
    refused = {}
    for number, attack in enumerate(attacks):
        for trainee, build in ((_hostile(number), attack.hostile), (_twin(number), attack.honest)):
            try:
                _hand_in(platform, trainee, content(build(lab)))
            except Refusal as refusal:
                refused[trainee] = refusal.code
    return refused


def _hostile(number: int) -> int:
    return 2 * number + 1


def _twin(number: int) -> int:
    return 2 * number + 2


def _hand_in(platform: Platform, trainee: int, handed: bytes) -> None:
    """As the exchange does it: what is larger than its limit is not even read."""
    whole = handed if len(handed) <= platform.desk.policy.max_submission_bytes else None
    accept(platform.desk, username(trainee), RUN, CODE, whole, datetime.now(UTC))


def _grade(platform: Platform, slots: int, progress: Callable[[int, int], None] = lambda *_: None) -> None:
    configuration = WorkerConfiguration(platform.courses, slots, course_identity, first_slot=FIRST_SLOT)
    worker = Worker(platform.registry, platform.desk.store, platform.engine, configuration, lambda: datetime.now(UTC))
    whole = _waiting(platform)
    worker.grade_all(lambda: progress(whole - _waiting(platform), whole))


def _waiting(platform: Platform) -> int:
    with platform.registry.reading() as session:
        states = session.scalars(select(Submission.state)).all()
    return sum(state not in (SubmissionState.GRADED, SubmissionState.UNGRADED) for state in states)


def _row(platform: Platform, trainee: int) -> Row:
    with platform.registry.reading() as session:
        row = session.scalars(
            select(Submission).join(Enrolment).join(Person).where(Person.username == username(trainee))
        ).one_or_none()
        if row is None:
            return Row("refused")
        page = platform.desk.store.get(row.feedback_blob).decode() if row.feedback_blob else ""
        points = sum(score.auto or 0.0 for score in row.task_scores)
        return Row(row.state.value, points, page, row.fault or "", _printed(platform, username(trainee)))


def _printed(platform: Platform, name: str) -> str:
    """All that the trainee's own cells put out, in the autograded notebook that instructors open."""
    file = platform.courses / RUN / "autograded" / name / CODE / f"{CODE}.ipynb"
    if not file.is_file():
        return ""
    cells = nbformat.read(file, as_version=4).cells
    own = [cell for cell in cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    return "\n".join(str(cell.get("outputs", "")) for cell in own)


def _outcome(
    platform: Platform, attack: Attack, number: int, refused: dict[int, str], knocks: list[object], marker: str
) -> Outcome:
    hostile, twin = _row(platform, _hostile(number)), _row(platform, _twin(number))
    escapes = [line for line in hostile.printed.replace("\\n", "\n").splitlines() if "ESCAPED" in line]
    escapes += [f"a hidden check's {word} is told" for word in HIDDEN_WORDS if word in hostile.page + hostile.printed]
    escapes += [f"active on the page: {part}" for part in active_parts(hostile.page.partition("<body>")[2])]
    if attack.name == "exfiltration" and knocks:
        escapes.append("somebody knocked at the host's port")
    if attack.name == "daemons" and running(marker):
        escapes.append("a process outlived its notebook")
    if attack.name == "pickles_with_orders" and HOST_CANARY.exists():
        escapes.append("an order was run on the host")
    return Outcome(attack, hostile, twin, tuple(dict.fromkeys(escapes)))


def _state_of(platform: Platform, course: Path) -> tuple[object, ...]:
    """What must not change of the victim: row, work on disk, released files."""
    row = _row(platform, VICTIM)
    files = sorted(
        path
        for place in ("source", "release", f"submitted/{username(VICTIM)}")
        for path in (course / place).rglob("*")
        if path.is_file()
    )
    files.append(platform.workload.data / "plants.csv")
    digests = tuple((str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)
    return row.state, row.points, row.page, digests


def _left_over() -> list[str]:
    """Processes under the batch's ids after everything was closed."""
    uids = {str(uid) for base in (60_001, 61_001) for uid in range(base + FIRST_SLOT, base + FIRST_SLOT + 2)}
    listed = subprocess.run(["ps", "-eo", "uid=,args="], capture_output=True, text=True, check=True).stdout
    return [line.strip() for line in listed.splitlines() if line.split(maxsplit=1)[0] in uids]
