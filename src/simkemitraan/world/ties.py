"""Live ties and memberships, as they stand now, in the form that rules over them need.

The graph index is built once a month, before ties end and begin; what follows in the same month works with these lists
instead. Ties come in the order of the relation rows, memberships in the order of the partnership rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]

COOPERATION, AGREEMENT = 1, 2  # bits of ``Ties.bond``


@dataclass(frozen=True, slots=True)
class Ties:
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


@compiled
def _list_ties(
    m: int,
    a: Ints,
    b: Ints,
    gone: Codes,
    cooperating: Codes,
    formal: Ints,
    active: Codes,
    personal_a: Floats,
    personal_b: Floats,
    institutional_a: Floats,
    institutional_b: Floats,
    weight: float,
    row: Ints,
    ends: Ints,
    trust: Floats,
    bond: Codes,
) -> int:
    """List the ties between active organisations; returns how many there are."""
    n = 0
    for r in range(m):
        if gone[r] or not (cooperating[r] or formal[r] > 0) or not (active[a[r]] and active[b[r]]):
            continue
        row[n] = r
        ends[n, 0] = a[r]
        ends[n, 1] = b[r]
        trust[n, 0] = weight * personal_a[r] + (1.0 - weight) * institutional_a[r]
        trust[n, 1] = weight * personal_b[r] + (1.0 - weight) * institutional_b[r]
        bond[n] = (1 if cooperating[r] else 0) + (2 if formal[r] > 0 else 0)
        n += 1
    return n


def live_ties(world: World) -> Ties:
    """Return the ties between active organisations, with the trust that each end puts in the other.

    Parameters
    ----------
    world : World
        Trust mixes its two parts by *maintenance*'s ``personal_weight``.
    """
    r, o = world.relations, world.organisations
    row, ends = np.empty(r.n, np.int32), np.empty((r.n, 2), np.int32)
    trust, bond = np.empty((r.n, 2), np.float64), np.empty(r.n, np.int8)
    n = _list_ties(
        r.n,
        r["a"],
        r["b"],
        r["forgotten"],
        r["cooperating"],
        r["formal"],
        o["active"],
        r["personal_a"],
        r["personal_b"],
        r["institutional_a"],
        r["institutional_b"],
        world.params["maintenance"].personal_weight,
        row,
        ends,
        trust,
        bond,
    )
    return Ties(n, row, ends, trust, bond)


@compiled
def _list_memberships(n: int, m: int, size: Ints, member: Ints, first: Ints, partnership: Ints) -> None:
    """Write the partnerships of each organisation: entries ``first[i]:first[i + 1]``, in the order of their rows."""
    for p in range(m):
        for s in range(size[p]):
            first[member[p, s] + 2] += 1
    for i in range(n):
        first[i + 2] += first[i + 1]
    for p in range(m):
        for s in range(size[p]):
            i = member[p, s]
            partnership[first[i + 1]] = p
            first[i + 1] += 1


def memberships(world: World) -> tuple[Ints, Ints]:
    """Return ``first`` (n + 2) and ``partnership``: organisation ``i`` belongs to ``partnership[first[i]:first[i+1]]``."""
    p, n = world.partnerships, world.organisations.n
    first = np.zeros(n + 2, np.int32)
    partnership = np.empty(int(p.live("n_members").sum()), np.int32)
    _list_memberships(n, p.n, p["n_members"], p["member"], first, partnership)
    return first, partnership
