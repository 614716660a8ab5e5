"""What a fork is to run, in a file without a name that only the fork itself reads.

A parent of forks lives long and all its children inherit its memory: what it never reads, no child can find there. So
the definition of the sandbox, with its environment and the names in it, goes past the parent into the child.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.sandbox.definition import Inheritance, Sandbox


@dataclass(frozen=True)
class Order:
    """`program` with the arguments `argv`, as `python -c program argv…` would run it in `sandbox`.

    A `umask` of None leaves the sandbox's own (0o022). `processors`: on which it starts; none named: wherever.
    """

    sandbox: Sandbox
    program: str
    argv: tuple[str, ...]
    umask: int | None = None
    processors: tuple[int, ...] = ()

    def write(self) -> int:
        """A descriptor that holds the order, for the caller to send and close."""
        message = {"sandbox": self.sandbox.as_message(), "program": self.program, "argv": self.argv}
        descriptor = os.memfd_create("order", os.MFD_CLOEXEC)
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(json.dumps(message | {"umask": self.umask, "processors": self.processors}).encode())
        return descriptor

    @classmethod
    def read(cls, descriptor: int) -> Order:
        message: dict[str, Any] = json.loads(os.pread(descriptor, os.fstat(descriptor).st_size, 0))
        sandbox = Sandbox.from_message(message["sandbox"])
        processors = tuple(message["processors"])
        return cls(sandbox, message["program"], tuple(message["argv"]), message["umask"], processors)


def packed(inherited: Inheritance) -> tuple[dict[str, int], list[int]]:
    """How many descriptors there are of each kind, and all of them in one list."""
    output = [] if inherited.output is None else [inherited.output]
    kinds: dict[str, Sequence[int]] = {"output": output, "control_groups": inherited.control_groups}
    kinds["kept"] = inherited.kept
    return {kind: len(held) for kind, held in kinds.items()}, [number for held in kinds.values() for number in held]


def unpacked(counts: dict[str, int], descriptors: Sequence[int]) -> Inheritance:
    """ValueError if there are more or fewer descriptors than counted."""
    outputs, groups = counts["output"], counts["control_groups"]
    if len(descriptors) != outputs + groups + counts["kept"]:
        raise ValueError(f"{len(descriptors)} descriptors came, counted were {counts}")
    rest = tuple(descriptors)
    return Inheritance(rest[0] if outputs else None, rest[outputs : outputs + groups], rest[outputs + groups :])
