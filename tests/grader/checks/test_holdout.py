"""Models scored on labels that only the checks' process holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import accuracy_score, r2_score

from grader.checks.holdout import interval, points_for
from grader.engine import Engine
from tests.grader.checks.notebooks import given, hidden, judge, work


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """A plant's law with noise: energy by load and temperature."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame({"load": rng.uniform(0, 1, 240).round(6), "temperature": rng.normal(20, 5, 240).round(6)})
    table["energy"] = 40 * table["load"] + 0.8 * table["temperature"] + rng.normal(0, 2, 240)
    return table


@pytest.fixture(scope="module")
def holding(engine: Engine, rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine whose checks hold the last 80 rows with their labels."""
    folder = tmp_path_factory.mktemp("held-out")
    (folder / "energy").mkdir()
    rows.iloc[160:].reset_index(drop=True).to_parquet(folder / "energy" / "data.parquet")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return replace(engine, held_out=folder)


CHECK = """
from grader.checks.holdout import held_out, learned, points_for
from sklearn.metrics import r2_score
inputs, labels = held_out("energy", target="energy")
result = learned(train, train_X, train_y, inputs, labels, r2_score)
assert result.value > 0, f"처음 보는 자료에서 R²가 {result.value:.1f}입니다. / R² on unseen rows is {result.value:.1f}."
points_for(result.low, {0.85: 10, 0.6: 6, 0.3: 2})
"""


def _given(rows: pd.DataFrame) -> str:
    seen = rows.iloc[:160]
    names = "train_X, train_y = TRAIN[['load', 'temperature']], TRAIN['energy']"
    return f"import pandas as pd\nTRAIN = pd.DataFrame({seen.to_dict('list')})\n{names}"


def _scored(holding: Engine, rows: pd.DataFrame, train: str) -> float:
    got = judge(holding, given(_given(rows)), work(train), hidden("model", CHECK, points=10), work("print(1)"))
    return got["model"].points


def test_a_model_that_learned_gets_the_points_of_its_band(holding: Engine, rows: pd.DataFrame) -> None:
    train = (
        "from sklearn.linear_model import LinearRegression\ndef train(X, y):\n    return LinearRegression().fit(X, y)"
    )
    assert _scored(holding, rows, train) == 10


def test_a_model_of_one_column_gets_less(holding: Engine, rows: pd.DataFrame) -> None:
    train = """
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
def train(X, y):
    return make_pipeline(FunctionTransformer(lambda table: table[["load"]]), LinearRegression()).fit(X, y)
"""
    assert _scored(holding, rows, train) == 6


def test_a_constant_gets_nothing(holding: Engine, rows: pd.DataFrame) -> None:
    train = "from sklearn.dummy import DummyRegressor\ndef train(X, y):\n    return DummyRegressor().fit(X, y)"
    assert _scored(holding, rows, train) == 0


def test_a_table_of_published_values_gets_nothing(holding: Engine, rows: pd.DataFrame) -> None:
    """It knows every held-out label, as someone does who found where the data is from; it learns nothing."""
    table = {(a, b): c for a, b, c in rows[["load", "temperature", "energy"]].itertuples(index=False)}
    train = f"""
TABLE = {table}
class Known:
    def predict(self, X):
        return [TABLE[a, b] for a, b in zip(X["load"], X["temperature"])]
def train(X, y):
    return Known()
"""
    assert _scored(holding, rows, train) == 0


def test_labels_and_held_out_rows_never_reach_the_kernel(holding: Engine, rows: pd.DataFrame) -> None:
    spy = """
import gc, numpy as np
from sklearn.linear_model import LinearRegression
SEEN = []
def train(X, y):
    SEEN.append(sorted(np.round(y, 3))[:3] + [len(y)])
    return LinearRegression().fit(X, y)
"""
    leak = "assert not any(len(s) and s[-1] == 80 for s in SEEN)\nassert len(SEEN) == 4, len(SEEN)"
    got = judge(holding, given(_given(rows)), work(spy), hidden("model", CHECK, points=10), hidden("leak", leak))
    assert (got["model"].points, got["leak"].points) == (10, 2)


def test_a_lab_without_its_held_out_rows_is_not_the_trainees_fault(engine: Engine) -> None:
    from grader.errors import EngineFault

    with pytest.raises(EngineFault, match="no held-out rows of energy"):
        judge(
            engine, work("x = 1"), hidden("aim", "from grader.checks.holdout import held_out\nheld_out('energy', 'y')")
        )


def test_an_interval_holds_its_value_and_narrows_with_more_rows() -> None:
    rng = np.random.default_rng(1)
    widths = []
    for count in (50, 5_000):
        truth = rng.normal(size=count)
        found = interval(r2_score, truth, truth + rng.normal(0, 0.5, count))
        assert found.low < found.value < found.high
        widths.append(found.high - found.low)
    assert widths[1] < widths[0] / 3


def test_an_interval_of_a_known_share_covers_it() -> None:
    """An accuracy of 0.8 over 1,000 rows: the normal approximation of its 90 % interval is 0.8 +- 0.0208."""
    truth = np.ones(1_000)
    predicted = np.where(np.arange(1_000) < 800, 1, 0)
    found = interval(accuracy_score, truth, predicted)
    assert found.low == pytest.approx(0.8 - 0.0208, abs=0.004)
    assert found.high == pytest.approx(0.8 + 0.0208, abs=0.004)


def test_too_few_predictions_are_told() -> None:
    with pytest.raises(ValueError, match="predictions for"):
        interval(r2_score, [1.0, 2.0], [1.0])


@pytest.mark.parametrize(("reached", "points"), [(0.9, 10), (0.8, 10), (0.79, 5), (0.1, 0), (float("nan"), 0)])
def test_points_go_by_bands(reached: float, points: float) -> None:
    assert points_for(reached, {0.8: 10, 0.5: 5}) == points
