"""New lab folders: written aside as a whole, then renamed, so that a lab is there or isn't."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from labs.errors import LabError

CODE = re.compile(r"[a-z][a-z0-9_]*\Z")


def new_folder(code: str, folder: Path) -> Path:
    """Where the lab `code` will lie. Raises LabError for a code that is no name, or is taken."""
    if not CODE.match(code):
        raise LabError(
            f"'{code}'은(는) 실습 이름이 될 수 없습니다 / '{code}' can't name a lab.",
            "영어 소문자, 숫자, 밑줄만 쓰고 글자로 시작하십시오 / Lower-case letters, digits and underscores.",
        )
    target = folder / code
    if target.exists():
        raise LabError(f"{target}: 이미 있습니다 / is there already.", "다른 이름을 쓰십시오 / Choose another code.")
    return target


def write_folder(target: Path, files: Mapping[str, str]) -> None:
    """Write files, by their paths below `target`, into a new folder. A killed process leaves nothing at `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, text in files.items():
            place = aside / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        aside.chmod(0o755)
        aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def toml_text(text: str) -> str:
    """A TOML basic string. JSON's escapes are TOML's, but for the one character that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
