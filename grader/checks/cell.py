"""Runs one check cell in the checks' process and says what came of it, in words for the instructor and the trainee."""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import math
import numbers
import re
import signal
import sys
import time
import traceback
import types
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from grader.checks.library import AuthorFault, bound, parsed, without_magics
from grader.checks.names import Namespace
from grader.checks.sentences import sentence
from grader.checks.session import CheckStopped, Deferred, NotPlain, Session, TraineeFailure

_HIDDEN = re.compile(r"(BEGIN|END) HIDDEN TESTS")
_OUR_CODE = "grader/checks/"
_LONGEST_PRINT = 100_000
_LONGEST_SENTENCE = 4_000
_LONGEST_TRACEBACK = 20_000
# What a trainee reads of a hidden check: its author's sentence may quote values that the trainee's function gave.
LONGEST_SHOWN = 700
# The alarm comes after the wire's own deadline, which has the better sentence.
_ALARM_LATER_SECONDS = 0.3


@dataclass(frozen=True)
class CheckCell:
    """A check as it is to be run. `seconds`: how long it may take."""

    name: str
    source: str
    seconds: float


@dataclass(frozen=True)
class Failure:
    """Why a check did not pass. `sentence` is for the instructor, `shown` is what the trainee may read."""

    name: str
    sentence: str
    shown: str
    traceback: str


@dataclass(frozen=True)
class Outcome:
    """What came of a check. `points` is what its last expression gave as partial credit, if it was a number."""

    printed: str
    points: float | None = None
    failure: Failure | None = None

    def as_message(self) -> dict[str, Any]:
        return asdict(self)


def run_check(cell: CheckCell, namespace: Namespace) -> Outcome:
    """Run `cell` in `namespace`, whose session is open. Deferred and AuthorFault pass through."""
    code = _Code(cell)
    session = namespace.session
    assert session is not None  # noqa: S101 - the caller opened it
    fetched = _fetch_for_classes(code.tree, namespace)
    printed = _Printed()
    failure, points = None, None
    try:
        with _time_limit(cell.seconds, session), _quiet(printed):
            points = code.run(namespace)
        if session.stopped is not None:
            raise session.stopped
    except (Deferred, AuthorFault):
        raise
    except BaseException as error:
        failure = _Verdict(code, error).failure()
    finally:
        for name, value in fetched.items():
            if dict.get(namespace, name) is value:
                dict.__delitem__(namespace, name)
    return Outcome(printed.getvalue()[:_LONGEST_PRINT], points, failure)


def names_bound(source: str) -> set[str]:
    """Names that running a check would bind, as far as its text tells."""
    try:
        return {name for statement in parsed(source).body for name in bound(statement)}
    except SyntaxError:
        return set()


class _Code:
    """A check's text, compiled: all statements, and the last expression apart, as in a notebook."""

    def __init__(self, cell: CheckCell) -> None:
        self.cell, self.filename = cell, f"<check {cell.name}>"
        self.source = without_magics(cell.source)
        try:
            self.tree = ast.parse(self.source, self.filename)
        except SyntaxError as error:
            raise AuthorFault(f"check {cell.name} is no Python: line {error.lineno}: {error.msg}") from None
        lines = self.source.splitlines(keepends=True)
        linecache.cache[self.filename] = (len(self.source), None, lines, self.filename)
        self.hidden_lines = _hidden_lines(self.source)

    def run(self, namespace: Namespace) -> float | None:
        body, last = self.tree.body, self.tree.body[-1] if self.tree.body else None
        if not isinstance(last, ast.Expr) or self.source.rstrip().endswith(";"):
            last = None
        body = body if last is None else body[:-1]
        exec(compile(ast.Module(body, []), self.filename, "exec"), namespace)  # noqa: S102 - what this process is for
        if last is None:
            return None
        return _points(eval(compile(ast.Expression(last.value), self.filename, "eval"), namespace))  # noqa: S307


def _points(value: Any) -> float | None:
    """A number as partial credit, as nbgrader takes it. One that is none counts nothing."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or type(value).__name__ == "bool":
        return None
    return float(value) if math.isfinite(value) else 0.0


def _hidden_lines(source: str) -> set[int]:
    hidden, inside = set(), False
    for number, line in enumerate(source.split("\n"), 1):
        mark = _HIDDEN.search(line)
        if mark:
            inside = mark.group(1) == "BEGIN"
        if inside or mark:
            hidden.add(number)
    return hidden


def _fetch_for_classes(tree: ast.Module, namespace: Namespace) -> dict[str, Any]:
    """Python reads names in a class body past `__missing__`: bind them for the time of the check."""
    wanted = {
        node.id
        for statement in ast.walk(tree)
        if isinstance(statement, ast.ClassDef)
        for part in statement.body
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    fetched = {}
    for name in sorted(wanted - namespace.own()):
        with contextlib.suppress(KeyError, CheckStopped):
            fetched[name] = namespace[name]
            dict.__setitem__(namespace, name, fetched[name])
    return fetched


# --- the world that a check runs in -----------------------------------------------------------------------------------


class _Printed(io.StringIO):
    """What a check prints, up to a limit."""

    def write(self, text: str) -> int:
        return super().write(text) if self.tell() < _LONGEST_PRINT else len(text)


def print_out(text: str) -> None:
    """What the trainee's function printed: only a check that captures its output may read it."""
    if not isinstance(sys.stdout, _Printed):
        sys.stdout.write(text)


