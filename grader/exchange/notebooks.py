"""Is this a notebook? Asked of bytes that a stranger sent, so nothing here may cost much or run anything."""

from __future__ import annotations

import json
from threading import BoundedSemaphore
from typing import Any

from nbformat.validator import ValidationError, get_validator

from grader.exchange.refusals import not_a_notebook

# A real notebook of 10 MB has a few thousand brackets. Small objects cost twenty times their size in memory.
MAX_BRACKETS = 200_000
OLDEST_MINOR = 4
# A long lab has a hundred. Each cell costs the grader some milliseconds, whatever it says.
MAX_CELLS = 2_000
# Two large files parsed at a time bound the memory that strangers can make this process use.
_parsing = BoundedSemaphore(2)


def check_notebook(content: bytes) -> None:
    """Refuse anything but a notebook of format 4 (see NOTEBOOK_REASONS); says nothing about its answers."""
    if not content.strip():
        raise not_a_notebook("empty")
    if content.count(b"[") + content.count(b"{") > MAX_BRACKETS:
        raise not_a_notebook("too-deep")
    with _parsing:
        notebook = _parsed(content)
        _check_shape(notebook)
        _check_cells(notebook)
        # A lone surrogate can be escaped in JSON but not written as UTF-8 again, as every later step does.
        if b"\\ud" in content.lower():
            _check_text(notebook)


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise not_a_notebook("not-text") from None
    try:
        notebook = json.loads(text)
    except RecursionError:
        raise not_a_notebook("too-deep") from None
    except ValueError:
        raise not_a_notebook("not-json") from None
    if not isinstance(notebook, dict):
        raise not_a_notebook("no-cells")
    return notebook


def _check_shape(notebook: dict[str, Any]) -> None:
    if not isinstance(notebook.get("nbformat"), int) or notebook["nbformat"] != 4:
        raise not_a_notebook("old-format")
    if not isinstance(notebook.get("nbformat_minor"), int):
        raise not_a_notebook("old-format")
    if not isinstance(notebook.get("cells"), list):
        raise not_a_notebook("no-cells")
    if len(notebook["cells"]) > MAX_CELLS:
        raise not_a_notebook("too-many-cells")


def _check_cells(notebook: dict[str, Any]) -> None:
    # nbformat keeps the compiled schema. 4.4 asks for no cell ids and, relaxed, allows what it doesn't know: lenient
    # enough for whatever JupyterLab opens and saves. It insists on its minor version; older ones have the same cells.
    schema = get_validator(4, OLDEST_MINOR, relax_add_props=True, name="fastjsonschema")
    try:
        schema.validate(notebook | {"nbformat_minor": max(OLDEST_MINOR, notebook["nbformat_minor"])})
    except (RecursionError, ValidationError):
        raise not_a_notebook("bad-cell") from None


def _check_text(notebook: dict[str, Any]) -> None:
    try:
        json.dumps(notebook, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise not_a_notebook("bad-text") from None
    except RecursionError:
        raise not_a_notebook("too-deep") from None
