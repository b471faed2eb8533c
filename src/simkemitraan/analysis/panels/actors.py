"""A small actor-oriented model of a network between two waves, fitted and simulated as a rival of the model.

Organisations that answered get chances, one after another, at a common rate (how much persists). At a chance an organisation may
drop one of its ties, add one, or leave all as it is, by a multinomial logit (Snijders 2001). A tie weighs: a constant (density), the
log of one plus the names the other received from third parties (popularity), partners in common (closure) and, where names are given
one way, whether the other named it (reciprocity). Where every tie is known, either side may add or drop it.

The five numbers are estimated by the method of moments with stochastic approximation: changed ties, ties, and the three sums over
ties at the second wave must be those observed in the systems used for fitting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...world.compiling import compiled
from ..validation.history import Bools, Floats, Ints

NAMES = ("rate", "density", "popularity", "closure", "reciprocity")
WORLDS = 6000  # simulated to predict: with a thousand, luck moves the ranking by as much as rivals differ
_ROUNDS, _EACH = 16, 40  # of the approximation, and worlds in each
_LOWEST = np.array([np.log(0.05), -12.0, -4.0, -4.0, -6.0])
_HIGHEST = np.array([np.log(60.0), 6.0, 6.0, 4.0, 8.0])
_NUDGE = np.array([0.15, 0.15, 0.15, 0.1, 0.2])


@dataclass(frozen=True, slots=True)
class Observed:
    """Two waves of ties, organisations in the order of their systems.

    Attributes
    ----------
    before, after : ndarray of bool, shape (n, n)
        Who named whom (both ways where every tie is known).
    system, fold : ndarray of int, shape (n,)
        System of each organisation (rising), and the group it is left out with.
    moves : ndarray of bool, shape (n,)
        Answered in both waves: its ties can change and are compared.
    directed : bool
        Names are given one way.
    """

    before: Bools
    after: Bools
    system: Ints
    fold: Ints
    moves: Bools
    directed: bool

    @property
    def blocks(self) -> Ints:
        """First row of each organisation's system and the row after its last, shape (n, 2)."""
        first = np.searchsorted(self.system, self.system)
        return np.stack([first, np.searchsorted(self.system, self.system, "right")], axis=1)


@compiled
def _weigh(x: Bools, i: int, block: Ints, received: Ints, theta: Floats, out: Floats) -> float:
    """Write what changing each tie of ``i`` would add to its aims; returns the largest (at least 0: no change)."""
    first, last = block[i, 0], block[i, 1]
    common = np.zeros(last - first)
    for h in range(first, last):
        if h != i and (x[i, h] or x[h, i]):
            for j in range(first, last):
                if x[h, j] or x[j, h]:
                    common[j - first] += 1.0
    top = 0.0
    for j in range(first, last):
        if j == i:
            out[j - first] = -1e300
            continue
        popular = np.log(1.0 + received[j] - (1 if x[i, j] else 0))
        value = theta[1] + theta[2] * popular + theta[3] * common[j - first] + theta[4] * (1.0 if x[j, i] else 0.0)
        out[j - first] = -value if x[i, j] else value
        top = max(top, out[j - first])
    return top


@compiled
def _live(x: Bools, block: Ints, movers: Ints, luck: Floats, theta: Floats, directed: bool) -> None:
    """Let movers take their chances, in place; two numbers of ``luck`` a chance: whose, and what it does."""
    received = x.sum(axis=0)
    values = np.zeros(x.shape[0])
    for k in range(luck.shape[0]):
        i = movers[int(luck[k, 0] * movers.size)]
        first, size = block[i, 0], block[i, 1] - block[i, 0]
        top = _weigh(x, i, block, received, theta, values)
        total = np.exp(-top)
        for c in range(size):
            values[c] = np.exp(values[c] - top)
            total += values[c]
        mark = luck[k, 1] * total
        for c in range(size):
            mark -= values[c]
            if mark < 0.0:
                _change(x, i, first + c, received, directed)
                break


@compiled
def _change(x: Bools, i: int, j: int, received: Ints, directed: bool) -> None:
    step = -1 if x[i, j] else 1
    x[i, j] = not x[i, j]
    received[j] += step
    if not directed:
        x[j, i] = x[i, j]
        received[i] += step


