"""A cell exits."""


def hostile(lab):
    return lab.notebook("import sys; sys.exit()", "exit()", "quit()")


def honest(lab):
    return lab.right("import sys; sys.exit()")
