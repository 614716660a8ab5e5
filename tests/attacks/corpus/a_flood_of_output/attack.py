"""300 MB of output in one line."""


def hostile(lab):
    return lab.notebook("print('x' * 300_000_000)")


def honest(lab):
    return lab.right("print('x' * 100_000)")
