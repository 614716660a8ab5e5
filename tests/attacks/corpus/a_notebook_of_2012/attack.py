"""The file says it is of version 3 of the format."""

import json

import nbformat


def hostile(lab):
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": "none"}]}).encode()


def honest(lab):
    """An older minor version, without cell ids, is read."""
    notebook = lab.right()
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        cell.pop("id", None)
    return nbformat.writes(notebook).encode()
