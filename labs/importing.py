"""`labs import`: an ordinary nbgrader assignment (a source notebook with solutions) as a lab.

Its checks were written to run in the trainee's kernel, so they do (compatible mode): what they score is provisional and
never counts for a credential. nbgrader's grade ids become ours: an answer cell begins a task, the tests after it belong
to it, and what a person marks is a task of its own.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.reader import NotJSONError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.utils import is_grade, is_locked, is_solution

from labs.catalogue import FOLDER
from labs.errors import LabError
from labs.writing import new_folder, toml_text, write_folder
from sandbox_data.text import LocalizedText

LARGEST_BYTES = 20 << 20
LARGEST_PICTURE_BYTES = 2 << 20
TASK_CODE = "t{}"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
NO_ANSWER = "(가져온 노트북에 모범 답안이 없습니다. / The imported notebook has no sample answer.)"
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.M)
_POINTS = re.compile(r"\s*[\(\[]\s*[\d.]+\s*(?:points?|pts?|점)\s*[\)\]]\s*$", re.I)
_PICTURE = re.compile(r"(!\[[^\]]*\]\()\s*([^)\s]+)([^)]*\))")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.]+")


@dataclass
class _Task:
    """A task under construction."""

    code: str
    title: str
    manual: bool
    points: float = 0.0


@dataclass
class _Import:
    """The lab under construction: its cells, its tasks, and what could not be carried."""

    folder: Path
    cells: list[NotebookNode] = field(default_factory=list)
    tasks: list[_Task] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    heading: str = ""
    open: bool = False  # an answer cell whose tests may still come


@dataclass(frozen=True)
class Imported:
    """Where the lab lies, its tasks and points, and what could not be carried over."""

    folder: Path
    tasks: int
    points: int
    notes: tuple[str, ...]


def import_notebook(path: Path, code: str, title: LocalizedText | None = None, folder: Path = FOLDER) -> Imported:
    """Make the draft lab `code` below `folder` from the source notebook at `path`. Raises LabError naming the cell."""
    target = new_folder(code, folder)
    notebook, content = _read(path)
    work = _Import(path.parent)
    for number, cell in enumerate(notebook.cells, start=1):
        _carry(cell, number, work)
    tasks = [task for task in work.tasks if task.points]
    if not tasks:
        raise LabError(
            f"{path.name}: 점수가 있는 셀이 없습니다 / has no cell with points.",
            "nbgrader의 원본(source) 노트북을 주십시오 / Give nbgrader's source notebook, with solutions and tests.",
        )
    for task in tasks:
        if task.points != int(task.points):
            raise LabError(
                f"{path.name}: {task.title}: {task.points:g}점 / {task.points:g} points: a task needs whole points.",
                "원본의 배점을 정수로 고치십시오 / Give the task's cells points that make a whole number.",
            )
    named = title or LocalizedText(ko=path.stem, en=path.stem)
    source = jupytext.writes(_without_metadata(new_notebook(cells=work.cells)), fmt="py:percent")
    files = {"notebook.py": source, "lab.toml": _lab_toml(code, named, path.name, content, tasks)}
    write_folder(target, files | {"answers/expected.toml": _expected_toml(tasks)})
    return Imported(target, len(tasks), int(sum(task.points for task in tasks)), tuple(work.notes))


def _read(path: Path) -> tuple[NotebookNode, bytes]:
    try:
        content = path.read_bytes()
        if len(content) > LARGEST_BYTES:
            raise LabError(f"{path}: {len(content):,} bytes", f"At most {LARGEST_BYTES:,} bytes.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # older notebooks have no cell ids, and need none
            notebook = nbformat.reads(content.decode("utf-8-sig"), as_version=4)
    except OSError as error:
        raise LabError(f"{path}: 읽을 수 없습니다 / can't be read: {error.strerror}") from error
    except (NotJSONError, UnicodeDecodeError, nbformat.ValidationError, AttributeError, KeyError, TypeError) as error:
        raise LabError(f"{path}: 노트북이 아닙니다 / is no notebook: {str(error).splitlines()[0][:120]}") from error
    language = notebook.metadata.get("language_info", {}).get("name") or notebook.metadata.get("kernelspec", {}).get(
        "language", "python"
    )
    if language != "python":
        raise LabError(f"{path.name}: 파이썬 노트북만 가져옵니다 / only Python notebooks, this one is {language}.")
    return notebook, content


# --- one cell ---------------------------------------------------------------------------------------------------------


def _carry(cell: NotebookNode, number: int, work: _Import) -> None:
    mark = cell.metadata.get("nbgrader", {})
    source = _with_pictures(cell, number, work) if cell.cell_type == "markdown" else cell.source
    if cell.cell_type == "markdown" and not (is_grade(cell) or is_solution(cell)):
        found = _HEADING.findall(source)
        work.heading = _POINTS.sub("", found[-1]) if found else work.heading
    if mark.get("task"):
        _carry_task_cell(cell, source, work)
    elif is_grade(cell) and is_solution(cell):
        task = _begin(work, manual=True)
        task.points += float(mark["points"])
        _add(work, cell, _marked(source), f"{task.code}-{_name(mark)}", "written", float(mark["points"]))
        work.open = False
    elif is_solution(cell):
        task = work.tasks[-1] if work.open and not work.tasks[-1].points else _begin(work, manual=False)
        work.open = True
        _add(work, cell, _marked(source), f"{task.code}-{_name(mark)}", "solution")
    elif is_grade(cell):
        task = work.tasks[-1] if work.open else _begin(work, manual=False)
        work.open = True
        task.points += float(mark["points"])
        _add(work, cell, source, f"{task.code}-{_name(mark)}", "check", float(mark["points"]))
    elif is_locked(cell):
        _add(work, cell, source, f"given-{_name(mark)}", "fixed")
    else:
        _add(work, cell, source)


def _carry_task_cell(cell: NotebookNode, source: str, work: _Import) -> None:
    """nbgrader's task cell holds the question and its points, and trainees add cells: ours get one to answer in."""
    points = float(cell.metadata.nbgrader["points"])
    task = _begin(work, manual=True)
    task.points = points
    work.open = False
    name = _name(cell.metadata.nbgrader)
    _add(work, cell, source, f"given-{name}", "fixed")
    _add(work, new_markdown_cell(), _marked(NO_ANSWER), f"{task.code}-{name}", "written", points)


