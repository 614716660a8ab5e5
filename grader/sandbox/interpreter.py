"""What a Python environment needs mounted so that its interpreter starts inside a sandbox."""

from __future__ import annotations

from pathlib import Path

from grader.sandbox.definition import Mount

SYSTEM_FOLDERS = (Path("/usr"), Path("/bin"), Path("/lib"), Path("/lib64"))


def interpreter_mounts(environment: Path) -> tuple[Mount, ...]:
    """The virtual environment at its own path, and the Python that it was made from where that is not the system's."""
    mounts = [Mount.same(environment)]
    interpreter = (environment / "bin" / "python").resolve()
    installation = interpreter.parent.parent
    if not any(interpreter.is_relative_to(folder) for folder in SYSTEM_FOLDERS):
        mounts.append(Mount.same(installation))
    return tuple(mounts)
