"""Folders below the data folder. Lab servers and graded kernels see `released`, checks also `held-out`, no more."""

from __future__ import annotations

from pathlib import Path

RAW, CHECKED, RELEASED, TERMS = "raw", "checked", "released", "terms"
HELD_OUT = "held-out"
REPORTS, SIGNATURES, DRAFTS = "reports", "signatures", "drafts"
CLOSED = (RAW, CHECKED, REPORTS, SIGNATURES, DRAFTS)
"""What may name something that a release hides: only the platform's own user reads it."""


def close_folders(data_folder: Path) -> None:
    """Make the closed folders, and close them where somebody opened them."""
    for name in CLOSED:
        folder = data_folder / name
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)


def lock_of(data_folder: Path, name: str) -> Path:
    """The lock that whoever changes dataset `name` holds: a build, a report, a signature, a withdrawal."""
    return data_folder / CHECKED / f".{name}.lock"
