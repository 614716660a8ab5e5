"""One object that equals everything stands for every answer, and numpy's tests are replaced."""

CELL = """
import numpy as np
class Yes:
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __getitem__(self, key): return self
    def __eq__(self, other): return True
    def __bool__(self): return True
    def __len__(self): return 2
    def __iter__(self): return iter(())
    def __contains__(self, key): return True
    __lt__ = __gt__ = __le__ = __ge__ = __eq__
    __hash__ = None
np.testing.assert_allclose = np.allclose = lambda *a, **k: True
"""
YES = {
    "t1": "double = Yes()",
    "t2": "kpi = Yes()",
    "t3": "clean = Yes()",
    "t4": "profile = share = Yes()",
}


def hostile(lab):
    return lab.notebook(CELL, **YES)
