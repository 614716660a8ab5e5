"""The blob store: what was stored comes back as it was, or not at all."""

from __future__ import annotations

import hashlib
import threading
import uuid
from pathlib import Path

import fsspec
import pytest

from grader.storage import BlobDamaged, BlobStore

CONTENT = "노트북 하나".encode() * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs" if request.param == "folder" else f"memory://{uuid.uuid4().hex}")


def file_of(store: BlobStore) -> str:
    return f"{store._root}/{DIGEST[:2]}/{DIGEST[2:]}"


def damage(store: BlobStore, content: bytes) -> None:
    files: fsspec.AbstractFileSystem = store._files
    files.pipe_file(file_of(store), content)


def test_what_was_stored_comes_back_under_its_sha256(store: BlobStore) -> None:
    assert not store.has(DIGEST)
    assert store.put(CONTENT) == DIGEST
    assert store.has(DIGEST)
    assert store.get(DIGEST) == CONTENT
    assert store.get(store.put(b"")) == b""


def test_storing_again_changes_nothing(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    store.put(CONTENT)
    file = Path(file_of(store))
    before = file.stat()
    store.put(CONTENT)
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT[:-1] + b"x", b"", CONTENT + b" "])
def test_a_damaged_blob_is_told_and_never_returned(content: bytes, store: BlobStore) -> None:
    store.put(CONTENT)
    damage(store, content)
    with pytest.raises(BlobDamaged, match="was changed") as damaged:
        store.get(DIGEST)
    assert "backup" in damaged.value.remedy


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT[:-1] + b"x", b""])
def test_storing_again_mends_a_damaged_blob(content: bytes, store: BlobStore) -> None:
    """Whoever hands the same file in again is told that it is kept."""
    store.put(CONTENT)
    damage(store, content)
    assert store.put(CONTENT) == DIGEST
    assert store.get(DIGEST) == CONTENT


def test_a_missing_blob_is_told(store: BlobStore) -> None:
    with pytest.raises(BlobDamaged, match="is missing"):
        store.get(DIGEST)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", DIGEST[:-1], DIGEST.upper(), DIGEST + "\n", "a/" * 32])
def test_a_name_that_is_no_sha256_reads_nothing(name: str, store: BlobStore) -> None:
    with pytest.raises(BlobDamaged, match="is not a SHA-256"):
        store.get(name)


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    store = BlobStore(tmp_path)
    monkeypatch.setattr("grader.storage.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put(CONTENT)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not store.has(DIGEST)


def test_eight_that_store_the_same_at_once_store_one(tmp_path: Path) -> None:
    store, start = BlobStore(tmp_path), threading.Barrier(8)

    def put() -> None:
        start.wait(30)
        store.put(CONTENT)

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [DIGEST[2:]]
    assert store.get(DIGEST) == CONTENT
