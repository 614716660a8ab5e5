"""Versions of a dataset on disk: a folder each, and a link that names the one that is served.

The link is replaced by one rename, so that table and card always belong together; withdrawing removes the link alone.
The link is relative, because lab servers and the grader see the folder at another place (`/data`).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox_data.writing import write_aside

TABLE = "data.parquet"
CARD = "card.json"
_VERSIONS = ".versions"


def publish(folder: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Serve `files` as the new version of `name` in `folder`; the place that is served. The version before goes."""
    mark = hashlib.sha256(b"\0".join(hashlib.sha256(files[key]).digest() for key in sorted(files))).hexdigest()[:16]
    place = folder / _VERSIONS / name / mark
    for filename, content in files.items():
        write_aside(place / filename, content)
    for made in (folder / _VERSIONS, place.parent, place):  # lab servers read under other ids, whatever our umask is
        made.chmod(0o755)
    link = folder / name
    if link.is_dir() and not link.is_symlink():  # a version from before there were links
        link.rename(folder / _VERSIONS / name / "before")
    aside = folder / f".{name}-{os.getpid()}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(Path(_VERSIONS) / name / mark)
    aside.replace(link)
    for other in place.parent.iterdir():
        if other.name != mark:
            shutil.rmtree(other, ignore_errors=True)
    return link


def withdraw(folder: Path, name: str) -> bool:
    """Stop serving `name`; whether it was served."""
    link = folder / name
    if link.is_symlink():
        link.unlink()
    elif link.is_dir():
        link.rename(folder / f".{name}-{os.getpid()}")
        shutil.rmtree(folder / f".{name}-{os.getpid()}", ignore_errors=True)
    else:
        return False
    shutil.rmtree(folder / _VERSIONS / name, ignore_errors=True)
    return True


def digest(folder: Path, name: str) -> str | None:
    """The SHA-256 that the served version's card gives for its table, None when nothing is served. Reads no table."""
    try:
        card = json.loads((folder / name / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found = card.get("data_sha256") if isinstance(card, dict) else None
    return found if isinstance(found, str) else None


def stated(folder: Path, name: str) -> dict[str, Any] | None:
    """What the served version's card states, when its table is the one that the card speaks of; None otherwise."""
    try:
        card = json.loads((folder / name / CARD).read_text(encoding="utf-8"))
        content = (folder / name / TABLE).read_bytes()
    except (OSError, ValueError):
        return None
    whole = isinstance(card, dict) and card.get("data_sha256") == hashlib.sha256(content).hexdigest()
    return card if whole else None
