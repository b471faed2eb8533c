"""From a pool to a posterior: keep the nearest simulations, then move each to where it would lie had it agreed.

Rejection keeps the share of the pool nearest to what was observed; distances are in widths of the targets' ranges.
Local-linear regression with Epanechnikov weights then corrects each kept draw for what still separates its statistics
from the observed ones (Beaumont, Zhang & Balding 2002, *Genetics* 162), and for a spread that changes with them (Blum &
François 2010, *Stat. Comput.* 20). It is done on the logit of the prior's cumulative probability, where nothing is bounded;
statistics are many, so that the regression is penalised (ridge) and its errors are those of rows left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .priors import bounded, unbounded

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
RIDGES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)  # penalties tried, on standardised statistics whose weights sum to 1
LEAST = 20  # kept draws below which no regression is made


@dataclass(frozen=True)
class Draws:
    """A weighted sample of the posterior.

    Attributes
    ----------
    rows : ndarray of int, shape (draws,)
        Which simulations of the pool they were.
    u : ndarray of float, shape (draws, numbers)
        Adjusted cumulative prior probabilities.
    weights : ndarray of float, shape (draws,)
        Weights, which sum to 1.
    """

    rows: Ints
    u: Floats
    weights: Floats

    def quantiles(self, at: tuple[float, ...]) -> Floats:
        """Return weighted quantiles, shape (len(at), numbers)."""
        return np.stack([weighted_quantiles(column, self.weights, at) for column in self.u.T], axis=1)

    def sd(self) -> Floats:
        """Return weighted standard deviations, shape (numbers,)."""
        mean = self.weights @ self.u
        return np.asarray(np.sqrt(self.weights @ (self.u - mean) ** 2))

    def correlations(self) -> Floats:
        """Return weighted correlations, shape (numbers, numbers)."""
        away = self.u - self.weights @ self.u
        cov = (away * self.weights[:, None]).T @ away
        scale = np.sqrt(np.maximum(np.diag(cov), 1e-300))
        return np.asarray(cov / np.outer(scale, scale))

    def sample(self, n: int, seed: int) -> Ints:
        """Return ``n`` positions among the draws, by systematic resampling (weights kept as well as n allows)."""
        start = np.random.default_rng(seed).random()
        edges = np.cumsum(self.weights)
        return np.minimum(np.searchsorted(edges, (start + np.arange(n)) / n), len(edges) - 1)


def weighted_quantiles(values: Floats, weights: Floats, at: tuple[float, ...]) -> Floats:
    """Return quantiles of a weighted sample, interpolated between the middles of the steps."""
    order = np.argsort(values, kind="stable")
    w = weights[order]
    middle = (np.cumsum(w) - 0.5 * w) / w.sum()
    return np.asarray(np.interp(at, middle, values[order]))


def posterior(u: Floats, statistics: Floats, observed: Floats, use: Bools, accept: float) -> Draws:
    """Return the posterior of the numbers, given what was observed.

    Parameters
    ----------
    u : ndarray of float, shape (simulations, numbers)
        Cumulative prior probabilities of the pool.
    statistics : ndarray of float, shape (simulations, targets)
        Its summary statistics, in widths.
    observed : ndarray of float, shape (targets,)
        What was observed.
    use : ndarray of bool, shape (targets,)
        Statistics that the regression may use; all of them count in the distance.
    accept : float
        Share of the pool that is kept.
    """
    distance = np.sqrt(((statistics - observed) ** 2).sum(axis=1))
    kept = np.argsort(distance, kind="stable")[: max(2, round(accept * len(u)))]
    edge = distance[kept[-1]]
    kernel = 1.0 - (distance[kept] / edge) ** 2 if edge > 0.0 else np.ones(kept.size)
    kept, weights = kept[kernel > 0.0], kernel[kernel > 0.0]
    weights = weights / weights.sum()
    x = statistics[kept][:, use] - observed[use]
    theta = unbounded(u[kept])
    if kept.size >= LEAST and x.size:
        theta = _adjusted(theta, x, weights)
    return Draws(kept, bounded(theta), weights)


def _adjusted(theta: Floats, x: Floats, weights: Floats) -> Floats:
    """Return draws moved to statistics that agree (x = 0), with the spread that they have there."""
    found = _fit(theta, x, weights)
    spread = _fit(np.log(found.residual**2 + 1e-6), x, weights)
    scale = np.exp(0.5 * np.clip(spread.at_zero - spread.fitted, -2.0, 2.0))
    return np.asarray(found.at_zero + found.residual * scale)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A weighted ridge regression.

    Attributes
    ----------
    fitted, residual : ndarray of float, shape (rows, columns)
        Fitted values, and residuals from the fit *without* the row itself.
    at_zero : ndarray of float, shape (columns,)
        Value at x = 0.
    """

    fitted: Floats
    residual: Floats
    at_zero: Floats


def _fit(y: Floats, x: Floats, weights: Floats) -> _Fit:
    """Regress y on x with the penalty that predicts rows left out best.

    Ordinary residuals of a fit with dozens of statistics are too small, and intervals made of them too narrow; those of
    the fit without the row (residual / (1 - leverage)) are as large as errors of prediction are.
    """
    centre = weights @ x
    scale = np.sqrt(weights @ (x - centre) ** 2)
    inverse = 1.0 / np.where(scale > 1e-9, scale, np.inf)
    away, zero, level = (x - centre) * inverse, -centre * inverse, weights @ y
    gram, towards = (away * weights[:, None]).T @ away, (away * weights[:, None]).T @ (y - level)
    fits = [_ridge(y, away, weights, level, zero, np.linalg.inv(gram + r * np.eye(len(gram))), towards) for r in RIDGES]
    return min(fits, key=lambda f: float(np.sum(weights @ f.residual**2)))


def _ridge(
    y: Floats, away: Floats, weights: Floats, level: Floats, zero: Floats, inverse: Floats, towards: Floats
) -> _Fit:
    slope = inverse @ towards
    fitted = level + away @ slope
    leverage = weights * (1.0 + np.einsum("ij,jk,ik->i", away, inverse, away))
    residual = (y - fitted) / (1.0 - np.minimum(leverage, 0.9))[:, None]
    return _Fit(fitted, residual, np.asarray(level + zero @ slope))
