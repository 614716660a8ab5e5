"""Writing in a run's course folder, which instructors may write too: no link is ever followed there."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import stat
from pathlib import Path

from grader.errors import FolderUnsafe

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,127}")


def safe_name(name: str) -> str:
    """A user name or lab code that can be one path component."""
    if not _NAME.fullmatch(name):
        raise FolderUnsafe(f"{name!r} can't be a folder's name.")
    return name


def refuse_links(root: Path, *parts: str) -> Path:
    """`root` joined with `parts`; FolderUnsafe if any step that exists is neither a plain folder nor a plain file."""
    path = root
    for part in ("", *parts):
        path = path / part if part else path
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            continue
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            raise FolderUnsafe(f"{path.relative_to(root.parent)} is a link or a special file.", "Remove it.")
    return path


def write_submission(root: Path, username: str, lab: str, notebook: bytes, timestamp: str) -> None:
    """Put a notebook and its time into `submitted/<username>/<lab>`, in place of whatever lay there."""
    folder = refuse_links(root, "submitted", safe_name(username), safe_name(lab))
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for name, content in ((f"{lab}.ipynb", notebook), ("timestamp.txt", timestamp.encode())):
        _write_new(folder / name, content)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file anew; what lay there, link or not, is removed, not followed."""
    path.unlink(missing_ok=True)
    _write_new(path, content)


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o660)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def make_scratch(root: Path, lab: str, scratch: Path) -> Path:
    """A private copy of what grading `lab` needs, for an attempt that must leave no trace in the course folder."""
    scratch.mkdir(parents=True)
    copy = sqlite3.connect(scratch / "gradebook.db")
    original = sqlite3.connect(f"file:{root / 'gradebook.db'}?mode=ro", uri=True)
    with copy, original:
        original.backup(copy)
    copy.close()
    original.close()
    for name in ("source", "release"):
        if (root / name / lab).is_dir():
            shutil.copytree(root / name / lab, scratch / name / lab, symlinks=True)
    return scratch
