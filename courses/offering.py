"""What there is to learn: courses, labs, competencies and datasets, with what is offered on this platform today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.competencies import Competency, CompetencyMap, read_competencies, with_labs
from courses.curriculum import PLANNED, CourseDefinition, LabInCourse, not_offered_codes, read_courses
from courses.registry import Lab
from labs.catalogue import LabDefinition, all_labs
from sandbox_data.text import LocalizedText


@dataclass(frozen=True)
class OfferedLab:
    """A lab in its course. `reason` is the code of why it isn't offered, empty where it is; what only a written lab
    says is None or empty before that."""

    code: str
    title: LocalizedText
    question: LocalizedText | None
    prerequisites: LocalizedText | None
    priority_area: LocalizedText | None
    minutes: int
    weight: int
    competencies: tuple[str, ...]
    dataset: str
    reason: str

    @property
    def offered(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class OfferedCourse:
    code: str
    title: LocalizedText
    summary: LocalizedText
    pass_percent: int
    labs: tuple[OfferedLab, ...]

    @property
    def minutes(self) -> int:
        return sum(lab.minutes for lab in self.labs)


@dataclass(frozen=True)
class Offering:
    """The whole catalogue. `titles`: every lab that the map or a course names, by its code."""

    courses: tuple[OfferedCourse, ...]
    competencies: tuple[Competency, ...]
    titles: dict[str, LocalizedText]

    def labs_on(self, dataset: str) -> tuple[OfferedLab, ...]:
        """The labs that work on a dataset."""
        return tuple(lab for course in self.courses for lab in course.labs if lab.dataset == dataset)


@dataclass(frozen=True)
class _Files:
    """What the files say; they change only with the platform's version."""

    courses: tuple[CourseDefinition, ...]
    labs: dict[str, LabDefinition]
    competencies: CompetencyMap


@cache
def _files() -> _Files:
    return _Files(tuple(read_courses()), {lab.code: lab for lab in all_labs()}, read_competencies())


def offering(session: Session) -> Offering:
    """The catalogue with what the registry says of each lab. Two queries."""
    files = _files()
    reasons = not_offered_codes(session)
    known = set(session.scalars(select(Lab.code)))
    courses = tuple(
        OfferedCourse(
            course.code,
            course.title,
            course.summary,
            course.pass_percent,
            tuple(_lab(entry, files, known, reasons) for entry in course.labs),
        )
        for course in files.courses
    )
    labs = [lab for course in courses for lab in course.labs]
    titles = files.competencies.planned | {lab.code: lab.title for lab in labs}
    offered = {lab.code for lab in labs if lab.offered}
    return Offering(courses, with_labs(files.competencies, offered), titles)


def _lab(entry: LabInCourse, files: _Files, known: set[str], reasons: dict[str, str]) -> OfferedLab:
    lab = files.labs.get(entry.code)
    reason = reasons.get(entry.code, "") if entry.code in known else PLANNED
    return OfferedLab(
        code=entry.code,
        title=lab.title if lab else entry.title,
        question=lab.question if lab else None,
        prerequisites=lab.prerequisites if lab else None,
        priority_area=lab.priority_area if lab else None,
        minutes=lab.minutes if lab else entry.minutes,
        weight=entry.weight,
        competencies=lab.competencies if lab else files.competencies.shown_by(entry.code),
        dataset=lab.dataset.name if lab and lab.dataset else "",
        reason=reason,
    )
