"""One browser for all journeys."""

from __future__ import annotations

from tests.journeys.browsing import browser

__all__ = ["browser"]
