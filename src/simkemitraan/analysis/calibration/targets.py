"""What the model is asked to match: rows of the sheet, with ranges of its own or of an agency.

Targets become *summary statistics* that are all zero where the model agrees with what was observed:

- a row with a range and a centre: (value - centre) / width of the range;
- a row with a range alone, or an open one: how far the value lies outside it, in widths; 0 inside. An open range has no
  width, so that the interquartile range of the pool stands in for it.

What was observed is itself uncertain. That belongs to the model of the data: every simulated value gets an error whose
standard deviation is ``tolerance`` widths before it is compared (Wilkinson 2013, *Stat. Appl. Genet. Mol. Biol.* 12).
Values farther than :data:`FAR` widths count as so far: a ratio with a tiny denominator must not rule a regression. A row
that a simulation has no value for (no pair with two past agreements, say) is put at the pool's mean: it speaks neither
for nor against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..validation.sheet import Row
from ..validation.whole import ROWS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
FAR = 4.0
REACH = 0.01  # a target that fewer of the pool lie beyond on either side is out of the model's reach


@dataclass(frozen=True, slots=True)
class Target:
    """One row that is to be matched.

    Attributes
    ----------
    row : Row
        How it is measured.
    low, high, centre : float
        Range, and its middle (nan where only the range is known).
    """

    row: Row
    low: float
    high: float
    centre: float

    @property
    def name(self) -> str:
        """Name of the row."""
        return self.row.name

    @property
    def pointed(self) -> bool:
        """Whether there is a centre and a width."""
        return bool(np.isfinite([self.low, self.high, self.centre]).all())

    def width(self, values: Floats) -> float:
        """Return the width of the range, or what stands in for it among ``values`` of the pool."""
        if np.isfinite(self.high - self.low):
            return self.high - self.low
        seen = values[np.isfinite(values)]
        spread = float(np.subtract(*np.percentile(seen, [75, 25]))) if seen.size else 0.0
        return spread if spread > 0.0 else 1.0

    def met(self, values: Floats) -> Bools:
        """Return which values lie in the range."""
        return np.asarray((values >= self.low) & (values <= self.high))


def sheet_targets() -> tuple[Target, ...]:
    """Return the scored rows of the built-in sheets, of ties and of money."""
    return tuple(Target(r, r.low, r.high, r.centre) for r in ROWS if r.scored)


def summaries(targets: Sequence[Target], values: Floats, tolerance: float, seed: int) -> Floats:
    """Return the summary statistics of simulations, all zero where they agree with what was observed.

    Parameters
    ----------
    targets : sequence of Target
        Columns of ``values``.
    values : ndarray of float, shape (simulations, targets)
        Value of each row; nan where a simulation has none.
    tolerance : float
        Standard deviation of what was observed, in widths of the range.
    seed : int
        Seed of those errors.

    Returns
    -------
    ndarray of float, shape (simulations, targets)
        Statistics, none of them missing.
    """
    errors = np.random.default_rng(seed).normal(0.0, 1.0, values.shape)
    out = np.empty(values.shape)
    for k, target in enumerate(targets):
        width = target.width(values[:, k])
        seen = values[:, k] + tolerance * width * errors[:, k]
        if target.pointed:
            away = (seen - target.centre) / width
        else:
            away = (np.maximum(seen - target.high, 0.0) - np.maximum(target.low - seen, 0.0)) / width
        out[:, k] = np.clip(away, -FAR, FAR)
    missing = ~np.isfinite(out)
    mean = np.where(missing, 0.0, out).sum(axis=0) / np.maximum((~missing).sum(axis=0), 1)
    return np.where(missing, mean, out)


def within_reach(statistics: Floats) -> Bools:
    """Return which observed values (zero) lie among those of the pool, shape (targets,).

    Where a target lies beyond all simulations, regression would have to extrapolate, which can make a posterior worse
    than none (Frazier, Robert & Rousseau 2020, *J. R. Stat. Soc. B* 82). Such rows are named and left out of the
    adjustment. A statistic that is zero nearly everywhere (a range that is always met) says nothing and is left out too.
    """
    below, above = (statistics <= 0.0).mean(axis=0), (statistics >= 0.0).mean(axis=0)
    return np.asarray((below >= REACH) & (above >= REACH) & ((statistics != 0.0).mean(axis=0) >= 0.05))
