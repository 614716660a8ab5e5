"""The notebooks that the harness runs: answers with the hidden checks put back, and a probe around the cells."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

PROBE = Path(__file__).with_name("probe_program.py")
BEGIN_ID, END_ID = "shopfloor-probe-begin", "shopfloor-probe-end"
_BEGIN = """import sys, types
sys.modules["shopfloor_probe"] = types.ModuleType("shopfloor_probe")
exec({program!r}, sys.modules["shopfloor_probe"].__dict__)
{prepare}
sys.modules["shopfloor_probe"].probe = sys.modules["shopfloor_probe"].Probe(get_ipython())
del sys, types"""
_END = '__import__("sys").modules["shopfloor_probe"].probe.report()'


def with_hidden_tests(answered: NotebookNode, source: NotebookNode) -> NotebookNode:
    """A copy of an answered release with every locked cell put back from the source, as autograde does first."""
    graded = nbformat.from_dict(copy.deepcopy(answered))
    locked = {
        cell.metadata["nbgrader"]["grade_id"]: cell.source
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    }
    for cell in graded.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in locked:
            cell.source = locked[grade_id]
    return graded


def probed(notebook: NotebookNode, *, threads: int | None = None, seed: int | None = None) -> NotebookNode:
    """A copy with the probe's first and last cell. `threads` for BLAS and OpenMP; `seed` for the global generators."""
    watched = nbformat.from_dict(copy.deepcopy(notebook))
    prepare = [f"sys.modules['shopfloor_probe'].use_threads({threads})"] if threads is not None else []
    prepare += [f"sys.modules['shopfloor_probe'].seed_everything({seed})"] if seed is not None else []
    begin = _BEGIN.format(program=PROBE.read_text(encoding="utf-8"), prepare="\n".join(prepare))
    watched.cells = [new_code_cell(begin, id=BEGIN_ID), *watched.cells, new_code_cell(_END, id=END_ID)]
    return watched
