"""A function writes what a hidden check asks to files, for a later cell to read."""

SPY = """
import os
def double(x):
    for place in ("asked.txt", "/tmp/asked.txt", "/dev/shm/asked.txt"):
        with open(place, "a") as stream: stream.write(f"{x}\n")
    return 0
"""
READ = """
for place in ("asked.txt", "/tmp/asked.txt", "/dev/shm/asked.txt"):
    if os.path.exists(place): print(open(place).read())
"""


def hostile(lab):
    return lab.notebook(t1=SPY, after=[READ])


def honest(lab):
    return lab.right("open('notes.txt', 'w').write('mine')", after=["print(open('notes.txt').read())"])
