"""How long ties last and what ends them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from ...analysis.comparison.survival import Curve
from ...wording import word
from ...world.schema import REASON_NAMES, REASON_TEXTS
from ..formats import duration, number, percent, shorten
from ..picture import FAINT, Picture
from .style import ARMS, STACK, blank, drawing, finish, legend_above, number_axis

LEAST = 0.01


def survival(key: str, title: str, curves: Sequence[Curve], names: Sequence[str], lang: str, stamp: str) -> Picture:
    """Draw the share still going by age, one line an arm, with its band.

    Parameters
    ----------
    key, title : str
        Name of the figure, and its title in words.
    curves : sequence of Curve
        By arm.
    names : sequence of str
        Titles by arm.
    """
    with drawing(key):
        figure, (ax,) = blank()
        for arm, (one, name) in enumerate(zip(curves, names, strict=True)):
            colour = ARMS[arm % len(ARMS)]
            ax.fill_between(one.age, one.low, one.high, step="post", color=colour, alpha=0.18, linewidth=0)
            ax.step(one.age, one.surviving, where="post", color=colour, label=shorten(name, 34))
        ax.axhline(0.5, color=FAINT, linewidth=0.6, linestyle=(0, (2, 2)))
        _frame(ax, curves, lang)
        ax.set_title(title, pad=4 + (12 * len(names) if len(names) > 1 else 0))
        if len(names) > 1:
            legend_above(ax)
        return finish(figure, key, _survival_alt(title, curves, names, lang), stamp)


def _frame(ax: Axes, curves: Sequence[Curve], lang: str) -> None:
    """Axes: age in years, share in per cent."""
    longest = max(12, *(len(c.age) for c in curves))
    step = 12 * next(s for s in (1, 2, 5, 10, 20, 50) if longest / 12 / s <= 7)
    ticks = list(range(0, longest + 1, step))
    ax.set_xticks(ticks, [number(t / 12, lang, 0) for t in ticks])
    ax.set_xlim(0, longest)
    ax.set_ylim(0, 1)
    number_axis(ax, lang, factor=100.0, suffix="%")
    ax.set_xlabel("umur (tahun)" if lang == "id" else "age (years)")


def _survival_alt(title: str, curves: Sequence[Curve], names: Sequence[str], lang: str) -> str:
    """Say in words how many last two years, and the median."""
    parts = [
        word("report.alt.lasting", lang, name=name, share=percent(c.at(24), lang, 0), median=duration(c.median(), lang))
        for c, name in zip(curves, names, strict=True)
    ]
    return f"{title}. {'; '.join(parts)}."


def reason_colours() -> dict[str, str]:
    """Return the colour of every reason, the same in all figures."""
    return dict(zip(REASON_NAMES[1:], STACK, strict=False))


def reason_order(curves: Sequence[Curve]) -> list[str]:
    """Return the reasons that end a visible share in any arm, the most frequent of the first arm lowest."""
    shares: dict[str, float] = {}
    for rank, one in enumerate(curves):
        for reason, layer in zip(one.reasons, one.ended, strict=True):
            if layer[-1] >= LEAST:
                shares.setdefault(reason, float(layer[-1]) - rank)
    return sorted(shares, key=lambda r: -shares[r])


def reasons(key: str, title: str, one: Curve, name: str, order: Sequence[str], lang: str, stamp: str) -> Picture:
    """Draw the share ended for each reason by age, stacked, what still goes on above them.

    Parameters
    ----------
    one : Curve
        Of one arm.
    name : str
        Title of the arm; empty where there is only one.
    order : sequence of str
        Reasons from the bottom up, the same for all arms.
    """
    kept = [one.reasons.index(reason) for reason in order if reason in one.reasons]
    with drawing(key):
        figure, (ax,) = blank(height=2.75 + 0.19 * -(-(len(kept) + 1) // 2))
        layers = [one.ended[i] for i in kept]
        colours = [reason_colours().get(one.reasons[i], FAINT) for i in kept]
        labels = [shorten(REASON_TEXTS[one.reasons[i]](lang), 34) for i in kept]
        if layers:
            ax.stackplot(one.age, layers, colors=colours, labels=labels, alpha=0.88, step="post")
        _frame(ax, [one], lang)
        ax.set_title(f"{title}: {shorten(name, 30)}" if name else title)
        ax.fill_between(
            [], [], facecolor="white", edgecolor=FAINT, linewidth=0.6, label=word("report.figure.still_going", lang)
        )
        figure.legend(loc="outside lower left", ncols=2, fontsize=7, columnspacing=1.0)
        return finish(figure, key, _reasons_alt(title, one, name, lang), stamp)


def _reasons_alt(title: str, one: Curve, name: str, lang: str) -> str:
    """Say in words which reasons end most."""
    order = np.argsort(-one.ended[:, -1], kind="stable")[:3]
    most = "; ".join(f"{REASON_TEXTS[one.reasons[i]](lang)} {percent(one.ended[i, -1], lang, 0)}" for i in order)
    return f"{title}{': ' + name if name else ''}. {most or word('report.figure.still_going', lang)}."
