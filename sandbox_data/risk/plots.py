"""Plots of a report as SVG text: bars beside what guessing or the original gives.

Letters stay text in the SVG, so the reader's browser sets the Korean, whatever fonts the server has.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT_PER_BAR = 0.34
WIDTH = 7.4
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "shopfloor",
    "font.family": "sans-serif",
    "font.sans-serif": ["Noto Sans CJK KR", "NanumGothic", "Malgun Gothic", "DejaVu Sans"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
FIRST, SECOND = "#1f6fb2", "#b9c2cc"


@dataclass(frozen=True)
class Bar:
    """One pair of bars: the figure, with an interval where there is one, beside what it is compared with."""

    label: str
    value: float
    beside: float
    interval: tuple[float, float] | None = None


def bars(title: str, pairs: Sequence[Bar], names: tuple[str, str]) -> str:
    """Horizontal pairs of bars as an inline `<svg>`; nothing for no bars."""
    if not pairs:
        return ""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph|findfont")  # the browser has the glyphs
        figure = Figure(figsize=(WIDTH, 1.1 + HEIGHT_PER_BAR * 1.6 * len(pairs)), layout="constrained")
        axes = figure.subplots()
        places = range(len(pairs))
        axes.barh([p - 0.2 for p in places], [bar.value for bar in pairs], 0.36, color=FIRST, label=names[0])
        axes.barh([p + 0.2 for p in places], [bar.beside for bar in pairs], 0.36, color=SECOND, label=names[1])
        for place, bar in zip(places, pairs, strict=True):
            if bar.interval is not None:
                axes.plot(bar.interval, [place - 0.2] * 2, color="black", linewidth=1)
        axes.set_yticks(list(places), [bar.label for bar in pairs])
        axes.set_ylim(len(pairs) - 0.4, -0.6)
        axes.set_title(title, loc="left", fontsize=10)
        axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return _inline(drawn.getvalue())


def _inline(svg: str) -> str:
    """Only the `<svg>` element: no XML declaration, no metadata with addresses."""
    element = svg[svg.index("<svg") :]
    return re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
