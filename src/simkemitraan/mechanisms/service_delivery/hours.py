"""What hours organisations have: for service, for outreach, idle, and lent to partners."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.named import Numbers, View
from ...world.schema import Kind
from .ties import COOPERATION, Ties

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

_COMPANY, _COMMUNITY = int(Kind.COMPANY), int(Kind.COMMUNITY)


class Effort(NamedTuple):
    """What organisations do with their time this month; service hours stand in ``organisations.hours``.

    Attributes
    ----------
    serves : ndarray of int8, shape (organisations,)
        Whether it serves families; companies do with what they give to families themselves.
    search, idle : ndarray, shape (organisations,)
        Hours of outreach, and hours that lie idle and can be lent.
    """

    serves: Codes
    search: Floats
    idle: Floats


@compiled
def net_hours(o: View, p: Numbers, i: int) -> float:
    """Return the hours of ``i`` that administration and ties leave."""
    saved = p.hub_share * p.hub_same_work if o.n_informal[i] + o.n_formal[i] > 0 else 0.0
    gross = o.staff[i] * p.hours_per_staff + o.volunteers[i] * p.hours_per_volunteer
    return float(max(0.0, gross * (1.0 - p.overhead * (1.0 - saved)) - o.tie_hours[i]))


@compiled
def share_out(w: View, p: Numbers) -> Effort:
    """Share out everybody's hours: service, outreach, and what lies idle."""
    o = w.organisations
    effort = Effort(np.zeros(o.n, np.int8), np.zeros(o.n), np.zeros(o.n))
    for i in range(o.n):
        o.hours[i] = 0.0
        if not o.active[i]:
            continue
        net = net_hours(o, p, i)
        if o.kind[i] == _COMPANY:
            effort.idle[i] = p.company_share * net
            continue
        effort.serves[i] = 1
        if o.kind[i] >= _COMMUNITY:
            effort.search[i] = p.outreach_share * net
        effort.idle[i] = p.lend_share * (net - effort.search[i])
        o.hours[i] = net - effort.search[i] - effort.idle[i]
    return effort


@compiled
def lend(w: View, ties: Ties, effort: Effort) -> None:
    """Lend idle hours along cooperation: to each partner in proportion to trust, never more than there is.

    Companies spend what nobody calls for on families themselves.
    """
    o, r = w.organisations, w.relations
    for k in range(r.n):
        r.loan[k] = 0.0
    weight = np.ones(o.n)  # 1 is the part nobody calls for
    for t in range(ties.n):
        for side in range(2):
            if ties.bond[t] & COOPERATION and effort.serves[ties.ends[t, 1 - side]]:
                weight[ties.ends[t, side]] += ties.trust[t, side]
    for t in range(ties.n):
        for side in range(2):
            i, j = ties.ends[t, side], ties.ends[t, 1 - side]
            if ties.bond[t] & COOPERATION and effort.serves[j]:
                lent = effort.idle[i] * ties.trust[t, side] / weight[i]
                o.hours[j] += lent
                r.loan[ties.row[t]] += lent
    for i in range(o.n):
        if o.active[i] and o.kind[i] == _COMPANY:
            o.hours[i] = effort.idle[i] / weight[i]
            effort.serves[i] = 1
