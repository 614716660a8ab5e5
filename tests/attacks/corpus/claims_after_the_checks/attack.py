"""Later cells redefine what checks have looked at, and answer anew."""

LATER = """
def double(x): return 2 * x
kpi = {"mean": 4.5, "above": 2}
"""


def hostile(lab):
    return lab.notebook(after=[LATER])


def honest(lab):
    return lab.right(after=["double(3)", "kpi"])
