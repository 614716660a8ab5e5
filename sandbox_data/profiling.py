"""A plant's own file, seen for the first time: its columns profiled block by block, so that its size doesn't matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox_data.errors import DataCorrupt

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_BYTES = 8 << 20
FEW_VALUES = 50
MOST_COLUMNS = 2_000
ENCODINGS = ("utf-8", "cp949")
_LINE = re.compile(r"Row #(\d+)")


@dataclass
class Profile:
    """One column: Arrow's type, rows seen, empty cells, smallest and largest value, and its values while they are few
    (None: more than 50)."""

    name: str
    kind: str
    rows: int = 0
    missing: int = 0
    smallest: Any = None
    largest: Any = None
    values: set[Any] | None = field(default_factory=set)

    def add(self, column: pa.ChunkedArray | pa.Array) -> None:
        """Count one block of the column."""
        import pyarrow as pa
        import pyarrow.compute as pc

        self.rows += len(column)
        self.missing += column.null_count
        if pa.types.is_string(column.type):
            self.missing += pc.sum(pc.equal(column, "")).as_py() or 0
        elif not pa.types.is_null(column.type):
            ends = pc.min_max(column)
            low, high = ends["min"].as_py(), ends["max"].as_py()
            if low is not None:
                self.smallest = low if self.smallest is None else min(self.smallest, low)
                self.largest = high if self.largest is None else max(self.largest, high)
        if self.values is not None:
            self.values |= {value for value in pc.unique(column).to_pylist() if value not in (None, "")}
            if len(self.values) > FEW_VALUES:
                self.values = None


@dataclass(frozen=True)
class Profiled:
    """A whole file. `encoding` is utf-8 or cp949; it is empty for a format that has none."""

    rows: int
    encoding: str
    columns: tuple[Profile, ...]


def profile(path: Path) -> Profiled:
    """Profile a .csv or .parquet file in blocks. Raises DataCorrupt naming file, row and column."""
    if not path.is_file() or not path.stat().st_size:
        raise DataCorrupt(f"{path.name}: 없거나 빈 파일입니다 / is not there or empty.")
    match path.suffix.lower():
        case ".csv":
            encoding = encoding_of(path)
            return _profiled(path, _csv_blocks(path, encoding), encoding)
        case ".parquet":
            return _profiled(path, _parquet_blocks(path), "")
        case other:
            raise DataCorrupt(
                f"{path.name}: '{other}' 형식은 읽지 않습니다 / files of this kind aren't read.",
                ".csv, .parquet",
            )


def encoding_of(path: Path) -> str:
    """UTF-8 or CP949, whichever reads the whole file. Raises DataCorrupt with the line that neither reads."""
    furthest = 0
    for encoding in ENCODINGS:
        line = _first_bad_line(path, encoding)
        if line is None:
            return encoding
        furthest = max(furthest, line)
    raise DataCorrupt(
        f"{path.name} {furthest}번째 줄은 UTF-8도 CP949도 아닙니다 / line {furthest} is neither UTF-8 nor CP949;"
        " is the file mixed from several encodings?"
    )


def _first_bad_line(path: Path, encoding: str) -> int | None:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return number
    return None


def _csv_blocks(path: Path, encoding: str) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    from pyarrow import csv

    try:
        options = csv.ReadOptions(block_size=BLOCK_BYTES, encoding=encoding, use_threads=False)
        yield from csv.open_csv(path, read_options=options)
    except pa.ArrowInvalid as error:
        row = _LINE.search(str(error))
        where = f" {row[1]}번째 줄 / line {row[1]}" if row else ""
        raise DataCorrupt(f"{path.name}{where}: {str(error).splitlines()[0]}") from error


def _parquet_blocks(path: Path) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        yield from pq.ParquetFile(path).iter_batches()
    except (pa.ArrowInvalid, OSError) as error:
        raise DataCorrupt(f"{path.name}: Parquet 파일이 아닙니다 / is no Parquet file: {error}") from error


def _profiled(path: Path, blocks: Iterator[pa.RecordBatch], encoding: str) -> Profiled:
    profiles: list[Profile] = []
    for block in blocks:
        if not profiles:
            _refuse_header(path, block.schema.names)
            profiles = [Profile(field.name, str(field.type)) for field in block.schema]
        for found, column in zip(profiles, block.columns, strict=True):
            found.add(column)
    if not profiles or not profiles[0].rows:
        raise DataCorrupt(f"{path.name}: 머리글 아래에 데이터가 없습니다 / has no data below its header.")
    return Profiled(profiles[0].rows, encoding, tuple(profiles))


def _refuse_header(path: Path, names: list[str]) -> None:
    if len(names) > MOST_COLUMNS:
        raise DataCorrupt(f"{path.name}: {len(names)}열 / columns; 최대 / at most {MOST_COLUMNS}")
    for number, name in enumerate(names, start=1):
        if not name.strip():
            raise DataCorrupt(
                f"{path.name} 1행 {number}번째 열에 이름이 없습니다 / row 1, column {number} has no name."
            )
        if name in names[: number - 1]:
            raise DataCorrupt(f"{path.name} 1행: '{name}' 열이 두 번 나옵니다 / row 1: column '{name}' appears twice.")
