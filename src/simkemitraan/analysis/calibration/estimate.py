"""What a pool says: posterior, recovery, and which rows the model can reach at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...declare import Param
from ...runs.asked import param_of
from .adjusting import Draws, posterior
from .file import Calibration
from .pool import Pool
from .priors import PRIOR_SD, Prior
from .recovery import LEVEL, Recovery, recover
from .targets import summaries, within_reach

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Number:
    """What became of one number.

    Attributes
    ----------
    name : str
        Dotted name.
    default : float
        Value of the calibrated scenario.
    prior_low, prior_high : float
        Bounds of the prior.
    median, low, high : float
        Posterior median and 90 % interval.
    spread : float
        Posterior over prior standard deviation, given what was observed.
    recovered : float
        The same, mean over held-out simulations.
    coverage : float
        Share of held-out simulations whose number lay in its 90 % interval.
    informed : bool
        Whether the targets inform it (it was recovered); if not it stays fixed.
    """

    name: str
    default: float
    prior_low: float
    prior_high: float
    median: float
    low: float
    high: float
    spread: float
    recovered: float
    coverage: float
    informed: bool

    @property
    def inside(self) -> bool:
        """Whether the default lies in the 90 % interval."""
        return self.low <= self.default <= self.high

    @property
    def param(self) -> Param:
        """The declaration."""
        return param_of(self.name)


@dataclass(frozen=True)
class Estimate:
    """A pool and what it says.

    Attributes
    ----------
    calibration : Calibration
        What was asked.
    pool : Pool
        The simulations.
    """

    calibration: Calibration
    pool: Pool

    @cached_property
    def values(self) -> Floats:
        """Value of every target at every point, shape (points, targets)."""
        return self.pool.values([t.row for t in self.calibration.targets])

    @cached_property
    def u(self) -> Floats:
        """Points as cumulative prior probabilities, shape (points, numbers)."""
        return np.stack([p.place(self.pool.points[:, k]) for k, p in enumerate(self.calibration.priors)], axis=1)

    @cached_property
    def statistics(self) -> Floats:
        """Summary statistics, all zero where they agree with what was observed, shape (points, targets)."""
        c = self.calibration
        return summaries(c.targets, self.values, c.tolerance, c.seed)

    @cached_property
    def reached(self) -> Bools:
        """Targets that the regression may use, shape (targets,)."""
        return within_reach(self.statistics)

    @cached_property
    def draws(self) -> Draws:
        """The posterior."""
        observed = np.zeros(len(self.calibration.targets))
        return posterior(self.u, self.statistics, observed, self.reached, self.calibration.accept)

    @cached_property
    def recovery(self) -> Recovery:
        """The test of recovery."""
        c = self.calibration
        return recover(self.u, self.statistics, self.reached, c.accept, c.held_out)

    @cached_property
    def defaults(self) -> Floats:
        """Values of the calibrated scenario, shape (numbers,)."""
        given = self.calibration.scenario.data["params"]
        return np.array([_value(given, p.name) for p in self.calibration.priors])

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """One line for each number, in the order of the file."""
        quantiles = self.draws.quantiles(LEVEL)
        spread, found = self.draws.sd() / PRIOR_SD, self.recovery

        def line(k: int, p: Prior) -> Number:
            low, middle, high = (float(p.at(u)) for u in quantiles[:, k])
            return Number(
                p.name,
                float(self.defaults[k]),
                p.low,
                p.high,
                middle,
                low,
                high,
                float(spread[k]),
                float(found.spread[k]),
                float(found.coverage[k]),
                bool(found.informed[k]),
            )

        return tuple(line(k, p) for k, p in enumerate(self.calibration.priors))

    def sample(self, n: int) -> Floats:
        """Return ``n`` draws of the posterior, numbers that are not informed at their defaults, shape (n, numbers)."""
        rows = self.draws.sample(n, self.calibration.seed)
        drawn = np.stack([p.at(self.draws.u[rows, k]) for k, p in enumerate(self.calibration.priors)], axis=1)
        return np.where(self.recovery.informed, drawn, self.defaults)

    def medians(self) -> Floats:
        """Return the posterior medians, numbers that are not informed at their defaults, shape (numbers,)."""
        found = np.array([n.median for n in self.numbers])
        return np.where(self.recovery.informed, found, self.defaults)


def _value(given: dict[str, dict[str, float]], dotted: str) -> float:
    _, mechanism, name = dotted.split(".")
    return float(given.get(mechanism, {}).get(name, param_of(dotted).default))
