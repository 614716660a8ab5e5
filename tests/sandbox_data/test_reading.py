"""`load()` gives exactly the release, here and in a lab's own environment, where nothing else of ours is."""

from __future__ import annotations

import json
import shutil
import subprocess
import textwrap
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from hub_config.settings import REPOSITORY, Settings
from sandbox_data import load
from sandbox_data.building import CHECKED, RELEASED
from tests.data_fixtures import Obtained


def test_load_gives_the_checked_table_with_its_types(obtain: Callable[[str], Obtained], data_folder: Path) -> None:
    checked = obtain("water_flow").table
    assert checked is not None
    released = load("water_flow", data_folder / RELEASED)
    pd.testing.assert_frame_equal(released, checked, check_exact=True)
    assert str(released["Time"].dtype) == "datetime64[us, UTC]"


def test_a_lab_reads_times_and_categories_as_such(
    obtain: Callable[[str], Obtained], data_folder: Path, tmp_path: Path
) -> None:
    """In the labs' environment, with the two files of ours that a lab server sees and nothing else."""
    for name in ("water_flow", "la_haute_borne"):
        obtain(name)
    code = tmp_path / "code" / "sandbox_data"
    code.mkdir(parents=True)
    for name in ("__init__.py", "reading.py"):
        shutil.copy(REPOSITORY / "sandbox_data" / name, code / name)
    program = f"""
        import json, sys
        sys.path.insert(0, {str(code.parent)!r})
        from pathlib import Path
        from sandbox_data import load
        flow = load("water_flow", Path({str(data_folder / RELEASED)!r}))
        wind = load("la_haute_borne", Path({str(data_folder / CHECKED)!r}))
        ours = sorted(name for name in sys.modules if name.split(".")[0] == "sandbox_data")
        print(json.dumps([str(flow["Time"].dtype), len(wind), str(wind["Wind_turbine_name"].dtype), ours]))
    """
    python = Settings().lab_environment / "bin" / "python"
    done = subprocess.run(
        [python, "-I", "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        "datetime64[us, UTC]",
        420_480,
        "category",
        ["sandbox_data", "sandbox_data.reading"],
    ]
