"""Who gains and loses: by kind and size of organisation, and by district."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...wording import word
from ..formats import percent, shorten, signed
from ..picture import FAINT, Picture
from .style import BLUE, INK, ORANGE, blank, drawing, finish, number_axis


def flat(title: str) -> str:
    """Return a title of several lines on one."""
    return ": ".join(title.split("\n"))


def gainers(key: str, title: str, table: pd.DataFrame, labels: Sequence[str], lang: str, stamp: str) -> Picture:
    """Draw, for every class of organisation, the share that gains (right) and loses (left).

    Parameters
    ----------
    table : DataFrame
        ``gain`` and ``lose`` by class; see :func:`simkemitraan.analysis.comparison.winners.by_class`.
    labels : sequence of str
        Names of the classes, in the order of the rows.
    """
    with drawing(key):
        figure, (ax,) = blank(3.5, 1.0 + 0.28 * len(table))
        y = np.arange(len(table))[::-1]
        ax.barh(y, table["gain"], 0.66, color=BLUE)
        ax.barh(y, -table["lose"], 0.66, color=ORANGE)
        for row, gain, lose in zip(y, table["gain"], table["lose"], strict=True):
            ax.annotate(
                percent(gain, lang, 0), (gain, row), (3, 0), textcoords="offset points", va="center", fontsize=7.5
            )
            ax.annotate(
                percent(lose, lang, 0),
                (-lose, row),
                (-3, 0),
                textcoords="offset points",
                va="center",
                ha="right",
                fontsize=7.5,
            )
        ax.axvline(0, color=INK, linewidth=0.8)
        far = max(0.1, float(table[["gain", "lose"]].to_numpy().max())) * 1.4
        ax.set_xlim(-far, far)
        ax.set_yticks(y, [shorten(label, 26) for label in labels], color=INK)
        ax.set_xticks([])
        ax.grid(visible=False)
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.set_title(title, pad=16, fontsize=8.5)
        for x, text, ha in ((-0.02, "lose", "right"), (0.02, "gain", "left")):
            ax.annotate(
                word(f"report.figure.{text}", lang),
                (x * far, 1.0),
                (0, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha=ha,
                fontsize=7.5,
                color=FAINT,
            )
        return finish(figure, key, _gainers_alt(title, table, labels, lang), stamp)


def _gainers_alt(title: str, table: pd.DataFrame, labels: Sequence[str], lang: str) -> str:
    """Say the shares in words."""
    rows = zip(labels, table["gain"], table["lose"], strict=True)
    parts = [
        word("report.alt.gain", lang, name=n, gain=percent(g, lang, 0), lose=percent(x, lang, 0)) for n, g, x in rows
    ]
    return f"{flat(title)}. {'; '.join(parts)}."


def dots(
    key: str, title: str, table: pd.DataFrame, labels: Sequence[str], unit: str, factor: float, lang: str, stamp: str
) -> Picture:
    """Draw a difference with its interval for every row (districts, fields).

    Parameters
    ----------
    table : DataFrame
        ``difference, low, high``.
    labels : sequence of str
        Names of the rows.
    unit : str
        Unit in words.
    factor : float
        100 for shares.
    """
    with drawing(key):
        figure, (ax,) = blank(height=1.2 + 0.24 * len(table))
        y = np.arange(len(table))[::-1]
        settled = (table["low"] > 0) | (table["high"] < 0)
        for row, low, high, mean, sure in zip(
            y, table["low"], table["high"], table["difference"], settled, strict=True
        ):
            ax.plot([low, high], [row, row], color=BLUE if sure else FAINT, linewidth=1.4)
            ax.plot(
                mean, row, "o", color=BLUE if sure else FAINT, markersize=4.5, markerfacecolor=BLUE if sure else "white"
            )
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.set_yticks(y, [shorten(label, 26) for label in labels], color=INK)
        ax.set_ylim(-0.7, len(table) - 0.3)
        number_axis(ax, lang, "x", factor=factor)
        ax.grid(visible=False, axis="y")
        ax.grid(visible=True, axis="x")
        ax.set_xlabel(unit)
        ax.set_title(title, fontsize=8.5)
        alt = "; ".join(
            f"{n}: {signed(factor * d, lang)} {unit}" for n, d in zip(labels, table["difference"], strict=True)
        )
        return finish(figure, key, f"{flat(title)}. {alt}.", stamp)
