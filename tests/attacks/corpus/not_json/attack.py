"""The file is cut off in the middle."""

import nbformat


def hostile(lab):
    whole = nbformat.writes(lab.right()).encode()
    return whole[: len(whole) // 2]
