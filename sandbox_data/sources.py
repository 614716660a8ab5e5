"""Where the raw files of a dataset come from, and how each is recognised."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandbox_data.text import LocalizedText


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackageMember(_Frozen):
    """A member of a wheel on the Python registry, or with `inner` a member of a zip file inside the wheel.

    `member_bytes` is the exact size of that inner zip file, so that it can't unpack to more.
    """

    kind: Literal["package"]
    package: str
    version: str
    member: str
    inner: str = ""
    member_bytes: int = 0

    @model_validator(mode="after")
    def _inner_zip_is_bounded(self) -> Self:
        if bool(self.inner) != (self.member_bytes > 0):
            raise ValueError("inner and member_bytes go together")
        return self

    @property
    def text(self) -> str:
        return f"PyPI {self.package} {self.version}"


class PublisherAddress(_Frozen):
    """An address on the web. `reached` is False while nobody has fetched the file from there with this card."""

    kind: Literal["address"]
    url: Annotated[str, Field(pattern=r"^https?://")]
    reached: bool
    commit: str = ""

    @property
    def text(self) -> str:
        return self.url


class MirrorOnly(_Frozen):
    """A file that only a mirror folder has, with the reason."""

    kind: Literal["mirror"]
    note: LocalizedText

    @property
    def text(self) -> str:
        return self.note.en


Place = Annotated[PackageMember | PublisherAddress | MirrorOnly, Field(discriminator="kind")]


class RawFile(_Frozen):
    """One raw file: `bytes` and `sha256` are exact. `adds` are constants that this file's rows get, such as a year.

    `role`: rows of the table, attributes that are joined to it, or labelled windows of time.
    """

    name: Annotated[str, Field(pattern=r"^[^/\\]+$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(gt=0)]
    role: Literal["table", "attributes", "windows"] = "table"
    adds: dict[str, int | str] = {}
    place: Place


class Reader(_Frozen):
    """How the table files are written down.

    `header_row` counts from 0; what stands above is skipped. `ignore` names headers that the tidy table leaves out.
    `missing` are the cells that mean "no value". `multiline` allows line breaks inside quotes.
    """

    format: Literal["csv", "xlsx", "parquet"] = "csv"
    sheet: str = ""
    separator: str = ","
    decimal: Literal[".", ","] = "."
    encoding: str = "utf-8"
    header_row: Annotated[int, Field(ge=0)] = 0
    strip_headers: bool = False
    ignore: tuple[str, ...] = ()
    missing: tuple[str, ...] = ("",)
    multiline: bool = False
    true_values: tuple[str, ...] = ("1", "true")
    false_values: tuple[str, ...] = ("0", "false")


class AttributesJoin(_Frozen):
    """How the attributes file is joined: its column `header` equals the table's column `column`."""

    header: str
    column: str


class WindowsJoin(_Frozen):
    """Labelled windows: the list of [from, to] at `path` of a JSON file, as numbers 1, 2, … in `column`, 0 outside.

    A row lies in a window when its `time` column is between both ends, ends included.
    """

    path: str
    time: str
    column: str
