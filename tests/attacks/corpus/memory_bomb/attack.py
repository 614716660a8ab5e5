"""Memory without end, at once and bit by bit."""


def hostile(lab):
    return lab.notebook("bytearray(10**11)", "kept = []\nwhile True: kept.append(bytearray(10**7))")


def honest(lab):
    return lab.right("kept = bytearray(10**8)")
