"""What the parent of warm kernels imports and runs once, so that no kernel has to.

Runs in the lab environment's interpreter. Import-time sniffing is the danger to fidelity: a library must find at import
what it would find in a kernel. A test compares every output of a course between cold and warm kernels.
"""

from __future__ import annotations

import builtins
import functools
import importlib
import inspect
import os
import sys
import warnings
from collections.abc import Iterable, Sequence
from itertools import islice
from types import CodeType, FrameType, SimpleNamespace, TracebackType
from typing import Any

from grader.warm.once_more import OnceMore

# Not matplotlib_inline, which hooks itself into the shell when it is imported: there must be one.
# What a kernel loads by itself until its first cell has run, then what labs use. A module that isn't there is left out.
KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell"),
    *("ipykernel.debugger", "ipykernel.inprocess", "IPython.core.ultratb", "IPython.core.completer"),
    *("IPython.core.pylabtools", "zmq.utils.garbage"),
    *("IPython.core.magics", "IPython.extensions.storemagic", "jedi", "sqlite3", "comm", "zmq.eventloop.zmqstream"),
    *("html", "html.parser", "unittest", "unittest.mock", "doctest", "timeit", "cProfile", "pdb"),
)
LABS = (
    *("numpy", "numpy.testing", "numpy.linalg", "numpy.fft", "numpy.random", "numpy.ma"),
    *("pyarrow", "pyarrow.parquet", "pyarrow.dataset", "pandas", "pandas.testing", "pandas.plotting._matplotlib"),
    *("pandas.io.formats.html", "pandas.io.formats.style", "pandas.core.reshape.reshape"),
    "pandas.core.arrays.arrow.extension_types",
    *("scipy", "scipy.stats", "scipy.optimize", "scipy.signal", "scipy.linalg", "scipy.interpolate", "scipy.sparse"),
    *("scipy.spatial", "scipy.cluster.hierarchy", "scipy.fft", "scipy.integrate", "scipy.special", "scipy.ndimage"),
    *(f"sklearn.{name}" for name in ("linear_model", "ensemble", "metrics", "model_selection", "preprocessing")),
    *(f"sklearn.{name}" for name in ("decomposition", "cluster", "pipeline", "svm", "tree", "neighbors", "impute")),
    *(f"sklearn.{name}" for name in ("compose", "inspection", "feature_selection", "naive_bayes", "mixture")),
    *(f"sklearn.{name}" for name in ("covariance", "cross_decomposition", "gaussian_process", "neural_network")),
    *("matplotlib", "matplotlib.pyplot", "matplotlib.dates", "matplotlib.gridspec", "PIL.Image", "PIL.PngImagePlugin"),
    *("statsmodels.api", "statsmodels.formula.api", "statsmodels.tsa.api"),
    # What answers checks (grader/checks): compiling it would cost every kernel more than its answers.
    *("sandbox_data", "grader.checks.serve", "grader.checks.fingerprint"),
)
# What acts on the kernel that imports it.
AGAIN = ("ipywidgets",)
EVERYTHING = (*KERNEL, *LABS, *AGAIN)


def load(names: Sequence[str]) -> list[str]:
    """Import `names` as a kernel would see them imported, and warm what loads lazily; what of it could not be done."""
    # pandas, for one, decides at import how wide a table may be, by whether get_ipython() has a kernel.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=True)  # type: ignore[attr-defined]
    try:
        # Libraries add warning filters at import: those stay. What the warm-up warns of is nobody's business.
        missing = [name for name in names if not _imported(name)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for step in (_warm_tables, _warm_models, _warm_figures, _warm_tracebacks):
                try:
                    step()
                except Exception as error:  # a library changed: slower, not wrong
                    missing.append(f"{step.__name__} ({type(error).__name__}: {error})")
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]
    OnceMore(AGAIN)
    return missing


def load_more(names: Sequence[str]) -> list[str]:
    """Import `names` as any process would; those that can't be imported."""
    return [name for name in names if not _imported(name)]


