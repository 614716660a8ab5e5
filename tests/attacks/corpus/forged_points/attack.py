"""A check says it is worth 1,000 points, another one -1,000; locks are open."""


def hostile(lab):
    notebook = lab.notebook()
    lab.cell(notebook, "t1-visible").metadata["nbgrader"].update(points=1000, grade=False, locked=False)
    lab.cell(notebook, "t1-hidden").metadata["nbgrader"].update(points=-1000)
    lab.cell(notebook, "t1-visible").source = "pass"
    return notebook


def honest(lab):
    notebook = lab.right()
    lab.cell(notebook, "t1-visible").metadata["collapsed"] = True
    return notebook
