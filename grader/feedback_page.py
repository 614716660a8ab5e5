"""The feedback page of one graded notebook, from a template of our own and with an exporter that is made once."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.preprocessors import GetGrades
from traitlets.config import Config

from grader import feedback, verdicts
from grader.autograding import resources, run_steps
from grader.course_folder import refuse_links, replace_file
from grader.feedback_summary import CheckLine, Summary, TaskLine, summarise
from grader.gradebooks import BulkGradebook, lent
from grader.labside.hidden_checks import hide_checks
from grader.not_attempted import say_not_attempted
from grader.rendering import RENDER_CPU_SECONDS, Renderer
from grader.work import Work

_NO_ALTERNATIVE = re.compile(r"<img (?![^>]*\balt=)")
# nbconvert's own words for a picture without a description.
_ALTERNATIVE = '<img alt="No description has been provided for this image" '


def render(work: Work, rows: BulkGradebook, graded: NotebookNode, cpu_seconds: int = RENDER_CPU_SECONDS) -> str:
    """The page that the trainee reads: no hidden check, nothing harmful. It also replaces nbgrader's own file.

    A page that takes longer than `cpu_seconds` of processor time to make is replaced by one that says so.
    """
    shown = say_not_attempted(hide_checks(copy.deepcopy(graded), verdicts.SENTENCES), graded)
    given = resources(work)
    with lent(rows):
        shown = run_steps((GetGrades,), shown, given)
    submission = rows.submission
    penalty = submission.late_submission_penalty
    given["summary"] = summarise(work.lab, graded, rows.grades, submission.score, submission.max_score, penalty)
    page = _renderer().page((shown, given), cpu_seconds)
    if page is None:
        page = feedback.unrendered_page(work.lab)
    folder = refuse_links(work.folder, "feedback", work.username, work.lab)
    folder.mkdir(parents=True, exist_ok=True)
    refuse_links(work.folder, "feedback", work.username, work.lab, f"{work.lab}.html")
    replace_file(folder / f"{work.lab}.html", page.encode())
    return page


def make_ready() -> None:
    """Start the process that makes pages; it loads what it needs while this one goes on."""
    _renderer().start()


@cache
def _renderer() -> Renderer:
    return Renderer(_page, _exporter)


def _page(given: tuple[NotebookNode, dict[str, Any]]) -> str:
    return feedback.clean_page(_exporter().from_notebook_node(*given)[0])


class _Remembered:
    """HTML by what it was made from: a release's sources and texts are the same in every submission."""

    def __init__(self, most: int = 1000, longest: int = 10_000) -> None:
        self._known: dict[Hashable, str] = {}
        self._most, self._longest = most, longest

    def get(self, source: str, key: Hashable, make: Callable[[], str]) -> str:
        """What `make` makes of `source`, where nothing but `key` decides; made once for sources of usual length."""
        if len(source) > self._longest:
            return make()
        if (source, key) not in self._known:
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[source, key] = make()
        return self._known[source, key]


_coloured, _marked_down = _Remembered(), _Remembered()


class _Highlight(Highlight2HTML):  # nbconvert is followed as untyped
    """Colours every source once."""

    def __call__(self, source: str, language: str | None = None, metadata: dict[str, Any] | None = None) -> str:
        # All that nbconvert looks at beside the source.
        key = (self.pygments_lexer, language, str((metadata or {}).get("magics_language")))
        return _coloured.get(source, key, lambda: str(super(_Highlight, self).__call__(source, language, metadata)))


@cache
def _exporter() -> _FeedbackExporter:
    config = Config()
    config.HTMLExporter.template_name = "shopfloor_feedback"
    config.HTMLExporter.extra_template_basedirs = [str(Path(__file__).with_name("templates"))]
    # nbconvert validates the notebook after each of its eleven; only this one works without being asked to.
    config.HTMLExporter.default_preprocessors = ["nbconvert.preprocessors.HighlightMagicsPreprocessor"]
    exporter = _FeedbackExporter(config=config)
    _practise(exporter)
    return exporter


def _practise(exporter: _FeedbackExporter) -> None:
    """Make a page of our own: what is loaded and compiled at the first page, nobody's has to wait for."""
    outputs = [
        new_output("stream", text="1\n"),
        new_output("stream", name="stderr", text="1\n"),
        new_output("execute_result", data={"text/plain": "1", "text/html": "<table><tr><td>1</td></tr></table>"}),
        new_output("display_data", data={"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"}),
        new_output("error", ename="E", evalue="e", traceback=["\x1b[31mE\x1b[39m: e"]),
    ]
    marks = {"grade": True, "grade_id": "t-1", "locked": True, "points": 1, "schema_version": 3, "solution": False}
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# 1\n\n* `a` **b** [c](#d) $x^2$\n\n|a|b|\n|-|-|\n|1|2|\n\n```python\na = 1\n```"),
            new_code_cell("a = 1", outputs=outputs, metadata={"nbgrader": marks}),
        ],
        metadata={"language_info": {"name": "python", "pygments_lexer": "ipython3"}},
    )
    line = CheckLine("t-1", "passed", "1", "1", "1")
    summary = Summary("ko", "1", "1", "1", (TaskLine("1", "1", (line,)),))
    feedback.clean_page(exporter.from_notebook_node(notebook, {"summary": summary})[0])


class _FeedbackExporter(HTMLExporter):  # nbconvert is followed as untyped
    """nbconvert's, but for a second parsing of the whole page that only adds attributes to it.

    Templates are compiled once for an exporter's life.
    """

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """A text's HTML, made once. One with pictures attached, or with a place to look for them, is made anew."""

        def make() -> str:
            return str(super(_FeedbackExporter, self).markdown2html(context, source))

        path = context.get("resources", {}).get("metadata", {}).get("path", "")
        if path or context.get("cell", {}).get("attachments"):
            return make()
        return _marked_down.get(source, None, make)

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        given = self._init_resources(resources)
        self.register_filter("highlight_code", _Highlight(pygments_lexer=_lexer(nb), parent=self))
        types = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=given)
        self.register_filter("filter_data_type", types)
        html, given = TemplateExporter.from_notebook_node(self, nb, given, **more)
        return _NO_ALTERNATIVE.sub(_ALTERNATIVE, html), given


def _lexer(notebook: NotebookNode) -> str | None:
    language = notebook.metadata.get("language_info", {})
    found: str | None = language.get("pygments_lexer", language.get("name"))
    return found