def _imported(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _loaded(*names: str) -> bool:
    return all(name in sys.modules for name in names)


def _warm_tables() -> None:
    """Display, comparison, grouping and CSV reading of frames load parts of pandas at first use."""
    if not _loaded("pandas"):
        return
    import io

    import pandas as pd

    frame: Any = pd.read_csv(io.StringIO("k,x,t\na,1,2026-01-01\nb,2,2026-01-02\n"), parse_dates=["t"])
    for view in (frame, frame.groupby("k")["x"].mean(), frame.describe(), frame.set_index("t").resample("D").sum()):
        repr(view)
    frame._repr_html_()
    frame.merge(frame, on="k").pivot_table(index="k", values="x_x")
    frame.query("x > 0")
    pd.testing.assert_frame_equal(frame, frame.copy())


def _warm_models() -> None:
    if not _loaded("numpy", "pandas", "sklearn.linear_model", "sklearn.ensemble", "sklearn.metrics"):
        return
    import numpy as np
    import pandas as pd
    from sklearn.decomposition import PCA
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.metrics import accuracy_score, confusion_matrix, roc_auc_score
    from sklearn.model_selection import cross_val_score, train_test_split
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    values = np.random.default_rng(0).normal(size=(60, 3))
    x, y = pd.DataFrame(values, columns=list("abc")), pd.Series((values[:, 0] > 0).astype(int))
    seen, held, seen_y, held_y = train_test_split(x, y, random_state=0)
    logistic = make_pipeline(StandardScaler(), LogisticRegression()).fit(seen, seen_y)
    forest = RandomForestClassifier(n_estimators=2, random_state=0).fit(seen, seen_y)
    LinearRegression().fit(seen, seen_y).score(held, held_y)
    PCA(2).fit_transform(seen)
    cross_val_score(logistic, x, y, cv=2)
    for model in (logistic, forest):
        accuracy_score(held_y, model.predict(held))
        confusion_matrix(held_y, model.predict(held))
        roc_auc_score(held_y, model.predict_proba(held)[:, 1])
    repr(logistic)
    logistic._repr_html_()


def _warm_figures() -> None:
    """Fonts, ticks and the PNG writer, on a canvas of its own: pyplot must not learn of it."""
    if not _loaded("matplotlib"):
        return
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    left.plot([1, 2, 3], label="a")
    left.set_title("$x^2$")
    left.legend()
    right.bar(["a", "b"], [1, 2])
    right.hist([1, 2, 2, 3])
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def _warm_tracebacks() -> None:
    if not _loaded("IPython.core.ultratb"):
        return
    from IPython.core.ultratb import AutoFormattedTB

    formatter = AutoFormattedTB(mode="Context", theme_name="linux")  # type: ignore[no-untyped-call]
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        formatter.structured_traceback(*sys.exc_info())


def find_modules_quickly() -> None:
    """Let `inspect.getmodule` look, for a frame, at modules that are new only; it answers the same.

    It looks at all modules for every frame of a traceback whose file is no module's, which every cell is. Here there
    are thousands, and a fork would copy a page for each. Call it last: what is loaded by then is looked at here.
    """
    whole = inspect.getmodule
    whole(sys._getframe().f_code, "<no module's>")
    seen = len(sys.modules)

    @functools.wraps(whole)
    def getmodule(object: Any, _filename: str | None = None) -> Any:
        nonlocal seen
        if not isinstance(object, FrameType | TracebackType | CodeType):
            return whole(object, _filename)
        if _filename is not None and _filename in inspect.modulesbyfile:
            return sys.modules.get(inspect.modulesbyfile[_filename])
        try:
            file = inspect.getabsfile(object, _filename)
        except (TypeError, FileNotFoundError):
            return None
        if file not in inspect.modulesbyfile:
            fresh = list(islice(reversed(sys.modules.values()), max(0, len(sys.modules) - seen)))
            seen = len(sys.modules)
            for module in fresh:
                if inspect.ismodule(module) and getattr(module, "__file__", None):
                    path = inspect.getabsfile(module)
                    for name in (path, os.path.realpath(path)):
                        inspect.modulesbyfile[name] = module.__name__
        return sys.modules.get(inspect.modulesbyfile.get(file, ""))

    inspect.getmodule = getmodule


def reseed(loaded: Iterable[str]) -> None:
    """In a child: take fresh seeds from the operating system, as a process that starts does."""
    import random
    from multiprocessing import process

    random.seed()
    # The key by which multiprocessing's managers and listeners know each other is made at import.
    process.current_process().authkey = os.urandom(32)
    if "numpy" in loaded:
        import numpy as np

        np.random.seed()
