"""What a release risks and what it stays good for: attacks that are run, figures with intervals, a gate, a report."""

from __future__ import annotations

from sandbox_data.risk.assessing import RiskReport, assess
from sandbox_data.risk.page import page
from sandbox_data.risk.protection import Protection, ProtectionError, read_protection
from sandbox_data.risk.verdict import Verdict, judge

__all__ = ["Protection", "ProtectionError", "RiskReport", "Verdict", "assess", "judge", "page", "read_protection"]
