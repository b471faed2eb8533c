"""How long ties and partnerships last, and what ends them.

Spells have whole months as ages, may have begun before the horizon (delayed entry) and may still be going when it ends
(censored). All counts are kept per replicate, so that bands come from resampling *replicates* (spells of one replicate
share their luck and are not independent) and two arms can be resampled together.

Kaplan and Meier (1958) for the share still going; Aalen and Johansen (1978) for the share ended by each reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class LifeTable:
    """Counts by age, one layer per replicate.

    Attributes
    ----------
    at_risk : ndarray of float, shape (replicates, ages)
        Spells that were going and could have ended at each age (months).
    ended : ndarray of float, shape (reasons, replicates, ages)
        Spells that ended at each age, by reason.
    reasons : tuple of str
        Names of the first axis of ``ended``.
    """

    at_risk: Floats
    ended: Floats
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A survival curve and the share ended by each reason, with bands over replicates.

    Attributes
    ----------
    age : ndarray of int
        Months since the start, from 0.
    surviving, low, high : ndarray of float
        Share still going, and its band.
    ended : ndarray of float, shape (reasons, ages)
        Share that has ended for each reason; with ``surviving`` it sums to one at every age.
    reasons : tuple of str
        Names of the reasons.
    at_risk : ndarray of float
        Spells at risk at each age, over all replicates.
    """

    age: Ints
    surviving: Floats
    low: Floats
    high: Floats
    ended: Floats
    reasons: tuple[str, ...]
    at_risk: Floats

    def median(self) -> float:
        """Return the age (months) at which half have ended, NaN if that never happens within the horizon."""
        below = np.flatnonzero(self.surviving <= 0.5)
        return float(self.age[below[0]]) if len(below) else float("nan")

    def at(self, age: int) -> float:
        """Return the share still going at ``age`` months (the last known value beyond the curve)."""
        return float(self.surviving[min(age, len(self.surviving) - 1)])


def count_spells(
    start: Ints, end: Ints, reason: NDArray[np.str_], replicate: Ints, months: int, replicates: Ints | None = None
) -> LifeTable:
    """Count spells at risk and ended by age, replicate and reason.

    Parameters
    ----------
    start, end : ndarray of int
        Months of the horizon; ``start`` may be negative, ``end`` is :data:`OPEN` (or past the horizon) for a spell
        still going.
    reason : ndarray of str
        Why it ended.
    replicate : ndarray of int
        Replicate of every spell.
    months : int
        Length of the horizon; month ``months - 1`` is the last observed.
    replicates : ndarray of int, optional
        All replicates there are (also those without a spell); default those that occur.
    """
    labels = np.unique(replicate) if replicates is None else np.asarray(replicates)
    row = np.searchsorted(labels, replicate)
    closed = end < months
    age = np.where(closed, end, months - 1) - start
    entry = np.where(start >= 0, -1, -1 - start)  # seen at risk from the first month of the horizon on
    ages = int(age.max(initial=0)) + 1
    names = tuple(sorted({str(r) for r in reason[closed]}))
    ended = np.zeros((len(names), len(labels), ages))
    for i, name in enumerate(names):
        chosen = closed & (reason == name)
        np.add.at(ended[i], (row[chosen], age[chosen]), 1.0)
    return LifeTable(_at_risk(row, entry, age, len(labels), ages), ended, names)


def _at_risk(row: Ints, entry: Ints, age: Ints, rows: int, ages: int) -> Floats:
    """Count spells with ``entry < t <= age`` for every age t, by differences and a running sum."""
    change = np.zeros((rows, ages + 1))
    np.add.at(change, (row, entry + 1), 1.0)
    np.add.at(change, (row, age + 1), -1.0)
    return np.cumsum(change, axis=1)[:, :ages]


def product_limit(at_risk: Floats, ended: Floats) -> tuple[Floats, Floats]:
    """Return Kaplan-Meier survival and Aalen-Johansen incidences.

    Parameters
    ----------
    at_risk : ndarray of float, shape (..., ages)
        At risk at each age.
    ended : ndarray of float, shape (reasons, ..., ages)
        Ended at each age by reason.

    Returns
    -------
    surviving : ndarray of float, shape (..., ages)
    incidence : ndarray of float, shape (reasons, ..., ages)
    """
    hazard = np.divide(ended, at_risk, out=np.zeros_like(ended), where=at_risk > 0)
    surviving = np.cumprod(1.0 - hazard.sum(axis=0), axis=-1)
    before = np.concatenate([np.ones((*surviving.shape[:-1], 1)), surviving[..., :-1]], axis=-1)
    return surviving, np.cumsum(before * hazard, axis=-1)


def curve(spells: LifeTable, level: float = 0.95, seed: int = 1, least: int = 5) -> Curve:
    """Pool the replicates into one curve with a band from resampling them.

    Ages that fewer than ``least`` spells ever reached are cut off: a step there says nothing.
    """
    risk, ended = spells.at_risk.sum(axis=0), spells.ended.sum(axis=1)
    keep = max(1, int(np.flatnonzero(np.concatenate([[True], risk >= least]))[-1]))
    surviving, incidence = product_limit(risk[:keep], ended[:, :keep])
    low, high = _band(spells, keep, level, seed)
    age = np.arange(keep)
    return Curve(
        age, surviving, np.minimum(low, surviving), np.maximum(high, surviving), incidence, spells.reasons, risk[:keep]
    )


def _band(spells: LifeTable, keep: int, level: float, seed: int) -> tuple[Floats, Floats]:
    """Return pointwise quantiles of the pooled curve over resampled replicates."""
    count = len(spells.at_risk)
    weights = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), RESAMPLES).astype(np.float64)
    total = spells.ended.sum(axis=0)[:, :keep]
    surviving, _ = product_limit(weights @ spells.at_risk[:, :keep], (weights @ total)[None])
    low, high = np.quantile(surviving, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high
