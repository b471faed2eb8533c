"""Scores predictions of ties pair by pair, against simple predictors and against rivals fitted to the same panel.

Ranking is judged by the AUC: the chance that a pair that became tied was given a higher score than one of the same system
that did not (ties count half), pooled over systems by summing both counts. Sharpness is judged by the log score, the mean
natural logarithm of the probability given to what happened. So that no predictor gains by knowing the level of the next
wave, each is turned into a probability in the same way: a logistic regression on its own covariates, fitted in the *other*
groups (leave one out). Groups are systems; five groups of organisations that named, where there are fewer than three systems.
Predictors of several terms are ranked by what that regression says, never by one fitted to the pairs that are judged.

*Calibration* is the slope of a logistic regression of what happened on the log-odds given by those probabilities: 1 where they
mean what they say, below 1 where they are too sure.

Differences between the model and another predictor are paired (the same pairs) and get a bootstrap interval over systems.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

import numpy as np
from scipy.stats import rankdata

from ..validation.history import Bools, Floats, Ints
from ..validation.instruments import logit

Part = Literal["formation", "persistence", "all"]
PARTS: tuple[Part, ...] = ("formation", "persistence", "all")
SIMPLE = ("density", "popularity", "persistence")
ONLY_OVER_ALL = ("persistence", "past_popularity")  # within new or kept ties the past says nothing
RESAMPLES = 4000
APART = 3  # systems, below which a predictor's level is learnt from other organisations, not from other systems
GROUPS = 5  # of organisations, left out in turn where there are fewer systems
BINS = 5  # of a calibration curve
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
    without : ndarray of float, shape (groups, pairs)
        The same by the numbers estimated without each group; no rows where the numbers are the same for all.
    rivals : mapping of str to ndarray of float, shape (1 or groups, pairs, terms)
        What further predictors go by; one layer for each group left out, or one for all.
    group : ndarray of int, shape (pairs,)
        Which group each pair is left out with, from 0; by default :func:`groups`.
    """

    system: Ints
    respondent: Ints
    tied: Bools
    again: Bools
    popularity: Floats
    chance: Floats
    rivals: Mapping[str, Floats] = field(default_factory=dict)
    group: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    without: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def __post_init__(self) -> None:
        """Fill in the groups."""
        if self.group.size != self.system.size:
            object.__setattr__(self, "group", groups(self.system, self.respondent))

    @property
    def predictors(self) -> tuple[str, ...]:
        """The model, the simple predictors, and the rivals there are."""
        return ("model", *SIMPLE, *self.rivals)

    def beside(self, rivals: Mapping[str, Floats]) -> Dyads:
        """Return the same pairs with rivals."""
        return replace(self, rivals=rivals)

    def part(self, part: Part) -> Dyads:
        """Return the pairs that could form a tie, those that could keep one, or all."""
        if part == "all":
            return self
        keep = self.tied if part == "persistence" else ~self.tied
        columns = {f.name: getattr(self, f.name)[keep] for f in fields(self) if f.name not in ("rivals", "without")}
        rivals = {name: x[:, keep] for name, x in self.rivals.items()}
        return Dyads(**columns, rivals=rivals, without=self.without[:, keep] if self.without.size else self.without)

    def covariates(self, predictor: str) -> Floats:
        """Return what a predictor goes by, shape (1 or groups, pairs, terms)."""
        if predictor in self.rivals:
            return self.rivals[predictor]
        if predictor == "model":
            p = np.clip(self.without if self.without.size else self.chance[None], _EDGE, 1.0 - _EDGE)
            return np.asarray(np.log(p / (1.0 - p)))[:, :, None]
        if predictor == "popularity":
            return np.log1p(self.popularity)[None, :, None]
        column = self.tied.astype(np.float64) if predictor == "persistence" else np.zeros(self.tied.size)
        return column[None, :, None]


def groups(system: Ints, respondent: Ints) -> Ints:
    """Return which group each is left out with: its system; one of five groups of organisations, if there are few systems."""
    found, code = np.unique(system, return_inverse=True)
    return code.astype(np.int64) if found.size >= APART else respondent % GROUPS


