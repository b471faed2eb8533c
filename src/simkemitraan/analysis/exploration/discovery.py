"""Under which assumptions an outcome is good or bad: rules in sentences, by the patient rule induction method.

PRIM (Friedman & Fisher 1999) peels off thin slices of the sample, one number at a time, so that the share of interesting
points inside the remaining box rises fastest; the result is a box that a planner can read: *a between x and y, and b above
z*. Coverage is the share of all interesting points that the box holds, density the share of its points that are
interesting. A limit is dropped again if the box does without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom, spearmanr

from ...errors import InputError
from ...runs import Result
from ...wording import number, percent, word
from .factors import name_of
from .sensitivity import outcomes

FEWEST = 8  # points from which on a rank correlation says anything
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limit:
    """One side of a box: ``factor`` at least ``low`` and at most ``high`` (infinite where open)."""

    factor: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A box.

    Attributes
    ----------
    limits : tuple of Limit
        All must hold.
    coverage, density : float
        Share of the interesting points inside, and share of the points inside that are interesting.
    mass : float
        Share of all points inside.
    base : float
        Share of interesting points in the whole sample.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    base: float

    def sentence(self, lang: str) -> str:
        """Return the rule in words."""
        parts = [_limit_words(limit, lang) for limit in self.limits]
        density, base, coverage = (percent(x, lang) for x in (self.density, self.base, self.coverage))
        if lang == "id":
            when = " dan ".join(parts) if parts else "selalu"
            return (
                f"{when}: {density} titik di sini memenuhi syarat (seluruhnya {base}); "
                f"mencakup {coverage} dari semua titik yang memenuhi syarat."
            )
        when = " and ".join(parts) if parts else "always"
        return (
            f"{when}: {density} of the points here qualify ({base} overall); "
            f"this covers {coverage} of all that qualify."
        )


def _limit_words(limit: Limit, lang: str) -> str:
    name = f"“{name_of(limit.factor, lang)}”"
    between, above, below = (
        ("antara {} dan {}", "di atas {}", "di bawah {}")
        if lang == "id"
        else ("between {} and {}", "above {}", "below {}")
    )
    low, high = number(limit.low, lang), number(limit.high, lang)
    if np.isfinite(limit.low) and np.isfinite(limit.high):
        return f"{name} {between.format(low, high)}"
    return f"{name} {above.format(low)}" if np.isfinite(limit.low) else f"{name} {below.format(high)}"


@dataclass(frozen=True)
class Sample:
    """What a rule is looked for in.

    Attributes
    ----------
    values : DataFrame, shape (points, factors)
        The varied numbers.
    outcome : Series, shape (points,)
        The outcome at each point; of a sweep with reforms, the first reform less the baseline, with the same luck.
    good : ndarray of bool, shape (points,)
        Which points are of interest.
    difference : bool
        Whether the outcome is such a difference.
    """

    values: pd.DataFrame
    outcome: pd.Series[float]
    good: Bools
    difference: bool

    def undivided(self, lang: str) -> str:
        """Return the sentence for a limit that no point or every point is beyond; empty where it divides them."""
        if 0 < self.good.sum() < self.good.size:
            return ""
        low, high = (number(float(x), lang) for x in (self.outcome.min(), self.outcome.max()))
        key = "everywhere" if self.good.any() else "none"
        return word(f"exploring.discovery.{key}", lang, all=self.good.size, low=low, high=high)


def sample(result: Result, outcome: str, *, above: float | None = None, below: float | None = None) -> Sample:
    """Return the points of a sweep and which of them are of interest; points all of whose runs failed are left out.

    Parameters
    ----------
    result : Result
        A sweep.
    outcome : str
        Indicator.
    above, below : float, optional
        Exactly one of them: what makes a point interesting.

    Raises
    ------
    InputError
        If the result is not a sweep, or not exactly one of ``above`` and ``below`` is given.
    """
    if (above is None) == (below is None):
        raise InputError(word("cli.discover.one", "id"), word("cli.discover.one", "en"))
    table = outcomes(result, [outcome])
    values = table[outcome]
    differ = len(result.scenarios) > 1
    if differ:
        values = outcomes(result, [outcome], arm=1)[outcome] - values
    there = values.notna()
    values = values[there]
    good = (values > above if above is not None else values < below).to_numpy(bool)
    return Sample(table.loc[there, result.provenance["points"]["names"]], values, good, differ)


def prim(x: pd.DataFrame, good: Bools, *, peel: float = 0.05, least: float = 0.1, aim: float = 0.9) -> Rule:
    """Return the box with the highest density, peeled until ``aim`` is reached or ``least`` of the points remain.

    Parameters
    ----------
    x : DataFrame, shape (points, factors)
        Values of the varied numbers.
    good : ndarray of bool, shape (points,)
        Which points are of interest.
    peel : float
        Share of the box peeled off at a time.
    least : float
        Share of all points that must remain.
    aim : float
        Density at which to stop.
    """
    values = x.to_numpy(float)
    low, high = np.full(values.shape[1], -np.inf), np.full(values.shape[1], np.inf)
    inside = np.ones(len(values), np.bool_)
    base = float(good.mean()) if good.size else 0.0
    while good.any() and good[inside].mean() < aim:
        best = _best_peel(values, good, inside, peel, max(1, int(least * len(values))))
        if best is None:
            break
        factor, side, edge, inside = best
        (low if side == 0 else high)[factor] = edge
    low, high, inside = _drop_useless(values, good, low, high, inside)
    limits = tuple(
        Limit(name, float(a), float(b))
        for name, a, b in zip(x.columns, low, high, strict=True)
        if np.isfinite(a) or np.isfinite(b)
    )
    hits = float(good[inside].sum())
    return Rule(
        limits, hits / max(1.0, float(good.sum())), hits / max(1, int(inside.sum())), float(inside.mean()), base
    )


def _best_peel(
    values: Floats, good: Bools, inside: Bools, peel: float, least: int
) -> tuple[int, int, float, Bools] | None:
    """Return the peel after which the density is highest (ties go to the larger box), or ``None``."""
    best, top = None, (float(good[inside].mean()) + 1e-12, 0)
    for factor in range(values.shape[1]):
        column = values[inside, factor]
        for side, edge in ((0, np.quantile(column, peel)), (1, np.quantile(column, 1.0 - peel))):
            kept = inside & (values[:, factor] > edge if side == 0 else values[:, factor] < edge)
            count = int(kept.sum())
            if count < least or count == int(inside.sum()):
                continue
            score = (float(good[kept].mean()), count)
            if score > top:
                best, top = (factor, side, float(edge), kept), score
    return best


def _drop_useless(
    values: Floats, good: Bools, low: Floats, high: Floats, inside: Bools
) -> tuple[Floats, Floats, Bools]:
    """Open each limit again whose loss costs less than one hundredth of density."""
    for factor in range(values.shape[1]):
        for bound, open_ in ((low, -np.inf), (high, np.inf)):
            if not np.isfinite(bound[factor]):
                continue
            old = bound[factor]
            bound[factor] = open_
            wider = np.all((values > low) & (values < high), axis=1)
            if good[wider].mean() >= good[inside].mean() - 0.01:
                inside = wider
            else:
                bound[factor] = old
    return low, high, inside


def chances(x: pd.DataFrame, good: Bools, rule: Rule) -> list[float]:
    """Return for each limit of a box how likely chance alone would make the box as dense, were that limit of no use.

    The box is opened at that limit; if the points of the box were drawn at random from the opened one, its number of
    interesting points would be binomial (the quasi-p-value of Bryant & Lempert 2010). The box was chosen to be dense, so
    take a value that is not well below 0.05 as no support at all.
    """
    sides = [_within(x, limit) for limit in rule.limits]
    inside = np.logical_and.reduce(sides) if sides else np.ones(len(x), np.bool_)
    out = []
    for k in range(len(sides)):
        others = [s for j, s in enumerate(sides) if j != k]
        opened = np.logical_and.reduce(others) if others else np.ones(len(x), np.bool_)
        out.append(float(binom.sf(good[inside].sum() - 1, inside.sum(), good[opened].mean())) if opened.any() else 1.0)
    return out


def pruned(x: pd.DataFrame, good: Bools, rule: Rule, chance: float = 0.05) -> tuple[Rule, tuple[Limit, ...]]:
    """Return a rule without the limits that chance would give as well, and those limits.

    The least supported limit goes first, then the others are judged again.
    """
    dropped: list[Limit] = []
    while rule.limits:
        p = chances(x, good, rule)
        worst = int(np.argmax(p))
        if p[worst] <= chance:
            break
        dropped.append(rule.limits[worst])
        rule = boxed(x, good, tuple(limit for k, limit in enumerate(rule.limits) if k != worst))
    return rule, tuple(dropped)


def boxed(x: pd.DataFrame, good: Bools, limits: tuple[Limit, ...]) -> Rule:
    """Return the rule that some limits make."""
    inside = np.ones(len(x), np.bool_)
    for limit in limits:
        inside &= _within(x, limit)
    hits = float(good[inside].sum())
    return Rule(
        limits,
        hits / max(1.0, float(good.sum())),
        hits / max(1, int(inside.sum())),
        float(inside.mean()),
        float(good.mean()),
    )


def _within(x: pd.DataFrame, limit: Limit) -> Bools:
    column = x[limit.factor].to_numpy(float)
    return np.asarray((column > limit.low) & (column < limit.high))


def stops_helping(values: pd.DataFrame, difference: pd.Series[float], good: int) -> tuple[float, Rule]:
    """Return the share of assumptions under which a reform helps, and the rule under which it stops helping.

    Limits that chance gives as well, among all that were tried, are left out; the rule may then have none.

    Parameters
    ----------
    values : DataFrame, shape (points, factors)
        The sampled assumptions.
    difference : Series, shape (points,)
        Reform less baseline of one outcome at each point, with the same luck.
    good : {1, -1}
        Whether more of the outcome is better.
    """
    worse = (good * difference.to_numpy(float)) <= 0.0
    sides = 2 * values.shape[1]  # so many limits were tried: one that is kept must beat chance by as much
    rule, _ = pruned(values, worse, prim(values, worse), 0.05 / sides)
    return float(1.0 - worse.mean()), rule


def driver(values: pd.DataFrame, difference: pd.Series[float], chance: float = 0.05) -> tuple[str, float] | None:
    """Return the factor on which a difference depends most and its rank correlation, ``None`` if chance gives as much among so many.

    Parameters
    ----------
    values : DataFrame, shape (points, factors)
        The sampled assumptions.
    difference : Series, shape (points,)
        Reform less baseline at each point.
    chance : float
        Probability of naming any factor where none matters (Bonferroni).
    """
    if difference.nunique() < 2 or len(difference) < FEWEST:
        return None
    found = {name: spearmanr(values[name], difference) for name in values.columns if values[name].nunique() > 1}
    if not found:
        return None
    best = max(found, key=lambda name: abs(float(found[name].statistic)))
    if float(found[best].pvalue) > chance / len(found):
        return None
    return best, float(found[best].statistic)
