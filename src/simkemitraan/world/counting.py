"""How many partners each organisation has, and how much of its time they take."""

from __future__ import annotations

import numpy as np

from .compiling import compiled
from .named import Numbers, View
from .schema import Role

_LEAD_AGENCY, _COORDINATOR = int(Role.LEAD_AGENCY), int(Role.COORDINATOR)
_MOST_LOAD = 10.0


@compiled
def own_hours(w: View, i: int) -> float:
    """Return the hours of a month that ``i`` has besides administration."""
    o, s = w.organisations, w.service_delivery
    return float((o.staff[i] * s.hours_per_staff + o.volunteers[i] * s.hours_per_volunteer) * (1.0 - s.overhead))


@compiled
def time_for_ties(w: View, m: Numbers, i: int) -> float:
    """Return the hours of a month that ``i`` gives to ties at most: a share of its own, for coordinators most of them."""
    share = m.coordinator_share if w.organisations.role[i] == _COORDINATOR else m.tie_share
    return float(share * own_hours(w, i))


@compiled
def count_ties(w: View, maintenance: Numbers) -> None:
    """Recount partners and loads (after anything that forms or ends ties).

    Counted are partners tied by an agreement, and partners tied by cooperation only. Load is the hours that ties (but
    not appointments, which are work) ask for, relative to the hours there are for them; with the numbers of *maintenance*.
    """
    o, r, m = w.organisations, w.relations, maintenance
    appointed = np.zeros(o.n)
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
            appointed[r.a[k]] += r.mandated[k]
            appointed[r.b[k]] += r.mandated[k]
    for i in range(o.n):
        ties = o.n_informal[i] - appointed[i] + m.formal_weight * o.n_formal[i]
        asked = m.hours_per_tie * ties * (m.convenor_discount if o.role[i] == _LEAD_AGENCY else 1.0)
        there = time_for_ties(w, m, i)
        o.load[i] = 0.0
        if asked > 0.0:
            o.load[i] = min(_MOST_LOAD, asked / there) if there > 0.0 else _MOST_LOAD
