"""Income, spending and reserves of the month, and the standing that results give."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.named import Numbers, View
from ...world.schema import Kind
from ...world.units import VOLUNTEER

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

_AGENCY, _COMPANY = int(Kind.AGENCY), int(Kind.COMPANY)


@compiled
def programme_money(surplus: float, buffer: float, release: float, tied: float) -> float:
    """Return what goes to programmes: what grants tie to them, and a part of what exceeds the buffer."""
    return tied + max(0.0, release * (surplus - tied - buffer))


@compiled
def dues(w: View, p: Numbers, i: int) -> float:
    """Return what ``i`` has to pay this month: wages, running costs, fixed costs, ties and reporting."""
    o = w.organisations
    wages = p.wage * o.staff[i]
    ties = o.n_informal[i] + w.maintenance.formal_weight * o.n_formal[i]
    reporting = p.report_cost * w.funding.reporting_duty
    return float(wages * (1.0 + p.overhead) + p.fixed_cost + p.tie_cost * ties + reporting * o.grant_income[i])


@compiled
def _settle_budget(w: View, p: Numbers, i: int) -> None:
    """Settle the month of an agency or a company: its budget follows its dues."""
    o = w.organisations
    o.own_income[i] = dues(w, p, i)
    o.income[i] = o.own_income[i] + o.grant_income[i]
    o.spending[i] = o.income[i]
    o.reserves[i] = (o.opening[i] + o.income[i]) - o.spending[i]


@compiled
def _settle(w: View, p: Numbers, i: int) -> float:
    """Settle the month of an organisation that lives on what it gets; returns the staff that it lays off."""
    o = w.organisations
    must, wages, laid_off = dues(w, p, i), p.wage * o.staff[i], 0.0
    o.income[i] = o.own_income[i] * (0.5 + o.reputation[i]) + o.grant_income[i]
    available = o.opening[i] + o.income[i]
    tied = max(0.0, (1.0 - w.funding.overhead_cap) * o.grant_income[i] - wages)
    o.spending[i] = must + programme_money(available - must, p.buffer_months * must, p.release, tied)
    if o.spending[i] > available:
        o.spending[i] = available
        if wages > available:
            laid_off = min(o.staff[i], (wages - available) / p.wage)
            o.staff[i] -= laid_off
    o.reserves[i] = available - o.spending[i]
    return laid_off


@compiled
def settle(w: View, p: Numbers) -> Codes:
    """Settle everybody's month.

    Returns
    -------
    ndarray of int8, shape (organisations,)
        1 for those who could not pay their dues.
    """
    o, d = w.organisations, w.districts
    insolvent, laid_off = np.zeros(o.n, np.int8), np.zeros(d.n)
    for i in range(o.n):
        o.opening[i] = o.reserves[i]
        if not o.active[i]:
            o.income[i], o.spending[i] = 0.0, 0.0
        elif o.kind[i] == _AGENCY or o.kind[i] == _COMPANY:
            _settle_budget(w, p, i)
        else:
            must = dues(w, p, i)
            laid_off[o.district[i]] += _settle(w, p, i)
            insolvent[i] = must > o.opening[i] + o.income[i]
        o.income_year[i] += (12.0 * o.income[i] - o.income_year[i]) / 12.0
        o.income_past[i] += (12.0 * o.income[i] - o.income_past[i]) / 36.0
    for k in range(d.n):
        d.jobless[k] += laid_off[k]
    return insolvent


@compiled
def results(w: View) -> Floats:
    """Return the needs that each organisation meets, shape (organisations,).

    Companies serve nobody; theirs are the needs that the hours they lend can meet.
    """
    o, r = w.organisations, w.relations
    by_first, by_second = np.zeros(o.n), np.zeros(o.n)
    for k in range(r.n):
        if r.loan[k] != 0.0:
            by_first[r.a[k]] += r.loan[k]
            by_second[r.b[k]] += r.loan[k]
    met, per_hour = np.empty(o.n), 3.0 / w.service_delivery.hours_per_need
    for i in range(o.n):
        met[i] = per_hour * (by_first[i] + by_second[i]) if o.kind[i] == _COMPANY else o.served[i]
    return met


@compiled
def move_standing(w: View, p: Numbers) -> None:
    """Reputation follows results, transparency follows duties and record; both stay within 0 and 1."""
    o, met, duty = w.organisations, results(w), p.transparency_duty * w.funding.reporting_duty
    for i in range(o.n):
        if not o.active[i]:
            continue
        result = met[i] / (p.served_norm * (o.staff[i] + VOLUNTEER * o.volunteers[i]) + 1e-9)
        o.reputation[i] += p.reputation_speed * (result / (1.0 + result) - o.reputation[i])
        target = 0.35 + 0.2 * o.skill[i] + 0.2 * (o.record[i] - 0.5) + (duty if o.grant_income[i] > 0.0 else 0.0)
        o.transparency[i] += p.transparency_speed * (min(1.0, max(0.0, target)) - o.transparency[i])
