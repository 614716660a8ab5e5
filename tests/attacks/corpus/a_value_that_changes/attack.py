"""A value is another one at each look."""

from tests.attacks.lab import RIGHT

CHANGING = """
class Changing(dict):
    looks = 0
    def __getitem__(self, key):
        Changing.looks += 1
        return {"mean": 4.5, "above": 2}[key] if Changing.looks % 2 else 0
    def __eq__(self, other): return True
    def __contains__(self, key): return True
kpi = Changing()
"""


def hostile(lab):
    return lab.notebook(t2=CHANGING)


def honest(lab):
    return lab.notebook(**{**RIGHT, "t2": RIGHT["t2"] + "\nkpi = dict(kpi)"})
