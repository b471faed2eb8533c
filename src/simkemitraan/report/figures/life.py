"""The small picture of a biography: one figure over the years, with leader changes marked."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...wording import word
from ..formats import number
from ..picture import FAINT, Picture
from .style import INK, blank, drawing, finish, number_axis, year_axis


def course(
    key: str, title: str, series: pd.Series, leaders: Sequence[int], months: int, lang: str, stamp: str
) -> Picture:
    """Draw one figure by month.

    Parameters
    ----------
    key, title : str
        Name of the figure, and what is drawn.
    series : Series
        Values by month.
    leaders : sequence of int
        Months in which a leader left: thin lines.
    months : int
        Horizon.
    """
    known = series.dropna()
    with drawing(key):
        figure, (ax,) = blank(height=2.3)
        for month in leaders:
            ax.axvline(month + 0.5, color=FAINT, linewidth=0.7, linestyle=(0, (2, 2)))
        ax.plot([m + 1 for m in known.index], known.to_numpy(), color=INK, marker="o", markersize=3)
        year_axis(ax, months, lang)
        number_axis(ax, lang)
        ax.set_title(title)
        ends = {"first": number(float(known.iloc[0]), lang), "last": number(float(known.iloc[-1]), lang)}
        return finish(figure, key, word("report.alt.course", lang, name=title, **ends), stamp)
