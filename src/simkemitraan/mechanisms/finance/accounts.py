"""Income, spending and reserves of the month, line by line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...world.codes import LINES, PAYERS
from ...world.compiling import compiled
from ...world.named import Numbers, View
from ...world.schema import Kind, Role

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

_AGENCY, _COMPANY = int(Kind.AGENCY), int(Kind.COMPANY)
_COORDINATOR = int(Role.COORDINATOR)
_PAY, _SERVICES, _AID, _ = range(len(LINES))
_COMPANIES = PAYERS.index("companies")
_HOUSEHOLDS, _VILLAGE = PAYERS.index("households"), PAYERS.index("village")
_LOWEST_PAY = 0.9  # pay, relative to the usual, below which it is never let fall


@compiled
def dues(w: View, p: Numbers, i: int) -> tuple[float, float]:
    """Return the wages of ``i`` this month, and what else it has to pay: running costs, ties and reporting.

    Who is in an agreement shares a part of its running costs (stores, administration).
    """
    o = w.organisations
    wages = p.wage * o.pay[i] * o.staff[i]
    ties = o.n_informal[i] + w.maintenance.formal_weight * o.n_formal[i]
    reporting = p.report_cost * w.funding.reporting_duty
    shared = 1.0 - p.shared_running if o.n_formal[i] > 0 else 1.0
    running = shared * (p.overhead * p.wage * o.staff[i] + p.fixed_cost)
    return float(wages), float(running + p.tie_cost * ties + reporting * o.grant_income[i])


@compiled
def programme_money(rest: float, planned: float, buffer: float, release: float) -> float:
    """Return what goes to programmes of the ``rest`` after dues: the plan, and a part of what exceeds the buffer."""
    return max(0.0, min(rest, planned)) + max(0.0, release * (rest - planned - buffer))


@compiled
def _book(w: View, i: int, pay: float, services: float, aid: float) -> None:
    """Write what organisation ``i`` spends this month, by line."""
    o = w.organisations
    o.spent[i, _PAY] += pay
    o.spent[i, _SERVICES] += services
    o.spent[i, _AID] += aid
    o.spending[i] = pay + services + aid


@compiled
def _settle_company(w: View, p: Numbers, i: int, given: float) -> None:
    """Settle the month of a company: its budget follows its dues and what it gives."""
    o = w.organisations
    wages, other = dues(w, p, i)
    _book(w, i, wages, other, given)
    o.paid[i, _COMPANIES] += wages + other
    o.spending[i] += o.grant_income[i]
    o.spent[i, _AID] += o.grant_income[i]
    o.goods[i] += o.grant_income[i]
    o.income[i] = o.spending[i]
    o.reserves[i] = (o.opening[i] + o.income[i]) - o.spending[i]


@compiled
def _freeze_pay(w: View, p: Numbers, i: int) -> None:
    """Let pay fall behind while income falls, and catch up afterwards: the first thing that is done after a loss."""
    o, step = w.organisations, p.pay_freeze / 12.0
    if o.income_year[i] < o.income_past[i]:
        o.pay[i] = max(min(o.pay[i], _LOWEST_PAY), o.pay[i] - step)
    else:
        o.pay[i] = min(1.0, o.pay[i] + step)


@compiled
def _settle(w: View, p: Numbers, i: int, wages: float, other: float) -> float:
    """Settle the month of an organisation that lives on what it gets; returns the staff that it lays off.

    After a loss reserves are drawn first; then programmes are dropped, running costs deferred, and last staff laid off.
    """
    o = w.organisations
    own = o.paid[i, _HOUSEHOLDS] + o.paid[i, _VILLAGE] + (o.own_income[i] if o.role[i] == _COORDINATOR else 0.0)
    o.income[i] = own + o.grant_income[i]
    available = o.opening[i] + o.income[i]
    tied = max(0.0, (1.0 - w.funding.overhead_cap) * o.grant_income[i] - wages)
    planned = max(tied, p.programme_share * o.income_past[i] / 12.0)
    must = wages + other
    programmes = programme_money(available - must, planned, p.buffer_months * must, p.release)
    pay = min(wages, available)
    services = min(other, available - pay)
    _book(w, i, pay, services, min(programmes, available - pay - services))
    o.goods[i] += min(programmes, available - pay - services)
    o.spending[i] = min(o.spending[i], available)  # lines may add up to a rounding error more
    o.reserves[i] = available - o.spending[i]
    laid_off = 0.0
    if wages > available:
        laid_off = min(o.staff[i], (wages - available) / (p.wage * o.pay[i]))
        o.staff[i] -= laid_off
    return laid_off


@compiled
def settle(w: View, p: Numbers, given: Floats) -> Codes:
    """Settle everybody's month but that of agencies; ``given`` is what each company gives to families.

    Returns
    -------
    ndarray of int8, shape (organisations,)
        1 for those who could not pay their dues.
    """
    o, d = w.organisations, w.districts
    insolvent, laid_off = np.zeros(o.n, np.int8), np.zeros(d.n)
    for i in range(o.n):
        if o.kind[i] == _AGENCY:
            continue
        if not o.active[i]:
            o.income[i], o.spending[i] = 0.0, 0.0
        elif o.kind[i] == _COMPANY:
            _settle_company(w, p, i, given[i])
        else:
            _freeze_pay(w, p, i)
            wages, other = dues(w, p, i)
            laid_off[o.district[i]] += _settle(w, p, i, wages, other)
            insolvent[i] = wages + other > o.opening[i] + o.income[i]
    for k in range(d.n):
        d.jobless[k] += laid_off[k]
    return insolvent


@compiled
def remember(w: View) -> None:
    """Smooth everybody's income over a year and three, and by who paid over a year."""
    o = w.organisations
    for i in range(o.n):
        o.income_year[i] += (12.0 * o.income[i] - o.income_year[i]) / 12.0
        o.income_past[i] += (12.0 * o.income[i] - o.income_past[i]) / 36.0
        for payer in range(o.paid.shape[1]):
            o.paid_year[i, payer] += (12.0 * o.paid[i, payer] - o.paid_year[i, payer]) / 12.0
