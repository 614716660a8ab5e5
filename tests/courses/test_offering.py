"""The catalogue shows what is offered today, and says of everything else why it isn't."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import courses.offering
from courses import curriculum
from courses.offering import Offering, offering
from courses.registry import Registry
from labs.catalogue import all_labs
from sandbox_data.cards import all_cards

UNWRITTEN = "tool_wear"
WRITTEN = {lab.code: lab for lab in all_labs() if lab.code != UNWRITTEN}


def offered_now(registry: Registry, *codes: str) -> Offering:
    """The catalogue when these labs are offered and the other written ones lack their data."""
    with registry.session() as session:
        curriculum.sync(session, curriculum.read_courses(), WRITTEN.values())
        for code in WRITTEN:
            curriculum.set_offered(session, code, code in codes, "" if code in codes else "DataUnavailable")
    with registry.reading() as session:
        return offering(session)


def test_an_empty_registry_offers_nothing(registry: Registry) -> None:
    with registry.reading() as session:
        empty = offering(session)
    assert len(empty.courses) == 4
    assert not any(lab.offered for course in empty.courses for lab in course.labs)
    assert not any(level.reachable for entry in empty.competencies for level in entry.levels)


@pytest.fixture
def unwritten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(courses.offering, "all_labs", lambda: tuple(WRITTEN.values()))
    courses.offering._files.cache_clear()
    yield
    courses.offering._files.cache_clear()


@pytest.mark.usefixtures("unwritten")
def test_a_lab_says_what_its_file_says_and_a_planned_one_what_the_course_plans(registry: Registry) -> None:
    labs = {lab.code: lab for course in offered_now(registry, "golden_batch").courses for lab in course.labs}
    golden = labs["golden_batch"]
    assert (golden.offered, golden.minutes, golden.dataset) == (True, 110, "dryer")
    assert golden.question == WRITTEN["golden_batch"].question
    planned = labs.pop(UNWRITTEN)
    assert (planned.reason, planned.question, planned.dataset) == ("planned", None, "")
    assert planned.competencies
    assert {lab.reason for code, lab in labs.items() if code != "golden_batch"} == {"DataUnavailable"}


def test_minutes_of_a_course_are_those_of_its_labs(registry: Registry) -> None:
    for course in offered_now(registry).courses:
        assert course.minutes == sum(lab.minutes for lab in course.labs)


def test_a_dataset_knows_its_labs(registry: Registry) -> None:
    offered = offered_now(registry, "golden_batch")
    assert [lab.code for lab in offered.labs_on("dryer")] == ["golden_batch"]
    assert {card.name for card in all_cards()} >= {
        lab.dataset for c in offered.courses for lab in c.labs if lab.dataset
    }


def test_every_lab_that_a_level_asks_for_has_a_title(registry: Registry) -> None:
    offered = offered_now(registry)
    asked = {lab for entry in offered.competencies for level in entry.levels for lab in level.labs}
    assert asked <= set(offered.titles)
