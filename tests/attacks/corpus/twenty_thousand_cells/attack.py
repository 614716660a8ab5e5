"""20,000 cells before the first answer."""


def hostile(lab):
    return lab.notebook(*["1"] * 20_000)


def honest(lab):
    return lab.right(*["1"] * 100)
