"""A cell never ends."""


def hostile(lab):
    return lab.notebook("while True: pass")


def honest(lab):
    return lab.right("import time; time.sleep(0.5)")
