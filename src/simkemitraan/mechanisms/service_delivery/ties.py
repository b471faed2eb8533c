"""Live ties and memberships, as they stand now, in the form that rules over them need.

The graph index is built once a month, before ties end and begin; what follows in the same month works with these lists
instead. Ties come in the order of the relation rows, memberships in the order of the partnership rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.named import View
from ...world.trust import trust_of_a, trust_of_b

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]

COOPERATION, AGREEMENT = 1, 2  # bits of ``Ties.bond``


class Ties(NamedTuple):
    """Ties between active organisations; only the first ``n`` entries mean anything.

    Attributes
    ----------
    n : int
        Number of ties.
    row : ndarray of int32
        Relation row of each.
    ends : ndarray of int32, shape (..., 2)
        Rows of the two organisations.
    trust : ndarray of float64, shape (..., 2)
        Trust of the first in the second, and of the second in the first.
    bond : ndarray of int8
        ``COOPERATION``, ``AGREEMENT`` or both bits.
    """

    n: int
    row: Ints
    ends: Ints
    trust: Floats
    bond: Codes


class Memberships(NamedTuple):
    """Partnerships of each organisation: ``partnership[first[i]:first[i + 1]]``, in the order of their rows."""

    first: Ints
    partnership: Ints


@compiled
def list_ties(w: View) -> Ties:
    """Return the ties between active organisations, with the trust that each end puts in the other."""
    r, active, weight = w.relations, w.organisations.active, w.maintenance.personal_weight
    row, ends = np.empty(r.n, np.int32), np.empty((r.n, 2), np.int32)
    trust, bond = np.empty((r.n, 2), np.float64), np.empty(r.n, np.int8)
    n = 0
    for k in range(r.n):
        tied = r.cooperating[k] or r.formal[k] > 0
        if r.forgotten[k] or not tied or not (active[r.a[k]] and active[r.b[k]]):
            continue
        row[n] = k
        ends[n, 0], ends[n, 1] = r.a[k], r.b[k]
        trust[n, 0], trust[n, 1] = trust_of_a(r, k, weight), trust_of_b(r, k, weight)
        bond[n] = (COOPERATION if r.cooperating[k] else 0) + (AGREEMENT if r.formal[k] > 0 else 0)
        n += 1
    return Ties(n, row, ends, trust, bond)


@compiled
def list_memberships(w: View) -> Memberships:
    """Return the partnerships of each organisation."""
    q, n = w.partnerships, w.organisations.n
    first, entries = np.zeros(n + 2, np.int32), 0
    for k in range(q.n):
        for s in range(q.n_members[k]):
            first[q.member[k, s] + 2] += 1
            entries += 1
    for i in range(n):
        first[i + 2] += first[i + 1]
    partnership = np.empty(entries, np.int32)
    for k in range(q.n):
        for s in range(q.n_members[k]):
            i = q.member[k, s]
            partnership[first[i + 1]] = k
            first[i + 1] += 1
    return Memberships(first, partnership)