def _begin(work: _Import, *, manual: bool) -> _Task:
    code = TASK_CODE.format(len(work.tasks) + 1)
    task = _Task(code, work.heading or code.upper(), manual)
    work.tasks.append(task)
    return task


def _name(mark: NotebookNode) -> str:
    return _UNSAFE.sub("_", str(mark["grade_id"]))


def _add(
    work: _Import, cell: NotebookNode, source: str, grade_id: str = "", role: str = "", points: float | None = None
) -> None:
    made = {"code": new_code_cell, "markdown": new_markdown_cell}.get(cell.cell_type, new_raw_cell)(source)
    if role:
        while grade_id in work.used:
            grade_id += "_"
        work.used.add(grade_id)
        made.metadata.update({"grade_id": grade_id, "role": role})
    if points is not None:
        made.metadata["points"] = int(points) if points == int(points) else points
    work.cells.append(made)


def _marked(source: str) -> str:
    """An answer with its solution marked: nbgrader takes a cell without marks as a solution from its first line on."""
    return source if BEGIN in source else f"{BEGIN}\n{source}\n{END}"


def _with_pictures(cell: NotebookNode, number: int, work: _Import) -> str:
    """Text with the pictures beside the notebook put into it: a release is one file."""

    def carried(match: re.Match[str]) -> str:
        target = match.group(2)
        if re.match(r"[a-z]+:", target) and not target.startswith("attachment:"):
            return match.group(0)
        data = _picture(target, cell, work.folder)
        if data is None:
            work.notes.append(f"cell {number}: 그림을 옮기지 못했습니다 / picture not carried: {target}")
            return match.group(0)
        return f"{match.group(1)}{data}{match.group(3)}"

    return _PICTURE.sub(carried, cell.source)


def _picture(target: str, cell: NotebookNode, folder: Path) -> str | None:
    if target.startswith("attachment:"):
        kinds = cell.get("attachments", {}).get(target.partition(":")[2], {})
        return next((f"data:{kind};base64,{''.join(data)}" for kind, data in kinds.items()), None)
    path = (folder / target).resolve()
    kind = mimetypes.guess_type(path.name)[0] or ""
    inside = path.is_relative_to(folder.resolve()) and path.is_file()
    if not inside or not kind.startswith("image/") or path.stat().st_size > LARGEST_PICTURE_BYTES:
        return None
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


# --- the files --------------------------------------------------------------------------------------------------------


def _without_metadata(notebook: NotebookNode) -> NotebookNode:
    notebook.metadata["jupytext"] = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "all"}
    return notebook


def _lab_toml(code: str, title: LocalizedText, name: str, content: bytes, tasks: list[_Task]) -> str:
    lines = [
        f'code = "{code}"',
        'state = "draft"',
        f"title = {{ ko = {toml_text(title.ko)}, en = {toml_text(title.en)} }}",
        'question = { ko = "가져온 nbgrader 과제", en = "An imported nbgrader assignment" }',
        "minutes = 60",
        "competencies = []",
        'priority_area = { ko = "미분류", en = "Not classified" }',
        'prerequisites = { ko = "원본 과제를 따릅니다", en = "As the original assignment says" }',
        "libraries = []",
        "expected_grading_seconds = 20",
        'checks = "compatible"',
        "",
        "[imported]",
        f"notebook = {toml_text(name)}",
        f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
    ]
    for task in tasks:
        said = toml_text(task.title)
        lines += ["", "[[tasks]]", f'code = "{task.code}"', f"title = {{ ko = {said}, en = {said} }}"]
        lines += [f"points = {int(task.points)}", *(["manual = true"] if task.manual else [])]
    return "\n".join(lines) + "\n"


def _expected_toml(tasks: list[_Task]) -> str:
    scores = ", ".join(f"{task.code} = {0 if task.manual else int(task.points)}" for task in tasks)
    title = 'title = { ko = "원본의 정답", en = "The original\'s solutions" }'
    return f"[reference]\n{title}\nscores = {{ {scores} }}\n"