@dataclass(frozen=True, slots=True)
class Difference:
    """The model's score less that of another predictor, with its 95 % interval (nan where there are too few systems)."""

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
    slope : float
        Calibration: 1 where probabilities mean what they say; nan where they do not vary.
    curve : tuple of (int, float, float)
        Pairs, mean probability and share of hits in five classes of probability, the lowest first.
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
    slope: float
    curve: tuple[tuple[int, float, float], ...]


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


def calibrated(covariates: Floats, hit: Bools, group: Ints) -> Floats:
    """Return probabilities by logistic regression on covariates, each group's fitted in all other groups.

    Parameters
    ----------
    covariates : ndarray of float, shape (pairs,) or (1 or groups, pairs, terms)
        What the predictor goes by.
    hit : ndarray of bool, shape (pairs,)
        What happened.
    group : ndarray of int, shape (pairs,)
        Which group each pair is left out with.
    """
    x = covariates[None, :, None] if covariates.ndim == 1 else covariates
    out = np.empty(hit.size)
    for g in np.unique(group):
        own = group == g
        out[own] = _foretold(x[g if x.shape[0] > 1 else 0], hit, own)
    return np.clip(out, _EDGE, 1.0 - _EDGE)


def _foretold(x: Floats, hit: Bools, own: Bools) -> Floats:
    """Return the probabilities of a group's own pairs by a regression fitted on all others.

    Several terms are standardised and shrunk as if by one pair's worth of evidence against each, so that a rival is not beaten
    for having too many.
    """
    if own.all():
        return np.full(own.sum(), 0.5)
    spread = x[~own].std(axis=0)
    moving = spread > 0.0
    z = (x[:, moving] - x[~own][:, moving].mean(axis=0)) / spread[moving]
    z = np.hstack([np.ones((hit.size, 1)), z])
    ridge = np.r_[1e-6, np.full(z.shape[1] - 1, 1.0 if x.shape[1] > 1 else 1e-6)]
    beta = logit(z[~own], hit[~own].astype(np.float64), ridge)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(z[own] @ beta, -30.0, 30.0))))


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
    chances = {p: calibrated(d.covariates(p), d.again, d.group) for p in d.predictors}
    sums = {p: _sums(d, p, chances[p]) for p in d.predictors}
    n = np.unique(d.system).size
    picks = np.random.default_rng(seed).integers(0, max(n, 1), (RESAMPLES, max(n, 1)))
    return [_line(d, part, p, sums, picks, chances[p]) for p in d.predictors]


def _sums(d: Dyads, predictor: str, chance: Floats) -> Floats:
    """Return for each system: couples in the right order, couples, summed log scores, pairs; shape (systems, 4)."""
    systems = np.unique(d.system)
    logs = log_scores(chance, d.again)
    couples = concordances(_score(d, predictor, chance), d.again, d.system)
    rest = np.array([[logs[d.system == s].sum(), (d.system == s).sum()] for s in systems]).reshape(-1, 2)
    return np.hstack([couples, rest])


def _score(d: Dyads, predictor: str, chance: Floats) -> Floats:
    """Return what a predictor ranks by: its one covariate as it is, several by what the regression makes of them."""
    x = d.covariates(predictor)
    if x.shape[2] > 1:
        return chance
    return np.asarray(x[np.minimum(d.group, x.shape[0] - 1), np.arange(d.again.size), 0])


def calibration(chance: Floats, score: Floats, hit: Bools) -> tuple[float, tuple[tuple[int, float, float], ...]]:
    """Return the slope of what happened on the log-odds given, and the curve: pairs, mean probability, share of hits.

    A predictor whose ``score`` says the same of all pairs has no slope.
    """
    odds = np.log(chance / (1.0 - chance))
    slope = np.nan
    if hit.size and np.ptp(score) > 1e-9 and 0 < hit.sum() < hit.size:
        slope = float(logit(np.stack([np.ones(odds.size), odds], axis=1), hit.astype(np.float64))[1])
    classes = np.array_split(np.argsort(chance, kind="stable"), BINS)
    curve = tuple((c.size, float(chance[c].mean()), float(hit[c].mean())) for c in classes if c.size)
    return slope, curve


def _line(d: Dyads, part: Part, predictor: str, sums: dict[str, Floats], picks: Ints, chance: Floats) -> Line:
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
        *calibration(chance, _score(d, predictor, chance), d.again),
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
