"""Errors that a person reads: one line that names what was seen, and the remedy."""

from __future__ import annotations


class ShopfloorError(Exception):
    """Base of every error that is shown to a person. The command line prints it as one line and exits with 2."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class DataUnavailable(ShopfloorError):
    """A dataset's raw file can't be had here."""


class TermsNotAccepted(ShopfloorError):
    """A dataset's terms must be accepted by the operator first."""


class DataCorrupt(ShopfloorError):
    """A file doesn't have the checksum, the columns or the values that its card states."""


class NotReleased(ShopfloorError):
    """A dataset was checked, but trainees may not see it (yet)."""
