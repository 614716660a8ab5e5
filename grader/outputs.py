"""What a kernel says, as far as a graded notebook keeps it. The trainee's code may say anything."""

from __future__ import annotations

import json
from typing import Any

# What any output counts at least, however little it says: each costs its part of the page.
SMALLEST_OUTPUT_BYTES = 1024
SIZES = ("width", "height")


def size_bytes(content: dict[str, Any]) -> int:
    """How much of the output limit a message takes. RecursionError for one that is nested without end."""
    return max(SMALLEST_OUTPUT_BYTES, len(json.dumps(content, default=str)))


def plain(content: dict[str, Any]) -> dict[str, Any]:
    """A message's content with texts and pictures only: a feedback page shows nothing else, and converters that meet
    nested data they don't expect end in an error, which would be ours."""
    if not isinstance(content.get("data"), dict):
        return content
    metadata = content.get("metadata")
    return content | {
        "data": {kind: value for kind, value in content["data"].items() if _is_text(value)},
        "metadata": _sizes(metadata) if isinstance(metadata, dict) else {},
    }


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(line, str) for line in value))


def _sizes(metadata: dict[str, Any]) -> dict[str, dict[str, int | float]]:
    sizes = {}
    for kind, values in metadata.items():
        if isinstance(values, dict):
            sizes[kind] = {name: values[name] for name in SIZES if type(values.get(name)) in {int, float}}
    return sizes
