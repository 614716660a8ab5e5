"""A notebook of 40 MB."""


def hostile(lab):
    return lab.notebook("# " + "x" * 40_000_000)


def honest(lab):
    return lab.right("# " + "x" * 1_000_000)
