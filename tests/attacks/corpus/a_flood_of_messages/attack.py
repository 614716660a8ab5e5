"""Comms and displays without end."""

CELL = """
from IPython.display import display, clear_output
import time
while True: display({"text/plain": "x" * 10_000}, raw=True); clear_output()
"""


def hostile(lab):
    return lab.notebook(CELL)


def honest(lab):
    return lab.right("from IPython.display import display\nfor number in range(50): display(number)")
