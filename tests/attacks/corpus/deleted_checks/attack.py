"""All checks deleted."""


def hostile(lab):
    notebook = lab.notebook()
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    return notebook


def honest(lab):
    """Deleted by accident: the release's checks are there again."""
    notebook = lab.right()
    notebook.cells = [
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != "t1-hidden"
    ]
    return notebook
