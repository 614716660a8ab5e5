# ruff: noqa: E501 - idioms stand here as authors write them
"""Idioms that authors of checks use, one check each, against one trainee's notebook that answers all of them rightly.

`ALLOWED` names what a check's author has to ask for; `REFUSED` holds idioms that don't work outside the kernel, with the
error that a check ends in, so that the documents can say so and a change is noticed.
"""

from __future__ import annotations

GIVEN = """
import hashlib, inspect, math, collections, datetime, unittest, types, io, contextlib, itertools
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.cluster import KMeans
from sklearn.exceptions import NotFittedError
from sklearn.metrics import accuracy_score, mean_squared_error, r2_score

TOLERANCE = 1e-6
GRADES = {"A": 90}
GRADES["B"] = 80

def close_to(a, b):
    return abs(a - b) < TOLERANCE
"""

WORK = '''
import functools
from dataclasses import dataclass
from sklearn.preprocessing import StandardScaler

n, ratio, name, flag, nothing = 42, 0.5, "dryer", True, None
big, z = 2**100, 1 + 2j
primes, pair, tags, ages = [2, 3, 5, 7], (1, "a"), {"a", "b"}, {"kim": 30, "lee": 40}
nested = {"rows": [[1, 2], [3, 4]], "meta": {"ok": True}}
when, day = datetime.datetime(2026, 1, 1, 12), datetime.date(2026, 1, 1)
counts = collections.Counter("banana")
groups = collections.defaultdict(list, {"a": [1]})
Point2 = collections.namedtuple("Point2", "x y")
corner = Point2(1, 2)
a = np.arange(12.0).reshape(3, 4)
mask = a > 5
words = np.array(["a", "bc"])
df = pd.DataFrame({"x": [1, 2, 3, 4], "y": [2.0, 4.0, 6.0, 8.0], "g": ["a", "b", "a", "b"]})
s = df["y"].rename("y")
dates = pd.date_range("2026-01-01", periods=4, freq="D")
ts = pd.Series([1.0, 2.0, np.nan, 4.0], index=dates)
cat = df["g"].astype("category")
nullable = pd.Series([1, None], dtype="Int64")
multi = df.groupby(["g", "x"]).sum()
stamp = pd.Timestamp("2026-03-01", tz="Asia/Seoul")
grouped = df.groupby("g")

def square(x):
    """The square of x."""
    if not isinstance(x, (int, float)):
        raise TypeError("x must be a number")
    if x < 0:
        raise ValueError("x must not be negative")
    return x * x

def total(items, weight=1):
    return sum(items) * weight

def squares(k):
    return [square(i) for i in range(1, k + 1)]

def add_column(frame):
    out = frame.copy()
    out["z"] = out["x"] + out["y"]
    return out

def sort_in_place(items):
    items.sort()

def fill_in_place(frame):
    frame["w"] = 1

def greet(who):
    print(f"hello {who}")

def counter():
    k = 0
    while True:
        k += 1
        yield k

def apply_twice(f, x):
    return f(f(x))

def make_adder(k):
    return lambda x: x + k

def minimise(f, low, high):
    return min(range(low, high), key=f)

def stats_of(values):
    return {"mean": float(np.mean(values)), "max": max(values)}

def broken():
    return 1 / 0

class QueueEmpty(Exception):
    pass

def take(queue):
    if not queue:
        raise QueueEmpty("nothing left")
    return queue[0]

class Tank:
    """A tank."""
    def __init__(self, level):
        self.level = level
        self.log = []
    def fill(self, amount):
        self.level += amount
        self.log.append(amount)
        return self.level
    def __len__(self):
        return self.level
    def __repr__(self):
        return f"Tank({self.level})"
    def __eq__(self, other):
        return self.level == other.level
    def __add__(self, other):
        return Tank(self.level + other.level)

@dataclass
class Reading:
    tag: str
    value: float

tank = Tank(3)
reading = Reading("P1", 2.5)
readings = [Reading("P1", 1.0), Reading("P2", 2.0)]
model = LinearRegression().fit(df[["x"]], df["y"])
classifier = LogisticRegression().fit(df[["x"]], [0, 0, 1, 1])
pipe = Pipeline([("scale", StandardScaler()), ("fit", LinearRegression())]).fit(df[["x"]], df["y"])
search = GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2).fit(df[["x"]], [0, 1, 0, 1])
clusters = KMeans(2, n_init=1, random_state=0).fit(df[["x"]])
raw = LogisticRegression()
matrix = sparse.csr_matrix([[0, 1], [2, 0]])
models = {"linear": model, "class": classifier}
figure, ax = plt.subplots()
ax.plot(df["x"], df["y"], label="trend")
ax.bar([1, 2], [3, 4])
ax.set(xlabel="x (mm)", ylabel="y", title="Trend")
ax.legend()
Chosen = LinearRegression
rng = np.random.default_rng(1)
'''

