"""A function keeps what a hidden check asks, and a later cell prints it."""

SPY = """
seen = []
def double(x):
    seen.append(x)
    print("asked", x)
    return 0
def share(kept, total):
    seen.append((kept, total))
    return 0
profile = [0]
"""


def hostile(lab):
    return lab.notebook(t1=SPY, t4=SPY, after=["print(seen)", "raise ValueError(seen)"])


def honest(lab):
    return lab.right(after=["seen = [double(n) for n in range(3)]\nprint(seen)"])
