"""Courses over time: each arm with the spread of its replicates, and the paired difference with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ...analysis.comparison.paired import by_arm
from ...indicators import Indicator
from ...wording import word
from ..formats import IndicatorFormat, shorten
from ..picture import Picture
from .style import (
    ARMS,
    GRID,
    HEIGHT,
    INK,
    WIDTH,
    arm_dot,
    arm_line,
    blank,
    drawing,
    finish,
    head,
    marks,
    number_axis,
    year_axis,
)

Dated = Sequence[tuple[int, str]]
UNIT_SIGNS = 22  # of a unit along a small axis, before it goes on in a second line


def levels(
    course: pd.DataFrame,
    indicator: Indicator,
    names: Sequence[str],
    months: int,
    lang: str,
    stamp: str,
    dated: Dated = (),
    small: bool = False,
) -> Picture:
    """Draw every arm's course with the middle 80 % of its replicates.

    Parameters
    ----------
    course : DataFrame
        ``arm, month, mean, p10, p90`` of one indicator.
    indicator : Indicator
        Which; gives unit and meaning.
    names : sequence of str
        Titles by arm.
    months : int
        Horizon.
    lang, stamp : str
        Language, and the line of provenance.
    dated : sequence of (month, letter)
        Changes to mark.
    small : bool
        One of many small multiples: smaller, with a short title.
    """
    key = f"course-{indicator.name}"
    with drawing(key):
        figure, (ax,) = blank(*_size(len(names), small))
        for arm, part in by_arm(course):
            _band(ax, part, arm, len(names), shorten(names[arm], 40 if small else 54))
        marks(ax, dated)
        _frame(ax, indicator, months, lang)
        head(figure, ax, shorten(indicator.text(lang), 44), legend=len(names) > 1)
        return finish(figure, key, _levels_alt(course, indicator, names, lang), stamp)


def _size(arms: int, small: bool) -> tuple[float, float]:
    """Return width and height, with room below for the legend."""
    below = 0.0 if arms < 2 else 0.2 + 0.13 * arms if arms > 2 else 0.2
    return (3.1, 2.2 + below) if small else (WIDTH, HEIGHT + below)


def _band(ax: Axes, part: pd.DataFrame, arm: int, of: int, label: str) -> None:
    """Draw one arm's mean, and its band unless many would hide each other."""
    x = part["month"].to_numpy() + 1.0
    if arm == 0 or of == 2:
        ax.fill_between(x, part["p10"], part["p90"], color=ARMS[arm % len(ARMS)], alpha=0.16, linewidth=0)
    look = arm_line(arm, of) | ({"marker": arm_dot(arm)["marker"], "markersize": 2.8} if len(x) < 40 else {})
    ax.plot(x, part["mean"], label=label, **look)


def _frame(ax: Axes, indicator: Indicator, months: int, lang: str) -> None:
    """Label the axes."""
    shown = IndicatorFormat(indicator, lang)
    year_axis(ax, months, lang)
    number_axis(ax, lang, factor=shown.factor, suffix="%" if shown.factor != 1 else "")
    if shown.factor == 1:
        ax.set_ylabel("\n".join(wrap(shown.unit, UNIT_SIGNS)))


def _levels_alt(course: pd.DataFrame, indicator: Indicator, names: Sequence[str], lang: str) -> str:
    """Say in words where every arm starts and ends."""
    shown = IndicatorFormat(indicator, lang)
    parts = []
    for arm, part in by_arm(course):
        ordered = part.sort_values("month")["mean"]
        parts.append(
            word(
                "report.alt.course",
                lang,
                name=names[arm],
                first=shown.value(ordered.iloc[0], unit=True),
                last=shown.value(ordered.iloc[-1], unit=True),
            )
        )
    return word("report.alt.courses", lang, indicator=indicator.text(lang), parts="; ".join(parts))


