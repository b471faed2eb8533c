"""How many partners each organisation has, and how heavy that is."""

from __future__ import annotations

import math

from .compiling import compiled
from .named import Numbers, View


@compiled
def count_ties(w: View, maintenance: Numbers) -> None:
    """Recount partners and loads (after anything that forms or ends ties).

    Counted are partners tied by an agreement, and partners tied by cooperation only. Load is (informal + weight x
    formal) / (capacity x exp(exponent x size)), with the numbers of *maintenance*.
    """
    o, r, m = w.organisations, w.relations, maintenance
    for i in range(o.n):
        o.n_informal[i] = 0
        o.n_formal[i] = 0
    for k in range(r.n):
        if r.forgotten[k]:
            continue
        if r.formal[k] > 0:
            o.n_formal[r.a[k]] += 1
            o.n_formal[r.b[k]] += 1
        elif r.cooperating[k]:
            o.n_informal[r.a[k]] += 1
            o.n_informal[r.b[k]] += 1
    for i in range(o.n):
        ties = o.n_informal[i] + m.formal_weight * o.n_formal[i]
        o.load[i] = 0.0
        if ties > 0.0:
            o.load[i] = ties / (m.tie_capacity * math.exp(m.tie_capacity_exponent * o.size[i]))
