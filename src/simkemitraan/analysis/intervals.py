"""Intervals of means over replicates, and how many replicates a given width needs.

A column of paired differences (reform minus baseline, one per replicate) is treated as independent draws of the same
luck. The default interval is Student's t; the studentised bootstrap makes no assumption of normality and is offered
where differences are skewed (Efron and Tibshirani 1993, chapter 12).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

Method = Literal["t", "bootstrap"]
Floats = NDArray[np.float64]
RESAMPLES = 2000
MOST_REPLICATES = 1_000_000


@dataclass(frozen=True, slots=True)
class Intervals:
    """Means of columns with their intervals; every array has one value per column.

    Attributes
    ----------
    mean, low, high : ndarray of float
        Mean and the ends of its interval; the ends are NaN with fewer than two values.
    sd : ndarray of float
        Standard deviation of the values (NaN with fewer than two).
    n : ndarray of int
        How many values there were.
    p : ndarray of float
        Two-sided p-value of Student's test that the mean is zero; 1 where every value is exactly zero.
    """

    mean: Floats
    low: Floats
    high: Floats
    sd: Floats
    n: NDArray[np.int64]
    p: Floats


def intervals(values: Floats, level: float = 0.95, method: Method = "t", seed: int = 1) -> Intervals:
    """Return mean and interval of every column; NaN means that a replicate has no value there.

    Parameters
    ----------
    values : ndarray of float, shape (replicates, columns)
        One row per replicate.
    level : float
        Coverage wanted, between 0 and 1.
    method : {"t", "bootstrap"}
        Student's t, or the studentised bootstrap.
    seed : int
        Seed of the bootstrap: the same data give the same interval.
    """
    n, mean, sd = _moments(values)
    error = _divide(sd, np.sqrt(n))
    half = stdtrit(np.maximum(n - 1, 1), (1 + level) / 2) * error
    low, high = mean - half, mean + half
    if method == "bootstrap":
        low, high = _bootstrap(values, level, seed)
    return Intervals(mean, low, high, sd, n, _p_values(mean, error, n))


def _moments(values: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Return count, mean and standard deviation of every column, ignoring NaN."""
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    n = known.sum(axis=0)
    mean = _divide(filled.sum(axis=0), n)
    constant = np.where(known, values == _first(values, known), True).all(axis=0)
    mean = np.where(constant & (n > 0), _first(values, known), mean)
    squares = (np.where(known, values - mean, 0.0) ** 2).sum(axis=0)
    sd = np.where(n > 1, np.sqrt(_divide(squares, np.maximum(n - 1, 1))), np.nan)
    return n, mean, sd


