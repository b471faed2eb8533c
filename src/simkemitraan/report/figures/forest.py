"""Differences with their intervals in one picture: the main indicators of one policy, or one indicator of all policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from ...wording.palette import colours
from ..formats import MARKS, shorten, signed
from ..picture import Picture
from .style import INK, PAPER, blank, drawing, finish, head, number_axis

SHAPES = {"better": "^", "worse": "v", "changed": "D"}


@dataclass(frozen=True, slots=True)
class Line:
    """One difference.

    Attributes
    ----------
    label : str
        Of what.
    difference, low, high : float
        In the unit of the axis.
    verdict : str
        One of the words of :func:`simkemitraan.analysis.comparison.paired.effects`.
    """

    label: str
    difference: float
    low: float
    high: float
    verdict: str


def forest(key: str, title: str, lines: Sequence[Line], unit: str, lang: str, stamp: str) -> Picture:
    """Draw a dot and an interval for every line, shape and colour by verdict; the number stands at the right."""
    with drawing(key):
        figure, (ax,) = blank(height=0.85 + 0.27 * len(lines))
        ax.axvline(0, color=INK, linewidth=0.8)
        for y, line in enumerate(lines):
            colour, shape = colours("verdicts")[line.verdict], SHAPES.get(line.verdict, "o")
            face = colour if line.verdict in SHAPES else PAPER
            ax.plot([line.low, line.high], [y, y], color=colour, linewidth=1.6)
            ax.plot(line.difference, y, shape, color=colour, markersize=5.5, markerfacecolor=face)
            text = f"{MARKS[line.verdict]} {signed(line.difference, lang, _digits(lines))}"
            ax.annotate(text, (1.01, y), xycoords=("axes fraction", "data"), va="center", fontsize=7.5)
        labels = ["\n".join(wrap(shorten(line.label, 52), 28)) for line in lines]
        ax.set_yticks(range(len(lines)), labels, color=INK)
        ax.set_ylim(len(lines) - 0.4, -0.6)
        number_axis(ax, lang, "x")
        ax.grid(visible=False, axis="y")
        ax.grid(visible=True, axis="x")
        ax.set_xlabel(unit)
        head(figure, ax, title)
        alt = "; ".join(f"{line.label}: {signed(line.difference, lang, _digits(lines))}" for line in lines)
        return finish(figure, key, f"{title} ({unit}). {alt}.", stamp)


def _digits(lines: Sequence[Line]) -> int:
    """Return one decimal unless the numbers are large."""
    return 0 if max((abs(line.difference) for line in lines), default=0.0) >= 100 else 1
