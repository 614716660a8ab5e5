"""The kernel ends before the first check."""


def hostile(lab):
    return lab.right("import os; os._exit(0)")


def honest(lab):
    return lab.right(after=["import os; os._exit(0)"])
