"""A check waits for a function that never returns, and swallows interrupts."""

from tests.attacks.lab import RIGHT

HOLD = """
def double(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
"""


def hostile(lab):
    return lab.notebook(t1=HOLD)


def honest(lab):
    return lab.notebook(**{**RIGHT, "t1": "import time\ndef double(x):\n    time.sleep(0.2)\n    return 2 * x"})
