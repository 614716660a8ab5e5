"""What is seen of a lab without running it: points, hints, languages, messages, and what a release must not hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import is_grade

from labs.catalogue import LabDefinition
from labs.harness.findings import Finding
from labs.harness.links import link_findings
from sandbox_data.cards import read_card
from sandbox_data.text import LANGUAGES, Language

SOLUTION = re.compile(r"^[^\n]*### BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*### END SOLUTION", re.S | re.M)
HIDDEN = re.compile(r"^[^\n]*### BEGIN HIDDEN TESTS[^\n]*\n(.*?)^[^\n]*### END HIDDEN TESTS", re.S | re.M)
MARKS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
# Shorter lines ("else:", "return table") say nothing and stand elsewhere too.
TELLING_CHARACTERS = 24
TASKS = range(5, 8)
HINTS_A_TASK = 2
HANGUL = re.compile("[가-힣]")
BETWEEN_LANGUAGES = " / "


@dataclass(frozen=True)
class Notebooks:
    """A lab's source and release in each language."""

    source: dict[Language, NotebookNode]
    release: dict[Language, NotebookNode]


def inspect_lab(lab: LabDefinition, notebooks: Notebooks, data_hosts: Iterable[str] = ()) -> list[Finding]:
    """Everything that is wrong with the text. `data_hosts`: addresses that the data card itself names.

    An imported lab keeps its author's words: of those only leaks and links are looked at.
    """
    found: list[Finding] = []
    for language in LANGUAGES:
        source, release = notebooks.source[language], notebooks.release[language]
        found += leaks(source, release)
        found += link_findings(release.cells, data_hosts)
        found += () if lab.imported else [*points_in_text(lab, release, language), *hints(lab, release)]
    found += languages_differ(notebooks.release)
    if lab.imported is None:
        found += [*one_language_prose(lab, notebooks.release["en"]), *messages(notebooks.source["ko"]), *anatomy(lab)]
    return list(dict.fromkeys(found))


def leaks(source: NotebookNode, release: NotebookNode) -> Iterator[Finding]:
    """Solutions and hidden tests that a release still holds: their marks, or a telling line of them."""
    released = "\n".join(cell.source for cell in release.cells)
    for mark in MARKS:
        if mark in released:
            yield Finding("release", f"배포본에 '{mark}' 이(가) 남아 있습니다", f"the release holds '{mark}'")
    secret = {line for cell in source.cells for line in _secret_lines(cell.source)}
    # A line that the author also shows on purpose (a plot, a worked example) is no secret.
    shown = {line.strip() for cell in source.cells for line in _without_secrets(cell.source).splitlines()}
    lines = {line.strip() for line in released.splitlines()}
    for line in sorted((secret - shown) & lines):
        yield Finding("release", "정답이나 숨은 검사의 줄이 있습니다", "shows a solution or a hidden check", line)


def _secret_lines(text: str) -> Iterator[str]:
    for pattern in (SOLUTION, HIDDEN):
        for block in pattern.findall(text):
            yield from (line.strip() for line in block.splitlines() if len(line.strip()) >= TELLING_CHARACTERS)


def _without_secrets(text: str) -> str:
    return HIDDEN.sub("", SOLUTION.sub("", text))


def points_in_text(lab: LabDefinition, release: NotebookNode, language: Language) -> Iterator[Finding]:
    """Every task's heading names its title and exactly its points."""
    headings = [
        line
        for cell in release.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    word = "점" if language == "ko" else " point"
    for task in lab.tasks:
        title = task.title.in_language(language)
        wanted = f"{title} ({task.points}{word}"
        if not any(wanted in heading for heading in headings):
            yield Finding(f"{task.code} ({language})", "제목에 없는 말", "no heading says what lab.toml does", wanted)


def hints(lab: LabDefinition, release: NotebookNode) -> Iterator[Finding]:
    """Two folded hints for every task that a machine grades."""
    automatic = sum(not task.manual for task in lab.tasks)
    count = sum(cell.source.count("<details>") for cell in release.cells if cell.cell_type == "markdown")
    if count < HINTS_A_TASK * automatic:
        yield Finding(
            "hints",
            f"접힌 힌트가 {count}개입니다. 자동 채점 과제마다 {HINTS_A_TASK}개씩 필요합니다",
            f"{count} folded hints; every automatic task needs {HINTS_A_TASK}",
            blocks=False,
        )


def languages_differ(release: dict[Language, NotebookNode]) -> Iterator[Finding]:
    """Both languages have the same code and the same graded cells with the same points."""
    korean, english = release["ko"], release["en"]
    if _marks(korean) != _marks(english):
        different = sorted({mark[0] for mark in set(_marks(korean)) ^ set(_marks(english))}) or ["order"]
        yield Finding("languages", "채점 셀이 다릅니다", "graded cells differ", str(different))
    if _code(korean) != _code(english):
        yield Finding("languages", "코드 셀이 다릅니다", "code cells differ")


def _marks(notebook: NotebookNode) -> list[tuple[str, str, float]]:
    return [
        (cell.metadata.nbgrader["grade_id"], cell.id, float(cell.metadata.nbgrader.get("points", 0)))
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    ]


def _code(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def one_language_prose(lab: LabDefinition, release: NotebookNode) -> Iterator[Finding]:
    """The English text has no Korean left in it, other than the dataset's citation in its publisher's words."""
    citation = read_card(lab.dataset.name).citation if lab.dataset else ""
    for number, cell in enumerate((cell for cell in release.cells if cell.cell_type == "markdown"), start=1):
        if HANGUL.search(cell.source.replace(f"| {citation} |", "")):
            yield Finding(f"text {number} (en)", "영어 본문에 한글이 있습니다", "English prose holds Korean letters")


def messages(source: NotebookNode) -> Iterator[Finding]:
    """Every assert of a check has a message, and a message speaks Korean, then English."""
    for cell in source.cells:
        if not is_grade(cell) or cell.cell_type != "code":
            continue
        where = cell.metadata.nbgrader["grade_id"]
        for node in ast.walk(ast.parse(cell.source)):
            if not isinstance(node, ast.Assert):
                continue
            if node.msg is None:
                yield Finding(where, "설명이 없는 assert", "an assert without a message", ast.unparse(node.test))
            elif (text := _literal(node.msg)) and not _bilingual(text):
                yield Finding(where, "두 언어가 아닌 메시지", "a message in one language", text)


def _literal(message: ast.expr) -> str:
    """The author's words in a message; empty where the message is made elsewhere."""
    parts = [n.value for n in ast.walk(message) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return "".join(parts)


def _bilingual(text: str) -> bool:
    korean, between, english = text.partition(BETWEEN_LANGUAGES)
    return bool(between and HANGUL.search(korean) and re.search("[A-Za-z]{2}", english))


def anatomy(lab: LabDefinition) -> Iterator[Finding]:
    """Five to seven tasks, one of them for a person to mark."""
    count = len(lab.tasks)
    if count not in TASKS:
        yield Finding("lab.toml", f"과제가 {count}개입니다(5~7개)", f"{count} tasks, 5 to 7 wanted", blocks=False)
    if not any(task.manual for task in lab.tasks):
        yield Finding("lab.toml", "강사가 채점할 과제가 없습니다", "no task for the instructor to mark", blocks=False)
