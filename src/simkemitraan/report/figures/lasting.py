"""How long ties last and what ends them."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from matplotlib.axes import Axes

from ...analysis.comparison.survival import Curve, Floats
from ...wording import word
from ...world.schema import REASON_TEXTS
from ..formats import duration, number, percent, shorten
from ..picture import FAINT, Picture
from .style import ARMS, GRID, HEIGHT, INK, arm_dot, arm_line, blank, drawing, finish, head, number_axis

REASON_SIGNS = 30  # of a reason, before it goes on in a second line
LEAST = 0.01
AGE = 60


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
        figure, (ax,) = blank(height=HEIGHT + 0.13 * len(names))
        for arm, (one, name) in enumerate(zip(curves, names, strict=True)):
            if arm == 0 or len(names) == 2:
                ax.fill_between(one.age, one.low, one.high, step="post", color=ARMS[arm], alpha=0.16, linewidth=0)
            ax.step(one.age, one.surviving, where="post", label=shorten(name, 54), **arm_line(arm, len(names)))
        ax.axhline(0.5, color=FAINT, linewidth=0.6, linestyle=(0, (2, 2)))
        _frame(ax, curves, lang)
        head(figure, ax, title, legend=len(names) > 1)
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


def reason_order(curves: Sequence[Curve], age: int) -> list[str]:
    """Return the reasons that end a visible share in any arm by an age, the most frequent first."""
    shares: dict[str, float] = {}
    for one in curves:
        for reason, layer in zip(one.reasons, one.ended, strict=True):
            shares[reason] = max(shares.get(reason, 0.0), _by_age(layer, age))
    return sorted((r for r, share in shares.items() if share >= LEAST), key=lambda r: (-shares[r], r))


def _by_age(layer: Floats, age: int) -> float:
    """Return the share ended by an age, or by the last one that is known."""
    return float(layer[min(age, len(layer) - 1)]) if len(layer) else 0.0


def reasons(key: str, title: str, curves: Sequence[Curve], names: Sequence[str], lang: str, stamp: str) -> Picture:
    """Draw the share that has ended for each reason by :data:`AGE` months, a dot for every arm.

    Parameters
    ----------
    key, title : str
        Name of the figure, and its title in words.
    curves : sequence of Curve
        By arm.
    names : sequence of str
        Titles by arm.
    """
    order = reason_order(curves, AGE)
    with drawing(key):
        figure, (ax,) = blank(height=1.1 + 0.26 * max(len(order), 1) + 0.17 * len(names))
        for row, reason in enumerate(order):
            shares = [_share(one, reason) for one in curves]
            ax.plot([min(shares), max(shares)], [row, row], color=GRID, linewidth=3, solid_capstyle="butt", zorder=1)
        for arm, (one, name) in enumerate(zip(curves, names, strict=True)):
            x, look = [_share(one, reason) for reason in order], arm_dot(arm)
            ax.plot(x, range(len(order)), linestyle="", markersize=5, label=shorten(name, 54), **look)
        ax.set_yticks(
            range(len(order)), ["\n".join(wrap(REASON_TEXTS[r](lang), REASON_SIGNS)) for r in order], color=INK
        )
        ax.set_ylim(len(order) - 0.4, -0.6)
        ax.set_xlim(left=0)
        number_axis(ax, lang, "x", factor=100.0, suffix="%")
        ax.grid(visible=False, axis="y")
        ax.grid(visible=True, axis="x")
        head(figure, ax, title, legend=len(names) > 1)
        return finish(figure, key, _reasons_alt(title, curves, names, order, lang), stamp)


def _share(one: Curve, reason: str) -> float:
    """Return the share of one arm that has ended for a reason."""
    return _by_age(one.ended[one.reasons.index(reason)], AGE) if reason in one.reasons else 0.0


def _reasons_alt(title: str, curves: Sequence[Curve], names: Sequence[str], order: Sequence[str], lang: str) -> str:
    """Say in words which reasons end most."""
    parts = []
    for one, name in zip(curves, names, strict=True):
        most = ", ".join(f"{REASON_TEXTS[r](lang)} {percent(_share(one, r), lang, 0)}" for r in order[:3])
        parts.append(f"{name}: {most or word('report.figure.still_going', lang)}")
    return f"{title}. {'; '.join(parts)}."
