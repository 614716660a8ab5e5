"""The compressed copies of JupyterLab's files."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from hub_config.lab_static import compress


def test_a_copy_holds_the_same_and_is_smaller(tmp_path: Path) -> None:
    script = tmp_path / "main.0123456789abcdef.js"
    script.write_text("export const answer = 42;\n" * 500)
    saved = compress(script)
    copy = tmp_path / "main.0123456789abcdef.js.gz"
    assert gzip.decompress(copy.read_bytes()) == script.read_bytes()
    assert saved == script.stat().st_size - copy.stat().st_size > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [script.name, copy.name]


def test_what_can_t_be_made_smaller_stays_alone(tmp_path: Path) -> None:
    noise = tmp_path / "noise.js"
    noise.write_bytes(os.urandom(5000))
    assert compress(noise) == 0
    assert list(tmp_path.iterdir()) == [noise]
