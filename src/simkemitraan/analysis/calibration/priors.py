"""Priors of calibrated numbers, and the scale on which they are worked with.

Every prior is turned into the same shape: ``u``, its cumulative probability, is uniform between 0 and 1 whatever the
prior, and ``logit(u)`` is unbounded. Regression adjustment works on the second, so that no adjusted value leaves its
bounds; what the data say is told on the first, where the prior's standard deviation is always the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Shape = Literal["uniform", "log_uniform", "normal"]
SHAPES: tuple[Shape, ...] = ("uniform", "log_uniform", "normal")
PRIOR_SD = 12.0**-0.5  # of u
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Prior:
    """What is thought of a number before any pattern is looked at.

    Attributes
    ----------
    name : str
        Dotted name, ``assumptions.dissolution.withdrawal``.
    shape : {"uniform", "log_uniform", "normal"}
        Shape between the bounds; a normal one is cut off at them.
    low, high : float
        Bounds.
    mean, sd : float
        Of the normal before it is cut; not used by the others.
    """

    name: str
    shape: Shape
    low: float
    high: float
    mean: float = 0.0
    sd: float = 1.0

    @property
    def short(self) -> str:
        """The name without its section, ``dissolution.withdrawal``."""
        return self.name.partition(".")[2]

    def at(self, u: Floats | float) -> Floats:
        """Return the values at cumulative probabilities ``u``."""
        p = np.asarray(u, np.float64)
        if self.shape == "log_uniform":
            return np.asarray(np.exp(np.log(self.low) + p * (np.log(self.high) - np.log(self.low))))
        if self.shape == "normal":
            return np.asarray(self._normal().ppf(p), np.float64)
        return self.low + p * (self.high - self.low)

    def place(self, values: Floats | float) -> Floats:
        """Return the cumulative probability of values, 0 to 1."""
        x = np.clip(np.asarray(values, np.float64), self.low, self.high)
        if self.shape == "log_uniform":
            return np.asarray((np.log(x) - np.log(self.low)) / (np.log(self.high) - np.log(self.low)))
        if self.shape == "normal":
            return np.asarray(self._normal().cdf(x), np.float64)
        return np.asarray((x - self.low) / (self.high - self.low))

    def _normal(self) -> Any:
        from scipy.stats import truncnorm

        return truncnorm(
            (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd, loc=self.mean, scale=self.sd
        )


def unbounded(u: Floats) -> Floats:
    """Return ``logit(u)``, with u kept off 0 and 1."""
    p = np.clip(u, _EDGE, 1.0 - _EDGE)
    return np.asarray(np.log(p / (1.0 - p)))


def bounded(x: Floats) -> Floats:
    """Return the u whose logit is ``x``."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0))))


def latin_hypercube(n: int, dimensions: int, seed: int) -> Floats:
    """Return a Latin hypercube in the unit cube, shape (n, dimensions)."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(dimensions, seed=seed).random(n))
