"""Checks repeated as empty cells under the same id."""

import copy


def hostile(lab):
    notebook = lab.notebook()
    for name in ("t1-visible", "t2-hidden"):
        twin = copy.deepcopy(lab.cell(notebook, name))
        twin.source, twin.id = "pass", f"twin-{name}"
        notebook.cells.append(twin)
    return notebook


def honest(lab):
    notebook = lab.right()
    twin = copy.deepcopy(lab.cell(notebook, "t1-solution"))
    twin.metadata, twin.id = {}, "copy"
    notebook.cells.append(twin)
    return notebook
