"""Answers that raise SystemExit, KeyboardInterrupt, MemoryError and RecursionError."""

ANSWERS = {
    "t1": "def double(x): raise SystemExit(0)",
    "t2": "class Kpi(dict):\n    def __getitem__(self, k): raise KeyboardInterrupt\n    __contains__ = __getitem__\nkpi = Kpi()",
    "t3": "class Clean:\n    @property\n    def columns(self): raise MemoryError\nclean = Clean()",
    "t4": "profile = [1, 4, 9]\ndef share(a, b): return share(a, b)",
}


def hostile(lab):
    return lab.notebook(**ANSWERS)


def honest(lab):
    return lab.right("try:\n    raise SystemExit\nexcept SystemExit:\n    pass")
