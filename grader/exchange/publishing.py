"""Publishing: how the platform itself puts its labs on the exchange when it starts."""

from __future__ import annotations

from datetime import datetime

from courses.registry import Registry
from grader.exchange.notebooks import check_notebook
from grader.exchange.places import lab_of, run_of
from grader.exchange.policy import Blobs
from grader.exchange.releases import store_release


def publish(
    registry: Registry, store: Blobs, run_code: str, lab_code: str, language: str, notebook_bytes: bytes, now: datetime
) -> bool:
    """Release a lab's notebook to a run in one language; False where it had this very content. Safe to repeat."""
    check_notebook(notebook_bytes)
    blob = store.put(notebook_bytes)
    with registry.session() as session:
        run = run_of(session, run_code)
        return store_release(session, run, lab_of(session, run, lab_code), language, blob, now)
