"""The shell's run_cell answers success without running anything."""

CELL = """
from IPython.core.interactiveshell import ExecutionResult
shell = get_ipython()
async def nothing(*args, **more):
    result = ExecutionResult(None)
    result.result = 2.0
    return result
shell.run_cell_async = nothing
"""


def hostile(lab):
    return lab.notebook(CELL)


def honest(lab):
    return lab.right("get_ipython().run_cell('1 + 1')")
