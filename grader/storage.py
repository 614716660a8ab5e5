"""The blob store: bytes under the SHA-256 of their content, through fsspec."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import uuid
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from sandbox_data.errors import ShopfloorError

_DIGEST = re.compile(r"[0-9a-f]{64}")


class BlobDamaged(ShopfloorError):
    """A stored blob is missing or doesn't have the content that its name promises."""


class BlobStore:
    """Content-addressed storage at a folder or an fsspec URL (`s3://bucket/prefix`)."""

    def __init__(self, address: str | Path) -> None:
        self._files, self._root = fsspec.core.url_to_fs(str(address))
        self._files.makedirs(self._root, exist_ok=True)

    def put(self, content: bytes) -> str:
        """Store `content` durably and return its SHA-256 (hex). Storing it again mends a damaged copy."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if self.has(digest):
            with contextlib.suppress(BlobDamaged):
                self.get(digest)
                return digest
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        if isinstance(self._files, LocalFileSystem):
            _write_durably(Path(path), content)
        else:
            self._files.pipe_file(path, content)
        return digest

    def get(self, digest: str) -> bytes:
        """The content with this SHA-256 (hex); BlobDamaged if it is missing or was changed."""
        try:
            content: bytes = self._files.cat_file(self._path(digest))
        except FileNotFoundError:
            raise BlobDamaged(f"The blob {digest} is missing.", "Restore var/blobs from a backup.") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise BlobDamaged(f"The blob {digest} was changed.", "Restore var/blobs from a backup.")
        return content

    def has(self, digest: str) -> bool:
        return bool(self._files.exists(self._path(digest)))

    def _path(self, digest: str) -> str:
        if not _DIGEST.fullmatch(digest):
            raise BlobDamaged(f"{digest!r} is not a SHA-256.")
        return f"{self._root}/{digest[:2]}/{digest[2:]}"


def _write_durably(path: Path, content: bytes) -> None:
    """Write aside, flush to disk, rename, flush the folder: after this returns a power cut loses nothing."""
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with aside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