WORKS: dict[str, str] = {
    "int": "assert n == 42 and type(n) == int",
    "float": "assert abs(ratio - 0.5) < 1e-9 and isinstance(ratio, float)",
    "str": "assert name == 'dryer' and name.upper() == 'DRYER'",
    "bool": "assert flag is True and isinstance(flag, bool)",
    "none": "assert nothing is None",
    "big int and complex": "assert big == 2**100 and z == 1 + 2j",
    "list": "assert primes == [2, 3, 5, 7] and len(primes) == 4 and primes[-1] == 7",
    "list sorted": "assert sorted(primes, reverse=True)[0] == 7 and sum(primes) == 17",
    "tuple": "assert pair == (1, 'a') and isinstance(pair, tuple)",
    "set": "assert tags == {'a', 'b'} and 'a' in tags",
    "dict": "assert ages == {'kim': 30, 'lee': 40} and set(ages) == {'kim', 'lee'} and ages.get('park') is None",
    "nested": "assert nested['rows'][1][0] == 3 and nested['meta']['ok']",
    "datetime": "assert when.hour == 12 and day == datetime.date(2026, 1, 1)",
    "counter": "assert counts['a'] == 3 and counts.most_common(1) == [('a', 3)]",
    "defaultdict": "assert groups == {'a': [1]} and isinstance(groups, collections.defaultdict)",
    "namedtuple": "assert corner == (1, 2) and corner.x == 1",
    "sha1 of type": "assert hashlib.sha1(str(type(n)).encode()).hexdigest() == hashlib.sha1(b\"<class 'int'>\").hexdigest()",
    "sha1 of a value": "assert hashlib.sha1(str(round(ratio, 2)).encode()).hexdigest() == hashlib.sha1(b'0.5').hexdigest()",
    "md5 of a sorted list": "assert hashlib.md5(str(sorted(primes)).encode()).hexdigest()[:4] == hashlib.md5(b'[2, 3, 5, 7]').hexdigest()[:4]",
    "array": "assert a.shape == (3, 4) and a.dtype == float and a.sum() == 66",
    "array mask": "assert mask.sum() == 6 and mask.dtype == bool",
    "array of texts": "assert list(words) == ['a', 'bc']",
    "allclose": "assert np.allclose(a[0], [0, 1, 2, 3])",
    "numpy.testing": "np.testing.assert_array_almost_equal(a[:, 0], [0, 4, 8])",
    "array writable": "b = a.copy(); b[0, 0] = 9; a[0, 0] = 7; assert b[0, 0] == 9 and a[0, 0] == 7",
    "frame": "assert df.shape == (4, 3) and list(df.columns) == ['x', 'y', 'g']",
    "frame dtypes": "assert df.dtypes['x'] == 'int64' and df['y'].dtype == float",
    "frame loc": "assert df.loc[df.x > 2, 'y'].tolist() == [6.0, 8.0]",
    "frame groupby": "assert df.groupby('g')['y'].mean().to_dict() == {'a': 4.0, 'b': 6.0}",
    "frame equality": "pd.testing.assert_frame_equal(df[['x']], pd.DataFrame({'x': [1, 2, 3, 4]}))",
    "frame equals": "assert df.equals(df.copy()) and not df.isna().any().any()",
    "frame isinstance": "assert isinstance(df, pd.DataFrame) and isinstance(s, pd.Series)",
    "series": "assert s.name == 'y' and s.max() == 8.0 and s.idxmax() == 3",
    "time series": "assert ts.index.freqstr == 'D' and ts.isna().sum() == 1 and ts.loc['2026-01-02'] == 2.0",
    "categories": "assert list(cat.cat.categories) == ['a', 'b'] and cat.dtype.name == 'category'",
    "nullable": "assert nullable.dtype == 'Int64' and nullable.isna().tolist() == [False, True]",
    "multi-index": "assert multi.index.names == ['g', 'x'] and multi.loc[('a', 1), 'y'] == 2.0",
    "timestamp": "assert stamp.year == 2026 and str(stamp.tz) == 'Asia/Seoul'",
    "groupby object": "assert grouped.ngroups == 2 and grouped['y'].mean().loc['a'] == 4.0",
    "function": "assert square(3) == 9 and square(0.5) == 0.25",
    "function callable": "assert callable(square) and isinstance(square, types.FunctionType)",
    "function name": "assert square.__name__ == 'square'",
    "function docstring": "assert 'square of x' in square.__doc__",
    "keyword arguments": "assert total([1, 2], weight=3) == 9 and total(items=[1]) == 1",
    "list result": "assert squares(4) == [1, 4, 9, 16]",
    "frame in and out": "out = add_column(pd.DataFrame({'x': [1], 'y': [2.0]})); assert out['z'].tolist() == [3.0]",
    "dict result": "assert stats_of([1, 3]) == {'mean': 2.0, 'max': 3}",
    "try except": """
try:
    square(-1)
except ValueError:
    pass
else:
    raise AssertionError('square must refuse negative numbers')""",
    "text of an error": """
try:
    square('a')
except TypeError as error:
    assert 'number' in str(error)
else:
    assert False""",
    "assertRaises": "unittest.TestCase().assertRaises(ValueError, square, -1)",
    "assertRaises as context": "\nwith unittest.TestCase().assertRaises(ZeroDivisionError):\n    broken()",
    "unittest": "t = unittest.TestCase(); t.assertEqual(n, 42); t.assertAlmostEqual(ratio, 0.5); t.assertIn('kim', ages)",
    "own exception class": "\ntry:\n    take([])\nexcept QueueEmpty as error:\n    assert str(error) == 'nothing left'\nelse:\n    assert False",
    "library's exception": "\ntry:\n    raw.predict([[1]])\nexcept NotFittedError:\n    pass\nelse:\n    assert False",
    "captured print": "\nbuffer = io.StringIO()\nwith contextlib.redirect_stdout(buffer):\n    greet('kim')\nassert buffer.getvalue() == 'hello kim\\n'",
    "generator": "assert list(itertools.islice(counter(), 3)) == [1, 2, 3]",
    "next": "g = counter(); assert next(g) == 1 and next(g) == 2",
    "callback": "assert apply_twice(lambda x: x * 3, 2) == 18",
    "callback many times": "assert minimise(lambda x: (x - 7) ** 2, 0, 20) == 7",
    "library function as argument": "assert apply_twice(np.sqrt, 16.0) == 2.0 and apply_twice(abs, -3) == 3",
    "function from a function": "assert make_adder(3)(4) == 7",
    "del and restore": """
kept = square
del square
try:
    squares(3)
except NameError:
    pass
else:
    raise AssertionError('squares must use square')
finally:
    square = kept
    del kept""",
    "still there after del": "assert squares(2) == [1, 4]",
    "signature": "assert list(inspect.signature(total).parameters) == ['items', 'weight']",
    "default of a parameter": "assert inspect.signature(total).parameters['weight'].default == 1",
    "getsource": "assert 'for' in inspect.getsource(squares)",
    "object attribute": "assert tank.level == 3 and reading.tag == 'P1'",
    "object method": "t2 = Tank(1); assert t2.fill(4) == 5 and t2.log == [4]",
    "object len and repr": "assert len(tank) == 3 and repr(tank) == 'Tank(3)' and str(tank) == 'Tank(3)'",
    "isinstance of a trainee's class": "assert isinstance(tank, Tank) and not isinstance(reading, Tank)",
    "hasattr": "assert hasattr(tank, 'fill') and not hasattr(tank, 'drain')",
    "list of objects": "assert [r.value for r in readings] == [1.0, 2.0] and len(readings) == 2",
    "type name": "assert type(tank).__name__ == 'Tank' and Tank.__name__ == 'Tank'",
    "globals membership": "assert 'df' in globals() and 'nowhere' not in globals()",
    "globals by name": "assert all(globals()[key] is not None for key in ('df', 'n'))",
    "globals get": "assert globals().get('nowhere', 5) == 5 and globals().get('n') == 42",
    "locals and dir": "assert 'df' in locals() and 'df' in dir()",
    "NameError": "\ntry:\n    nowhere\nexcept NameError:\n    pass\nelse:\n    assert False",
    "functions of the check": "\ndef near(x):\n    return abs(x - ratio) < 0.1\nassert near(0.55) and not near(0.7)",
    "helper of an earlier check": "assert near(0.5)",
    "class of the check": "\nclass Case(unittest.TestCase):\n    limit = n\n    def test_n(self):\n        self.assertEqual(square(2), 4)\n        self.assertEqual(self.limit, 42)\nresult = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(Case))\nassert result.wasSuccessful()",
    "comprehension over names": "assert {k: v for k, v in ages.items() if v > n - 10} == {'lee': 40}",
    "loop with f-string message": "\nfor i, want in enumerate([2, 3, 5, 7]):\n    assert primes[i] == want, f'{i}: {primes[i]} is not {want}'",
    "given helper": "assert close_to(ratio, 0.5)",
    "given constants": "assert TOLERANCE == 1e-6 and GRADES == {'A': 90, 'B': 80}",
    "estimator predict": "assert abs(model.predict(pd.DataFrame({'x': [10]}))[0] - 20) < 1e-6",
    "estimator type": "assert isinstance(model, LinearRegression) and type(model) == LinearRegression and isinstance(model, BaseEstimator)",
    "estimator attributes": "assert np.allclose(model.coef_, [2.0]) and abs(model.intercept_) < 1e-6 and model.fit_intercept",
    "estimator score": "assert model.score(df[['x']], df['y']) > 0.99 and classifier.score(df[['x']], [0, 0, 1, 1]) == 1.0",
    "estimator parameters": "assert raw.get_params()['C'] == 1.0",
    "predict_proba": "assert np.allclose(classifier.predict_proba(df[['x']]).sum(axis=1), 1)",
    "metrics of predictions": "assert r2_score(df['y'], model.predict(df[['x']])) > 0.99 and accuracy_score([0, 0, 1, 1], classifier.predict(df[['x']])) == 1",
    "pipeline": "assert list(pipe.named_steps) == ['scale', 'fit'] and pipe.steps[0][0] == 'scale' and type(pipe.steps[1][1]) == LinearRegression",
    "pipeline score": "assert pipe.score(df[['x']], df['y']) > 0.99",
    "grid search": "assert search.best_params_['C'] in (0.1, 1.0) and len(search.cv_results_['params']) == 2",
    "clusters": "assert len(set(clusters.labels_)) == 2 and clusters.cluster_centers_.shape == (2, 1)",
    "dict of estimators": "assert set(models) == {'linear', 'class'} and models['linear'].predict([[1]]).shape == (1,)",
    "sparse": "assert matrix.shape == (2, 2) and matrix.toarray().tolist() == [[0, 1], [2, 0]] and matrix.nnz == 2",
    "axes labels": "assert ax.get_xlabel() == 'x (mm)' and ax.get_title() == 'Trend'",
    "axes lines": "assert len(ax.lines) == 1 and ax.lines[0].get_ydata().tolist() == [2.0, 4.0, 6.0, 8.0]",
    "axes bars": "assert [patch.get_height() for patch in ax.patches] == [3, 4]",
    "axes legend": "assert ax.get_legend().get_texts()[0].get_text() == 'trend'",
    "axes of a figure": "assert len(figure.axes) == 1 and figure.axes[0].get_ylabel() == 'y'",
    "a library's class": "assert Chosen is LinearRegression and issubclass(Chosen, BaseEstimator)",
    "random generator": "assert isinstance(rng, np.random.Generator) and rng.integers(5) in range(5)",
    "warnings cost nothing": "\nimport warnings, sys\nwarnings.warn('old')\nprint('note', file=sys.stderr)\nassert n == 42",
}

