"""What trainees work with: dataset cards, verified fetching, released tables, and `load()` for their notebooks."""

from __future__ import annotations

from sandbox_data.reading import load

__all__ = ["load"]
