"""abs, len, list, isinstance and the instructor's own helpers say what suits."""

CELL = """
import builtins
builtins.abs = lambda x: 0
builtins.len = lambda x: 2
builtins.isinstance = lambda *a: True
builtins.list = lambda *a: ["celsius"]
LIMIT = -1
def near(a, b): return True
"""
WRONG = {
    "t1": "def double(x): return 0",
    "t2": "kpi = {}",
    "t3": "clean = pd.DataFrame()",
    "t4": "profile = [0]\ndef share(a, b): return 9",
}


def hostile(lab):
    return lab.notebook(CELL, after=[CELL], **WRONG)


def honest(lab):
    return lab.right("values = [1, 2]", "largest = max(values)")
