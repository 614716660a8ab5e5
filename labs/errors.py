"""What can be wrong with a lab."""

from __future__ import annotations

from sandbox_data.errors import ShopfloorError


class LabError(ShopfloorError):
    """A lab's own files are wrong: the message names file and field."""


class UnknownLab(LabError):
    """No lab has this code."""


class UnknownAnswer(LabError):
    """A lab has no answer of this name."""


class ReleaseFailed(LabError):
    """nbgrader refused to make a release from the source notebook."""
