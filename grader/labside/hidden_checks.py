"""Hidden checks taken out of a graded notebook before anybody makes a page of it, here or in an instructor's server."""

from __future__ import annotations

import ast
import builtins
import html
import re
from collections.abc import Iterable, Mapping

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grader.labside.plan import KEY, RAN

_BLOCK = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS[^\n]*\n.*?(?:^[^\n]*END HIDDEN TESTS[^\n]*(?:\n|\Z)|\Z)", re.S | re.M)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HIDDEN = "# 숨은 검사 (공개되지 않음) / hidden checks (not shown)\n"
FAILED = (
    "이 셀의 검사를 통과하지 못했습니다. 자세한 내용은 공개되지 않습니다. / "
    "A check of this cell did not pass; its details are not shown."
)
WITHHELD = "출력에 숨은 검사의 내용이 있어 보여 주지 않습니다. / Not shown: this output repeats a hidden check."
# Shorter lines ("else:") say nothing and would hide innocent output; so would shorter numbers.
TELLING_CHARACTERS = 16
TELLING_DIGITS = 5
# A message with fewer letters of its own (f"{x}") could be anybody's.
OWN_LETTERS = 10
# What may stand for one value in a message: a number, a short list.
_VALUE = r"[^\n]{0,200}?"

Sentences = Mapping[str, tuple[str, str]]


def hide_checks(notebook: NotebookNode, limits: Sentences) -> NotebookNode:
    """Take hidden checks out of a graded notebook, in place: their source, their output, and other cells' echo of it.

    Of a check that ran in a process of its own the sentence is kept that was made there for the trainee. Of one that
    ran in the kernel only the message is kept that its author wrote, with the values that the author put into it:
    anything else that comes out of such a cell may carry the check's inputs. `limits`: our own sentences by error
    name (`grader.verdicts`), which are kept too. An echo is known by a whole line of a hidden check or by a number of
    it that stands nowhere else; code that disguises what it saw is beyond this.
    """
    blocks = {index: "\n".join(_BLOCK.findall(cell.source)) for index, cell in enumerate(notebook.cells)}
    shown = "\n".join(_BLOCK.sub("", cell.source) for cell in notebook.cells)
    secrets = Secrets("\n".join(blocks.values()), shown)
    for index, cell in enumerate(notebook.cells):
        if _ran_separately(cell):
            cell.source = _BLOCK.sub(HIDDEN, cell.source)
            cell.outputs = _judged(cell, bool(blocks[index]), limits)
            continue
        if not blocks[index]:
            continue
        messages = _messages(cell.source)
        cell.source = _BLOCK.sub(HIDDEN, cell.source)
        if cell.cell_type == "code":
            cell.outputs = _told(cell.outputs, messages, limits)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and not blocks[index] and not _ran_separately(cell):
            cell.outputs = [WITHHELD_OUTPUT if secrets.are_in(output) else output for output in cell.outputs]
    return notebook


WITHHELD_OUTPUT = new_output("stream", name="stdout", text=WITHHELD)


def _ran_separately(cell: NotebookNode) -> bool:
    """Whether the engine judged this cell outside the kernel: no code that a trainee runs can write cell metadata."""
    return cell.cell_type == "code" and bool(cell.metadata.get(KEY, {}).get("ran") == RAN)


def _judged(cell: NotebookNode, hidden: bool, limits: Sentences) -> list[NotebookNode]:
    """What the trainee may read of a separate check: no traceback, and nothing printed by one with hidden parts."""
    kept = []
    for output in cell.outputs:
        if output.output_type == "error":
            name = str(output.ename)
            # A limit that ended the notebook before this check has no other sentence.
            sentence = str(cell.metadata[KEY].get("shown") or "") or (str(output.evalue) if name in limits else FAILED)
            kept.append(new_output("error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"]))
        elif output.output_type == "execute_result" or not hidden:
            kept.append(output)
    return kept


class Secrets:
    """What an output must not repeat of hidden checks: their lines, and their numbers that stand nowhere else."""

    def __init__(self, hidden: str, shown: str) -> None:
        lines = (_bare(line.strip()) for line in hidden.splitlines())
        self._lines = {line for line in lines if len(line) >= TELLING_CHARACTERS and "HIDDEN TESTS" not in line}
        numbers = {digits for digits in re.findall(r"\d+(?:\.\d+)?", hidden) if _significant(digits) >= TELLING_DIGITS}
        numbers = {digits for digits in numbers if digits not in shown}
        alternatives = "|".join(re.escape(digits) for digits in sorted(numbers))
        self._numbers = re.compile(rf"(?<![\d.])(?:{alternatives})(?!\d)") if numbers else None

    def are_in(self, output: NotebookNode) -> bool:
        text = html.unescape(_COLOUR.sub("", "\n".join(_texts(output))))
        if self._numbers is not None and self._numbers.search(text):
            return True
        bare = _bare(text)
        return any(line in bare for line in self._lines)


def _texts(part: object) -> Iterable[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


def _bare(text: str) -> str:
    """Without what a repr puts around and into texts."""
    return re.sub(r"[\\'\"]", "", text)


def _significant(digits: str) -> int:
    return len(digits.replace(".", "").strip("0"))


def _messages(source: str) -> list[re.Pattern[str]]:
    """Messages that the author of a check wrote into an assert or a raise, as patterns: values stand where they may."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    found: list[re.Pattern[str]] = []
    for node in ast.walk(tree):
        said = node.msg if isinstance(node, ast.Assert) else node.exc if isinstance(node, ast.Raise) else None
        if said is not None:
            found += [pattern for part in ast.walk(said) if (pattern := _pattern(part)) is not None]
    return found


def _pattern(said: ast.AST) -> re.Pattern[str] | None:
    if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value:
        return re.compile(re.escape(said.value))
    if not isinstance(said, ast.JoinedStr):
        return None
    texts = [part.value if isinstance(part, ast.Constant) else None for part in said.values]
    if sum(letter.isalpha() for text in texts if text for letter in str(text)) < OWN_LETTERS:
        return None
    return re.compile("".join(_VALUE if text is None else re.escape(str(text)) for text in texts))


def _told(outputs: Iterable[NotebookNode], messages: list[re.Pattern[str]], limits: Sentences) -> list[NotebookNode]:
    told = []
    for output in outputs:
        if output.output_type != "error":
            continue
        name, said = str(output.ename), str(output.get("evalue") or "")
        of_ours = name in limits and _limit(limits[name]).fullmatch(said)
        sentence = said if of_ours or any(message.fullmatch(said) for message in messages) else FAILED
        if not of_ours and not hasattr(builtins, name):
            name = "HiddenCheck"
        told.append(new_output("error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"]))
    return told


def _limit(sentence: tuple[str, str]) -> re.Pattern[str]:
    """Our sentence with its numbers filled in, as `verdicts.error_output` writes it."""
    return re.compile(re.sub(r"\\\{\w+\\\}", r"\\d{1,7}", re.escape(" / ".join(sentence))))
