"""A plant's own file as blocks of typed columns, whatever its format, encoding, separator and size."""

from __future__ import annotations

import codecs
import csv as lines
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox_data.errors import DataCorrupt
from sandbox_data.own_data.kinds import FALSE, TRUE, UNKNOWN, Kind, arrow_type, as_kind, widened
from sandbox_data.own_data.sheets import sheet_blocks, sheet_header, sheet_kinds

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_BYTES = 1 << 20
CHUNK_BYTES = 1 << 20
MOST_COLUMNS = 2_000
LONGEST_HEADER = 1 << 20
ENCODINGS = ("utf-8", "cp949")
SEPARATORS = (",", ";", "\t", "|")
FORMATS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}
_LINE = re.compile(r"Row #(\d+)")


@dataclass(frozen=True)
class OwnFile:
    """How a file is read. `encoding` and `separator` are empty for formats that have none; `multiline`: quoted cells
    may hold line breaks."""

    path: Path
    format: str
    encoding: str
    separator: str
    multiline: bool
    kinds: dict[str, Kind]

    def blocks(self) -> Iterator[pa.RecordBatch]:
        """The rows, typed. Raises DataCorrupt naming file and line."""
        match self.format:
            case "csv":
                return _typed_csv(self)
            case "xlsx":
                return sheet_blocks(self.path, self.kinds)
            case _:
                return _parquet_blocks(self.path)


def opened(path: Path) -> OwnFile:
    """Find out how the file is read and what its columns hold: once over all of it, in blocks. Raises DataCorrupt."""
    if not path.is_file() or not path.stat().st_size:
        raise DataCorrupt(f"{path.name}: 없거나 빈 파일입니다 / is not there or empty.")
    match FORMATS.get(path.suffix.lower()):
        case "csv":
            return _opened_csv(path)
        case "xlsx":
            _refuse_header(path, sheet_header(path))
            return OwnFile(path, "xlsx", "", "", multiline=False, kinds=sheet_kinds(path))
        case "parquet":
            kinds = _parquet_kinds(path)
            _refuse_header(path, list(kinds))
            return OwnFile(path, "parquet", "", "", multiline=False, kinds=kinds)
        case _:
            raise DataCorrupt(
                f"{path.name}: '{path.suffix}' 형식은 읽지 않습니다 / files of this kind aren't read.",
                ", ".join(FORMATS),
            )


# --- csv -------------------------------------------------------------------------------------------------------------


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
    """In chunks: a line may be as long as the file."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def _opened_csv(path: Path) -> OwnFile:
    encoding = encoding_of(path)
    with path.open("rb") as stream:
        first = stream.readline(LONGEST_HEADER).decode(encoding, errors="ignore").removeprefix("\ufeff")
    separator = max(SEPARATORS, key=first.count)
    _refuse_header(path, next(lines.reader(io.StringIO(first), delimiter=separator), []))
    return _with_kinds(OwnFile(path, "csv", encoding, separator, _has_quotes(path), kinds={}))


def _has_quotes(path: Path) -> bool:
    """Whether cells may be quoted, and so hold line breaks: then blocks can't be cut at any line's end."""
    with path.open("rb") as stream:
        return any(b'"' in chunk for chunk in iter(lambda: stream.read(CHUNK_BYTES), b""))


def _with_kinds(file: OwnFile) -> OwnFile:
    kinds: dict[str, Kind] = {}
    for block in _csv_blocks(file, {}):
        kinds = kinds or dict.fromkeys(block.schema.names, UNKNOWN)
        for name, column in zip(kinds, block.columns, strict=True):
            kinds[name] = widened(kinds[name], column)
    return OwnFile(file.path, file.format, file.encoding, file.separator, file.multiline, kinds)


def _typed_csv(file: OwnFile) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for block in _csv_blocks(file, file.kinds):
        columns = [
            as_kind(file.kinds[name], column) if file.kinds[name].format else column
            for name, column in zip(block.schema.names, block.columns, strict=True)
        ]
        yield pa.record_batch(columns, names=block.schema.names)


def _csv_blocks(file: OwnFile, kinds: dict[str, Kind]) -> Iterator[pa.RecordBatch]:
    """Blocks of columns of the given kinds; words where none is given, and for times in a format of their own."""
    import pyarrow as pa
    from pyarrow import csv

    try:
        with csv.open_csv(
            file.path,
            read_options=csv.ReadOptions(block_size=BLOCK_BYTES, encoding=file.encoding, use_threads=False),
            parse_options=csv.ParseOptions(delimiter=file.separator, newlines_in_values=file.multiline),
            convert_options=csv.ConvertOptions(
                column_types=_types(file, kinds),
                null_values=[""],
                strings_can_be_null=True,
                true_values=list(TRUE),
                false_values=list(FALSE),
            ),
        ) as reader:
            yield from reader
    except pa.ArrowInvalid as error:
        row = _LINE.search(str(error))
        where = f" {row[1]}번째 줄 / line {row[1]}" if row else ""
        raise DataCorrupt(f"{file.path.name}{where}: {str(error).splitlines()[0]}") from error


def _types(file: OwnFile, kinds: dict[str, Kind]) -> dict[str, pa.DataType]:
    import pyarrow as pa

    if kinds:
        return {name: pa.string() if kind.format else arrow_type(kind) for name, kind in kinds.items()}
    with file.path.open("rb") as stream:
        first = stream.readline(LONGEST_HEADER).decode(file.encoding, errors="ignore").removeprefix("\ufeff")
    return dict.fromkeys(next(lines.reader(io.StringIO(first), delimiter=file.separator), []), pa.string())


# --- parquet ---------------------------------------------------------------------------------------------------------


def _parquet_kinds(path: Path) -> dict[str, Kind]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.ParquetFile(path).schema_arrow
    except (pa.ArrowInvalid, OSError) as error:
        raise DataCorrupt(f"{path.name}: Parquet 파일이 아닙니다 / is no Parquet file: {error}") from error
    return {field.name: _kind(path, field) for field in schema}


def _kind(path: Path, field: pa.Field) -> Kind:
    import pyarrow as pa

    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_integer(kind):
        return Kind("int64")
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Kind("double")
    if pa.types.is_boolean(kind):
        return Kind("bool")
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return Kind("timestamp", utc=bool(getattr(kind, "tz", None)))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind):
        return Kind("string")
    raise DataCorrupt(
        f"{path.name}: {field.name} 열의 형 {field.type}은(는) 표의 값이 아닙니다"
        f" / column {field.name} is of type {field.type}, which is no value of a table."
    )


def _parquet_blocks(path: Path) -> Iterator[pa.RecordBatch]:
    """Columns as the kinds' types: no dictionaries, no 32-bit numbers, times in microseconds."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    kinds = _parquet_kinds(path)
    try:
        for block in pq.ParquetFile(path).iter_batches():
            columns = [pc.cast(column, arrow_type(kinds[name])) for name, column in zip(kinds, block, strict=True)]
            yield pa.record_batch(columns, names=list(kinds))
    except (pa.ArrowInvalid, OSError) as error:
        raise DataCorrupt(f"{path.name}: Parquet 파일이 손상되었습니다 / is damaged: {error}") from error


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
