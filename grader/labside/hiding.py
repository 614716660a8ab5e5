"""Feedback that an instructor generates must not tell the hidden checks: nbgrader's own pages print them."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from grader.labside.hidden_checks import hide_checks


class HideChecks(NbGraderPreprocessor):
    """Takes hidden checks and their echo out of a page, as the platform's own feedback does."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        return hide_checks(nb, {}), resources
