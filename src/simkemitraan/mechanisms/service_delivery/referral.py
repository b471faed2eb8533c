"""How families are passed on: from the door they knocked at, along one tie, into capacity that is otherwise wasted.

A provider's refused families (doors open in proportion to service hours) are split over its partners by trust; a referral
succeeds with a chance that rises with trust. The receiver takes no more than it has to spare: what it spends on families
whom others serve already.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.named import Numbers, View
from .coverage import Offer
from .hours import Effort
from .ties import Ties

Floats = NDArray[np.float64]


class Flows(NamedTuple):
    """Refused families on their way.

    Attributes
    ----------
    flow : ndarray, shape (ties, 2)
        Share of the refused families of a district that each end of a tie passes on to the other.
    inflow : ndarray, shape (organisations,)
        The shares that each gets.
    taken : ndarray, shape (organisations,)
        Needs that each has room for.
    """

    flow: Floats
    inflow: Floats
    taken: Floats


@compiled
def success(p: Numbers, trust: float) -> float:
    """Return the chance that a referral along a tie with ``trust`` succeeds; a desk follows families up."""
    chance = min(1.0, p.referral_base + p.referral_trust * trust)
    return float(min(1.0, chance * (1.0 + p.desk_gain * p.referral_desk)))


@compiled
def pass_on(w: View, p: Numbers, ties: Ties, effort: Effort, offer: Offer) -> Flows:
    """Work out what share of a district's refused families each tie passes on and each provider gets."""
    o, serves = w.organisations, effort.serves
    weight = np.zeros(o.n)
    flows = Flows(np.zeros((ties.n, 2)), np.zeros(o.n), np.zeros(o.n))
    for t in range(ties.n):
        i, j = ties.ends[t, 0], ties.ends[t, 1]
        if serves[i] and serves[j] and o.district[i] == o.district[j]:
            weight[i] += ties.trust[t, 0]
            weight[j] += ties.trust[t, 1]
    for t in range(ties.n):
        for side in range(2):
            i, j, trust = ties.ends[t, side], ties.ends[t, 1 - side], ties.trust[t, side]
            near = serves[i] and serves[j] and o.district[i] == o.district[j]
            if near and trust > 0.0 and o.hours[i] > 0.0:
                door = p.referral_share * o.hours[i] / offer.doors[o.district[i]]
                flows.flow[t, side] = door * trust / weight[i] * success(p, trust)
                flows.inflow[j] += flows.flow[t, side]
    return flows


@compiled
def serve(w: View, p: Numbers, effort: Effort, offer: Offer, flows: Flows) -> None:
    """Needs each provider serves: its part of what is covered, and referrals as far as its spare capacity goes."""
    o, d = w.organisations, w.districts
    for k in range(d.n):
        for f in range(w.fields):
            d.referred[k, f] = 0.0
    for i in range(o.n):
        served, k = 0.0, o.district[i]
        if effort.serves[i]:
            for f in range(w.fields):
                if offer.share[i, f] <= 0.0:
                    continue
                own = offer.share[i, f] * d.need[k, f]
                part = own * d.coverage[k, f] / d.supply[k, f]
                more = min(d.refused[k, f] * flows.inflow[i], max(0.0, own - part) / (1.0 + p.referral_cost))
                served += part + more
                flows.taken[i] += more
                d.referred[k, f] += more
                offer.share[i, f] = part + more
        o.served[i] = served


@compiled
def record(w: View, ties: Ties, flows: Flows) -> None:
    """Write the families referred along each tie, both ways."""
    r = w.relations
    for k in range(r.n):
        r.referrals[k] = 0.0
    for t in range(ties.n):
        for side in range(2):
            if flows.flow[t, side] > 0.0:
                j = ties.ends[t, 1 - side]
                r.referrals[ties.row[t]] += flows.taken[j] * flows.flow[t, side] / flows.inflow[j]
