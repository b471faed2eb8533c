"""Fit of a replay: violins of simulated counts with the observed ones as dots; calibration curves of all predictors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from ...analysis.panels.dyads import PARTS, Line
from ...analysis.panels.goodness import Fit
from ...wording import word
from ..formats import number
from ..picture import FAINT, Picture
from .style import EDGE, INK, arm_dot, arm_line, blank, drawing, finish, number_axis


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


def calibrations(key: str, lines: Sequence[Line], lang: str, stamp: str) -> Picture:
    """Draw the share tied at the next wave against the probability given, one panel a part, one curve a predictor.

    Parameters
    ----------
    key : str
        Name of the figure.
    lines : sequence of Line
        All scores of a replay; predictors that say the same of all pairs are left out.
    """
    looks = {name: k for k, name in enumerate(dict.fromkeys(x.predictor for x in lines if np.isfinite(x.slope)))}
    with drawing(key):
        figure, axes = blank(width=4.4, height=2.9 * len(PARTS), rows=len(PARTS))
        for ax, part in zip(axes, PARTS, strict=True):
            _curves(ax, [x for x in lines if x.part == part and np.isfinite(x.slope)], looks, lang)
            ax.set_title(word(f"replay.among.{part}", lang))
        return finish(figure, key, " ".join(_said(x, lang) for x in lines if np.isfinite(x.slope)), stamp)


def _curves(ax: Axes, lines: Sequence[Line], looks: dict[str, int], lang: str) -> None:
    most = max((max(p, share) for x in lines for _, p, share in x.curve), default=1.0)
    ax.plot((0, most), (0, most), color=EDGE, linewidth=0.8)
    for x in lines:
        _, chance, share = np.array(x.curve).T
        label = word(f"replay.predictor.{x.predictor}", lang)
        k = looks[x.predictor]
        model = {"color": INK, "linewidth": 2.2, "marker": "o"}
        look = model if x.predictor == "model" else {**arm_line(k), **arm_dot(k)}
        ax.plot(chance, share, markersize=3.0, label=label, **look)
    number_axis(ax, lang, "x")
    number_axis(ax, lang)
    ax.set_xlabel(word("replay.axis.chance", lang), color=FAINT)
    ax.set_ylabel(word("replay.axis.share", lang))
    if lines:
        ax.legend(frameon=False, fontsize=6.5)


def _said(line: Line, lang: str) -> str:
    """Say a curve in words."""
    points = ", ".join(f"{number(p, lang, 2)}: {number(share, lang, 2)}" for _, p, share in line.curve)
    who = word(f"replay.predictor.{line.predictor}", lang)
    return word("replay.axis.curve", lang, part=word(f"replay.part.{line.part}", lang), predictor=who, points=points)
