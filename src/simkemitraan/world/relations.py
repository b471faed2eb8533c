"""Pairs: how two organisations come to know each other, and what is fixed between them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled, inlined
from .draws import Purpose, draw2, normal
from .schema import NEVER
from .world import World

Floats = NDArray[np.float64]
_PAIR = int(Purpose.PAIR)
TRUST_LOW, TRUST_HIGH = 0.05, 0.95


@inlined
def culture_distance(culture: Floats, i: int, j: int) -> float:
    """Return the distance of two culture profiles, 0 (alike) to 1 (opposite pure types)."""
    total = 0.0
    for c in range(4):
        total += (culture[i, c] - culture[j, c]) ** 2
    return math.sqrt(0.5 * total)


@compiled
def _fill_pairs(
    first: int,
    n: int,
    seed: int,
    month: int,
    a: NDArray[np.int32],
    b: NDArray[np.int32],
    ids: NDArray[np.int64],
    culture: Floats,
    met: NDArray[np.int32],
    affinity: Floats,
    frailty: Floats,
    distance: Floats,
    trust_start: Floats,
    base: float,
    spread: float,
) -> None:
    """Write what is fixed for each new pair; its luck is keyed by the pair alone, whenever it meets."""
    for r in range(first, n):
        i, j = a[r], b[r]
        u, v = draw2(seed, _PAIR, 0, 0, ids[i], ids[j])
        w, _ = draw2(seed, _PAIR, 0, 1, ids[i], ids[j])
        affinity[r] = normal(u)
        frailty[r] = normal(v)
        distance[r] = culture_distance(culture, i, j)
        trust_start[r] = min(TRUST_HIGH, max(TRUST_LOW, base + spread * normal(w)))
        met[r] = month


def introduce(world: World, a: NDArray[np.int32], b: NDArray[np.int32], bonus: Floats | float = 0.0) -> slice:
    """Append a relation for each pair of rows (which must not know each other yet).

    Parameters
    ----------
    a, b : ndarray of int32, shape (pairs,)
        Rows; put in id order here. Pairs must come in a canonical order.
    bonus : float or ndarray, shape (pairs,)
        Added to the trust they begin with (shared partners vouch).

    Returns
    -------
    slice
        The new rows.
    """
    r, o = world.relations, world.organisations
    low, high = np.minimum(a, b), np.maximum(a, b)
    p = world.params["maintenance"]
    where = r.add(len(low), a=low, b=high, last_active=world.month, since=NEVER)
    _fill_pairs(
        where.start,
        r.n,
        world.seed,
        world.month,
        r["a"],
        r["b"],
        o["id"],
        o["culture"],
        r["met"],
        r["affinity"],
        r["frailty"],
        r["distance"],
        r["trust_start"],
        p.trust_start,
        p.trust_start_spread,
    )
    start = np.clip(r["trust_start"][where] + bonus, TRUST_LOW, TRUST_HIGH)
    r["trust_start"][where] = start
    for name in ("personal_a", "personal_b", "institutional_a", "institutional_b"):
        r[name][where] = start
    return where
