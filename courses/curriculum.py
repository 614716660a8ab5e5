"""Courses as `courses/catalogue/*.toml` lists them, and their copy in the registry."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.errors import InvalidEntry
from courses.registry import Course, CourseLab, Lab, Task
from labs.catalogue import LabDefinition
from sandbox_data.text import LocalizedText

CATALOGUE = Path(__file__).parent / "catalogue"


class CourseDefinition(BaseModel):
    """One course: a title and its labs in the order in which they are taught."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    title: LocalizedText
    labs: tuple[str, ...] = Field(min_length=1)


def read_courses(folder: Path = CATALOGUE) -> list[CourseDefinition]:
    """All courses of the catalogue; InvalidEntry names the file and the field that is wrong."""
    courses = []
    for path in sorted(folder.glob("*.toml")):
        try:
            courses.append(CourseDefinition.model_validate(tomllib.loads(path.read_text())))
        except (tomllib.TOMLDecodeError, ValidationError) as error:
            raise InvalidEntry(f"{path.name}: {str(error).splitlines()[0]}", "Mend the file.") from None
    return courses


def sync(session: Session, courses: Iterable[CourseDefinition], labs: Iterable[LabDefinition]) -> None:
    """Bring the registry's courses, labs and tasks to what the files say. Nothing that has scores is removed."""
    known = {lab.code: _sync_lab(session, lab) for lab in labs}
    for definition in courses:
        course = session.scalars(select(Course).where(Course.code == definition.code)).one_or_none()
        if course is None:
            course = Course(code=definition.code)
            session.add(course)
        course.title_ko, course.title_en = definition.title.ko, definition.title.en
        session.flush()
        for position, code in enumerate(definition.labs):
            if code not in known:
                raise InvalidEntry(f"The course {definition.code} names the lab {code!r}.", "There is no such lab.")
            place = session.get(CourseLab, (course.id, known[code].id))
            if place is None:
                place = CourseLab(course_id=course.id, lab_id=known[code].id)
                session.add(place)
            place.position = position
    session.flush()


def _sync_lab(session: Session, definition: LabDefinition) -> Lab:
    lab = session.scalars(select(Lab).where(Lab.code == definition.code)).one_or_none()
    if lab is None:
        lab = Lab(code=definition.code, offered=False, not_offered_code="not-prepared")
        session.add(lab)
    lab.title_ko, lab.title_en = definition.title.ko, definition.title.en
    lab.minutes, lab.dataset = definition.minutes, definition.dataset.name
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


def offer_labs_on(session: Session, dataset: str, offered: bool, code: str = "") -> list[str]:
    """Offer every lab that works on `dataset`, or none of them; the codes of those that change."""
    labs = session.scalars(
        select(Lab).where(Lab.dataset == dataset, Lab.offered.is_not(offered)).order_by(Lab.code)
    ).all()
    for lab in labs:
        lab.offered, lab.not_offered_code = offered, code
    session.flush()
    return [lab.code for lab in labs]
