"""Subclasses of int, str and float that equal everything."""

CELL = """
class N(int):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = int.__hash__
    __sub__ = __rsub__ = __abs__ = lambda self, *other: N(0)
    __lt__ = __eq__
class F(float):
    __eq__ = lambda self, other: True
    __hash__ = float.__hash__
"""
ANSWERS = {
    "t1": "def double(x): return N(0)",
    "t2": "kpi = {'mean': F(0), 'above': N(0)}",
    "t4": "profile = [N(0)] * 3\ndef share(a, b): return N(0)",
}


def hostile(lab):
    return lab.notebook(CELL, **ANSWERS)


def honest(lab):
    return lab.right("class Metres(float): pass")
