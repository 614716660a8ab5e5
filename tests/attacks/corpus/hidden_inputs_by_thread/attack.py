"""A thread waits for what a hidden check asks and prints it later."""

SPY = """
import threading, time, sys
seen = []
def tell():
    while True:
        if seen: sys.__stdout__.write(str(seen)); print(seen)
        time.sleep(0.05)
threading.Thread(target=tell, daemon=True).start()
def double(x):
    seen.append(x)
    return 0
"""


def hostile(lab):
    return lab.notebook(t1=SPY, after=["time.sleep(1)", "print(seen)"])


def honest(lab):
    return lab.right("import threading\nworker = threading.Thread(target=print)\nworker.start()\nworker.join()")
