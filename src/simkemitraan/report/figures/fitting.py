"""Goodness of fit: violins of simulated counts with the observed ones as dots, one panel an aspect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from ...analysis.panels.goodness import Fit
from ...wording import word
from ..formats import number
from ..picture import FAINT, Picture
from .style import EDGE, INK, blank, drawing, finish


def goodness(key: str, fits: Sequence[Fit], lang: str, stamp: str) -> Picture:
    """Draw the simulated distribution of every count (standardised) and the observed count as a dot on a line.

    Parameters
    ----------
    key : str
        Name of the figure.
    fits : sequence of Fit
        One panel each.
    """
    with drawing(key):
        figure, axes = blank(width=4.4, height=1.75 * len(fits), rows=len(fits))
        for ax, fit in zip(axes, fits, strict=True):
            _panel(ax, fit, lang)
        return finish(figure, key, " ".join(_alt(fit, lang) for fit in fits), stamp)


def _panel(ax: Axes, fit: Fit, lang: str) -> None:
    centre, spread = fit.simulated.mean(axis=0), fit.simulated.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    at = np.arange(len(fit.labels))
    simulated, observed = (fit.simulated - centre) / spread, (fit.observed - centre) / spread
    moving = np.flatnonzero(np.ptp(simulated, axis=0) > 0)
    if moving.size:
        bodies = ax.violinplot(list(simulated[:, moving].T), at[moving], widths=0.8, showextrema=False)["bodies"]
        for body in bodies:  # type: ignore[attr-defined]
            body.set(facecolor=EDGE, alpha=0.4, linewidth=0)
    ax.vlines(at, *np.percentile(simulated, (2.5, 97.5), axis=0), color=EDGE, linewidth=1.0)
    ax.plot(at, observed, color=INK, marker="o", markersize=3.5, linewidth=0.8)
    ax.set_xticks(at, fit.labels)
    ax.set_xlabel(word(f"replay.axis.{fit.aspect}", lang), color=FAINT)
    ax.set_ylabel(word("replay.axis.count", lang))
    title = word("replay.axis.title", lang, aspect=word(f"replay.aspect.{fit.aspect}", lang))
    ax.set_title(f"{title} (p = {number(fit.p, lang, 3)})")


def _alt(fit: Fit, lang: str) -> str:
    """Say the figure in words."""
    counts = ", ".join(f"{label}: {number(x, lang, 0)}" for label, x in zip(fit.labels, fit.observed, strict=True))
    return word(
        "replay.axis.alt",
        lang,
        aspect=word(f"replay.aspect.{fit.aspect}", lang),
        p=number(fit.p, lang, 3),
        distance=number(fit.distance, lang, 2),
        observed=counts,
    )
