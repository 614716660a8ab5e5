"""A compressed copy beside each file of JupyterLab's page: run once after the lab environment's installation.

    .venv-lab/bin/python hub_config/lab_static.py

Lab servers see the environment read-only and send these copies (grader/labside/static_files.py). Standard library only,
because nothing of ours is installed in that environment.
"""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

KINDS = {".js", ".css", ".json", ".svg", ".map", ".html", ".txt"}
# Smaller ones fit into one packet anyway.
SMALLEST_BYTES = 1400


def folder() -> Path:
    """Where JupyterLab's page is."""
    return Path(sys.prefix) / "share" / "jupyter" / "lab" / "static"


def compress(path: Path) -> int:
    """Lay `path`.gz beside it unless it is no smaller; bytes that a browser loads less."""
    content = path.read_bytes()
    packed = gzip.compress(content, 9, mtime=0)
    if len(packed) >= len(content):
        return 0
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(packed)
    os.replace(beside, f"{path}.gz")  # noqa: PTH105 - one step, whatever happens
    return len(content) - len(packed)


def main() -> None:
    if not folder().is_dir():
        sys.exit("shopfloor: JupyterLab is missing in the lab environment. Remove .venv-lab and start once more.")
    for path in sorted(folder().rglob("*")):
        if path.suffix in KINDS and path.stat().st_size > SMALLEST_BYTES:
            compress(path)


if __name__ == "__main__":
    main()
