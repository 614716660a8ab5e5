"""A plant's own file, seen for the first time: its columns profiled block by block, so that its size doesn't matter."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox_data.errors import DataCorrupt
from sandbox_data.own_data.files import OwnFile, opened
from sandbox_data.own_data.kinds import Kind

if TYPE_CHECKING:
    import pyarrow as pa

FEW_VALUES = 50


@dataclass
class Profile:
    """One column: its kind, rows seen, empty cells, smallest and largest value, and its values while they are few
    (None: more than 50)."""

    name: str
    kind: Kind
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
        if not pa.types.is_string(column.type):
            ends = pc.min_max(column)
            low, high = ends["min"].as_py(), ends["max"].as_py()
            if low is not None:
                self.smallest = low if self.smallest is None else min(self.smallest, low)
                self.largest = high if self.largest is None else max(self.largest, high)
        if self.values is not None:
            self.values |= {value for value in pc.unique(column).to_pylist() if value is not None}
            if len(self.values) > FEW_VALUES:
                self.values = None


@dataclass(frozen=True)
class Profiled:
    """A whole file, how it is read, and its columns."""

    file: OwnFile
    rows: int
    columns: tuple[Profile, ...]

    @property
    def encoding(self) -> str:
        return self.file.encoding


def profile(path: Path) -> Profiled:
    """Profile a .csv, .xlsx or .parquet file in blocks. Raises DataCorrupt naming file, row and column."""
    file = opened(path)
    profiles = [Profile(name, kind) for name, kind in file.kinds.items()]
    for block in file.blocks():
        for found, column in zip(profiles, block.columns, strict=True):
            found.add(column)
    if not profiles or not profiles[0].rows:
        raise DataCorrupt(f"{path.name}: 머리글 아래에 데이터가 없습니다 / has no data below its header.")
    return Profiled(file, profiles[0].rows, tuple(profiles))
