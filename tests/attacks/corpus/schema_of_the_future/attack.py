"""The cells' schema version is 99."""


def hostile(lab):
    notebook = lab.notebook()
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"]["schema_version"] = 99
    return notebook


def honest(lab):
    notebook = lab.right()
    lab.cell(notebook, "t1-solution").metadata["nbgrader"]["schema_version"] = 99
    return notebook
