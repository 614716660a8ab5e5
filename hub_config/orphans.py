"""Lab servers that run though no hub knows them: a hub died while it started one, or its database was lost."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from hub_config.launcher.orders import RunningLab

log = logging.getLogger(__name__)
# Longer than a hub needs to write down what it starts.
AGE = timedelta(seconds=15)


class Labs(Protocol):
    def running(self) -> list[RunningLab]: ...
    def stop(self, lab: RunningLab) -> None: ...


@dataclass
class Orphans:
    """Ends a server that the hub did not know at two looks in a row."""

    labs: Labs
    _suspected: set[str] = field(default_factory=set)

    def look(self, known: Callable[[], set[str]], now: datetime) -> None:
        """`known`: asks the hub whose servers it knows. Asked after the launcher: what is newer is not suspected."""
        grown = [lab for lab in self.labs.running() if now - lab.started_at >= AGE]
        usernames = known()
        unknown = [lab for lab in grown if lab.username not in usernames]
        for lab in unknown:
            if lab.key in self._suspected:
                log.warning("Ending the lab server of %s: the hub does not know it.", lab.username)
                self.labs.stop(lab)
        self._suspected = {lab.key for lab in unknown}
