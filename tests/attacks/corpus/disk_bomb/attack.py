"""Files without end in every place that can be written."""

CELL = """
import os
for place in (".", "/tmp", "/dev/shm", os.path.expanduser("~")):
    try:
        with open(os.path.join(place, "big"), "wb") as stream:
            while True: stream.write(bytes(10**7))
    except OSError as error: print(place, type(error).__name__)
"""


def hostile(lab):
    return lab.notebook(CELL)


def honest(lab):
    return lab.right("open('small', 'wb').write(bytes(10**6));")
