"""How many partners each organisation has, and how heavy that is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]


@compiled
def _count_ties(
    n: int, m: int, a: Ints, b: Ints, gone: Codes, cooperating: Codes, formal: Ints, n_informal: Ints, n_formal: Ints
) -> None:
    """Count partners tied by an agreement, and partners tied by cooperation only."""
    n_informal[:n] = 0
    n_formal[:n] = 0
    for r in range(m):
        if gone[r]:
            continue
        if formal[r] > 0:
            n_formal[a[r]] += 1
            n_formal[b[r]] += 1
        elif cooperating[r]:
            n_informal[a[r]] += 1
            n_informal[b[r]] += 1


@compiled
def _load(
    n: int,
    size: Floats,
    n_informal: Ints,
    n_formal: Ints,
    load: Floats,
    capacity: float,
    exponent: float,
    weight: float,
) -> None:
    """Load = (informal + weight x formal) / (capacity x exp(exponent x size))."""
    for i in range(n):
        ties = n_informal[i] + weight * n_formal[i]
        load[i] = ties / (capacity * math.exp(exponent * size[i])) if ties > 0.0 else 0.0


def count_ties(world: World) -> None:
    """Recount ties and loads (after anything that forms or ends them)."""
    o, r, p = world.organisations, world.relations, world.params["maintenance"]
    _count_ties(o.n, r.n, r["a"], r["b"], r["forgotten"], r["cooperating"], r["formal"], o["n_informal"], o["n_formal"])
    _load(
        o.n,
        o["size"],
        o["n_informal"],
        o["n_formal"],
        o["load"],
        p.tie_capacity,
        p.tie_capacity_exponent,
        p.formal_weight,
    )