def _first(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """Return the first known value of every column (NaN for none)."""
    if len(values) == 0:
        return np.full(values.shape[1], np.nan)
    return values[known.argmax(axis=0), np.arange(values.shape[1])]


def _divide(top: Floats, bottom: NDArray[np.float64] | NDArray[np.int64]) -> Floats:
    """Divide, with NaN where the divisor is zero."""
    quotient: Floats = np.divide(top, bottom, out=np.full(np.shape(top), np.nan), where=np.asarray(bottom) != 0)
    return quotient


def _p_values(mean: Floats, error: Floats, n: NDArray[np.int64]) -> Floats:
    """Two-sided p-values; no spread at all decides for certain."""
    spread = np.isfinite(error) & (error > 0)
    t = np.divide(np.abs(mean), error, out=np.zeros_like(mean), where=spread)
    p = 2 * stdtr(np.maximum(n - 1, 1), -t)
    certain = np.where(mean == 0, 1.0, 0.0)
    return np.where(n < 2, np.nan, np.where(spread, p, certain))


def _bootstrap(values: Floats, level: float, seed: int) -> tuple[Floats, Floats]:
    """Return the ends of the studentised bootstrap interval of every column."""
    ends = [_bootstrap_column(column[np.isfinite(column)], level, seed) for column in values.T]
    low, high = np.array(ends, dtype=np.float64).reshape(-1, 2).T
    return low, high


def _bootstrap_column(x: Floats, level: float, seed: int) -> tuple[float, float]:
    """Bootstrap one column: resample, studentise, and turn the quantiles of t around."""
    if len(x) < 2:
        return np.nan, np.nan
    mean, error = x.mean(), x.std(ddof=1) / np.sqrt(len(x))
    if error == 0:
        return float(mean), float(mean)
    sample = x[np.random.default_rng(seed).integers(0, len(x), (RESAMPLES, len(x)))]
    errors = sample.std(axis=1, ddof=1) / np.sqrt(len(x))
    usable = errors > 0
    t = (sample.mean(axis=1)[usable] - mean) / errors[usable]
    upper, lower = np.quantile(t, [(1 + level) / 2, (1 - level) / 2])
    return float(mean - upper * error), float(mean - lower * error)


def replicates_needed(sd: Floats, target: Floats, level: float = 0.95) -> NDArray[np.int64]:
    """Return how many replicates bring the half-width of the t interval down to ``target``.

    Parameters
    ----------
    sd, target : ndarray of float
        Standard deviation of the differences and half-width wanted, in the same unit.
    level : float
        Coverage of the interval.

    Returns
    -------
    ndarray of int
        At least 2; 0 where it cannot be told (no spread known, or no positive target) and capped at a million.
    """
    known = np.isfinite(sd) & np.isfinite(target) & (target > 0)
    ratio = np.divide(sd, target, out=np.zeros(np.shape(sd)), where=known)
    n = np.maximum(2.0, np.ceil((stdtrit(1e9, (1 + level) / 2) * ratio) ** 2))
    for _ in range(60):  # t is wider than the normal at small n: step up until it fits
        short = stdtrit(n - 1, (1 + level) / 2) * ratio > np.sqrt(n)
        if not short.any():
            break
        n = np.where(short, np.maximum(n + 1, np.ceil(n * 1.02)), n)
    return np.where(known, np.minimum(n, MOST_REPLICATES), 0).astype(np.int64)


def holm(p: Floats) -> Floats:
    """Return p-values corrected for many comparisons after Holm (1979); NaN stays NaN and is not counted."""
    adjusted = np.full(np.shape(p), np.nan)
    places = np.flatnonzero(np.isfinite(p))
    order = places[np.argsort(p[places], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps)) if len(order) else steps
    return adjusted


def inside(mean: Floats, low: Floats, high: Floats, least: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Return the ends of intervals so that they stay inside a range, by the delta method on a scale without ends.

    The scale is the logit of the position between two ends and the logarithm of the distance from one; an interval that
    is narrow beside its distance from the ends hardly changes. Where it reaches further to the open side than the end is
    away, the logarithm goes on as a straight line: few replicates would else give numbers that cannot be meant.

    Parameters
    ----------
    mean, low, high : ndarray of float
        Means and the ends of their intervals on the plain scale; NaN stays NaN.
    least, most : ndarray of float
        The range of each; infinite where it has no end (``most`` alone may not be finite).
    """
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        open_above, free = ~np.isfinite(most), ~np.isfinite(least)
        usable = (mean > least) & (mean < most) & np.isfinite(low) & np.isfinite(high)
        above = np.where(usable & ~free, mean - least, 1.0)
        below = np.where(usable & ~open_above, most - mean, 1.0)
        ends = []
        for end in (low, high):
            steps = end - mean
            reach = steps / above
            positive = least + above * np.where(reach > 1.0, np.e * reach, np.exp(np.minimum(reach, 1.0)))
            odds = above / below * np.exp(steps * (above + below) / (above * below))
            between = np.where(np.isinf(odds), most, least + (above + below) * odds / (1 + odds))
            moved = np.where(free, end, np.where(open_above, positive, between))
            ends.append(np.where(usable & (steps != 0), moved, np.clip(end, least, most)))
    return ends[0], ends[1]


def change_of_count(differences: Floats, baseline: float, level: float = 0.95) -> tuple[float, float, float]:
    """Return the mean of differences of what is counted with its interval: no count falls below nothing.

    Parameters
    ----------
    differences : ndarray of float, shape (replicates,)
        Reform less baseline, one per replicate.
    baseline : float
        Mean of the baseline, 0 or more.
    level : float
        Coverage wanted.
    """
    plain = intervals(differences[:, None], level)
    low, high = inside(plain.mean, plain.low, plain.high, np.array([-baseline]), np.array([np.inf]))
    return float(plain.mean[0]), float(low[0]), float(high[0])


def ratio(top: Floats, bottom: Floats, level: float = 0.95) -> tuple[float, float, float]:
    """Return the ratio of two means over the same replicates with its interval after Fieller (1954).

    Parameters
    ----------
    top, bottom : ndarray of float, shape (replicates,)
        What is divided, and by what; ``top`` may be the same in every replicate (a known price).

    Returns
    -------
    (float, float, float)
        Ratio and the ends of its interval; all NaN where the interval of the divisor holds zero, since then no number,
        however large, can be left out.
    """
    n = len(bottom)
    nothing = (np.nan, np.nan, np.nan)
    if n < 2 or not (np.isfinite(top).all() and np.isfinite(bottom).all()):
        return nothing
    t2 = float(stdtrit(n - 1, (1 + level) / 2)) ** 2
    x, y = float(top.mean()), float(bottom.mean())
    spread = np.cov(top, bottom, ddof=1) / n
    a, b, c = y * y - t2 * spread[1, 1], x * y - t2 * spread[0, 1], x * x - t2 * spread[0, 0]
    if a <= 0:
        return nothing
    half = float(np.sqrt(max(b * b - a * c, 0.0)))
    return x / y, float((b - half) / a), float((b + half) / a)
