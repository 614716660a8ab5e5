"""One definition of a sandbox for trainee code, for converters and for lab servers."""

from grader.sandbox.bubblewrap import command, parent_command
from grader.sandbox.definition import Identity, Inheritance, Limits, Mount, Mounts, Sandbox
from grader.sandbox.probe import CannotSandbox, Capabilities, probe

__all__ = [
    "CannotSandbox",
    "Capabilities",
    "Identity",
    "Inheritance",
    "Limits",
    "Mount",
    "Mounts",
    "Sandbox",
    "command",
    "parent_command",
    "probe",
]
