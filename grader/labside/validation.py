"""Validate: nbgrader's own Validator, in a process of its own that can be stopped."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from grader.labside.errors import LabFolderError

VALIDATE_SECONDS = 300
MAX_RESULT_BYTES = 20 * 1024 * 1024

OUTSIDE = "이 폴더 밖의 파일은 검사할 수 없습니다: {path!r} / can't validate a file outside your folder: {path!r}"
TOO_LONG = (
    "검사가 {seconds}초 안에 끝나지 않아 중지했습니다. 오래 걸리는 셀이나 끝나지 않는 반복을 고친 뒤 다시 하세요.\n"
    "Validation did not end within {seconds} s and was stopped. Look for a slow cell or an endless loop, and try again."
)
BROKEN = (
    "검사를 끝내지 못했습니다. 커널을 다시 시작해 모든 셀을 실행해 본 뒤 다시 시도하세요.\n"
    "Validation could not be completed. Restart the kernel, run all cells, and try again.\n\n{reason}"
)


def notebook_below(root: Path, path: str) -> Path:
    """The notebook that the front end names, relative to the server's root; refused if it leads out of there."""
    target = (root / path.replace("\0", "").lstrip("/")).resolve()
    if not target.is_relative_to(root.resolve()) or target.suffix != ".ipynb" or not target.is_file():
        raise LabFolderError(OUTSIDE.format(path=path[:200]))
    return target


async def validate(notebook: Path, timeout_seconds: float = VALIDATE_SECONDS) -> dict[str, Any]:
    """nbgrader's result: empty if all tests pass, else `failed`, `changed` or `type_changed`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "grader.labside.validating",
        str(notebook),
        cwd=notebook.parent,
        # Trainee code runs in there, so the hub token stays here.
        env={name: value for name, value in os.environ.items() if not name.startswith("JUPYTERHUB_")},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        limit=MAX_RESULT_BYTES,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), timeout_seconds)
    except TimeoutError:
        raise LabFolderError(TOO_LONG.format(seconds=round(timeout_seconds))) from None
    finally:
        # The kernel may be left behind by a stopped validator: end the whole session.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    return _result_of(output)


def _result_of(output: bytes) -> dict[str, Any]:
    lines = output.splitlines()
    try:
        result = json.loads(lines[-1])
        if result["fault"]:
            raise LabFolderError(BROKEN.format(reason=str(result["fault"])[:2000]))
        value: dict[str, Any] = result["value"]
    except (IndexError, ValueError, KeyError, TypeError):
        raise LabFolderError(BROKEN.format(reason="")) from None
    return value