ALLOWED: dict[str, tuple[str, str]] = {
    "== of objects": ("operators", "assert tank == Tank(3)"),
    "+ of objects": ("operators", "assert (tank + Tank(2)).level == 5"),
    "truth of an object": ("operators", "assert tank"),
    "a list sorted in place": ("inplace", "items = [3, 1, 2]; sort_in_place(items); assert items == [1, 2, 3]"),
    "a frame changed in place": (
        "inplace",
        "frame = pd.DataFrame({'x': [1]}); fill_in_place(frame); assert list(frame.columns) == ['x', 'w']",
    ),
}

REFUSED: dict[str, tuple[str, str]] = {
    "== of objects": ("TypeError", "assert tank == Tank(3)"),
    "truth of an object": ("TypeError", "assert tank"),
    "in an object": ("TypeError", "assert 'scale' in pipe.named_steps"),
    "a list sorted in place": ("AssertionError", "items = [3, 1, 2]; sort_in_place(items); assert items == [1, 2, 3]"),
    "subclass of a trainee's class": ("TypeError", "\nclass Big(Tank):\n    pass\nassert Big(1).level == 1"),
    "a copy of an object": ("TypeError", "import copy; assert copy.deepcopy(tank).level == 3"),
    "a function of the check over the trainee's": (
        "AssertionError",
        "\ndef square(x):\n    return 0\nassert squares(2) == [0, 0], 'squares does not use square'",
    ),
    "exact class by is": ("AssertionError", "assert type(model) is LinearRegression"),
}
