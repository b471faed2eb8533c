"""The end of cooperation: a hazard, and the reason that it gave."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.draws import Purpose, draw, monthly
from ...world.graph import shared
from ...world.ledger import leader_is_new
from ...world.named import Numbers, View
from ...world.schema import Reason
from ...world.trust import mean_trust
from .reasons import pick_reason

Floats = NDArray[np.float64]

# What raised the hazard, in the order of the weights; the first also stands for what nothing raised.
_REASONS = (
    int(Reason.DRIFT),
    int(Reason.LEADER),
    int(Reason.CONFLICT),
    int(Reason.CAPACITY),
    int(Reason.DISTRUST),
    int(Reason.PRIORITIES),
)
_DRIFT, _LEADER, _CONFLICT, _CAPACITY, _DISTRUST, _PRIORITIES = range(len(_REASONS))
_MOST_OVERLOAD = 2.0
_CLOSURE, _DORMANT = int(Reason.CLOSURE), int(Reason.DORMANT)


@compiled
def diverging_priorities(priority: Floats, i: int, j: int) -> float:
    """Return how far two priority profiles are apart: 1 - sum of the smaller shares."""
    common = 0.0
    for f in range(priority.shape[1]):
        common += min(priority[i, f], priority[j, f])
    return 1.0 - common


@compiled
def _excess_load(o: View, i: int, j: int) -> float:
    """Return by how much the loads of both sides lie above their capacity."""
    return float(min(_MOST_OVERLOAD, max(0.0, o.load[i] - 1.0) + max(0.0, o.load[j] - 1.0)))


@compiled
def _weigh(w: View, p: Numbers, k: int, terms: Floats) -> float:
    """Write what each reason adds to the log hazard of cooperation ``k``; return the sum with what has no reason.

    Left out are the two terms that are dear to compute: diverging priorities and shared partners.
    """
    o, r = w.organisations, w.relations
    i, j = r.a[k], r.b[k]
    terms[_DISTRUST] = -p.informal_trust * (mean_trust(r, k, w.maintenance.personal_weight) - 0.6)
    terms[_LEADER] = p.informal_leader * (leader_is_new(w, i) + leader_is_new(w, j))
    terms[_CONFLICT] = p.informal_strain * r.strain[k]
    terms[_CAPACITY] = p.informal_overload * _excess_load(o, i, j)
    z = terms[_DISTRUST] + terms[_LEADER] + terms[_CONFLICT] + terms[_CAPACITY] + p.informal_frailty * r.frailty[k]
    partners = max(o.n_informal[i] + o.n_formal[i], o.n_informal[j] + o.n_formal[j])
    z -= p.informal_popularity * (math.log(1.0 + partners) - 2.5)
    z -= p.informal_age * math.log((6.0 + w.month - r.since[k]) / 30.0)
    if r.formal[k] > 0:
        z -= p.informal_cover
    return float(z)


@compiled
def _reason_to_end(w: View, p: Numbers, k: int, terms: Floats) -> int:
    """Return the reason for which cooperation ``k`` ends this month, 0 if it goes on."""
    o, r = w.organisations, w.relations
    i, j = r.a[k], r.b[k]
    z = _weigh(w, p, k, terms)
    u = draw(w.seed, Purpose.INFORMAL_ENDS, w.month, 0, o.id[i], o.id[j])
    # most draws are high enough whatever the two terms that are dear to compute (both bounded) would say
    if u > p.informal_hazard / 12.0 * math.exp(z + 0.5 * p.informal_priorities):
        return 0
    terms[_PRIORITIES] = p.informal_priorities * (diverging_priorities(o.priority, i, j) - 0.5)
    z += terms[_PRIORITIES] - p.informal_shared * math.log(1.0 + shared(w.graph, i, j))
    if u >= monthly(p.informal_hazard * math.exp(z)):
        return 0
    for s in range(1, terms.size):
        terms[s] = math.exp(terms[s]) - 1.0
    terms[_DRIFT] = 1.0
    return pick_reason(draw(w.seed, Purpose.REASON, w.month, 0, o.id[i], o.id[j]), terms, _REASONS)


@compiled
def mark_endings(w: View, p: Numbers) -> None:
    """Write into ``ending`` why each cooperation that ends this month does."""
    o, r = w.organisations, w.relations
    terms = np.zeros(len(_REASONS))
    for k in range(r.n):
        if not r.cooperating[k]:
            continue
        i, j = r.a[k], r.b[k]
        if not (o.alive[i] and o.alive[j]):
            r.ending[k] = _CLOSURE
        elif not (o.active[i] and o.active[j]):
            r.ending[k] = _DORMANT
        elif not r.mandated[k]:
            reason = _reason_to_end(w, p, k, terms)
            if reason:
                r.ending[k] = reason
