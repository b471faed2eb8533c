"""Who gains and loses: by kind and size of organisation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...wording import word
from ..formats import percent, shorten
from ..picture import FAINT, Picture
from .style import BAD, GOOD, INK, blank, drawing, finish, head


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
        ax.barh(y, table["gain"], 0.66, color=GOOD)
        ax.barh(y, -table["lose"], 0.66, color=BAD)
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
        head(figure, ax, title)
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
