"""Open files without end."""


def hostile(lab):
    return lab.notebook("kept = []\nwhile True: kept.append(open('/dev/null'))")


def honest(lab):
    return lab.right("kept = [open('/dev/null') for _ in range(20)]\n[one.close() for one in kept];")
