"""Instruments: how the patterns of the evidence are read off a simulated network, the way the studies read theirs.

A survey does not see ties; it sees the few names that a respondent writes down, and one answer on trust. The
simulated surveys here draw from the purpose *SURVEY*, which no mechanism reads.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...indicators.network import Network
from ...world.draws import Purpose, block, draw, normal, poisson
from .history import Bools, Floats, Ints, Wave

_SURVEY = int(Purpose.SURVEY)
_NUMBER, _RECALL, _TRUST, _NULL = range(4)
CONTACT_EDGES = (0.08, 0.6, 2.0)  # meetings a month: none, quarterly, monthly, weekly


@dataclass(frozen=True, slots=True)
class NameGenerator:
    """A survey question *whom do you work with?*, answered with a few names.

    Attributes
    ----------
    mean : float
        Mean of the Poisson number of names a respondent is ready to give. The estuary survey shows 1.4 and 1.8 names
        in its two waves, and no correlation between the numbers one respondent gave in both: drawn anew each wave.
    most : int
        Largest number of names.
    noise : float
        Standard deviation of the log of recall: partners are named in the order of meetings x recall.
    """

    mean: float = 1.8
    most: int = 7
    noise: float = 0.5

    def named(self, wave: Wave, rows: Ints, seed: int) -> Bools:
        """Return who names whom among ``rows``, shape (respondents, respondents).

        Parameters
        ----------
        wave : Wave
            The network.
        rows : ndarray of int64, shape (respondents,)
            The roster: rows of those who are asked and who can be named.
        seed : int
            Seed of the replicate.
        """
        score = self._scores(wave, rows, seed)
        rank = np.argsort(np.argsort(-score, axis=1, kind="stable"), axis=1)
        numbers = [self._number(seed, wave.month, int(i)) for i in wave.ids[rows]]
        return np.asarray((rank < np.array(numbers)[:, None]) & np.isfinite(score))

    def _number(self, seed: int, month: int, respondent: int) -> int:
        if math.isinf(self.mean):
            return self.most
        return min(self.most, poisson(draw(seed, _SURVEY, month, _NUMBER, respondent, 0), self.mean))

    def _scores(self, wave: Wave, rows: Ints, seed: int) -> Floats:
        """Return how readily each partner comes to mind; minus infinity for those who are no partners."""
        score = np.full((rows.size, rows.size), -np.inf)
        place = np.full(wave.n, -1)
        place[rows] = np.arange(rows.size)
        for r in np.flatnonzero(wave.tied & (place[wave.a] >= 0) & (place[wave.b] >= 0)):
            for i, j in ((wave.a[r], wave.b[r]), (wave.b[r], wave.a[r])):
                value = math.log(wave.meetings[r] + 0.01)
                if self.noise > 0.0:
                    u = draw(seed, _SURVEY, wave.month, _RECALL, int(wave.ids[i]), int(wave.ids[j]))
                    value += self.noise * normal(u)
                score[place[i], place[j]] = value
        return score


def reported_trust(wave: Wave, seed: int, error: float = 0.13) -> Floats:
    """Return one answer per organisation on its trust in its partners, 0 to 1; nan for those who have none.

    Parameters
    ----------
    wave : Wave
        The network.
    seed : int
        Seed of the replicate.
    error : float
        Standard deviation of the survey's error; the trustor effect comes from the wave.
    """
    total, ties = np.zeros(wave.n), np.maximum(wave.degree(wave.tied), 1)
    for side, ends in enumerate((wave.a, wave.b)):
        total += np.bincount(ends[wave.tied], weights=wave.trust[wave.tied, side], minlength=wave.n)
    answers = total / ties + wave.trustor
    if error > 0.0:
        answers += error * np.array([normal(draw(seed, _SURVEY, wave.month, _TRUST, int(i), 0)) for i in wave.ids])
    asked = wave.active & (wave.degree(wave.tied) > 0)
    return np.where(asked, np.clip(answers, 0.0, 1.0), np.nan)


def contact_class(meetings: Floats) -> Ints:
    """Return 0 none, 1 quarterly, 2 monthly, 3 weekly for meetings a month."""
    return np.digitize(meetings, CONTACT_EDGES).astype(np.int64)


def among(wave: Wave, pairs: Bools, rows: Ints) -> Network:
    """Return the network of the given pairs among ``rows``; every row is a node, tied or not."""
    place = np.full(wave.n, -1, np.int32)
    place[rows] = np.arange(rows.size, dtype=np.int32)
    inside = pairs & (place[wave.a] >= 0) & (place[wave.b] >= 0)
    return Network(rows.astype(np.intp), place[wave.a[inside]], place[wave.b[inside]])


def giant(network: Network) -> Network:
    """Return the largest component as a network of its own."""
    if network.n == 0:
        return network
    inside = network.component == np.bincount(network.component).argmax()
    place = (np.cumsum(inside) - 1).astype(np.int32)
    kept = inside[network.a]
    return Network(network.nodes[inside], place[network.a[kept]], place[network.b[kept]])


def generator(seed: int, month: int, number: int) -> np.random.Generator:
    """Return a random generator for the ``number``-th null model of a wave."""
    word = block(seed, _SURVEY, month, _NULL, number, 0)[0]
    return np.random.default_rng(int(word))


def random_graph(network: Network, rng: np.random.Generator) -> Network:
    """Return a network with the same nodes and number of ties, placed at random."""
    first, second = np.triu_indices(network.n, 1)
    chosen = rng.choice(first.size, network.m, replace=False)
    return Network(network.nodes, first[chosen].astype(np.int32), second[chosen].astype(np.int32))


def rewired(network: Network, rng: np.random.Generator, sweeps: int = 10) -> Network:
    """Return a network with the same degrees, rewired by double edge swaps (``sweeps`` attempts per tie).

    A swap that would make a loop or a double tie is not done and counts as an attempt, so that the walk is uniform
    over simple graphs (Fosdick, Larremore, Nishimura & Ugander 2018).
    """
    ends = np.stack([network.a, network.b], axis=1).tolist()
    present = {(min(i, j), max(i, j)) for i, j in ends}
    if len(ends) < 2:
        return network
    attempts = rng.integers(0, len(ends), (sweeps * len(ends), 2))
    for (x, y), turned in zip(attempts.tolist(), (rng.random(len(attempts)) < 0.5).tolist(), strict=True):
        (i, j), (k, m) = ends[x], ends[y]
        if turned:
            k, m = m, k
        new = (min(i, m), max(i, m)), (min(k, j), max(k, j))
        if x == y or i == m or k == j or new[0] == new[1] or new[0] in present or new[1] in present:
            continue
        present -= {(min(i, j), max(i, j)), (min(k, m), max(k, m))}
        present |= set(new)
        ends[x], ends[y] = [i, m], [k, j]
    table = np.array(ends, np.int32)
    return Network(network.nodes, table[:, 0].copy(), table[:, 1].copy())


Null = Callable[[Network, np.random.Generator], Network]


def small_world(network: Network, null: Null, rngs: list[np.random.Generator]) -> float:
    """Return Q = (clustering / clustering of the null) / (path length / path length of the null), on giant components.

    Parameters
    ----------
    network : Network
        The network.
    null : callable
        :func:`random_graph` or :func:`rewired`.
    rngs : list of Generator
        One for each null network over which clustering and path length are averaged.
    """
    whole = giant(network)
    nulls = [giant(null(whole, rng)) for rng in rngs]
    clustering = float(np.mean([g.clustering() for g in nulls]))
    path = float(np.mean([g.path_length() for g in nulls]))
    if clustering <= 0.0 or not path > 0.0:
        return math.nan
    return whole.clustering() / clustering / (whole.path_length() / path)


def odds_ratio(hits: float, misses: float, other_hits: float, other_misses: float) -> float:
    """Return the odds ratio of a two by two table, half a count added to each cell."""
    return (hits + 0.5) * (other_misses + 0.5) / ((misses + 0.5) * (other_hits + 0.5))


def logit(x: Floats, y: Floats, ridge: float | Floats = 1e-6) -> Floats:
    """Return the coefficients of a logistic regression (Newton's method).

    Parameters
    ----------
    x : ndarray of float, shape (rows, terms)
        Covariates, the constant included.
    y : ndarray of float, shape (rows,)
        0 or 1.
    ridge : float, or ndarray of float, shape (terms,)
        Penalty on squared coefficients; a small one keeps a separable sample finite.
    """
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30.0, 30.0)))
        curve = (x * (p * (1.0 - p))[:, None]).T @ x + np.diag(np.broadcast_to(ridge, beta.shape))
        step = np.linalg.solve(curve, x.T @ (y - p) - ridge * beta)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def matrix(network: Network) -> NDArray[np.int64]:
    """Return the adjacency matrix, shape (n, n)."""
    out = np.zeros((network.n, network.n), np.int64)
    out[network.a, network.b] = out[network.b, network.a] = 1
    return out
