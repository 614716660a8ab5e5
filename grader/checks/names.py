"""What a name means in a check: the check's own names, then Python's, then the instructor's, then the trainee's.

Nothing that is the instructor's is ever asked from the trainee's kernel, so a trainee can't replace it.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any

from grader.checks.library import Library
from grader.checks.session import Deferred, Session, claim_of

# What IPython puts into every namespace; a check has no shell.
_NEVER_ASKED = {"get_ipython", "In", "Out"}


class Namespace(dict[str, Any]):
    """Globals of a notebook's checks. The checks' own names stay; what is fetched is frozen for one check.

    Python's interpreter honours `__missing__` of a dict subclass for module-level names, for names in functions and for
    `globals()[name]`, but not for names read in a class body: cell.py fetches those first.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins, display=lambda *_values, **_options: None)
        self.library = library
        library.ask = self.fetch
        self.session: Session | None = None
        self.pending: set[str] = set()
        self._fetched: dict[str, Any] = {}
        self._deleted: set[str] = set()

    def begin(self, session: Session) -> None:
        """A check begins: nothing that was fetched before counts any more."""
        self.session, self._fetched, self._deleted = session, {}, set()

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            return getattr(builtins, name)
        try:
            return self.library.find(name)
        except KeyError:
            return self.fetch(name)

    def fetch(self, name: str) -> Any:
        """The trainee's value of `name`, the same one for the whole check. KeyError if there is none."""
        if name in self.pending:
            raise Deferred
        if name in self._fetched:
            return self._fetched[name]
        if self.session is None or name in self._deleted or name in _NEVER_ASKED or name.startswith("__"):
            raise KeyError(name)
        value = self.session.ask("get", name, about=name)
        claim = claim_of(value)
        if claim is not None:
            self.session.names_of.setdefault(claim.number, name)
        self._fetched[name] = value
        return value

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name) or not isinstance(name, str):
            return super().__contains__(name)
        return self.library.knows(name) or self._there(name)

    def _there(self, name: str) -> bool:
        if name in self.pending:
            raise Deferred
        if name in self._fetched:
            return True
        if self.session is None or name in self._deleted or name in _NEVER_ASKED or name.startswith("__"):
            return False
        return self.session.ask("has", name) is True

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self) -> Any:
        theirs = self.session.ask("names") if self.session is not None else []
        names = [name for name in theirs if type(name) is str] if type(theirs) is list else []
        return dict.fromkeys([*dict.keys(self), *names]).keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __setitem__(self, name: str, value: Any) -> None:
        # `saved = f; del f; …; f = saved` gives the trainee's notebook its function back.
        if name in self._deleted and claim_of(value) is not None and self.session is not None:
            self.session.ask("set", name, value)
            self._deleted.discard(name)
            self._fetched[name] = value
            return
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if super().__contains__(name):
            super().__delitem__(name)
            return
        if self.session is None or self.library.knows(name) or hasattr(builtins, name):
            raise KeyError(name)
        self.session.ask("del", name, about=name)
        self._fetched.pop(name, None)
        self._deleted.add(name)

    def own(self) -> set[str]:
        """Names that checks have bound themselves."""
        return set(dict.keys(self))
