"""Does the posterior reproduce what it was fitted to? Its draws are simulated anew, and so are its medians.

Three shares stand beside each other for every row: of the prior's simulations, of the posterior's draws, and the value at
the medians over many seeds, which is what the contract judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..measurement import TargetRow, score
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
    at_medians : TargetRow
        The row at the posterior medians, over :data:`SEEDS` seeds.
    """

    target: Target
    prior: float
    posterior: float
    median: float
    low: float
    high: float
    reached: bool
    at_medians: TargetRow

    @property
    def met(self) -> bool:
        """Whether the value at the medians lies in the range."""
        return bool(self.target.low <= self.at_medians.value <= self.target.high)


def check(estimate: Estimate, folder: Path, report: Report, workers: int | None = None) -> tuple[Check, ...]:
    """Simulate draws and medians of the posterior anew, below ``folder``, and compare them with the targets."""
    c = estimate.calibration
    carry_out(c, estimate.sample(c.check), folder / "draws", c.replicates, c.seed + FRESH, report, workers)
    carry_out(c, estimate.medians(), folder / "medians", SEEDS, c.seed + FRESH, report, workers)
    rows = [t.row for t in c.targets]
    fresh = Pool(folder / "draws").values(rows)
    at_medians = score(Pool(folder / "medians").replicates(0), rows)
    return tuple(
        Check(t, _share(t, estimate.values[:, k]), _share(t, fresh[:, k]), *_quantiles(fresh[:, k]),
              reached=bool(estimate.reached[k]), at_medians=at_medians[k])
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