def moments(x: Bools, seen: Observed, rows: Bools) -> Floats:
    """Return changed ties, ties, and the sums over ties of popularity, partners in common and reciprocity, of ``rows``."""
    either = (x | x.T).astype(np.float64)
    popular = np.log1p(x.sum(axis=0)[None, :] - x)
    own = x[rows]
    weights = (popular[rows], (either[rows] @ either), x.T[rows])
    return np.array([(x != seen.before)[rows].sum(), own.sum(), *((own * w).sum() for w in weights)], np.float64)


def simulate(theta: Floats, seen: Observed, rng: np.random.Generator) -> Bools:
    """Return one network at the second wave, shape (n, n)."""
    x = seen.before.copy()
    movers = np.flatnonzero(seen.moves)
    chances = int(rng.poisson(np.exp(theta[0]) * movers.size)) if movers.size else 0
    _live(x, seen.blocks, movers, rng.random((chances, 2)), theta, seen.directed)
    return x


def fit(seen: Observed, fold: int, seed: int = 1) -> Floats:
    """Return the five numbers estimated on all organisations outside a group, shape (5,).

    Parameters
    ----------
    seen : Observed
        The two waves.
    fold : int
        Group left out.
    seed : int
        Seed of luck.
    """
    rows = seen.moves & (seen.fold != fold)
    free = np.array([True, True, True, True, seen.directed])
    target = moments(seen.after, seen, rows)
    theta, kept = _start(seen, rows), []
    rng = np.random.default_rng([seed, fold])
    for k in range(_ROUNDS):
        off, slopes = _slopes(theta, target, seen, rows, rng)
        theta = theta - _step(off, slopes, free) / max(1.0, (k - _ROUNDS // 2) / 2.0)
        theta = np.clip(theta, _LOWEST, _HIGHEST)
        kept.append(theta)
    return np.asarray(np.mean(kept[_ROUNDS // 2 :], axis=0))


def _start(seen: Observed, rows: Bools) -> Floats:
    changed = (seen.before != seen.after)[rows].sum() / max(int(rows.sum()), 1)
    first = np.array([np.log(max(1.5 * changed, 0.1)), -1.5, 0.0, 0.0, 0.0])
    return np.asarray(np.clip(first, _LOWEST, _HIGHEST))


def _slopes(
    theta: Floats, target: Floats, seen: Observed, rows: Bools, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return how far the mean moments are off, and their slopes in each number (the same luck on both sides)."""
    seeds = rng.integers(0, 2**62, _EACH)

    def mean(at: Floats) -> Floats:
        worlds = (simulate(at, seen, np.random.default_rng(s)) for s in seeds)
        return np.asarray(np.mean([moments(x, seen, rows) for x in worlds], axis=0))

    centre = mean(theta)
    columns = [(mean(theta + nudge) - centre) / nudge.sum() for nudge in np.diag(_NUDGE)]
    return centre - target, np.stack(columns, axis=1)


def _step(off: Floats, slopes: Floats, free: Bools) -> Floats:
    """Return the Newton step over the free numbers, damped towards none, at most 0.7 in each."""
    scale = np.maximum(np.abs(slopes).max(axis=1), 1e-9)
    a = (slopes / scale[:, None])[np.ix_(free, free)]
    step = np.zeros(off.size)
    step[free] = np.linalg.solve(a.T @ a + 1e-3 * np.eye(a.shape[1]), a.T @ (off / scale)[free])
    return np.asarray(np.clip(step, -0.7, 0.7))


def predict(theta: Floats, seen: Observed, worlds: int = WORLDS, seed: int = 2) -> Floats:
    """Return the share of simulated worlds in which each pair is tied at the second wave, shape (n, n)."""
    rng = np.random.default_rng(seed)
    total = np.zeros(seen.before.shape)
    for _ in range(worlds):
        total += simulate(theta, seen, rng)
    return total / worlds


def left_out(seen: Observed, worlds: int = WORLDS, seed: int = 1) -> tuple[Floats, Floats]:
    """Fit without each group in turn and predict all pairs from each fit.

    Returns
    -------
    ndarray, shape (groups, 5)
        The numbers.
    ndarray, shape (groups, n, n)
        Shares of worlds with a tie.
    """
    folds = np.unique(seen.fold)
    numbers = np.stack([fit(seen, int(f), seed) for f in folds])
    return numbers, np.stack([predict(theta, seen, worlds, seed + 1) for theta in numbers])
