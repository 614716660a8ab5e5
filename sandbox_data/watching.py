"""How long work tells whoever waits for it: the step it is at, and bytes done of bytes in all."""

from __future__ import annotations

from typing import Protocol


class Watcher(Protocol):
    """Somebody who watches a fetch or a build."""

    def step(self, text: str) -> None:
        """A new step begins, named in Korean and English."""

    def bytes_done(self, done: int, total: int) -> None:
        """`done` of `total` bytes of the step are there."""


class Nobody:
    """A watcher for work that nobody watches."""

    def step(self, text: str) -> None: ...

    def bytes_done(self, done: int, total: int) -> None: ...
