"""Scores predictions of ties pair by pair, against predictors that know nothing but density, popularity or the past.

Ranking is judged by the AUC: the chance that a pair that became tied was given a higher score than one of the same system
that did not (ties count half), pooled over systems by summing both counts. Sharpness is judged by the log score, the mean
natural logarithm of the probability given to what happened. So that no predictor gains by knowing the level of the next
wave, each is turned into a probability in the same way: a logistic regression on its own covariate, fitted in the *other*
groups (leave one out). Groups are systems; organisations that named, where there are fewer than three systems.

Differences between the model and a simple predictor are paired (the same pairs) and get a bootstrap interval over systems.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import rankdata

from ..validation.history import Bools, Floats, Ints
from ..validation.instruments import logit

Part = Literal["formation", "persistence", "all"]
PARTS: tuple[Part, ...] = ("formation", "persistence", "all")
SIMPLE = ("density", "popularity", "persistence")
PREDICTORS = ("model", *SIMPLE)
RESAMPLES = 4000
APART = 3  # systems, below which a predictor's level is learnt from other organisations, not from other systems
FEW = 5  # systems, below which nothing is said about systems in general
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Dyads:
    """Ordered pairs (or pairs, where every tie is known) seen at both waves; every array has shape (pairs,).

    Attributes
    ----------
    system, respondent : ndarray of int
        System; the organisation that named (the first of the pair, where every tie is known).
    tied, again : ndarray of bool
        Tied at the first, at the next wave.
    popularity : ndarray of float
        How often others named the partner at the first wave (both ends, where every tie is known).
    chance : ndarray of float
        The model's probability of a tie at the next wave.
    """

    system: Ints
    respondent: Ints
    tied: Bools
    again: Bools
    popularity: Floats
    chance: Floats

    def part(self, part: Part) -> Dyads:
        """Return the pairs that could form a tie, those that could keep one, or all."""
        if part == "all":
            return self
        keep = self.tied if part == "persistence" else ~self.tied
        columns = (getattr(self, name)[keep] for name in self.__slots__)
        return Dyads(*columns)

    def covariate(self, predictor: str) -> Floats:
        """Return what a predictor goes by."""
        if predictor == "model":
            p = np.clip(self.chance, _EDGE, 1.0 - _EDGE)
            return np.asarray(np.log(p / (1.0 - p)))
        if predictor == "popularity":
            return np.log1p(self.popularity)
        return self.tied.astype(np.float64) if predictor == "persistence" else np.zeros(self.tied.size)


@dataclass(frozen=True, slots=True)
class Difference:
    """The model's score less that of a simple predictor, with its 95 % interval (nan where there are too few systems)."""

    value: float
    low: float
    high: float

    @property
    def verdict(self) -> Literal["better", "worse", "open"]:
        """Whether the interval lies above zero, below it, or neither."""
        return "better" if self.low > 0.0 else "worse" if self.high < 0.0 else "open"


@dataclass(frozen=True, slots=True)
class Line:
    """One predictor on one part of the pairs.

    Attributes
    ----------
    part, predictor : str
        Which.
    pairs, hits : int
        Pairs, and those tied at the next wave.
    auc, log_score : float
        Scores; nan where they cannot be computed.
    auc_gain, log_gain : Difference
        The model's score less this one's (the model's own line: zeros).
    better_in, systems : int
        Systems in which the model's AUC is larger, of those that have one.
    """

    part: Part
    predictor: str
    pairs: int
    hits: int
    auc: float
    log_score: float
    auc_gain: Difference
    log_gain: Difference
    better_in: int
    systems: int


def concordance(score: Floats, hit: Bools) -> tuple[float, float]:
    """Return how many (hit, miss) couples are in the right order, ties half, and how many couples there are."""
    n = int(hit.sum())
    couples = float(n * (hit.size - n))
    if couples == 0.0:
        return 0.0, 0.0
    ranks = np.asarray(rankdata(score), np.float64)
    return float(ranks[hit].sum() - n * (n + 1) / 2), couples


