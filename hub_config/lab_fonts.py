"""Korean letters in matplotlib, for every process of the lab environment: run once after its installation.

    .venv-lab/bin/python hub_config/lab_fonts.py

The fonts (NanumGothic, SIL Open Font License) come with the package koreanize-matplotlib, whose code is not used. They
are copied to where matplotlib looks without being told, and matplotlib's own matplotlibrc names them: so a notebook
needs no code for Korean, in a lab server, in a graded kernel or in one that is forked. Standard library only, because
nothing of ours is installed in that environment.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import sys
from pathlib import Path

PACKAGE = "koreanize-matplotlib"
# DejaVu Sans has the signs that NanumGothic lacks, such as the minus sign of an axis. matplotlib reads its own file
# with one "#" taken from each line: the commented line itself is replaced, because a second one is a duplicate key.
FAMILY = re.compile(r"^#?font\.family:.*$", re.M)
LINE = "#font.family: NanumGothic, DejaVu Sans"


def fonts() -> list[Path]:
    """The TrueType files of the package."""
    files = importlib.metadata.files(PACKAGE) or []
    return [Path(str(file.locate())) for file in files if file.suffix.lower() == ".ttf"]


def mpl_data() -> Path:
    """Where matplotlib keeps its fonts and its matplotlibrc; matplotlib isn't imported for it."""
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or spec.origin is None:
        sys.exit("shopfloor: matplotlib is missing in the lab environment. Remove .venv-lab and start once more.")
    return Path(spec.origin).parent / "mpl-data"


def main() -> None:
    data = mpl_data()
    found = fonts()
    if not any(path.name == "NanumGothic.ttf" for path in found):
        sys.exit(f"shopfloor: {PACKAGE} brought no NanumGothic.ttf. Remove .venv-lab and start once more.")
    for path in found:
        shutil.copyfile(path, data / "fonts" / "ttf" / path.name)
    rc = data / "matplotlibrc"
    text, number = FAMILY.subn(LINE, rc.read_text(encoding="utf-8"))
    if number != 1:
        sys.exit(f"shopfloor: {rc} has {number} lines for font.family instead of one; is this another matplotlib?")
    aside = rc.with_name(".matplotlibrc-new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(rc)


if __name__ == "__main__":
    main()