def difference(
    over_time: pd.DataFrame,
    indicator: Indicator,
    names: Sequence[str],
    months: int,
    lang: str,
    stamp: str,
    dated: Dated = (),
) -> Picture:
    """Draw the paired difference of every reform from the baseline, with its interval, month by month.

    Parameters are those of :func:`levels`; ``over_time`` holds ``arm, month, difference, low, high`` of one indicator.
    """
    key = f"difference-{indicator.name}"
    arms = sorted(int(a) for a in over_time["arm"].unique())
    columns = 1 if len(arms) < 2 else 2 if len(arms) < 5 else 3
    rows = -(-len(arms) // columns)
    with drawing(key):
        figure, axes = blank(4.2 if columns == 1 else 7.4, 0.6 + (2.3 if columns == 1 else 1.75) * rows, rows, columns)
        for ax, arm in zip(axes, arms, strict=False):
            _one_difference(ax, over_time, arm, arms)
            marks(ax, dated)
            _frame(ax, indicator, months, lang)
            ax.set_title(
                shorten(names[arm], 48 if columns < 3 else 28),
                fontsize=8.5 if columns < 3 else 7.5,
                fontweight="normal",
            )
            ax.set_ylabel(unit_of(indicator, lang))
        for ax in axes[len(arms) :]:
            ax.set_visible(False)
        _alike(axes[: len(arms)])
        head(figure, axes[0], word("report.figure.difference", lang, indicator=indicator.text(lang)))
        return finish(figure, key, _difference_alt(over_time, indicator, names, lang), stamp)


def _one_difference(ax: Axes, over_time: pd.DataFrame, arm: int, arms: Sequence[int]) -> None:
    """Draw one policy's difference with its interval, the others faint behind it."""
    ax.axhline(0, color=INK, linewidth=0.8)
    for other in arms:
        part = over_time.loc[over_time["arm"] == other]
        x = part["month"].to_numpy() + 1.0
        if other != arm:
            ax.plot(x, part["difference"], color=GRID, linewidth=1.0, zorder=1)
            continue
        ax.fill_between(x, part["low"], part["high"], color=ARMS[arm % len(ARMS)], alpha=0.2, linewidth=0)
        ax.plot(x, part["difference"], **arm_line(arm))


def _alike(axes: Sequence[Axes]) -> None:
    """Give all panels the same vertical range."""
    ends = [ax.get_ylim() for ax in axes]
    for ax in axes:
        ax.set_ylim(min(low for low, _ in ends), max(high for _, high in ends))


def unit_of(indicator: Indicator, lang: str) -> str:
    """Return the unit of an indicator's differences in words."""
    shown = IndicatorFormat(indicator, lang)
    return word("report.points", lang) if shown.factor != 1 else shown.unit


def _difference_alt(over_time: pd.DataFrame, indicator: Indicator, names: Sequence[str], lang: str) -> str:
    """Say in words how large the difference is at the end."""
    shown = IndicatorFormat(indicator, lang)
    parts = []
    for arm, part in by_arm(over_time):
        last = part.sort_values("month").iloc[-1]
        parts.append(
            word(
                "report.alt.difference",
                lang,
                name=names[arm],
                difference=shown.difference(last["difference"], (last["low"], last["high"]), unit=True),
                interval=shown.interval(last["low"], last["high"]),
            )
        )
    return word("report.alt.differences", lang, indicator=indicator.text(lang), parts="; ".join(parts))


def replicates(differences: pd.DataFrame, indicator: Indicator, names: Sequence[str], lang: str, stamp: str) -> Picture:
    """Draw one dot for each replicate's difference: every dot is one possible future.

    Parameters
    ----------
    differences : DataFrame
        ``arm, replicate, difference`` of one indicator.
    """
    import seaborn as sns

    key = f"futures-{indicator.name}"
    arms = sorted(int(a) for a in differences["arm"].unique())
    labels = ["\n".join(wrap(shorten(names[a], 56), 20)) for a in arms]
    with drawing(key):
        figure, (ax,) = blank(height=1.3 + 0.62 * len(arms))
        ax.axvline(0, color=INK, linewidth=0.8)
        data = differences.assign(label=differences["arm"].map(dict(zip(arms, labels, strict=True))))
        sns.swarmplot(
            data,
            x="difference",
            y="label",
            hue="label",
            order=labels,
            hue_order=labels,
            size=_dot(data),
            palette=[ARMS[a % len(ARMS)] for a in arms],
            ax=ax,
            legend=False,
            warn_thresh=1.0,
        )
        shown = IndicatorFormat(indicator, lang)
        number_axis(ax, lang, "x", factor=shown.factor)
        ax.set(xlabel=unit_of(indicator, lang), ylabel="")
        ax.grid(visible=False, axis="y")
        ax.grid(visible=True, axis="x")
        head(figure, ax, word("report.figure.futures", lang, indicator=indicator.text(lang)))
        return finish(figure, key, _futures_alt(differences, indicator, names, lang), stamp)


def _dot(data: pd.DataFrame) -> float:
    """Return a dot size at which a row of replicates fits."""
    return float(np.clip(36 / np.sqrt(max(1, len(data) / data["arm"].nunique())), 1.5, 5.0))


def _futures_alt(differences: pd.DataFrame, indicator: Indicator, names: Sequence[str], lang: str) -> str:
    """Say in words how many replicates rise and fall."""
    parts = []
    for arm, part in by_arm(differences):
        x = part["difference"].to_numpy()
        parts.append(word("report.alt.future", lang, name=names[arm], up=int((x > 0).sum()), n=len(x)))
    return word("report.alt.futures", lang, indicator=indicator.text(lang), parts="; ".join(parts))