def concordances(score: Floats, hit: Bools, system: Ints) -> Floats:
    """Return :func:`concordance` of each system, shape (systems, 2), systems in rising order."""
    rows = [concordance(score[system == s], hit[system == s]) for s in np.unique(system)]
    return np.array(rows, np.float64).reshape(-1, 2)


def calibrated(covariate: Floats, hit: Bools, group: Ints) -> Floats:
    """Return probabilities by logistic regression on the covariate, each group's fitted in all other groups."""
    constant = bool(np.ptp(covariate) == 0.0) if covariate.size else True
    columns = [np.ones(covariate.size)] if constant else [np.ones(covariate.size), covariate]
    x, y = np.stack(columns, axis=1), hit.astype(np.float64)
    out = np.empty(y.size)
    for g in np.unique(group):
        own = group == g
        beta = logit(x[~own], y[~own]) if (~own).any() else np.zeros(x.shape[1])
        out[own] = 1.0 / (1.0 + np.exp(-np.clip(x[own] @ beta, -30.0, 30.0)))
    return np.clip(out, _EDGE, 1.0 - _EDGE)


def log_scores(chance: Floats, hit: Bools) -> Floats:
    """Return the logarithm of the probability given to what happened, pair by pair."""
    return np.where(hit, np.log(chance), np.log1p(-chance))


def compare(dyads: Dyads, part: Part, seed: int = 1) -> list[Line]:
    """Score the model and the simple predictors on one part of the pairs.

    Parameters
    ----------
    dyads : Dyads
        All pairs.
    part : {"formation", "persistence", "all"}
        Which of them.
    seed : int
        Seed of the bootstrap.
    """
    d = dyads.part(part)
    sums = {p: _sums(d, p) for p in PREDICTORS}
    n = np.unique(d.system).size
    picks = np.random.default_rng(seed).integers(0, max(n, 1), (RESAMPLES, max(n, 1)))
    return [_line(d, part, p, sums, picks) for p in PREDICTORS]


def _sums(d: Dyads, predictor: str) -> Floats:
    """Return for each system: couples in the right order, couples, summed log scores, pairs; shape (systems, 4)."""
    covariate = d.covariate(predictor)
    systems = np.unique(d.system)
    group = d.system if systems.size >= APART else d.respondent
    logs = log_scores(calibrated(covariate, d.again, group), d.again)
    couples = concordances(covariate, d.again, d.system)
    rest = np.array([[logs[d.system == s].sum(), (d.system == s).sum()] for s in systems]).reshape(-1, 2)
    return np.hstack([couples, rest])


def _line(d: Dyads, part: Part, predictor: str, sums: dict[str, Floats], picks: Ints) -> Line:
    own, model = sums[predictor], sums["model"]
    auc, logs = _ratio(own, 0), _ratio(own, 2)
    each = [(_ratio(m[None], 0), _ratio(o[None], 0)) for m, o in zip(model, own, strict=True) if m[1] > 0]
    return Line(
        part,
        predictor,
        d.again.size,
        int(d.again.sum()),
        auc,
        logs,
        _difference(model, own, picks, 0),
        _difference(model, own, picks, 2),
        sum(m > o for m, o in each),
        len(each),
    )


def _ratio(sums: Floats, column: int) -> float:
    """Return the pooled AUC (column 0) or mean log score (column 2)."""
    below = sums[:, column + 1].sum()
    return float(sums[:, column].sum() / below) if below > 0 else np.nan


def _difference(model: Floats, other: Floats, picks: Ints, column: int) -> Difference:
    value = _ratio(model, column) - _ratio(other, column)
    if model.shape[0] < FEW:
        return Difference(value, np.nan, np.nan)
    above = (model[picks, column] - other[picks, column]).sum(axis=1)
    below = model[picks, column + 1].sum(axis=1)
    drawn = above[below > 0] / below[below > 0]
    low, high = np.percentile(drawn, (2.5, 97.5)) if drawn.size else (np.nan, np.nan)
    return Difference(value, float(low), float(high))
