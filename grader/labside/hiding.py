"""Feedback that an instructor generates must not tell the hidden checks: nbgrader's own pages print them."""

from __future__ import annotations

import re
from typing import Any

from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.labside.plan import KEY

_BLOCK = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS[^\n]*\n.*?(?:^[^\n]*END HIDDEN TESTS[^\n]*(?:\n|\Z)|\Z)", re.S | re.M)
HIDDEN = "# 숨은 검사 (공개되지 않음) / hidden checks (not shown)\n"
FAILED = "숨은 검사를 통과하지 못했습니다. / A hidden check did not pass."


class HideChecks(NbGraderPreprocessor):
    """Takes hidden checks and all that they printed out of a page. What is told of a failed one: the sentence that was
    made for the trainee where it ran in a process of its own; else only that it failed."""

    def preprocess_cell(self, cell: Any, resources: Any, _index: int) -> tuple[Any, Any]:
        if _BLOCK.search(cell.source):
            cell.source = _BLOCK.sub(HIDDEN, cell.source)
            if cell.cell_type == "code":
                failed = any(output.output_type == "error" for output in cell.outputs)
                said = str(cell.metadata.get(KEY, {}).get("shown") or FAILED)
                error = new_output("error", ename="HiddenCheck", evalue=said, traceback=[said])
                cell.outputs = [error] if failed else []
        return cell, resources
