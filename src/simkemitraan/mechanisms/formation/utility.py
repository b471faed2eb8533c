"""What one organisation makes of another: the terms of utility, and bounds that spare computing them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.named import Numbers, View
from ...world.relations import culture_distance
from ...world.schema import TERMS
from ...world.trust import trust_of_a, trust_of_b

Floats = NDArray[np.float64]
N_TERMS = len(TERMS)
APPEAL_OF_SIZE = 0.5  # how much a standard deviation of size adds to lasting appeal
COMPLEMENT, SHARED, POPULARITY, TRUST, PAST, NEAR, SAME_KIND, CULTURE, RIVALRY, LOAD = range(N_TERMS)


@compiled
def complement(o: View, i: int, j: int) -> float:
    """Return how much better ``j`` is at what ``i`` cares about (0-1)."""
    total = 0.0
    for f in range(o.priority.shape[1]):
        total += o.priority[i, f] * max(0.0, o.capability[j, f] - o.capability[i, f])
    return total


@compiled
def rivalry(applied: Floats, i: int, j: int) -> float:
    """Return how much two organisations apply for the same money: sum of the smaller shares over funders."""
    total = 0.0
    for k in range(applied.shape[1]):
        total += min(applied[i, k], applied[j, k])
    return total


@compiled
def pull(o: View, p: Numbers, j: int) -> float:
    """Return how much ``j`` attracts anybody: its partners, and its lasting appeal with its size (a receiver effect)."""
    value = 0.0
    if p.popularity > 0.0:
        value += p.popularity * math.log(1.0 + (o.n_informal[j] + o.n_formal[j]))
    if p.appeal > 0.0:
        value += p.appeal * (o.appeal[j] + APPEAL_OF_SIZE * o.size[j])
    return value


@compiled
def most_pull(o: View, p: Numbers) -> float:
    """Return the largest pull of anybody."""
    most = -math.inf
    for i in range(o.n):
        most = max(most, pull(o, p, i))
    return most


@compiled
def visible_utility(w: View, p: Numbers, i: int, j: int, pair: int, terms: Floats) -> tuple[float, float]:
    """Write the terms of the utility of ``j`` for ``i`` that are cheap to compute.

    Parameters
    ----------
    pair : int
        Their relation row, -1 for strangers.
    terms : ndarray, shape (N_TERMS,)
        Written.

    Returns
    -------
    tuple of float
        The sum of these terms, and the trust of ``j`` in ``i``.
    """
    o, r = w.organisations, w.relations
    mine = theirs = w.maintenance.trust_start
    past = 0.0
    if pair >= 0:
        weight = w.maintenance.personal_weight
        mine, theirs = trust_of_a(r, pair, weight), trust_of_b(r, pair, weight)
        if r.a[pair] != i:
            mine, theirs = theirs, mine
        past = 1.0
    near = 1.0 if o.district[i] == o.district[j] and o.place[i] == o.place[j] else 0.0
    terms[POPULARITY] = pull(o, p, j)
    terms[TRUST] = p.trust * (mine - 0.5)
    terms[PAST] = p.past * past
    terms[NEAR] = p.near * near + (p.forum_bonus if o.forum[i] and o.forum[j] else 0.0)
    terms[SAME_KIND] = p.same_kind if o.kind[i] == o.kind[j] else 0.0
    terms[LOAD] = -p.load * o.load[j]
    cheap = terms[POPULARITY] + terms[TRUST] + terms[PAST] + terms[NEAR] + terms[SAME_KIND] + terms[LOAD]
    return cheap, theirs


@compiled
def full_utility(w: View, p: Numbers, i: int, j: int, common: int, terms: Floats) -> float:
    """Write the other terms of the utility of ``j`` for ``i``; return the sum of all (``common``: shared partners)."""
    o = w.organisations
    terms[COMPLEMENT] = p.complement * complement(o, i, j)
    terms[SHARED] = p.shared * math.log(1.0 + common)
    terms[CULTURE] = -p.culture * (culture_distance(o.culture, i, j) - 0.4)
    terms[RIVALRY] = -p.rivalry * rivalry(o.applied, i, j)
    total = 0.0
    for k in range(terms.size):
        total += terms[k]
    return total


@compiled
def most_unseen(w: View, p: Numbers, i: int) -> float:
    """Return the most that the terms left out by :func:`visible_utility` can add: nobody is better than fully capable."""
    o, g, own = w.organisations, w.graph, 0.0
    for f in range(w.fields):
        own += o.priority[i, f] * o.capability[i, f]
    return float(p.complement * (1.0 - own) + p.shared * math.log(1.0 + (g.mid[i] - g.start[i])) + 0.4 * p.culture)


@compiled
def utility_bounds(w: View, p: Numbers, i: int, unseen: float, most_pull: float) -> tuple[float, float]:
    """Return the most that a stranger, and that somebody known, can be worth to ``i``: all that speaks for them, no load.

    Parameters
    ----------
    unseen : float
        Of :func:`most_unseen`.
    most_pull : float
        The largest :func:`pull` of anybody.
    """
    best = unseen + most_pull + p.near + max(p.same_kind, 0.0)
    best += p.forum_bonus if w.organisations.forum[i] else 0.0
    stranger = best + p.trust * (w.maintenance.trust_start - 0.5)
    return stranger, max(stranger, best + 0.5 * p.trust + p.past)


@compiled
def min_winning_draw(gap: float) -> float:
    """Return a draw below which its Gumbel quantile cannot make up for ``gap``, with a margin for rounding."""
    return math.exp(-math.exp(-gap)) - 1e-9
