"""A cell waits for the keyboard."""


def hostile(lab):
    return lab.notebook("name = input('name')", "import sys; sys.stdin.read()")


def honest(lab):
    """A cell that fails costs nothing by itself."""
    return lab.right("input('name')")
