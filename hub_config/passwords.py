"""Passwords: argon2id hashes, and the lockout that the registry keeps (it outlives a restart of the hub)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import or_, select

from courses import events
from courses.registry import Account, EventKind, Person, Registry
from sandbox_data.errors import ShopfloorError

# OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256


class LockedOut(ShopfloorError):
    """Too many wrong passwords; `minutes` are left."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"The account is locked for {minutes} minutes.", "Wait, or ask your centre.")
        self.minutes = minutes


class PasswordRefused(ShopfloorError):
    """A new password that can't be taken. `code` is short, long or different."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The password is too {code}." if code != "different" else "The two passwords differ.")
        self.code = code


@dataclass(frozen=True)
class Lockout:
    attempts: int
    minutes: int


@cache
def _dummy_hash() -> str:
    return HASHER.hash("nobody's password")


def verify(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def sign_in(registry: Registry, name: str, password: str, lockout: Lockout, now: datetime) -> str | None:
    """The user name that belongs to a name (or e-mail address) and password, or None. LockedOut when locked.

    An unknown name costs as much time as a known one. The failure is counted before the password is checked and taken
    back afterwards, so that guesses sent at the same moment all count. Blocks for about 30 ms: call it in a thread.
    """
    found = _count_attempt(registry, name, lockout, now)
    if found is None:
        verify(_dummy_hash(), password[:LONGEST_PASSWORD])
        return None
    username, password_hash = found
    if not verify(password_hash, password):
        return None
    with registry.session() as session:
        account = session.scalars(select(Account).join(Person).where(Person.username == username)).one()
        account.failed_attempts = 0
        account.locked_until = None
        events.record(session, EventKind.SIGNED_IN, now, person=account.person)
    return username


def _count_attempt(registry: Registry, name: str, lockout: Lockout, now: datetime) -> tuple[str, str] | None:
    wanted = name.strip().lower()
    with registry.session() as session:
        account = session.scalars(
            select(Account).join(Person).where(or_(Person.username == wanted, Person.email == wanted), ~Person.disabled)
        ).first()
        if account is None:
            return None
        if account.locked_until is not None and account.locked_until > now:
            raise LockedOut(1 + int((account.locked_until - now).total_seconds() // 60))
        account.failed_attempts += 1
        if account.failed_attempts >= lockout.attempts:
            account.locked_until = now + timedelta(minutes=lockout.minutes)
            account.failed_attempts = 0
        return account.person.username, account.password_hash


def check_new(password: str, again: str) -> None:
    """PasswordRefused unless both are the same and of a length we take."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordRefused("short")
    if len(password) > LONGEST_PASSWORD:
        raise PasswordRefused("long")
    if password != again:
        raise PasswordRefused("different")


def hash_new(password: str) -> str:
    """Takes about 30 ms of CPU and 19 MiB: call it in a thread."""
    return HASHER.hash(password)
