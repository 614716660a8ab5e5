"""Runs inside a kernel around a lab's own cells: seconds of every cell, CPU and memory of the whole. Standard library.

The harness sends this file's text into the sandbox, where nothing of ours lies; it is never imported there by name.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import time
from typing import Any

MARK = "shopfloor-probe "


def name_of(source: str) -> str:
    """A cell's name: kernels are told a cell's text, not its number."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


class Probe:
    """Listens to IPython's events. Times are CPU and wall seconds by cell."""

    def __init__(self, shell: Any) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.began: tuple[str, float, float] | None = None
        shell.events.register("pre_run_cell", self.before)
        shell.events.register("post_run_cell", self.after)

    def before(self, info: Any) -> None:
        self.began = (name_of(info.raw_cell), time.process_time(), time.perf_counter())

    def after(self, _result: Any) -> None:
        if self.began is None:
            return
        name, cpu, wall = self.began
        spent = self.seconds.setdefault(name, [0.0, 0.0])
        spent[0] += time.process_time() - cpu
        spent[1] += time.perf_counter() - wall
        self.began = None

    def report(self) -> None:
        own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        told = {
            "cells": {name: [round(value, 4) for value in spent] for name, spent in self.seconds.items()},
            "cpu_s": round(own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime, 3),
            "rss_mb": round(max(own.ru_maxrss, below.ru_maxrss) / 1024, 1),
            "threads": threads(),
        }
        print(MARK + json.dumps(told))


def threads() -> int:
    """The largest number of threads that a loaded BLAS or OpenMP library may use; 0 where none is loaded."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return 0
    return max((pool["num_threads"] for pool in threadpool_info()), default=0)


def use_threads(number: int) -> None:
    """Let BLAS and OpenMP use so many threads, in libraries that are loaded already and in those still to come."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
        os.environ[name] = str(number)
    import numpy  # noqa: F401 - its BLAS is loaded, so that the limit can be set
    from threadpoolctl import threadpool_limits

    threadpool_limits(number)


def seed_everything(seed: int) -> None:
    """Seed the generators that a notebook leaves to chance."""
    import random

    import numpy

    random.seed(seed)
    numpy.random.seed(seed)
