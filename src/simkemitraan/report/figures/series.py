"""Courses over time: each arm with the spread of its replicates, and the paired difference with its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ...analysis.comparison.paired import by_arm
from ...indicators import Indicator
from ...wording import word
from ..formats import Shown, shorten
from ..picture import Picture
from .style import ARMS, INK, blank, drawing, finish, legend_above, marks, number_axis, year_axis

Dated = Sequence[tuple[int, str]]


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
        figure, (ax,) = blank(3.1, 2.35) if small else blank()
        for arm, part in by_arm(course):
            _band(ax, part, arm, shorten(names[arm], 34))
        marks(ax, dated)
        _frame(ax, indicator, months, lang, pad=4 + (12 * len(names) if len(names) > 1 else 0))
        if len(names) > 1:
            legend_above(ax)
        return finish(figure, key, _levels_alt(course, indicator, names, lang), stamp)


def _band(ax: Axes, part: pd.DataFrame, arm: int, label: str) -> None:
    """Draw one arm's mean and band."""
    colour = ARMS[arm % len(ARMS)]
    x = part["month"].to_numpy() + 1.0
    ax.fill_between(x, part["p10"], part["p90"], color=colour, alpha=0.16, linewidth=0)
    ax.plot(x, part["mean"], color=colour, label=label, marker="o" if len(x) < 40 else "", markersize=2.6)


def _frame(ax: Axes, indicator: Indicator, months: int, lang: str, pad: float = 4) -> None:
    """Title and axes."""
    shown = Shown(indicator, lang)
    year_axis(ax, months, lang)
    number_axis(ax, lang, factor=shown.factor, suffix="%" if shown.factor != 1 else "")
    ax.set_title(shorten(indicator.text(lang), 44), pad=pad)
    if shown.factor == 1:
        ax.set_ylabel(shown.unit)


def _levels_alt(course: pd.DataFrame, indicator: Indicator, names: Sequence[str], lang: str) -> str:
    """Say in words where every arm starts and ends."""
    shown = Shown(indicator, lang)
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
    with drawing(key):
        figure, (ax,) = blank()
        ax.axhline(0, color=INK, linewidth=0.8)
        for arm, part in by_arm(over_time):
            colour, x = ARMS[arm % len(ARMS)], part["month"].to_numpy() + 1.0
            ax.fill_between(x, part["low"], part["high"], color=colour, alpha=0.2, linewidth=0)
            ax.plot(x, part["difference"], color=colour, label=shorten(names[arm], 34))
        marks(ax, dated)
        _frame(ax, indicator, months, lang, pad=4 + 12 * over_time["arm"].nunique())
        ax.set_title(
            word("report.figure.difference", lang, indicator=shorten(indicator.text(lang), 30)),
            pad=4 + 12 * over_time["arm"].nunique(),
        )
        if Shown(indicator, lang).factor != 1:
            ax.set_ylabel("poin persen" if lang == "id" else "percentage points")
        legend_above(ax)
        return finish(figure, key, _difference_alt(over_time, indicator, names, lang), stamp)


def _difference_alt(over_time: pd.DataFrame, indicator: Indicator, names: Sequence[str], lang: str) -> str:
    """Say in words how large the difference is at the end."""
    shown = Shown(indicator, lang)
    parts = []
    for arm, part in by_arm(over_time):
        last = part.sort_values("month").iloc[-1]
        parts.append(
            word(
                "report.alt.difference",
                lang,
                name=names[arm],
                difference=shown.difference(last["difference"], unit=True),
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
    labels = [shorten(names[a], 22) for a in arms]
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
        shown = Shown(indicator, lang)
        number_axis(ax, lang, "x", factor=shown.factor)
        unit = ("poin persen" if lang == "id" else "percentage points") if shown.factor != 1 else shown.unit
        ax.set(xlabel=unit, ylabel="")
        ax.grid(visible=False, axis="y")
        ax.grid(visible=True, axis="x")
        ax.set_title(word("report.figure.futures", lang, indicator=shorten(indicator.text(lang), 34)))
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
