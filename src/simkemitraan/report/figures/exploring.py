"""Experiments in pictures: what matters most, and the box in which an outcome is of interest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from ...analysis.exploration.discovery import Limit, Rule, Sample
from ...analysis.exploration.factors import is_lever, name_of
from ...wording import word
from ..formats import number, plain, shorten
from ..picture import FAINT, Picture
from .style import ARMS, EDGE, GRID, INK, blank, drawing, finish, number_axis

LONGEST = 60
ROW = 0.44


def strengths(
    table: pd.DataFrame,
    column: str,
    title: str,
    axis: str,
    lang: str,
    stamp: str,
    *,
    factor: float = 1.0,
    percent: bool = False,
    alt: str = "",
) -> Picture:
    """Draw how strongly each varied number changes one outcome: a bar with its interval, the name above it.

    Parameters
    ----------
    table : DataFrame
        ``factor, low, high`` and ``column``, the strongest first; ``first`` is drawn as a mark where it is there.
    column : str
        The strength.
    title, axis : str
        In words.
    factor : float
        Turns shares into per cent.
    percent : bool
        Whether the axis is in per cent.
    """
    key = f"strength-{table['outcome'].iloc[0]}"
    with drawing(key):
        figure, (ax,) = blank(height=0.75 + ROW * len(table))
        at = np.arange(len(table))[::-1].astype(float)
        value = table[column].to_numpy(float)
        levers = [is_lever(f) for f in table["factor"]]
        bars = ax.barh(at, value, height=0.34, color=[ARMS[1] if lever else EDGE for lever in levers])
        for bar, lever in zip(bars, levers, strict=True):
            bar.set(hatch="" if lever else "////", edgecolor="white")
        ax.hlines(at, table["low"].clip(lower=0), table["high"], color=INK, linewidth=1.1)
        if "first" in table:
            ax.plot(table["first"].clip(lower=0), at, "o", color=INK, markersize=3.6, markerfacecolor="white")
        _names(ax, at, [name_of(f, lang) for f in table["factor"]])
        ax.set_xlim(0, max(float(table["high"].max()), 1e-9) * 1.04)
        number_axis(ax, lang, "x", factor=factor, suffix="%" if percent else "")
        ax.set_xlabel(axis)
        ax.set_title(shorten(title, 52))
        return finish(figure, key, alt, stamp)


def _names(ax: Axes, at: NDArray[np.float64], names: Sequence[str]) -> None:
    """Write each row's name above it, where there is room for a long one."""
    for y, name in zip(at, names, strict=True):
        ax.text(
            0,
            y + 0.22,
            shorten(name, LONGEST),
            transform=ax.get_yaxis_transform(),
            fontsize=7.8,
            va="bottom",
            ha="left",
        )
    ax.set_yticks([])
    ax.set_ylim(-0.45, len(names) - 0.35)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")


def box(sample: Sample, rule: Rule, ranges: Mapping[str, Sequence[float]], lang: str, stamp: str) -> Picture:
    """Draw the box of a rule: of each varied number the whole range, and the part to which the rule confines it.

    Parameters
    ----------
    ranges : mapping of str to (low, high)
        Over what each number was varied.
    """
    key = "box"
    by_name = {limit.factor: limit for limit in rule.limits}
    factors = [*by_name, *(str(f) for f in sample.values if f not in by_name)]
    with drawing(key):
        figure, (ax,) = blank(height=0.55 + ROW * len(factors))
        at = np.arange(len(factors))[::-1].astype(float)
        _names(ax, at, [name_of(f, lang) for f in factors])
        for y, factor in zip(at, factors, strict=True):
            low, high = ranges[factor]
            _range(ax, y, low, high, by_name.get(factor), lang)
        ax.set_xlim(-0.02, 1.02)
        ax.set_xticks([])
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
        ax.set_title(word("exploring.figure.box", lang))
        return finish(figure, key, word("exploring.alt.box", lang, rule=rule.sentence(lang)), stamp)


def _range(ax: Axes, y: float, low: float, high: float, limit: Limit | None, lang: str) -> None:
    """Draw one number's range from 0 to 1, and its limits in its own unit."""
    span = high - low if high > low else 1.0
    ax.plot([0, 1], [y, y], color=GRID, linewidth=5, solid_capstyle="butt")
    style = {"fontsize": 7, "va": "top", "color": FAINT}
    ax.text(0, y - 0.1, plain(low, lang), ha="left", **style)  # type: ignore[arg-type]
    ax.text(1, y - 0.1, plain(high, lang), ha="right", **style)  # type: ignore[arg-type]
    if limit is None:
        return
    a, b = ((np.clip(x, low, high) - low) / span for x in (limit.low, limit.high))
    ax.plot([a, b], [y, y], color=ARMS[1], linewidth=5, solid_capstyle="butt")
    style |= {"color": INK}
    for x, edge in ((a, limit.low), (b, limit.high)):
        if np.isfinite(edge) and 0.09 < x < 0.91:
            ax.text(x, y - 0.1, number(edge, lang), ha="center", **style)  # type: ignore[arg-type]


def points(sample: Sample, rule: Rule, supported: Sequence[Limit], outcome: str, lang: str, stamp: str) -> Picture:
    """Draw the points: over the two best supported numbers, or over the only one and the outcome.

    Parameters
    ----------
    supported : sequence of Limit
        Limits of the rule, the best supported first; at least one.
    outcome : str
        The outcome's name in words, with its unit.
    """
    key = "points"
    x = supported[0]
    y = supported[1] if len(supported) > 1 else None
    with drawing(key):
        figure, (ax,) = blank(height=3.3)
        across = sample.values[x.factor].to_numpy(float)
        up = sample.values[y.factor].to_numpy(float) if y else sample.outcome.to_numpy(float)
        for chosen, colour, face, label in ((~sample.good, EDGE, "none", "rest"), (sample.good, INK, INK, "good")):
            ax.scatter(
                across[chosen],
                up[chosen],
                s=13,
                edgecolors=colour,
                facecolors=face,
                linewidths=0.8,
                alpha=0.85,
                label=word(f"exploring.figure.{label}", lang),
            )
        ax.margins(0.04)
        _shade(ax, x, y)
        number_axis(ax, lang, "x")
        number_axis(ax, lang, "y")
        ax.set_xlabel(shorten(name_of(x.factor, lang), LONGEST))
        ax.set_title(
            shorten(name_of(y.factor, lang) if y else outcome, 62), fontweight="normal", fontsize=8, color=FAINT, pad=16
        )
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.1, columnspacing=1.2)
        return finish(
            figure,
            key,
            word(
                "exploring.alt.points",
                lang,
                good=int(sample.good.sum()),
                all=len(sample.good),
                rule=rule.sentence(lang),
            ),
            stamp,
        )


def _shade(ax: Axes, x: Limit, y: Limit | None) -> None:
    """Shade the box behind the points."""
    sides: list[tuple[float, float]] = []
    for limit, ends in ((x, ax.get_xlim()), (y, ax.get_ylim())):
        sides.append((max(limit.low, ends[0]), min(limit.high, ends[1])) if limit else ends)
    (left, right), (bottom, top) = sides
    ax.add_patch(
        Rectangle((left, bottom), right - left, top - bottom, facecolor=ARMS[1], alpha=0.1, edgecolor=ARMS[1], zorder=0)
    )
    ax.set_xlim(ax.get_xlim())
    ax.set_ylim(ax.get_ylim())
