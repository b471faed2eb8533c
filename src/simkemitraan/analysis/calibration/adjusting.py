"""From a pool to a posterior: keep the nearest simulations, then move each to where it would lie had it agreed.

Rejection keeps the share of the pool nearest to what was observed; distances are in widths of the targets' ranges.
Local-linear regression with Epanechnikov weights then corrects each kept draw for what still separates its statistics
from the observed ones (Beaumont, Zhang & Balding 2002, *Genetics* 162), and for a spread that changes with them (Blum &
François 2010, *Stat. Comput.* 20). It is done on the logit of the prior's cumulative probability, where nothing is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .priors import bounded, unbounded

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
RIDGE = 1e-3  # times the total weight, on standardised statistics: keeps statistics that move together from fighting
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
    mean, at_zero = _fit(theta, x, weights)
    residual = theta - mean
    log_square = np.log(residual**2 + 1e-6)
    log_spread, spread_at_zero = _fit(log_square, x, weights)
    scale = np.exp(0.5 * np.clip(spread_at_zero - log_spread, -2.0, 2.0))
    return np.asarray(at_zero + residual * scale)


def _fit(y: Floats, x: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the fitted values of a weighted linear regression, and its value at x = 0."""
    centre = weights @ x
    away = x - centre
    scale = np.sqrt(weights @ away**2)
    away = away / np.where(scale > 1e-9, scale, np.inf)
    level = weights @ y
    gram = (away * weights[:, None]).T @ away + RIDGE * np.eye(x.shape[1])
    slope = np.linalg.solve(gram, (away * weights[:, None]).T @ (y - level))
    zero = -centre / np.where(scale > 1e-9, scale, np.inf)
    return level + away @ slope, np.asarray(level + zero @ slope)
