"""Are known numbers recovered? Each of many simulations is taken for what was observed, and left out of the pool.

Its own numbers are known, so that the share of them within the 90 % intervals (coverage) and the spread that is left
(posterior over prior standard deviation) can be told. A number whose spread stays near the prior's is *not informed* by
the targets: it is fixed at its default and swept, never reported as estimated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .adjusting import posterior
from .priors import PRIOR_SD

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
LEVEL = (0.05, 0.5, 0.95)
NOT_INFORMED = 0.9  # spread left, above which a number counts as not informed
WANTED = (0.85, 0.95)  # coverage of 90 % intervals that is wanted


@dataclass(frozen=True)
class Recovery:
    """How well known numbers are found again.

    Attributes
    ----------
    coverage : ndarray of float, shape (numbers,)
        Share of held-out simulations whose number lies in its 90 % interval.
    spread : ndarray of float, shape (numbers,)
        Mean posterior over prior standard deviation (both of the cumulative prior probability).
    truth, low, middle, high : ndarray of float, shape (held out, numbers)
        The numbers, and their intervals, as cumulative prior probabilities.
    """

    coverage: Floats
    spread: Floats
    truth: Floats
    low: Floats
    middle: Floats
    high: Floats

    @property
    def informed(self) -> Bools:
        """Which numbers the targets inform, shape (numbers,)."""
        return np.asarray(self.spread <= NOT_INFORMED)

    @property
    def honest(self) -> Bools:
        """Whose intervals cover as they should, up to what so many simulations can tell, shape (numbers,)."""
        slack = 2.0 * np.sqrt(0.9 * 0.1 / len(self.truth))
        return np.asarray((self.coverage >= WANTED[0] - slack) & (self.coverage <= WANTED[1] + slack))


def recover(u: Floats, statistics: Floats, use: Bools, accept: float, held_out: int) -> Recovery:
    """Test recovery by leaving out one simulation at a time.

    Parameters
    ----------
    u, statistics, use, accept
        As in :func:`.adjusting.posterior`.
    held_out : int
        How many simulations are tried, evenly spread over the pool.
    """
    tried = np.unique(np.linspace(0, len(u) - 1, min(held_out, len(u))).astype(np.intp))
    low, middle, high, spread = (np.empty((tried.size, u.shape[1])) for _ in range(4))
    for k, j in enumerate(tried):
        others = np.arange(len(u)) != j
        draws = posterior(u[others], statistics[others], statistics[j], use, accept)
        low[k], middle[k], high[k] = draws.quantiles(LEVEL)
        spread[k] = draws.sd() / PRIOR_SD
    truth = u[tried]
    coverage = ((truth >= low) & (truth <= high)).mean(axis=0)
    return Recovery(np.asarray(coverage), spread.mean(axis=0), truth, low, middle, high)
