"""What one organisation makes of another: the terms of utility of a proposal, and consent.

Scalar pieces of the *formation* mechanism; ``beta`` is its vector of coefficients: 0 complement, 1 shared, 2 popularity,
3 trust, 4 past, 5 near, 6 same kind, 7 culture, 8 rivalry, 9 load, 10 forum, 11 trust in strangers, 12 weight of personal
trust, 13 consent, 14 load in consent, 15 doing nothing, 16 share of meetings across districts.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled, inlined
from .relations import culture_distance

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]


@inlined
def complement(priority: Floats, capability: Floats, i: int, j: int, fields: int) -> float:
    """Return how much better ``j`` is at what ``i`` cares about (0-1)."""
    total = 0.0
    for f in range(fields):
        total += priority[i, f] * max(0.0, capability[j, f] - capability[i, f])
    return total


@inlined
def rivalry(applied: Floats, i: int, j: int) -> float:
    """Return how much two organisations apply for the same money: sum of the smaller shares over funders."""
    total = 0.0
    for k in range(applied.shape[1]):
        total += min(applied[i, k], applied[j, k])
    return total


@inlined
def weigh(
    i: int,
    j: int,
    fields: int,
    common: int,
    capability: Floats,
    priority: Floats,
    culture: Floats,
    applied: Floats,
    beta: Floats,
    terms: Floats,
) -> float:
    """Write the terms of utility that are dear to compute (of ``j`` for ``i``); return the sum of all terms."""
    terms[0] = beta[0] * complement(priority, capability, i, j, fields)
    terms[1] = beta[1] * math.log(1.0 + common)
    terms[7] = -beta[7] * (culture_distance(culture, i, j) - 0.4)
    terms[8] = -beta[8] * rivalry(applied, i, j)
    total = 0.0
    for k in range(terms.size):
        total += terms[k]
    return total


@inlined
def glance(
    i: int,
    j: int,
    r: int,
    kind: Codes,
    place: Ints,
    district: Ints,
    forum: Codes,
    load: Floats,
    degree: Ints,
    known: tuple[Floats, Floats, Floats, Floats],
    a: Ints,
    beta: Floats,
    terms: Floats,
) -> tuple[float, float]:
    """Write the terms of utility that show at a glance; return their sum, and the trust of ``j`` in ``i``."""
    mine = beta[11]
    theirs = beta[11]
    past = 0.0
    if r >= 0:
        w = beta[12]
        side_a = w * known[0][r] + (1.0 - w) * known[2][r]
        side_b = w * known[1][r] + (1.0 - w) * known[3][r]
        mine, theirs = (side_a, side_b) if a[r] == i else (side_b, side_a)
        past = 1.0
    near = 1.0 if district[i] == district[j] and place[i] == place[j] else 0.0
    terms[2] = beta[2] * math.log(1.0 + degree[j]) if beta[2] > 0.0 else 0.0
    terms[3] = beta[3] * (mine - 0.5)
    terms[4] = beta[4] * past
    terms[5] = beta[5] * near + (beta[10] if forum[i] and forum[j] else 0.0)
    terms[6] = beta[6] if kind[i] == kind[j] else 0.0
    terms[9] = -beta[9] * load[j]
    return terms[2] + terms[3] + terms[4] + terms[5] + terms[6] + terms[9], theirs


@inlined
def common_partners(
    i: int, j: int, start: Ints, mid: Ints, neighbour: Ints, spot: Ints, stamp: NDArray[np.int64], token: int
) -> int:
    """Return the number of shared partners of ``i`` (whose neighbours are stamped) and ``j``."""
    count = 0
    for e in range(start[j], mid[j]):
        k = neighbour[e]
        if stamp[k] == token and spot[k] < mid[i]:
            count += 1
    return count


@compiled
def headroom(i: int, fields: int, ties: int, capability: Floats, priority: Floats, beta: Floats) -> float:
    """Return the most that the terms not seen at a glance can add for ``i``: nobody is better than fully capable."""
    own = 0.0
    for f in range(fields):
        own += priority[i, f] * capability[i, f]
    return float(beta[0] * (1.0 - own) + beta[1] * math.log(1.0 + ties) + 0.4 * beta[7])


@compiled
def prospects(room: float, popular: int, in_forum: int, beta: Floats) -> tuple[float, float]:
    """Return the most that the utility of a stranger, and of somebody known, can be: everything that speaks for them, no load."""
    common = room + beta[2] * math.log(1.0 + popular) + beta[5] + max(beta[6], 0.0) + (beta[10] if in_forum else 0.0)
    stranger = common + beta[3] * (beta[11] - 0.5)
    return stranger, max(stranger, common + 0.5 * beta[3] + beta[4])


@compiled
def luck_needed(gap: float) -> float:
    """Return a draw below which its Gumbel luck cannot make up for ``gap``, with a margin for rounding."""
    return math.exp(-math.exp(-gap)) - 1e-9


@compiled
def accepts(
    rule: int,
    u: float,
    utility: float,
    beta: Floats,
    common: int,
    theirs: float,
    distance_term: float,
    size: float,
    load: float,
    openness: float,
) -> bool:
    """Return whether the other side consents (rules: 0 confirm, 1 forcing, 2 joint)."""
    if rule == 1:
        return True
    value = beta[13] + 0.5 * beta[1] * math.log(1.0 + common) + beta[3] * (theirs - 0.5) + distance_term
    value += 0.5 * size + 0.3 * openness - beta[14] * load
    if rule == 2:
        value = 0.5 * (value + utility - beta[15])
    return u < 1.0 / (1.0 + math.exp(-value))
