"""Courses and competencies as the catalogue's files state them, and what the registry makes of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from courses import curriculum
from courses.competencies import LEVELS, read_competencies, with_labs
from courses.curriculum import CATALOGUE, CourseDefinition, read_courses, sync
from courses.errors import InvalidEntry
from courses.progress import trainee_overview
from courses.registry import CourseLab, Lab, Registry, Submission, Task
from labs.catalogue import all_labs
from sandbox_data import taxonomy
from tests.courses.builders import a_cohort, a_person, a_run

WRITTEN = {lab.code: lab for lab in all_labs()}
COURSE = (CATALOGUE / "process-analysis.toml").read_text(encoding="utf-8")


def test_four_courses_of_three_labs_each_make_the_curriculum() -> None:
    courses = read_courses()
    assert [len(course.labs) for course in courses] == [3, 3, 3, 3]
    codes = [code for course in courses for code in course.lab_codes]
    assert len(set(codes)) == 12
    assert {course.pass_percent for course in courses} == {60}


def test_a_lab_that_nobody_wrote_yet_gets_a_row_that_is_never_offered(any_registry: Registry) -> None:
    written = [lab for code, lab in WRITTEN.items() if code != "tool_wear"]
    with any_registry.session() as session:
        sync(session, read_courses(), written)
        sync(session, read_courses(), written)
    with any_registry.reading() as session:
        rows = {lab.code: lab for lab in session.scalars(select(Lab))}
        assert {code for code, lab in rows.items() if lab.not_offered_code == curriculum.PLANNED} == {"tool_wear"}
        assert not rows["tool_wear"].offered
        assert session.scalar(select(func.count()).select_from(CourseLab)) == 12


def test_the_order_of_a_course_is_the_files(registry: Registry) -> None:
    with registry.session() as session:
        sync(session, read_courses(), WRITTEN.values())
    with registry.reading() as session:
        found = session.scalars(
            select(Lab.code)
            .join(CourseLab)
            .join(CourseLab.course)
            .where(CourseLab.course.has(code="process-analysis"))
            .order_by(CourseLab.position)
        )
        assert list(found) == ["control_charts", "golden_batch", "defect_root_cause"]


def test_a_lab_whose_folder_is_gone_keeps_its_tasks_and_is_not_offered(registry: Registry) -> None:
    with registry.session() as session:
        sync(session, read_courses(), WRITTEN.values())
        curriculum.set_offered(session, "golden_batch", True)
        tasks = session.scalar(select(func.count()).select_from(Task))
        sync(session, read_courses(), [lab for code, lab in WRITTEN.items() if code != "golden_batch"])
    with registry.reading() as session:
        gone = session.scalars(select(Lab).where(Lab.code == "golden_batch")).one()
        assert (gone.offered, gone.not_offered_code) == (False, "planned")
        assert session.scalar(select(func.count()).select_from(Task)) == tasks
        assert curriculum.not_offered_codes(session)["golden_batch"] == "planned"


def test_a_planned_lab_asks_nothing_of_a_trainee(registry: Registry, now: datetime) -> None:
    with registry.session() as session:
        sync(session, read_courses(), [WRITTEN["golden_batch"]])
        curriculum.set_offered(session, "golden_batch", True)
        cohort = a_cohort(session)
        a_person(session, "kim", now, cohort)
        a_run(session, cohort, now)
    with registry.reading() as session:
        run = trainee_overview(session, "kim", now).runs[0]
        assert session.scalar(select(func.count()).select_from(Submission)) == 0
    assert [(lab.lab_code, lab.offered) for lab in run.labs] == [
        ("control_charts", False),
        ("golden_batch", True),
        ("defect_root_cause", False),
    ]
    assert run.max_points == 100


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("weight = 30", "weight = 31", "the weights of all labs must be 100, they are 101"),
        ('code = "control_charts"', 'code = "golden_batch"', "a lab is listed twice"),
        ("minutes = 90", "minutes = 0", "labs.0.minutes: "),
        ("pass_percent = 60", "pass_percent = 160", "pass_percent: "),
        ('code = "process-analysis"', 'code = "process-analysys"', "is not the file's name"),
        ("position = 2", "position = ", "process-analysis.toml: "),
        ("summary = {", "sumary = {", "summary: "),
    ],
)
def test_a_wrong_course_file_is_refused_by_file_and_field(before: str, after: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "process-analysis.toml").write_text(COURSE.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InvalidEntry, match=r"process-analysis\.toml: ") as refused:
        read_courses(tmp_path)
    assert said in str(refused.value)


def test_two_courses_in_one_place_are_refused(tmp_path: Path) -> None:
    for code in ("process-analysis", "another"):
        text = COURSE.replace('code = "process-analysis"', f'code = "{code}"')
        (tmp_path / f"{code}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidEntry, match="two courses have the same place"):
        read_courses(tmp_path)


# --- competencies -----------------------------------------------------------------------------------------------------


def test_twelve_competencies_have_three_levels() -> None:
    entries = read_competencies().competencies
    assert [entry.code for entry in entries] == [f"K{number}" for number in range(1, 13)]
    assert {len(entry.levels) for entry in entries} == {LEVELS}


def test_every_lab_of_the_map_is_in_a_course_or_planned_and_none_is_both() -> None:
    competencies = read_competencies()
    taught = {code for course in read_courses() for code in course.lab_codes}
    assert competencies.labs <= taught | set(competencies.planned)
    assert taught.isdisjoint(competencies.planned)
    assert taught <= competencies.labs, "a lab that shows no competency"


def test_a_written_lab_names_competencies_of_the_map() -> None:
    known = {entry.code for entry in read_competencies().competencies}
    for lab in WRITTEN.values():
        assert set(lab.competencies) <= known, lab.code


def test_a_level_waits_for_its_labs_and_for_those_below_it() -> None:
    standing = {entry.code: entry.levels for entry in with_labs(read_competencies(), {"injection_window", "capstone"})}
    assert [level.reachable for level in standing["K1"]] == [False, False, False]
    assert standing["K1"][1].missing == ("operating_rate", "control_charts")
    assert [level.reachable for level in standing["K6"]] == [True, False, False]


def test_with_every_lab_every_level_can_be_reached() -> None:
    competencies = read_competencies()
    for entry in with_labs(competencies, competencies.labs):
        assert all(level.reachable for level in entry.levels)


def test_a_level_has_the_maps_mark_or_its_own() -> None:
    standing = {entry.code: entry.levels for entry in with_labs(read_competencies(), ())}
    assert [level.percent for level in standing["K1"]] == [60, 70, 80]
    assert [level.percent for level in standing["K5"]] == [60, 70, 85]


def test_a_map_with_two_levels_is_refused(tmp_path: Path) -> None:
    text = (CATALOGUE / "competencies.toml").read_text(encoding="utf-8")
    (tmp_path / "competencies.toml").write_text(text.replace('  { labs = ["capstone"] },\n', "", 1), encoding="utf-8")
    with pytest.raises(InvalidEntry, match=r"competencies\.toml: competencies\.0\.levels"):
        read_competencies(tmp_path)


# --- taxonomy ---------------------------------------------------------------------------------------------------------


def test_the_four_domains_hold_the_seven_priority_areas_and_nothing_is_guessed() -> None:
    domains = taxonomy.domains()
    areas = [area for domain in domains.values() for area in domain.priority_areas]
    assert len(domains) == 4
    assert sorted(areas) == sorted(taxonomy.priority_areas())
    known = taxonomy.subfields()
    assert (known.subfields, known.subfields_published, len(areas)) == (14, 7, 7)


def test_a_course_definition_is_a_frozen_value() -> None:
    course = read_courses()[0]
    assert isinstance(course, CourseDefinition)
    with pytest.raises(ValueError, match="frozen"):
        course.position = 9
