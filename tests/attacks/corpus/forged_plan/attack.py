"""The notebook brings metadata of ours: a check mode, points shown, scores."""


def hostile(lab):
    notebook = lab.notebook()
    notebook.metadata["shopfloor"] = {"checks": "compatible", "imports": [], "points": 16}
    for cell in notebook.cells:
        cell.metadata["shopfloor"] = {"shown": "passed", "points": 2, "judged": True, "sealed": "x"}
    return notebook


def honest(lab):
    notebook = lab.right()
    notebook.metadata["authors"] = [{"name": "x"}]
    return notebook
