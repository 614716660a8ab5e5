"""Courses as `courses/catalogue/*.toml` lists them, and their copy in the registry."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.errors import InvalidEntry
from courses.registry import Course, CourseLab, Lab, Task
from labs.catalogue import LabDefinition
from sandbox_data.text import LocalizedText

CATALOGUE = Path(__file__).parent / "catalogue"
COMPETENCIES = "competencies.toml"
PLANNED, DRAFT, NOT_PREPARED = "planned", "draft", "not-prepared"
"""Why a lab isn't offered: not written yet, a draft, not built yet. Other codes name an error of the data."""
WHOLE_PERCENT = 100


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LabInCourse(_Frozen):
    """A lab's place in a course. `weight` is its share of the course's result in percent. Title and minutes are the
    plan: what the lab itself says counts as soon as it is there."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    weight: Annotated[int, Field(gt=0)]
    minutes: Annotated[int, Field(gt=0)]
    title: LocalizedText


class CourseDefinition(_Frozen):
    """One course: its labs in the order in which they are taught. `pass_percent`: the result that passes it."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    position: Annotated[int, Field(gt=0)]
    title: LocalizedText
    summary: LocalizedText
    pass_percent: Annotated[int, Field(gt=0, le=WHOLE_PERCENT)]
    labs: Annotated[tuple[LabInCourse, ...], Field(min_length=1)]

    @property
    def lab_codes(self) -> tuple[str, ...]:
        return tuple(lab.code for lab in self.labs)

    @model_validator(mode="after")
    def _weights_make_a_whole(self) -> Self:
        total = sum(lab.weight for lab in self.labs)
        if total != WHOLE_PERCENT:
            raise ValueError(f"the weights of all labs must be {WHOLE_PERCENT}, they are {total}")
        if len(set(self.lab_codes)) != len(self.labs):
            raise ValueError("a lab is listed twice")
        return self


def read_courses(folder: Path = CATALOGUE) -> list[CourseDefinition]:
    """All courses in their order; InvalidEntry names the file and the field that is wrong."""
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != COMPETENCIES]
    courses = [_read_course(path) for path in paths]
    positions = [course.position for course in courses]
    if len(set(positions)) != len(positions):
        raise InvalidEntry("courses/catalogue: position: two courses have the same place.", "Mend the files.")
    return sorted(courses, key=lambda course: course.position)


def _read_course(path: Path) -> CourseDefinition:
    try:
        course = CourseDefinition.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise InvalidEntry(f"{path.name}: {error}", "Mend the file.") from None
    except ValidationError as error:
        raise InvalidEntry(f"{path.name}: {first_fault(error)}", "Mend the file.") from None
    if course.code != path.stem:
        raise InvalidEntry(f"{path.name}: code: {course.code!r} is not the file's name.", "Mend the file.")
    return course


def first_fault(error: ValidationError) -> str:
    """The first thing that a file says wrongly: field and sentence."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return f"{field}: {first['msg']}" if field else first["msg"]


def sync(session: Session, courses: Iterable[CourseDefinition], labs: Iterable[LabDefinition]) -> None:
    """Bring the registry's courses, labs and tasks to what the files say. Nothing that has scores is removed.

    A lab that a course names and nobody has written yet gets a row too, which is never offered: trainees see what is
    still to come, and nobody is asked for it.
    """
    known = {lab.code: _sync_lab(session, lab) for lab in labs}
    for definition in courses:
        course = session.scalars(select(Course).where(Course.code == definition.code)).one_or_none()
        if course is None:
            course = Course(code=definition.code)
            session.add(course)
        course.title_ko, course.title_en = definition.title.ko, definition.title.en
        session.flush()
        for position, entry in enumerate(definition.labs):
            lab = known.get(entry.code) or _sync_planned(session, entry)
            place = session.get(CourseLab, (course.id, lab.id))
            if place is None:
                place = CourseLab(course_id=course.id, lab_id=lab.id)
                session.add(place)
            place.position = position
    session.flush()


def _sync_planned(session: Session, entry: LabInCourse) -> Lab:
    lab = session.scalars(select(Lab).where(Lab.code == entry.code)).one_or_none()
    if lab is None:
        lab = Lab(code=entry.code, title_ko=entry.title.ko, title_en=entry.title.en, minutes=entry.minutes, dataset="")
        session.add(lab)
    # A lab whose folder is gone keeps its tasks and scores, and the words that it had.
    lab.offered, lab.not_offered_code = False, PLANNED
    session.flush()
    return lab


def _sync_lab(session: Session, definition: LabDefinition) -> Lab:
    lab = session.scalars(select(Lab).where(Lab.code == definition.code)).one_or_none()
    if lab is None:
        lab = Lab(code=definition.code, offered=False, not_offered_code=NOT_PREPARED)
        session.add(lab)
    lab.title_ko, lab.title_en = definition.title.ko, definition.title.en
    lab.minutes, lab.dataset = definition.minutes, definition.dataset.name if definition.dataset else ""
    session.flush()
    tasks = {task.code: task for task in session.scalars(select(Task).where(Task.lab_id == lab.id))}
    for position, wanted in enumerate(definition.tasks):
        task = tasks.get(wanted.code)
        if task is None:
            task = Task(lab_id=lab.id, code=wanted.code)
            session.add(task)
        task.title_ko, task.title_en = wanted.title.ko, wanted.title.en
        task.points, task.manual, task.position = wanted.points, wanted.manual, position
    session.flush()
    return lab


def set_offered(session: Session, lab_code: str, offered: bool, code: str = "") -> None:
    """Offer a lab to trainees, or not, with the code of the reason."""
    session.execute(update(Lab).where(Lab.code == lab_code).values(offered=offered, not_offered_code=code))


def not_offered_codes(session: Session) -> dict[str, str]:
    """The reason's code of every lab that isn't offered, by the lab's code."""
    rows = session.execute(select(Lab.code, Lab.not_offered_code).where(Lab.offered.is_(False)))
    return {code: reason or NOT_PREPARED for code, reason in rows}


def offer_labs_on(session: Session, dataset: str, offered: bool, code: str = "") -> list[str]:
    """Offer every lab that works on `dataset`, or none of them; the codes of those that change."""
    labs = session.scalars(
        select(Lab).where(Lab.dataset == dataset, Lab.offered.is_not(offered)).order_by(Lab.code)
    ).all()
    for lab in labs:
        lab.offered, lab.not_offered_code = offered, code
    session.flush()
    return [lab.code for lab in labs]
