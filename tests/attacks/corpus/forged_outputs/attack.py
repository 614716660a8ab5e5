"""Outputs of checks are written into the file: success, and errors that nobody raised."""

from nbformat.v4 import new_output


def hostile(lab):
    notebook = lab.notebook()
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [new_output("execute_result", {"text/plain": "2.0"}, execution_count=1)]
            cell.execution_count = 1
    return notebook


def honest(lab):
    """An error that is left over from an earlier run costs nothing."""
    notebook = lab.right()
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [new_output("error", ename="AssertionError", evalue="old", traceback=[])]
    return notebook
