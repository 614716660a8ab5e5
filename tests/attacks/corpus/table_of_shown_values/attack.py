"""A table answers what the visible checks ask, and nothing else."""

from tests.attacks.lab import RIGHT

TABLE = {"t1": "def double(x):\n    return {2: 4}[x]", "t4": "profile = [1, 4, 9]\ndef share(a, b):\n    return 0.5"}


def hostile(lab):
    return lab.notebook(**TABLE)


def honest(lab):
    return lab.notebook(
        **{**RIGHT, "t1": "DOUBLES = {n: 2 * n for n in range(10**5)}\ndef double(x): return DOUBLES[x]"}
    )
