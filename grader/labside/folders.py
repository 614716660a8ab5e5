"""The trainee's files: `<root>/<run>/<lab>/<lab>.ipynb` and `feedback/` beside it. Work is never overwritten."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import uuid
from dataclasses import dataclass
from pathlib import Path

from grader.labside.errors import LabFolderError

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,127}")

BAD_NAME = "이름에 쓸 수 없는 글자가 있습니다: {name!r} / not a valid name: {name!r}"
MISSING = (
    "제출할 노트북이 없습니다: {path}. 과제를 다시 가져오세요(폴더 이름을 바꾼 뒤 Fetch).\n"
    "There is no notebook to submit at {path}. Rename the folder and fetch the lab again."
)
NOT_PLAIN = (
    "노트북이 일반 파일이 아닙니다(링크는 제출할 수 없습니다): {path}. 파일을 이 자리에 복사하세요.\n"
    "The notebook is not a plain file (links can't be submitted): {path}. Copy the file here."
)
TOO_LARGE = (
    "노트북이 너무 큽니다: {size:.1f} MB (최대 {limit:.1f} MB). 큰 출력을 지우고 저장한 뒤 다시 제출하세요.\n"
    "The notebook is too large: {size:.1f} MB (at most {limit:.1f} MB). Clear large outputs, save, and submit again."
)


@dataclass(frozen=True)
class LabFolder:
    """One lab's folder of one run below the server's root folder."""

    root: Path
    run: str
    lab: str

    def __post_init__(self) -> None:
        for name in (self.run, self.lab):
            if not _CODE.fullmatch(name) or ".." in name:
                raise LabFolderError(BAD_NAME.format(name=name[:100]))

    @property
    def path(self) -> Path:
        return self.root / self.run / self.lab

    @property
    def notebook(self) -> Path:
        return self.path / f"{self.lab}.ipynb"

    @property
    def fetched(self) -> bool:
        """nbgrader's rule: the folder is there, whatever is in it."""
        return self.path.is_dir()

    def relative(self, path: Path) -> str:
        """As the front end wants paths: below the server's root."""
        return path.relative_to(self.root).as_posix()

    def restore(self, notebook: bytes) -> bool:
        """Write the release, unless there is a notebook already; True where it was written."""
        self._refuse_links()
        if os.path.lexists(self.notebook):
            return False
        _write(self.notebook, notebook)
        return True

    def work(self, limit_bytes: int) -> bytes:
        """What is to be submitted: the lab's one notebook, as it is on disk. Checkpoints and feedback stay here."""
        self._refuse_links()
        shown = self.relative(self.notebook)
        try:
            # O_NONBLOCK: a named pipe in the notebook's place must not stop the server.
            handle = os.open(self.notebook, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            raise LabFolderError(MISSING.format(path=shown)) from None
        except OSError:
            raise LabFolderError(NOT_PLAIN.format(path=shown)) from None
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise LabFolderError(NOT_PLAIN.format(path=shown))
            content = file.read(limit_bytes + 1)
        if len(content) > limit_bytes:
            size = max(status.st_size, len(content))
            raise LabFolderError(TOO_LARGE.format(size=size / 2**20, limit=limit_bytes / 2**20))
        return content

    def feedback_page(self, stamp: str) -> Path:
        return self.path / "feedback" / stamp / f"{self.lab}.html"

    def feedback_version(self, stamp: str) -> str:
        """Which edition of a feedback page lies here; empty without one."""
        page = self.feedback_page(stamp)
        if not page.is_file():
            return ""
        with contextlib.suppress(OSError):
            return (page.parent / ".version").read_text()
        return "unknown"

    def keep_feedback(self, stamp: str, version: str, page: bytes) -> None:
        self._refuse_links()
        target = self.feedback_page(stamp)
        if target.parent.parent.is_symlink() or target.parent.is_symlink():
            raise LabFolderError(NOT_PLAIN.format(path=self.relative(target)))
        _write(target, page)
        _write(target.parent / ".version", version.encode())

    def _refuse_links(self) -> None:
        for folder in (self.root / self.run, self.path):
            if folder.is_symlink():
                raise LabFolderError(NOT_PLAIN.format(path=self.relative(folder)))


def _write(target: Path, content: bytes) -> None:
    """Write aside and rename, so that a full disk never leaves half a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    try:
        aside.write_bytes(content)
        aside.replace(target)
    except OSError as fault:
        with contextlib.suppress(OSError):
            aside.unlink()
        message = f"파일을 쓸 수 없습니다({fault.strerror}): {target.name} / can't write the file"
        raise LabFolderError(message) from None
