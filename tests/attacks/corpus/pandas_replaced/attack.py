"""pandas and numpy compare everything as equal."""

CELL = """
import numpy as np, pandas as pd
pd.DataFrame.__eq__ = pd.Series.__eq__ = lambda self, other: True
np.allclose = np.array_equal = np.testing.assert_allclose = lambda *a, **k: True
class Cols(list):
    __eq__ = lambda self, other: True
pd.DataFrame.columns = property(lambda self: Cols(["celsius"]))
"""
WRONG = {"t3": "clean = pd.DataFrame({'f': [1.0, 2.0]})", "t4": "profile = np.zeros(3)\ndef share(a, b): return 0"}


def hostile(lab):
    return lab.notebook(CELL, **WRONG)


def honest(lab):
    return lab.right("import pandas as pd\npd.set_option('display.precision', 2)")
