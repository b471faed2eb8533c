"""Goodness of fit in the manner of RSiena: whether an observed network looks like one of the model's.

Each *aspect* of a network is a short vector of counts (degrees, distances, triads, partners in common, ties kept). The
observed vector is compared with those of simulated networks by its Mahalanobis distance, and p is the share of networks whose
distance is at least as large. Centre and covariance are those of all networks, the observed one among them: all are then treated
alike, so p is exactly uniform where the model is right (a Monte Carlo test). Lospinoso & Snijders (2019) take them from the
simulated ones alone, which is the same for many networks. A small p says that the model misses that aspect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import shortest_path

from ..validation.history import Bools, Floats, Ints

DEGREES, DISTANCES, SHARED = 8, 5, 3
ASPECTS = ("degrees", "distances", "triads", "shared", "lasting")


@dataclass(frozen=True, slots=True)
class Seen:
    """A network as the instrument shows it.

    Attributes
    ----------
    tied : ndarray of bool, shape (n, n)
        Whether the first named the second; either way counts as a tie here.
    nodes : ndarray of bool, shape (n,)
        Who exists: those who closed are left out, newcomers are in.
    before : ndarray of bool, shape (k, k)
        The network one wave earlier, of the first ``k`` nodes.
    """

    tied: Bools
    nodes: Bools
    before: Bools


@dataclass(frozen=True, slots=True)
class Fit:
    """One aspect.

    Attributes
    ----------
    aspect : str
        One of :data:`ASPECTS`.
    labels : tuple of str
        What each count is of.
    observed : ndarray of float, shape (counts,)
        The observed network.
    simulated : ndarray of float, shape (networks, counts)
        The simulated ones.
    distance : float
        Mahalanobis distance of the observed network.
    p : float
        Share of networks, the observed one included, that are at least as far off.
    """

    aspect: str
    labels: tuple[str, ...]
    observed: Floats
    simulated: Floats
    distance: float
    p: float


def fits(observed: Seen, simulated: Sequence[Seen]) -> list[Fit]:
    """Compare an observed network with simulated ones, aspect by aspect.

    Parameters
    ----------
    observed : Seen
        The network.
    simulated : sequence of Seen
        One for each replicate; twenty at the least say something, several hundred say it well.
    """
    mine, others = aspects(observed), [aspects(s) for s in simulated]
    return [_fit(name, mine[name], np.array([o[name] for o in others])) for name in ASPECTS]


def _fit(aspect: str, observed: Floats, simulated: Floats) -> Fit:
    distance, p = mahalanobis(observed, simulated)
    return Fit(aspect, LABELS[aspect], observed, simulated, distance, p)


def mahalanobis(observed: Floats, simulated: Floats) -> tuple[float, float]:
    """Return the distance of the observed vector from all vectors, and the Monte Carlo p.

    Parameters
    ----------
    observed : ndarray of float, shape (counts,)
        One vector.
    simulated : ndarray of float, shape (networks, counts)
        The others.
    """
    table = np.vstack([observed[None, :], simulated])
    away = table - table.mean(axis=0)
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(table, rowvar=False)), rcond=1e-9, hermitian=True)
    squares = np.einsum("ij,jk,ik->i", away, inverse, away)
    # counts that no network varies in have no part in the inverse: rounding decides nothing
    far = squares >= squares[0] - 1e-9 * max(1.0, float(squares[0]))
    return float(np.sqrt(max(squares[0], 0.0))), float(far.mean())


def aspects(network: Seen) -> dict[str, Floats]:
    """Return the counts of every aspect."""
    inside = np.flatnonzero(network.nodes)
    tied = (network.tied | network.tied.T)[np.ix_(inside, inside)]
    np.fill_diagonal(tied, False)
    found = {name: count(tied) for name, count in _COUNTS.items()}
    return {**found, "lasting": _lasting(network)}


def _degrees(tied: Bools) -> Floats:
    """Nodes with at most 0, 1, ... ties."""
    return _at_most(tied.sum(axis=0), range(DEGREES + 1))


def _distances(tied: Bools) -> Floats:
    """Pairs at a distance of at most 1, 2, ... steps."""
    if tied.shape[0] < 2:
        return np.zeros(DISTANCES)
    steps = shortest_path(tied.astype(np.float64), unweighted=True, directed=False)
    return _at_most(steps[np.triu_indices(tied.shape[0], 1)], range(1, DISTANCES + 1))


def _at_most(values: Floats | Ints, edges: range) -> Floats:
    return np.array([(values <= e).sum() for e in edges], np.float64)


def _triads(tied: Bools) -> Floats:
    """Triads with one, two and three ties; those with none follow from the number of nodes."""
    n, degree = tied.shape[0], tied.sum(axis=0)
    paths = float((degree * (degree - 1) / 2).sum())
    closed = float(np.trace(np.linalg.matrix_power(tied.astype(np.float64), 3)) / 6.0)
    two = paths - 3.0 * closed
    one = float(degree.sum()) / 2.0 * max(n - 2, 0) - 2.0 * two - 3.0 * closed
    return np.array([one, two, closed])


def _shared(tied: Bools) -> Floats:
    """Tied pairs with 0, 1, ... partners in common, then pairs that are not tied, with one and more."""
    common = tied.astype(np.int64) @ tied.astype(np.int64)
    upper = np.triu_indices(tied.shape[0], 1)
    count, pair = np.minimum(common[upper], SHARED), tied[upper]
    tie = np.bincount(count[pair], minlength=SHARED + 1)
    return np.concatenate([tie, np.bincount(count[~pair], minlength=SHARED + 1)[1:]]).astype(np.float64)


def _lasting(network: Seen) -> Floats:
    """Ties that lasted from the wave before, and ties that are new since (whatever did not last has ended)."""
    now = network.tied | network.tied.T
    then = np.zeros_like(now)
    k = network.before.shape[0]
    then[:k, :k] = network.before | network.before.T
    return np.array([(now & then).sum() / 2.0, (now & ~then).sum() / 2.0])


_COUNTS: dict[str, Callable[[Bools], Floats]] = {
    "degrees": _degrees,
    "distances": _distances,
    "triads": _triads,
    "shared": _shared,
}
LABELS: dict[str, tuple[str, ...]] = {
    "degrees": tuple(f"≤{k}" for k in range(DEGREES + 1)),
    "distances": tuple(f"≤{k}" for k in range(1, DISTANCES + 1)),
    "triads": ("1", "2", "3"),
    "shared": (*(f"{k}" for k in range(SHARED)), f"{SHARED}+", *(f"({k})" for k in range(1, SHARED)), f"({SHARED}+)"),
    "lasting": ("+", "*"),
}
