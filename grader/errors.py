"""What can go wrong while grading. A wrong or hostile notebook is a verdict, never one of these."""

from __future__ import annotations

from sandbox_data.errors import ShopfloorError


class EngineFault(ShopfloorError):
    """We could not execute or convert a notebook, through no fault of its author: UNGRADED, never 0."""


class FolderUnsafe(EngineFault):
    """A course folder holds something that we refuse to follow, such as a link."""


class Refused(ShopfloorError):
    """A submitted file that can't be graded as it is, through its author's doing. Becomes a verdict."""


SubmissionUnusable = Refused  # the name that grader/converter.py knows it by
