"""Korean letters in plots, with no code for them in the notebook: in a graded kernel and in the lab's environment."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grader.engine import Engine
from hub_config.settings import Settings

PLOT = """import matplotlib.pyplot as plt

figure, axis = plt.subplots()
axis.plot([-1, 0, 1], [2, 1, 3], label="설비 2호기")
axis.set(title="건조기 압력이 −1에서 오르는 배치", xlabel="진행률 (%)", ylabel="압력, 뷁")
axis.legend()
plt.show()"""
WHERE = """import matplotlib.font_manager as fonts
print(fonts.findfont("NanumGothic", fallback_to_default=False))"""
STRICT = f"""import warnings
warnings.simplefilter("error")
import matplotlib
matplotlib.use("agg")
{PLOT}
figure.savefig("/dev/null", format="png")
"""


@pytest.fixture(scope="module")
def environment() -> Path:
    return Settings().lab_environment


def test_a_graded_plot_with_korean_words_misses_no_letter(environment: Path) -> None:
    executed = Engine(environment, None).execute(new_notebook(cells=[new_code_cell(PLOT), new_code_cell(WHERE)]), 30)
    outputs = executed.cells[0].outputs
    assert [output.output_type for output in outputs] == ["display_data"], outputs
    assert len(base64.b64decode(outputs[0].data["image/png"])) > 5000
    assert str(environment) in executed.cells[1].outputs[0].text


def test_a_kernel_of_a_warm_parent_misses_no_letter_either(environment: Path) -> None:
    engine = Engine(environment, None).warmed()
    try:
        executed = engine.execute(new_notebook(cells=[new_code_cell(PLOT), new_code_cell(WHERE)]), 31)
    finally:
        engine.close()
    assert [output.output_type for output in executed.cells[0].outputs] == ["display_data"]
    assert str(environment) in executed.cells[1].outputs[0].text


def test_a_letter_that_no_font_has_would_be_told(environment: Path) -> None:
    """What the test above relies on: matplotlib warns of a glyph that is missing."""
    alone = STRICT.replace(
        "import matplotlib\n", "import matplotlib\nmatplotlib.rcParams['font.family'] = 'DejaVu Sans'\n"
    )
    done = subprocess.run([environment / "bin" / "python", "-c", alone], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "missing from font" in done.stderr


def test_the_labs_environment_draws_korean_without_a_warning(environment: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [environment / "bin" / "python", "-c", STRICT],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr


def test_installing_the_fonts_again_changes_nothing(environment: Path) -> None:
    script = Path(__file__).resolve().parents[2] / "hub_config" / "lab_fonts.py"
    rc = next(environment.glob("lib/python3*/site-packages/matplotlib/mpl-data/matplotlibrc"))
    before = rc.read_bytes()
    subprocess.run([environment / "bin" / "python", script], check=True)
    assert rc.read_bytes() == before
    assert before.count(b"font.family:") == 1
