"""Small-cell suppression for published counts: no cell under a threshold is shown, and none can be worked out.

A table is a tree: a total is the sum of its children. Primary suppression hides every value below the threshold.
Complementary suppression then hides more, until in every sum the hidden children are none or several, and together at
least the threshold; otherwise total minus the shown children would tell. (The usual practice of official statistics:
Hundepool et al., Statistical Disclosure Control, 2012, chapter 4.)
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """`total` is the sum of `children`."""

    total: Key
    children: tuple[Key, ...]


def suppressed_keys(values: Mapping[Key, int], sums: Sequence[Sum[Key]], threshold: int) -> frozenset[Key]:
    """The keys whose values must not be shown."""
    hidden = {key for key, value in values.items() if value < threshold}
    changed = True
    while changed:
        changed = False
        for equation in sums:
            extra = _one_more(values, equation, hidden, threshold)
            if extra is not None:
                hidden.add(extra)
                changed = True
    return frozenset(hidden)


def _one_more(values: Mapping[Key, int], equation: Sum[Key], hidden: set[Key], threshold: int) -> Key | None:
    """One more key of this sum to hide, or None when nothing can be worked out from it."""
    hidden_children = [child for child in equation.children if child in hidden]
    shown_children = sorted((c for c in equation.children if c not in hidden), key=lambda c: values[c])
    if equation.total in hidden:
        return shown_children[0] if not hidden_children and shown_children else None
    if not hidden_children:
        return None
    enough = len(hidden_children) > 1 and sum(values[child] for child in hidden_children) >= threshold
    if enough:
        return None
    return shown_children[0] if shown_children else equation.total
