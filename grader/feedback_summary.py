"""What stands at the head of a feedback page: each task by its title, its points, and how its checks ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbgrader.api import Grade
from nbgrader.utils import is_grade, is_task

from labs import catalogue
from labs.attempts import CheckState, state_of, task_of, untouched_tasks
from labs.catalogue import LabDefinition
from labs.errors import LabError
from sandbox_data.text import LANGUAGES, Language

_WORDS: dict[Language, dict[str, str]] = {
    "ko": {
        "total": "총점 {points}점",
        "waiting": "총점 {points}점 (서술형 채점 대기)",
        "late": "지각 제출 감점 {points}점",
        "task": "과제",
        "points": "점수",
        "checks": "검사",
        "to_top": "맨 위로",
        "own_answer": "작성한 답",
        "remark": "강사 의견:",
        "unit": "{points} / {most}점",
        "check": "검사 {number}",
        "written": "서술형",
        CheckState.PASSED: "통과",
        CheckState.PARTLY: "일부 통과",
        CheckState.WRONG: "미통과",
        CheckState.NOT_ATTEMPTED: "미작성",
        CheckState.ANSWERED: "채점 완료",
        "unmarked": "채점 대기",
    },
    "en": {
        "total": "{points} points in all",
        "waiting": "{points} points in all (a written answer waits for its mark)",
        "late": "{points} points off for a late submission",
        "task": "Task",
        "points": "Points",
        "checks": "Checks",
        "to_top": "to the top",
        "own_answer": "Your answer",
        "remark": "Your instructor says:",
        "unit": "{points} / {most} points",
        "check": "check {number}",
        "written": "written answer",
        CheckState.PASSED: "passed",
        CheckState.PARTLY: "partly passed",
        CheckState.WRONG: "not passed",
        CheckState.NOT_ATTEMPTED: "not attempted",
        CheckState.ANSWERED: "marked",
        "unmarked": "waits for a mark",
    },
}
_SIGNS = {
    CheckState.PASSED: "✓",
    CheckState.PARTLY: "◐",
    CheckState.WRONG: "✗",
    CheckState.NOT_ATTEMPTED: "○",
    CheckState.ANSWERED: "✎",
}


@dataclass(frozen=True)
class CheckLine:
    """One graded cell. `label` stands in the table, `heading` above the cell; `points` has its unit."""

    grade_id: str
    state: str
    label: str
    heading: str
    points: str

    @property
    def anchor(self) -> str:
        return f"cell-{self.grade_id}"


@dataclass(frozen=True)
class TaskLine:
    """One task with its checks; `points` has its unit."""

    title: str
    points: str
    checks: tuple[CheckLine, ...]

    @property
    def anchor(self) -> str:
        return self.checks[0].anchor


@dataclass(frozen=True)
class Summary:
    """All that the template needs beside the notebook, in the notebook's language."""

    language: Language
    title: str
    total: str
    late_penalty: str
    tasks: tuple[TaskLine, ...]
    _checks: dict[str, CheckLine] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_checks", {check.grade_id: check for task in self.tasks for check in task.checks})

    def of(self, grade_id: str) -> CheckLine | None:
        return self._checks.get(grade_id)

    @property
    def heads(self) -> tuple[str, str, str]:
        words = _WORDS[self.language]
        return words["task"], words["points"], words["checks"]

    def __getattr__(self, name: str) -> str:
        if name not in ("to_top", "own_answer", "remark"):
            raise AttributeError(name)
        return _WORDS[self.language][name]


def summarise(
    lab: str, graded: NotebookNode, grades: Mapping[str, Grade], total: float, most: float, late_penalty: float
) -> Summary:
    """`graded`: the notebook as it was scored. `grades`: the gradebook's rows of it by grade id. Points."""
    language = _language(graded)
    words, definition = _WORDS[language], _definition(lab)
    untouched = untouched_tasks(graded)
    groups: dict[str, list[NotebookNode]] = {}
    for cell in graded.cells:
        if (is_grade(cell) or is_task(cell)) and cell.metadata.nbgrader["grade_id"] in grades:
            groups.setdefault(task_of(cell.metadata.nbgrader["grade_id"]), []).append(cell)
    tasks = tuple(_task(code, cells, grades, untouched, definition, language) for code, cells in groups.items())
    waits = any(grade.needs_manual_grade for grade in grades.values())
    return Summary(
        language,
        definition.title.in_language(language) if definition else lab,
        words["waiting" if waits else "total"].format(points=f"{total:g} / {most:g}"),
        words["late"].format(points=f"{late_penalty:g}") if late_penalty else "",
        tasks,
    )


def _task(
    code: str,
    cells: list[NotebookNode],
    grades: Mapping[str, Grade],
    untouched: frozenset[str],
    definition: LabDefinition | None,
    language: Language,
) -> TaskLine:
    title = _title(code, definition, language)
    rows = [grades[cell.metadata.nbgrader["grade_id"]] for cell in cells]
    lines = tuple(
        _check(cell, row, number, title, untouched, language)
        for number, (cell, row) in enumerate(zip(cells, rows, strict=True), 1)
    )
    return TaskLine(title, _points(sum(row.score for row in rows), sum(row.max_score for row in rows), language), lines)


def _check(
    cell: NotebookNode, row: Grade, number: int, task: str, untouched: frozenset[str], language: Language
) -> CheckLine:
    words = _WORDS[language]
    state = CheckState.ANSWERED if is_task(cell) or row.manual_score is not None else state_of(cell, untouched)
    waits = bool(row.needs_manual_grade)
    said = words["unmarked"] if waits else words[state]
    name = words["written"] if cell.cell_type == "markdown" else words["check"].format(number=number)
    return CheckLine(
        cell.metadata.nbgrader["grade_id"],
        "waiting" if waits else state.value,
        f"{'…' if waits else _SIGNS[state]} {said}",
        f"{task} · {name} · {said}",
        _points(row.score, row.max_score, language),
    )


def _title(code: str, definition: LabDefinition | None, language: Language) -> str:
    for number, task in enumerate(definition.tasks if definition else (), 1):
        if task.code == code:
            return f"{_WORDS[language]['task']} {number}. {task.title.in_language(language)}"
    return code


def _points(points: float, most: float, language: Language) -> str:
    return _WORDS[language]["unit"].format(points=f"{points:g}", most=f"{most:g}")


def _language(notebook: NotebookNode) -> Language:
    """The language that a release was written in; a trainee who changes it changes the words of the own page."""
    said = notebook.metadata.get("shopfloor", {}).get("language")
    return said if said in LANGUAGES else LANGUAGES[0]


def _definition(lab: str) -> LabDefinition | None:
    """None for an assignment that an instructor made in nbgrader."""
    try:
        return catalogue.lab(lab)
    except LabError:
        return None
