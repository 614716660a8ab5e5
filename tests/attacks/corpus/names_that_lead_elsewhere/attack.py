"""Grade ids and cell ids that are paths, markup and text without end."""


def hostile(lab):
    notebook = lab.notebook()
    lab.cell(notebook, "t1-solution").metadata["nbgrader"]["grade_id"] = "../../../../etc/passwd"
    lab.cell(notebook, "t2-solution").metadata["nbgrader"]["grade_id"] = "<script>steal()</script>" * 100
    lab.cell(notebook, "t3-solution").metadata["nbgrader"]["grade_id"] = "t1-hidden"
    notebook.metadata["name"] = "../../../gradebook.db"
    return notebook


def honest(lab):
    notebook = lab.right()
    lab.cell(notebook, "t1-solution").metadata["tags"] = ["a", "b"]
    return notebook
