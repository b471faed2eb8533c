"""Figures of a calibration: intervals beside priors, recovery of known numbers, shares of simulations in range."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...analysis.calibration.checking import Check
from ...analysis.calibration.estimate import Number
from ...analysis.calibration.priors import Prior
from ...analysis.calibration.recovery import Recovery
from ...wording import word
from ..formats import between, number, shorten
from ..picture import Picture
from .style import EDGE, GRID, INK, LINK, blank, drawing, finish, legend_above


def intervals(priors: Sequence[Prior], found: Sequence[Number], lang: str, stamp: str) -> Picture:
    """Draw the 90 % interval, median and default of each number on the scale of its prior."""
    key = "posterior-numbers"
    with drawing(key):
        figure, (ax,) = blank(height=0.9 + 0.26 * len(found))
        for k, (prior, n) in enumerate(zip(priors, found, strict=True)):
            low, middle, high, default = prior.place(np.array([n.low, n.median, n.high, n.default]))
            colour = LINK if n.informed else EDGE
            ax.barh(k, 1.0, height=0.5, color=GRID)
            ax.barh(k, high - low, left=low, height=0.5, color=colour, alpha=0.45)
            ax.plot([middle, middle], [k - 0.25, k + 0.25], color=colour, linewidth=1.8)
            ax.plot(default, k, marker="D", color="white", markersize=4, markeredgecolor=INK, markeredgewidth=0.9)
        ax.set_yticks(range(len(found)), [shorten(n.param.text(lang), 38) for n in found])
        ax.set(ylim=(len(found) - 0.5, -0.5), xlim=(0, 1), xlabel=word("calibrate.figure.scale", lang))
        ax.set_xticks([])
        ax.grid(visible=False)
        items = [f"{n.param.text(lang)} {between(n.low, n.high, lang)}" for n in found]
        return finish(figure, key, word("calibrate.alt.numbers", lang, list="; ".join(items)), stamp)


def recovery(found: Sequence[Number], tested: Recovery, lang: str, stamp: str) -> Picture:
    """Draw the estimate of each number against the true one, for the simulations that were held out."""
    key, columns = "posterior-recovery", 3
    rows = -(-len(found) // columns)
    with drawing(key):
        figure, axes = blank(height=0.4 + 1.35 * rows, rows=rows, columns=columns)
        for k, ax in enumerate(axes):
            if k >= len(found):
                ax.set_visible(False)
                continue
            ax.plot([0, 1], [0, 1], color=INK, linewidth=0.6)
            ax.plot(
                tested.truth[:, k],
                tested.middle[:, k],
                linestyle="",
                marker="o",
                markersize=1.6,
                color=LINK if found[k].informed else EDGE,
                alpha=0.5,
                markeredgewidth=0,
            )
            ax.set_title(shorten(found[k].name.rpartition(".")[2], 20), fontsize=7.5)
            ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        figure.supxlabel(word("calibrate.figure.truth", lang), fontsize=8)
        figure.supylabel(word("calibrate.figure.found", lang), fontsize=8)
        return finish(figure, key, _recovery_alt(tested, lang), stamp)


def _recovery_alt(tested: Recovery, lang: str) -> str:
    each = [
        np.corrcoef(t, m)[0, 1]
        for t, m in zip(tested.truth.T, tested.middle.T, strict=True)
        if t.std() > 0 and m.std() > 0
    ]
    r = number(float(np.mean(each)) if each else float("nan"), lang, 2)
    return word("calibrate.alt.recovery", lang, n=len(tested.truth), r=r)


def shares(checks: Sequence[Check], lang: str, stamp: str) -> Picture:
    """Draw the share of simulations in each target's range, before and after."""
    key = "posterior-check"
    with drawing(key):
        figure, (ax,) = blank(height=0.9 + 0.2 * len(checks))
        for k, c in enumerate(checks):
            ax.plot([c.prior, c.posterior], [k, k], color=GRID, linewidth=2)
        y = range(len(checks))
        shares = (("prior", EDGE, [c.prior for c in checks]), ("posterior", LINK, [c.posterior for c in checks]))
        for name, colour, values in shares:
            label = word(f"calibrate.figure.{name}", lang)
            ax.plot(values, y, linestyle="", marker="o", color=colour, markersize=4, label=label)
        ax.set_yticks(y, [c.target.name for c in checks], fontsize=6.5)
        ax.set(ylim=(len(checks) - 0.5, -0.5), xlim=(-0.02, 1.02))
        ax.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        legend_above(ax, 2)
        items = [
            f"{c.target.name} {number(100 * c.prior, lang, 0)} % → {number(100 * c.posterior, lang, 0)} %"
            for c in checks
        ]
        return finish(figure, key, word("calibrate.alt.check", lang, list="; ".join(items)), stamp)
