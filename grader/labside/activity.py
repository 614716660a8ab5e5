"""Activity of this lab server, reported to the exchange: hours and attendance are computed from it later."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from grader.labside import client
from grader.labside.client import AsyncExchangeClient
from grader.labside.errors import ExchangeRefused, ExchangeUnreachable

LOG = logging.getLogger(__name__)
REPORT_SECONDS = 60


class WebApplication(Protocol):
    def last_activity(self) -> datetime: ...


@dataclass
class ActivityReport:
    """Reports what moved since the last report; an idle server reports nothing."""

    exchange: AsyncExchangeClient
    web_app: WebApplication
    kernels: Any
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def report(self) -> None:
        """One `kernel-active` and one `server-active` event at most. Never raises: activity is not worth a failure."""
        since, self.since = self.since, datetime.now(UTC)
        running = [model for model in self.kernels.list_kernels() if "last_activity" in model]
        busy = sum(model.get("execution_state") == "busy" for model in running)
        moved = sum(_moment(model["last_activity"]) > since for model in running)
        if busy or moved:
            await self._send("kernel-active", busy_kernels=busy, active_kernels=max(busy, moved))
        if self.web_app.last_activity() > since:
            await self._send("server-active", busy_kernels=busy, running_kernels=len(running))

    async def _send(self, kind: str, **detail: int) -> None:
        try:
            await self.exchange.send(client.report(kind, "", "", **detail))
        except (ExchangeRefused, ExchangeUnreachable) as fault:
            LOG.warning("activity was not recorded: %s", getattr(fault, "reason", "") or fault)


def _moment(value: str | datetime) -> datetime:
    """Kernel models carry ISO 8601 text ending in Z."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value.replace("Z", "+00:00"))
