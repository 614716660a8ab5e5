"""The queue on both databases: who gets which submission, and what happens when workers die or race."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest

from courses.registry import ExecutionState, Registry, SubmissionState
from grader import recording
from grader.leasing import (
    FIRST_RETRY_SECONDS,
    MOST_TRIES,
    Lease,
    finish_execution,
    give_back,
    lease_execution,
    lease_submission,
    renew,
)
from grader.scores import CellScore
from tests.grader.queue_world import Overtaken, QueueWorld
from tests.postgres import emptied

SECONDS = 60.0


@pytest.fixture
def world(shared_registry: Registry, now: datetime) -> QueueWorld:
    return QueueWorld(emptied(shared_registry), now)


def take(world: QueueWorld, minutes: float = 100.0, worker: str = "a", recent: tuple[int, ...] = ()) -> Lease | None:
    return lease_submission(world.registry, worker, world.now + timedelta(minutes=minutes), SECONDS, recent)


def taken(world: QueueWorld, minutes: float = 100.0, **more: object) -> int:
    lease = take(world, minutes, **more)  # type: ignore[arg-type]
    assert lease is not None
    return lease.submission_id


# --- order -----------------------------------------------------------------------------------------------------------


def test_an_empty_queue_gives_nothing(world: QueueWorld) -> None:
    assert take(world) is None


def test_the_oldest_submission_comes_first(world: QueueWorld) -> None:
    later, earlier = world.submit("hong", 5), world.submit("kim", 1)
    assert [taken(world), taken(world)] == [earlier, later]
    assert take(world) is None


def test_of_a_person_s_attempts_the_newest_comes_first_and_no_two_at_a_time(world: QueueWorld) -> None:
    first, second = world.submit("hong", 0), world.submit("hong", 1)
    lease = take(world)
    assert lease is not None
    assert lease.submission_id == second
    assert take(world) is None
    give_back(world.registry, lease, "ours", world.now + timedelta(minutes=100))
    assert taken(world) == first  # the newest waits for its retry


def test_another_lab_of_the_same_person_goes_on(world: QueueWorld) -> None:
    both = {world.submit("hong"), world.submit("hong", 1, lab="second")}
    assert {taken(world), taken(world)} == both


def test_what_failed_before_waits_behind_what_is_new(world: QueueWorld) -> None:
    failed = world.submit("hong", 0)
    lease = take(world, 1)
    assert lease is not None
    give_back(world.registry, lease, "ours", world.now)
    fresh = world.submit("kim", 2)
    assert [taken(world), taken(world)] == [fresh, failed]


def test_runs_take_turns(world: QueueWorld) -> None:
    daegu, busan = world.runs["daegu"], world.runs["busan"]
    world.submit("hong", 0)
    world.submit("kim", 1)
    world.submit("park", 2)
    world.submit("lee", 3)
    leases = []
    recent: tuple[int, ...] = ()
    for _ in range(4):
        lease = take(world, recent=recent)
        assert lease is not None
        recent = (*(run for run in recent if run != lease.run_id), lease.run_id)
        leases.append(lease)
        recording_done(world, lease)
    assert [lease.run_id for lease in leases] == [daegu, busan, daegu, busan]


def test_a_run_with_nothing_under_way_goes_before_a_busy_one(world: QueueWorld) -> None:
    world.submit("hong", 0)
    world.submit("kim", 1)
    other = world.submit("park", 50)
    taken(world)
    assert taken(world) == other


def recording_done(world: QueueWorld, lease: Lease) -> bool:
    cell = CellScore("t1-check", 60.0, 60.0, None, None, False, "")
    return recording.record_graded(
        world.registry, lease, [cell], "f" * 64, world.now, in_gradebook=True, detail={"seconds": 1.0}
    )


# --- leases ----------------------------------------------------------------------------------------------------------


def test_a_lease_holds_until_it_runs_out(world: QueueWorld) -> None:
    submission = world.submit("hong")
    assert taken(world, 10) == submission
    assert take(world, 10.9, worker="b") is None
    again = take(world, 11, worker="b")
    assert again == Lease(submission, world.runs["daegu"], "b", 2)


def test_a_renewed_lease_holds_longer(world: QueueWorld) -> None:
    world.submit("hong")
    lease = take(world, 10)
    assert lease is not None
    renew(world.registry, [lease], world.now + timedelta(minutes=10.5), SECONDS)
    renew(world.registry, [], world.now, SECONDS)
    assert take(world, 11.4, worker="b") is None
    assert take(world, 11.5, worker="b") is not None


def test_a_lease_that_ran_out_can_change_nothing_any_more(world: QueueWorld) -> None:
    submission = world.submit("hong")
    old = take(world, 10)
    new = take(world, 20)  # the same worker: only the number of the try tells them apart
    assert old is not None
    assert new is not None
    renew(world.registry, [old], world.now + timedelta(hours=9), SECONDS)
    give_back(world.registry, old, "too late", world.now)
    assert not recording_done(world, old)
    row = world.row(submission)
    assert (row.state, row.leased_by, row.fault, row.score) == (SubmissionState.GRADING, "a", "", None)
    assert row.lease_until == world.now + timedelta(minutes=20, seconds=SECONDS)
    assert recording_done(world, new)
    assert not recording_done(world, new)
    assert world.row(submission).score == 60.0


def test_a_fault_of_ours_is_tried_again_later_each_time_and_then_parked(world: QueueWorld) -> None:
    submission = world.submit("hong")
    moment = 0.0
    for number in range(1, MOST_TRIES + 1):
        lease = take(world, moment)
        assert lease is not None
        assert lease.try_number == number
        give_back(world.registry, lease, f"fault {number}", world.now + timedelta(minutes=moment))
        row = world.row(submission)
        assert (row.fault, row.leased_by, row.lease_until, row.score) == (f"fault {number}", "", None, None)
        if number < MOST_TRIES:
            delay = FIRST_RETRY_SECONDS * 2 ** (number - 1)
            assert row.state == SubmissionState.UNGRADED
            assert row.retry_at == world.now + timedelta(minutes=moment, seconds=delay)
            assert take(world, moment + (delay - 1) / 60) is None
            moment += delay / 60
    assert world.row(submission).state == SubmissionState.PARKED
    assert take(world, moment + 10_000) is None


def test_what_kills_every_worker_is_parked_and_the_next_one_is_not_kept_waiting(world: QueueWorld) -> None:
    deadly = world.submit("hong")
    for number in range(MOST_TRIES):
        assert taken(world, number * 2.0) == deadly
    other = world.submit("kim", 1)
    world.change(other, tries=MOST_TRIES - 1)
    # Both are ready; the deadly one, with more tries, would come last.
    assert taken(world, 20) == other
    following = world.submit("kim", 2, lab="second")
    world.change(following, tries=MOST_TRIES + 1, state=SubmissionState.UNGRADED)
    last = world.submit("hong", 3, lab="second")
    world.change(last, tries=MOST_TRIES - 1)
    assert taken(world, 20) == last
    assert take(world, 20) is None
    row = world.row(deadly)
    assert (row.state, row.score, row.leased_by) == (SubmissionState.PARKED, None, "")
    assert "died at every try" in row.fault


def test_one_that_is_parked_on_the_way_costs_nobody_a_turn(world: QueueWorld) -> None:
    deadly = world.submit("hong")
    world.change(deadly, tries=MOST_TRIES)
    other = world.submit("kim", 1)
    world.change(other, tries=MOST_TRIES)
    fresh = world.submit("park", 2)
    world.change(fresh, tries=MOST_TRIES - 1)
    assert taken(world, recent=(world.runs["busan"],)) == fresh
    assert {world.row(one).state for one in (deadly, other)} == {SubmissionState.PARKED}


# --- races -----------------------------------------------------------------------------------------------------------


def together(count: int, work) -> list[object]:  # type: ignore[no-untyped-def] # any work
    """The results of `work(number)` in threads that begin at the same moment."""
    start, results = threading.Barrier(count), []

    def one(number: int) -> None:
        start.wait(30)
        results.append(work(number))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(results) == count
    return results


def test_of_workers_that_want_the_same_submission_one_gets_it(world: QueueWorld) -> None:
    for minute in range(5):
        submission = world.submit("hong", minute)
        leases = together(4, lambda number: take(world, 10.0 * minute, worker=f"w{number}"))  # noqa: B023
        winners = [lease for lease in leases if lease is not None]
        assert [lease.submission_id for lease in winners] == [submission]
        world.change(submission, state=SubmissionState.GRADED)


def test_racing_workers_never_hold_the_same_submission_and_leave_none(world: QueueWorld) -> None:
    waiting = {world.submit(name, lab=lab) for name in world.people for lab in world.labs}
    held: list[int] = []

    def work(number: int) -> None:
        misses = 0
        while misses < 20:
            lease = take(world, worker=f"w{number}")
            if lease is None:
                misses += 1
            else:
                held.append(lease.submission_id)

    together(3, work)
    assert Counter(held) == Counter(waiting)


def test_an_attempt_that_another_worker_took_meanwhile_keeps_the_older_one_back(world: QueueWorld) -> None:
    """Two attempts of one person at a time would race for the same place in the gradebook."""
    older = world.submit("hong", 0)
    newer: list[int] = []

    def another_worker() -> None:
        newer.append(world.submit("hong", 1))
        assert taken(world, worker="faster") == newer[0]

    overtaken = Overtaken(world.registry, another_worker)
    assert lease_submission(overtaken, "slower", world.now + timedelta(minutes=100), SECONDS) is None
    assert world.row(newer[0]).leased_by == "faster"
    assert world.row(older).state == SubmissionState.RECEIVED


def test_a_submission_that_was_given_back_meanwhile_is_not_taken_early(world: QueueWorld) -> None:
    world.submit("hong", 0)
    later = world.now + timedelta(minutes=100)

    def another_worker() -> None:
        lease = take(world, worker="faster")
        assert lease is not None
        give_back(world.registry, lease, "ours", later)

    assert lease_submission(Overtaken(world.registry, another_worker), "slower", later, SECONDS) is None


# --- executions for instructors --------------------------------------------------------------------------------------


def test_instructors_notebooks_are_executed_in_the_order_of_asking(world: QueueWorld) -> None:
    second, first = world.ask(b"2", 2), world.ask(b"1", 1)
    at = world.now + timedelta(minutes=5)
    assert lease_execution(world.registry, at, SECONDS) == (first, b"1")
    assert lease_execution(world.registry, at, SECONDS) == (second, b"2")
    assert lease_execution(world.registry, at, SECONDS) is None
    # Its worker died: another one takes it over.
    assert lease_execution(world.registry, at + timedelta(seconds=SECONDS), SECONDS) == (first, b"1")


def test_an_execution_is_answered_once(world: QueueWorld) -> None:
    number = world.ask(b"1")
    finish_execution(world.registry, number, b"early")
    assert world.execution(number).state == ExecutionState.WAITING
    lease_execution(world.registry, world.now, SECONDS)
    finish_execution(world.registry, number, b"done")
    finish_execution(world.registry, number, None, "late")
    found = world.execution(number)
    assert (found.state, found.result, found.fault) == (ExecutionState.DONE, b"done", "")


def test_an_execution_that_nobody_waits_for_any_more_is_given_up(world: QueueWorld) -> None:
    old, fresh = world.ask(b"old", -90), world.ask(b"fresh")
    assert lease_execution(world.registry, world.now, SECONDS) == (fresh, b"fresh")
    assert world.execution(old).state == ExecutionState.FAILED


def test_racing_workers_execute_a_notebook_once(world: QueueWorld) -> None:
    for number in range(5):
        asked = world.ask(b"x", number)
        at = world.now + timedelta(minutes=number)
        answers = together(4, lambda _worker: lease_execution(world.registry, at, SECONDS))  # noqa: B023
        assert [answer for answer in answers if answer] == [(asked, b"x")]
        finish_execution(world.registry, asked, b"done")
