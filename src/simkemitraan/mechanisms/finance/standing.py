"""The standing that results give: reputation, and transparency with the open books of partners."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.named import Numbers, View
from ...world.schema import Kind
from ...world.units import VOLUNTEER

Floats = NDArray[np.float64]

_COMPANY = int(Kind.COMPANY)


@compiled
def results(w: View) -> Floats:
    """Return the needs that each organisation meets, shape (organisations,).

    Companies meet those that the hours they lend can meet besides.
    """
    o, r = w.organisations, w.relations
    lent = np.zeros(o.n)
    for k in range(r.n):
        if r.loan[k] != 0.0:
            lent[r.a[k]] += r.loan[k]
            lent[r.b[k]] += r.loan[k]
    met, per_hour = np.empty(o.n), 3.0 / w.service_delivery.hours_per_need
    for i in range(o.n):
        met[i] = o.served[i] + (per_hour * lent[i] if o.kind[i] == _COMPANY else 0.0)
    return met


@compiled
def open_books(w: View, p: Numbers) -> Floats:
    """Return what agreements add to the transparency of each member this month: towards their most open one.

    Common audits and open books come with governance.
    """
    o, q, lift = w.organisations, w.partnerships, np.zeros(w.organisations.n)
    for k in range(q.n):
        best = 0.0
        for s in range(q.n_members[k]):
            best = max(best, o.transparency[q.member[k, s]])
        for s in range(q.n_members[k]):
            i = q.member[k, s]
            lift[i] = max(lift[i], p.open_books * q.governance[k] * (best - o.transparency[i]))
    return lift


@compiled
def move_standing(w: View, p: Numbers) -> None:
    """Reputation follows results, transparency follows duties, record and partners; both stay within 0 and 1."""
    o, met, lift = w.organisations, results(w), open_books(w, p)
    duty = p.transparency_duty * w.funding.reporting_duty
    for i in range(o.n):
        if not o.active[i]:
            continue
        result = met[i] / (p.served_norm * (o.staff[i] + VOLUNTEER * o.volunteers[i]) + 1e-9)
        o.reputation[i] += p.reputation_speed * (result / (1.0 + result) - o.reputation[i])
        target = 0.35 + 0.2 * o.skill[i] + 0.2 * (o.record[i] - 0.5) + (duty if o.grant_income[i] > 0.0 else 0.0)
        step = p.transparency_speed * (min(1.0, max(0.0, target)) - o.transparency[i])
        o.transparency[i] = min(1.0, o.transparency[i] + step + lift[i])
