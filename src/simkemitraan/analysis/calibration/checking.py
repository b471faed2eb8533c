"""Does the posterior reproduce what it was fitted to? Its draws are simulated anew, and so are its medians.

For every row two shares in the range stand beside each other, of the prior's simulations and of the posterior's draws;
and two values over many seeds, which is what the contract judges: at the medians, and at the scenario's own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..validation.measurement import TargetRow, score
from .estimate import Estimate
from .pool import Pool, Report, carry_out
from .targets import Target

Floats = NDArray[np.float64]
SEEDS = 30  # over which the medians are measured, as the contract asks
FRESH = 1  # added to the seed: what is checked has not been seen by the fit


@dataclass(frozen=True, slots=True)
class Check:
    """One row, checked.

    Attributes
    ----------
    target : Target
        The row and its range.
    prior, posterior : float
        Share of the prior's simulations, and of fresh simulations of posterior draws, in the range.
    median, low, high : float
        Median and 90 % interval over the fresh simulations.
    reached : bool
        Whether what was observed lies among the pool's simulations; if not the adjustment left the row out.
    at_medians, at_defaults : TargetRow
        The row at the posterior medians, and at the scenario's own numbers, over :data:`SEEDS` seeds.
    """

    target: Target
    prior: float
    posterior: float
    median: float
    low: float
    high: float
    reached: bool
    at_medians: TargetRow
    at_defaults: TargetRow

    @property
    def met(self) -> bool:
        """Whether the value at the medians lies in the range."""
        return bool(self.target.low <= self.at_medians.value <= self.target.high)

    @property
    def met_before(self) -> bool:
        """Whether the value at the scenario's own numbers lies in the range."""
        return bool(self.target.low <= self.at_defaults.value <= self.target.high)


def check(estimate: Estimate, folder: Path, report: Report, workers: int | None = None) -> tuple[Check, ...]:
    """Simulate draws and medians of the posterior anew, below ``folder``, and compare them with the targets."""
    c = estimate.calibration
    carry_out(c, estimate.sample(c.check), folder / "draws", c.replicates, c.seed + FRESH, report, workers)
    both = np.stack([estimate.medians(), estimate.defaults])
    carry_out(c, both, folder / "sheet", SEEDS, c.seed + FRESH, report, workers)
    rows = [t.row for t in c.targets]
    fresh = Pool(folder / "draws").values(rows)
    sheet = Pool(folder / "sheet")
    at_medians, at_defaults = (score(sheet.replicates(k), rows) for k in (0, 1))
    return tuple(
        Check(
            t,
            _share(t, estimate.values[:, k]),
            _share(t, fresh[:, k]),
            *_quantiles(fresh[:, k]),
            reached=bool(estimate.reached[k]),
            at_medians=at_medians[k],
            at_defaults=at_defaults[k],
        )
        for k, t in enumerate(c.targets)
    )


def _share(target: Target, values: Floats) -> float:
    return float(target.met(values).mean()) if values.size else np.nan


def _quantiles(values: Floats) -> tuple[float, float, float]:
    seen = values[np.isfinite(values)]
    if not seen.size:
        return np.nan, np.nan, np.nan
    low, middle, high = np.percentile(seen, [5.0, 50.0, 95.0])
    return float(middle), float(low), float(high)
