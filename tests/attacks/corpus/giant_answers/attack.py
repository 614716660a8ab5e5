"""Answers of a gigabyte, of ten thousand levels, and of a number with a million digits."""

ANSWERS = {
    "t1": "def double(x): return 10 ** 1_000_000",
    "t2": "kpi = {'mean': bytes(600_000_000), 'above': 2}",
    "t3": "clean = []\nfor _ in range(100_000): clean = [clean]",
    "t4": "import numpy as np\nprofile = np.broadcast_to(1.0, (10**9,))\ndef share(a, b): return 0.5",
}


def hostile(lab):
    return lab.notebook(**ANSWERS)


def honest(lab):
    return lab.right("table = [0] * 1_000_000")
