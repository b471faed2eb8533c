"""How families are passed on: from the door they knocked at, along one tie, into capacity that is otherwise wasted.

A provider's refused families (doors open in proportion to service hours) are split over its partners by trust; a referral
succeeds with a chance that rises with trust. The receiver takes no more than it has to spare: what it spends on families
whom others serve already.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .coverage import REFERRED

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]


@compiled
def pass_on(
    n: int,
    k: int,
    ends: Ints,
    trust: Floats,
    serves: Codes,
    district: Ints,
    hours: Floats,
    doors: Floats,
    weight: Floats,
    inflow: Floats,
    flow: Floats,
    p: Floats,
) -> None:
    """Share of a district's refused families that each tie passes on (``flow``) and each provider gets (``inflow``)."""
    share, base, slope, desk = p[0], p[1], p[2], p[3]
    for i in range(n):
        weight[i] = 0.0
        inflow[i] = 0.0
    for t in range(k):
        i = ends[t, 0]
        j = ends[t, 1]
        if serves[i] and serves[j] and district[i] == district[j]:
            weight[i] += trust[t, 0]
            weight[j] += trust[t, 1]
    for t in range(k):
        for side in range(2):
            i = ends[t, side]
            j = ends[t, 1 - side]
            flow[t, side] = 0.0
            if not (serves[i] and serves[j]) or district[i] != district[j] or trust[t, side] <= 0.0 or hours[i] <= 0.0:
                continue
            success = min(1.0, base + slope * trust[t, side])
            success += desk * (1.0 - success)
            flow[t, side] = share * hours[i] / doors[district[i]] * trust[t, side] / weight[i] * success
            inflow[j] += flow[t, side]


@compiled
def serve(
    n: int,
    fields: int,
    serves: Codes,
    district: Ints,
    share: Floats,
    need: Floats,
    coverage: Floats,
    supply: Floats,
    refused: Floats,
    inflow: Floats,
    taken: Floats,
    served: Floats,
    sums: Floats,
    cost: float,
) -> None:
    """Needs each provider serves: its part of what is covered, and referrals as far as its spare capacity goes."""
    for i in range(n):
        served[i] = 0.0
        taken[i] = 0.0
        if not serves[i]:
            continue
        d = district[i]
        for f in range(fields):
            if share[i, f] <= 0.0:
                continue
            own = share[i, f] * need[d, f]
            part = own * coverage[d, f] / supply[d, f]
            more = min(refused[d, f] * inflow[i], max(0.0, own - part) / (1.0 + cost))
            served[i] += part + more
            taken[i] += more
            sums[REFERRED, d, f] += more
            share[i, f] = part + more


@compiled
def record(k: int, row: Ints, ends: Ints, flow: Floats, inflow: Floats, taken: Floats, referrals: Floats) -> None:
    """Write the families referred along each tie, both ways."""
    for t in range(k):
        for side in range(2):
            if flow[t, side] > 0.0:
                j = ends[t, 1 - side]
                referrals[row[t]] += taken[j] * flow[t, side] / inflow[j]