@contextlib.contextmanager
def _quiet(printed: _Printed) -> Iterator[None]:
    """Catch what is printed; warnings cost nothing and say nothing unless the check records them."""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
        warnings.showwarning = lambda *_args, **_kwargs: None
        yield


@contextlib.contextmanager
def _time_limit(seconds: float, session: Session) -> Iterator[None]:
    def ring(_number: int, _frame: types.FrameType | None) -> None:
        # Again and again: a check that catches everything must not outlive it.
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        session.stopped = session.stopped or CheckStopped("CheckTimeLimit")
        raise session.stopped

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds + _ALARM_LATER_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def deadline(seconds: float) -> float:
    return time.monotonic() + seconds


# --- in words ---------------------------------------------------------------------------------------------------------


class _Verdict:
    """Finds the words for what ended a check."""

    def __init__(self, code: _Code, error: BaseException) -> None:
        self.code, self.error = code, error
        self.frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in self.frames if frame.filename == code.filename]
        self.line = own[-1].lineno or 0 if own else 0
        self.hidden = self.line in code.hidden_lines
        # The author's own words: raised by a line of the check itself, not by a library that it called.
        self.by_author = bool(self.frames) and self.frames[-1].filename in (code.filename, "<locked cells>")

    def failure(self) -> Failure:
        name, said, shown = self._words()
        if not isinstance(self.error, Exception | CheckStopped):
            name = "CheckError"
        return Failure(name, said[:_LONGEST_SENTENCE], shown[:LONGEST_SHOWN], self._traceback())

    def _words(self) -> tuple[str, str, str]:
        error = self.error
        if isinstance(error, CheckStopped):
            said = sentence(error.code, said=error.said, seconds=round(self.code.cell.seconds))
            return error.code, said, said
        failure = getattr(error, "_shopfloor", None)
        if isinstance(failure, TraineeFailure):
            said = sentence("TraineeError", call=failure.call, kind=failure.kind, said=failure.said)
            hidden = sentence("TraineeErrorHidden", call=failure.call, kind=failure.kind)
            return failure.kind, said, hidden if self.hidden else said
        if isinstance(error, NotPlain):
            said = sentence("NotPlain", kind=error.kind)
            return "TypeError", said, said
        if isinstance(error, NameError) and error.name and not isinstance(error, UnboundLocalError):
            said = sentence("Missing", name=error.name)
            return type(error).__name__, said, said
        return self._of_the_check(error)

    def _of_the_check(self, error: BaseException) -> tuple[str, str, str]:
        name, said = type(error).__name__, _text(error)
        if isinstance(error, MemoryError):
            large = sentence("ValueTooLarge", said="MemoryError")
            return "ValueTooLarge", large, large
        if isinstance(error, AssertionError):
            if not said and not self.hidden and (text := self._asserted()):
                told = sentence("NotTrue", said=text)
                return name, told, told
            told = said if said and (self.by_author or not self.hidden) else sentence("CheckFailed")
            return name, said, told
        if self.by_author and isinstance(error, Exception) and self._raised():
            return name, said, said or sentence("CheckFailed")
        told = sentence("CheckError", kind=name)
        return name, said, told if self.hidden else f"{told} ({name}: {said})"

    def _statement(self) -> ast.stmt | None:
        found = [
            node
            for node in ast.walk(self.code.tree)
            if isinstance(node, ast.Assert | ast.Raise) and node.lineno <= self.line <= (node.end_lineno or node.lineno)
        ]
        return found[-1] if found else None

    def _raised(self) -> bool:
        return isinstance(self._statement(), ast.Raise)

    def _asserted(self) -> str:
        statement = self._statement()
        return (
            (ast.get_source_segment(self.code.source, statement.test) or "")
            if isinstance(statement, ast.Assert)
            else ""
        )

    def _traceback(self) -> str:
        """Frames of this process only: the trainee's never came here."""
        kept = [frame for frame in self.frames if _OUR_CODE not in frame.filename]
        head = "Traceback (most recent call last):\n" if kept else ""
        said = _text(self.error)
        last = f"{type(self.error).__name__}: {said}" if said else type(self.error).__name__
        return (head + "".join(traceback.format_list(kept)) + last)[-_LONGEST_TRACEBACK:]


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""
