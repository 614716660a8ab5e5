"""What the hub's spawner says to the launcher, and what it hears back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from grader.sandbox import Sandbox


class LabRole(StrEnum):
    """The two kinds of lab servers: with other code loaded ahead, from different parents."""

    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StartOrder(_Message):
    """Start the lab server of a person. One that they have already is ended first."""

    person: int = Field(ge=1)
    username: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    role: LabRole
    sandbox: dict[str, Any]
    umask: int = Field(ge=0, le=0o777)
    memory_mb: int = Field(ge=1)
    cpus: float = Field(gt=0)

    def definition(self) -> Sandbox:
        return Sandbox.from_message(self.sandbox)


class RunningLab(_Message):
    """A lab server that runs. `key` names this one start of it; `pid` is its first process as the host sees it."""

    person: int
    username: str
    key: str
    pid: int
    warm: bool
    started_at: datetime


class LabState(_Message):
    """`last_words`: the end of its log, where it has ended."""

    running: bool
    last_words: str = ""
