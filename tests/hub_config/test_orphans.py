"""Which lab servers are ended because no hub knows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hub_config.launcher.orders import RunningLab
from hub_config.orphans import AGE, Orphans

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@dataclass
class FakeLabs:
    labs: list[RunningLab]
    stopped: list[str] = field(default_factory=list)

    def running(self) -> list[RunningLab]:
        return [lab for lab in self.labs if lab.username not in self.stopped]

    def stop(self, lab: RunningLab) -> None:
        self.stopped.append(lab.username)


def lab(username: str, age: timedelta = 10 * AGE, key: str = "") -> RunningLab:
    return RunningLab(person=1, username=username, key=key or username, pid=2, warm=True, started_at=NOW - age)


def test_only_what_the_hub_did_not_know_twice_is_ended() -> None:
    labs = FakeLabs([lab("known"), lab("unknown"), lab("late")])
    orphans = Orphans(labs)
    orphans.look(lambda: {"known"}, NOW)
    assert labs.stopped == []
    orphans.look(lambda: {"known", "late"}, NOW)
    assert labs.stopped == ["unknown"]


def test_a_server_that_just_started_is_not_suspected() -> None:
    labs = FakeLabs([lab("new", AGE / 2)])
    orphans = Orphans(labs)
    for _ in range(3):
        orphans.look(set, NOW)
    assert labs.stopped == []


def test_another_start_of_the_same_person_s_server_is_another_suspect() -> None:
    labs = FakeLabs([lab("jun", key="first")])
    orphans = Orphans(labs)
    orphans.look(set, NOW)
    labs.labs = [lab("jun", key="second")]
    orphans.look(set, NOW)
    assert labs.stopped == []
