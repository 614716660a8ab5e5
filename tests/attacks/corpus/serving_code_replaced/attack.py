"""The code of ours that answers checks is replaced by a liar."""

CELL = """
import sys
for name in list(sys.modules):
    if name.startswith("grader.checks"):
        module = sys.modules[name]
        for part in list(vars(module)):
            if callable(getattr(module, part)) and part[0] != "_":
                setattr(module, part, lambda *a, **k: 2.0)
"""


def hostile(lab):
    return lab.notebook(CELL, after=[CELL])


def honest(lab):
    return lab.right("import sys\nlen(sys.modules)")
