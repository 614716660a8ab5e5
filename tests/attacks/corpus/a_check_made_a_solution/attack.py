"""A check is marked as a solution and says 1."""


def hostile(lab):
    notebook = lab.notebook()
    check = lab.cell(notebook, "t2-hidden")
    check.metadata["nbgrader"].update(solution=True, locked=False)
    check.source = "1"
    return notebook


def honest(lab):
    notebook = lab.right()
    lab.cell(notebook, "t2-hidden").source += "\n# I looked at this"
    return notebook
