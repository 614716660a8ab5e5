"""Apply the registry to the hub: users, groups, disabled accounts; record what lab servers do, and end orphans.

The registry is the truth. This service is the only holder of a hub token that may administer anything, and it listens
on nothing. Started by the hub as `python -m hub_config.sync_service`.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses import access
from courses.registry import Appointment, Enrolment, Person, Registry, open_registry
from hub_config.hub_client import HubClient
from hub_config.launcher.client import LauncherList
from hub_config.orphans import Orphans
from hub_config.routing import hub_socket, launcher_socket
from hub_config.secrets import ensure_secrets
from hub_config.server_watch import ServerWatch
from hub_config.settings import Settings

log = logging.getLogger(__name__)
POLL_SECONDS = 2.0
SERVERS_EVERY_SECONDS = 5.0
FULL_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Wanted:
    """What the hub should hold: all people, the members of each group, and who is disabled."""

    usernames: frozenset[str]
    groups: dict[str, set[str]]
    disabled: frozenset[str]


def fingerprint(session: Session) -> tuple[object, ...]:
    """Cheap numbers that change when somebody is added, enrolled, withdrawn, appointed or disabled."""
    people = session.execute(select(func.count(), func.max(Person.id))).one()
    disabled = session.execute(select(func.count(), func.sum(Person.id)).where(Person.disabled)).one()
    enrolled = session.execute(
        select(Enrolment.role, Enrolment.status, func.count(), func.sum(Enrolment.id), func.max(Enrolment.id))
        .group_by(Enrolment.role, Enrolment.status)
        .order_by(Enrolment.role, Enrolment.status)
    ).all()
    appointed = session.execute(select(func.count(), func.sum(Appointment.id), func.max(Appointment.id))).one()
    return (tuple(people), tuple(disabled), tuple(tuple(row) for row in enrolled), tuple(appointed))


def read_wanted(session: Session) -> Wanted:
    rows = session.execute(select(Person.username, Person.disabled)).all()
    return Wanted(
        usernames=frozenset(name for name, _ in rows),
        groups=access.groups(session),
        disabled=frozenset(name for name, disabled in rows if disabled),
    )


def apply(wanted: Wanted, hub: HubClient) -> None:
    """Make the hub hold what is wanted. Repeating it changes nothing."""
    known = hub.usernames()
    hub.add_users(wanted.usernames - known)
    present = hub.groups()
    for name, members in wanted.groups.items():
        if name not in present:
            hub.add_group(name)
        now = present.get(name, set())
        hub.add_members(name, members - now)
        hub.remove_members(name, now - members)
    for username in sorted(wanted.disabled & known):
        hub.stop_server(username)
        hub.revoke_tokens(username)


@dataclass
class Sync:
    """The loop's state: what was applied last, and when."""

    registry: Registry
    hub: HubClient
    orphans: Orphans
    watch: ServerWatch = field(init=False)
    _applied: tuple[object, ...] | None = None
    _full_at: datetime | None = None
    _watched_at: datetime | None = None

    def __post_init__(self) -> None:
        self.watch = ServerWatch(self.registry)

    def step(self, now: datetime) -> None:
        """One round: apply changes (everything every FULL_EVERY), then look at the lab servers."""
        with self.registry.reading() as session:
            seen = fingerprint(session)
            due = self._full_at is None or now - self._full_at >= FULL_EVERY
            wanted = read_wanted(session) if due or seen != self._applied else None
        if wanted is not None:
            apply(wanted, self.hub)
            self._applied, self._full_at = seen, now
        if self._watched_at is None or (now - self._watched_at).total_seconds() >= SERVERS_EVERY_SECONDS:
            self.watch.look(self.hub.running_servers(), now)
            self.orphans.look(self.hub.active_usernames, now)
            self._watched_at = now


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = Settings()
    token = ensure_secrets(settings.secrets_folder).sync
    orphans = Orphans(LauncherList(launcher_socket(settings)))
    sync = Sync(open_registry(settings.registry_url), HubClient(hub_socket(settings), token), orphans)
    while True:
        try:
            sync.step(datetime.now(UTC))
        except (httpx.HTTPError, OSError) as error:
            log.warning("the hub can't be synchronised now: %s", error)
        time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    main()
