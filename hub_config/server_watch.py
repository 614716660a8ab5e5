"""Activity of lab servers, from what the hub says runs, as append-only events in the registry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import events
from courses.registry import Event, EventKind, Person, Registry
from hub_config.hub_client import RunningServer

ACTIVE_EVERY = timedelta(seconds=60)


@dataclass
class ServerWatch:
    """Compares what runs now with what ran before. The first look asks the registry what was recorded already."""

    registry: Registry
    _running: dict[str, RunningServer] = field(default_factory=dict)
    _active_recorded: dict[str, datetime] = field(default_factory=dict)
    _first: bool = True

    def look(self, servers: list[RunningServer], now: datetime) -> None:
        found = {server.username: server for server in servers}
        if self._first:
            self._running = self._recorded_running()
            self._first = False
        changes = self._changes(found)
        if changes:
            with self.registry.session() as session:
                for kind, server in changes:
                    detail = {"started": server.started, "last_activity": server.last_activity.isoformat()}
                    events.record_for(session, kind, now, server.username, detail=detail)
        self._running = found

    def _changes(self, found: dict[str, RunningServer]) -> list[tuple[EventKind, RunningServer]]:
        changes: list[tuple[EventKind, RunningServer]] = []
        for username, server in self._running.items():
            if username not in found or found[username].started != server.started:
                changes.append((EventKind.SERVER_STOPPED, server))
                self._active_recorded.pop(username, None)
        for username, server in found.items():
            before = self._running.get(username)
            if before is None or before.started != server.started:
                changes.append((EventKind.SERVER_STARTED, server))
                self._active_recorded[username] = server.last_activity
            elif server.last_activity - self._active_recorded.get(username, before.last_activity) >= ACTIVE_EVERY:
                changes.append((EventKind.SERVER_ACTIVE, server))
                self._active_recorded[username] = server.last_activity
        return changes

    def _recorded_running(self) -> dict[str, RunningServer]:
        """Servers whose last recorded event says that they run: they ran before this process was restarted."""
        with self.registry.reading() as session:
            return {server.username: server for server in _last_servers(session)}


def _last_servers(session: Session) -> list[RunningServer]:
    started_or_stopped = (EventKind.SERVER_STARTED, EventKind.SERVER_STOPPED)
    rows = session.execute(
        select(Person.username, Event.kind, Event.detail)
        .join(Person, Person.id == Event.person_id)
        .where(Event.kind.in_(started_or_stopped))
        .order_by(Event.id)
    )
    last = {username: (kind, detail) for username, kind, detail in rows}
    return [
        RunningServer(username, detail["started"], datetime.fromisoformat(detail["last_activity"]))
        for username, (kind, detail) in last.items()
        if kind == EventKind.SERVER_STARTED and "started" in detail
    ]
