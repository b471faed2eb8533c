"""Partnerships that begin and end, year by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from ...analysis.comparison.paired import by_arm
from ...wording import word
from ..formats import number, shorten
from ..picture import Picture
from .style import ARMS, HEIGHT, INK, arm_dot, arm_line, blank, drawing, finish, head, number_axis


def formed_and_ended(flows: pd.DataFrame, names: Sequence[str], lang: str, stamp: str) -> Picture:
    """Draw bars up for partnerships formed and down for those ended, with the middle 80 % of replicates.

    Parameters
    ----------
    flows : DataFrame
        What :func:`simkemitraan.analysis.comparison.ties.flows` returns.
    names : sequence of str
        Titles by arm.
    """
    key = "formed-and-ended"
    arms = sorted(int(a) for a in flows["arm"].unique())
    with drawing(key):
        figure, (ax,) = blank(height=HEIGHT + 0.13 * len(arms))
        width = 0.8 / len(arms)
        for i, arm in enumerate(arms):
            part = flows.loc[flows["arm"] == arm]
            _bars(
                ax, part, part["year"] + (i - (len(arms) - 1) / 2) * width, width * 0.92, arm, shorten(names[arm], 54)
            )
        ax.axhline(0, color=INK, linewidth=0.8)
        _frame(ax, flows, lang)
        head(figure, ax, word("report.figure.flows", lang), legend=len(arms) > 1)
        return finish(figure, key, _alt(flows, names, lang), stamp)


def _bars(ax: Axes, part: pd.DataFrame, x: pd.Series, width: float, arm: int, label: str) -> None:
    """Draw one arm's bars and whiskers."""
    colour = ARMS[arm % len(ARMS)]
    for name, sign, alpha in (("formed", 1, 0.95), ("ended", -1, 0.55)):
        mean, low, high = (part[f"{name}{end}"].to_numpy() for end in ("", "_low", "_high"))
        ax.bar(x, sign * mean, width, color=colour, alpha=alpha, label=label if sign > 0 else None)
        ends = np.array([mean - np.minimum(low, mean), np.maximum(high, mean) - mean])
        ax.errorbar(x, sign * mean, yerr=ends[::sign], fmt="none", elinewidth=0.8, ecolor=INK, alpha=0.7)


def _frame(ax: Axes, flows: pd.DataFrame, lang: str) -> None:
    """Label both directions; figures below the line are written without a minus."""
    number_axis(ax, lang)
    plain = ax.yaxis.get_major_formatter()
    ax.yaxis.set_major_formatter(FuncFormatter(lambda x, pos: plain(abs(x), pos)))
    years = sorted(flows["year"].unique())
    ax.set_xticks(years, [number(y, lang, 0) for y in years])
    ax.grid(visible=False, axis="x")
    ax.set_xlabel("tahun" if lang == "id" else "year")
    for text, y, va in (("formed", 0.98, "top"), ("ended", 0.02, "bottom")):
        ax.annotate(
            word(f"report.figure.{text}", lang),
            (0.995, y),
            xycoords="axes fraction",
            ha="right",
            va=va,
            fontsize=7.5,
            color=INK,
            bbox={"facecolor": "white", "alpha": 0.8, "pad": 1.5, "linewidth": 0},
        )


def _alt(flows: pd.DataFrame, names: Sequence[str], lang: str) -> str:
    """Say in words how many begin and end a year."""
    parts = [
        word(
            "report.alt.flow",
            lang,
            name=names[arm],
            formed=number(part["formed"].mean(), lang, 1),
            ended=number(part["ended"].mean(), lang, 1),
            standing=number(part["standing"].iloc[-1], lang, 1),
        )
        for arm, part in by_arm(flows)
    ]
    return word("report.alt.flows", lang, parts="; ".join(parts))


def standing(flows: pd.DataFrame, names: Sequence[str], lang: str, stamp: str) -> Picture:
    """Draw how many partnerships stand at the end of every year, with the middle 80 % of replicates."""
    key = "standing"
    with drawing(key):
        of = int(flows["arm"].nunique())
        figure, (ax,) = blank(height=HEIGHT + 0.13 * of)
        for arm, part in by_arm(flows):
            low, high = part["standing_low"], part["standing_high"]
            if arm == 0 or of == 2:
                ax.fill_between(part["year"], low, high, color=ARMS[arm % len(ARMS)], alpha=0.14, linewidth=0)
            look = arm_line(arm, of) | {"marker": arm_dot(arm)["marker"], "markersize": 3.5}
            ax.plot(part["year"], part["standing"], label=shorten(names[arm], 54), **look)
        number_axis(ax, lang)
        years = sorted(flows["year"].unique())
        ax.set_xticks(years, [number(y, lang, 0) for y in years])
        ax.set_ylim(bottom=0)
        ax.set_xlabel("akhir tahun" if lang == "id" else "end of year")
        head(figure, ax, word("report.figure.standing", lang), legend=of > 1)
        return finish(figure, key, _alt(flows, names, lang), stamp)
