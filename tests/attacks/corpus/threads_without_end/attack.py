"""Threads without end."""

CELL = """
import threading, time
while True:
    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
"""


def hostile(lab):
    return lab.notebook(CELL)


def honest(lab):
    return lab.right(
        "import threading\nthreads = [threading.Thread(target=int) for _ in range(8)]\n[t.start() for t in threads];"
    )
