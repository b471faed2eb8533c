"""How agencies spend their lines as the year goes, and pay others to deliver (swakelola).

Pay goes out evenly; goods and aid late [agency-budgets], so that end of year sees most of them. What is not spent by
December lapses: the pay of vacant posts, and aid for people who turned out not to be entitled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...world.codes import LINES, PAYERS
from ...world.compiling import compiled
from ...world.named import Numbers, View
from ...world.schema import Kind

Floats = NDArray[np.float64]

_AGENCY, _NONPROFIT, _COMMUNITY = int(Kind.AGENCY), int(Kind.NONPROFIT), int(Kind.COMMUNITY)
_PAY, _SERVICES, _AID, _DISASTER = range(len(LINES))
_DISTRICT = PAYERS.index("district")

# Share of a year's line that is spent in each month, January first: 0.96 of services in all, 0.85 of aid.
SERVICES_BY_MONTH = (0.06, 0.07, 0.09, 0.10, 0.10, 0.09, 0.09, 0.09, 0.08, 0.07, 0.06, 0.06)
AID_BY_MONTH = (0.01, 0.01, 0.03, 0.04, 0.05, 0.06, 0.07, 0.07, 0.08, 0.12, 0.15, 0.16)
_DISASTER_PACE = 0.25  # share of the disaster line that a doubling of need draws in a month


@compiled
def left_of(o: View, i: int, line: int) -> float:
    """Return what agency ``i`` has not spent yet of one of its lines; 0 when a cut came after it was spent."""
    return float(max(0.0, o.line[i, line] - o.spent[i, line]))


@compiled
def disaster_money(w: View, i: int) -> float:
    """Return what the disaster line of ``i`` pays this month: as need surges, while it lasts."""
    o, d = w.organisations, w.districts
    surge = min(1.0, d.surge[o.district[i], w.response_field])
    return float(min(left_of(o, i, _DISASTER), _DISASTER_PACE * surge * o.line[i, _DISASTER]))


@compiled
def pay_of_month(w: View, i: int) -> float:
    """Return what the pay line of agency ``i`` allows in this month: what is left, over the months that are left."""
    return float(left_of(w.organisations, i, _PAY) / (12 - w.calendar))


@compiled
def pay_and_lines(w: View, p: Numbers, i: int) -> tuple[float, float, float]:
    """Return what agency ``i`` spends on pay, services and aid this month.

    Pay beyond its line is taken from services, then from aid; what even these do not cover is not paid.
    """
    o, c = w.organisations, w.calendar
    wages, line = p.wage * o.pay[i] * o.staff[i], pay_of_month(w, i)
    services = min(SERVICES_BY_MONTH[c] * o.line[i, _SERVICES], left_of(o, i, _SERVICES))
    aid = min(AID_BY_MONTH[c] * o.line[i, _AID], left_of(o, i, _AID))
    over = min(max(0.0, wages - line), services + aid)
    taken = min(over, services)
    return float(min(wages, line) + over), float(services - taken), float(max(0.0, aid - (over - taken)))


@compiled
def _delivers(w: View, i: int) -> bool:
    """Return whether a member of an agreement can be paid by an agency to deliver."""
    o = w.organisations
    return bool(o.active[i] and (o.kind[i] == _NONPROFIT or o.kind[i] == _COMMUNITY))


@compiled
def contract_out(w: View, p: Numbers, aid: Floats) -> Floats:
    """Let agencies pay partners in their agreements to deliver a share of ``aid``, by the hours these pledged.

    Returns
    -------
    ndarray, shape (organisations,)
        What each agency has passed on, million IDR; partners have it as goods.
    """
    o, q, n = w.organisations, w.partnerships, w.organisations.n
    pledged, passed = np.zeros(n), np.zeros(n)
    if p.swakelola_share <= 0.0:
        return passed
    for turn in range(2):  # first add up what is pledged to each agency, then share out
        for k in range(q.n):
            for s in range(q.n_members[k]):
                i = q.member[k, s]
                if o.kind[i] != _AGENCY or not aid[i] > 0.0:
                    continue
                for t in range(q.n_members[k]):
                    j = q.member[k, t]
                    if not _delivers(w, j):
                        continue
                    if turn == 0:
                        pledged[i] += q.pledge[k, t]
                    elif pledged[i] > 0.0:
                        part = p.swakelola_share * aid[i] * q.pledge[k, t] / pledged[i]
                        receive(w, j, part, _DISTRICT)
                        passed[i] += part
    return passed


@compiled
def receive(w: View, i: int, amount: float, payer: int) -> None:
    """Hand goods worth ``amount`` to ``i``, for families, in the name of ``payer``."""
    o = w.organisations
    o.goods[i] += amount
    o.gifts[i] += amount
    o.paid[i, payer] += amount


@compiled
def settle_agencies(w: View, p: Numbers) -> None:
    """Settle the month of every agency: budgets are spent, and what is unpaid is laid off."""
    o = w.organisations
    pay, services, aid = np.zeros(o.n), np.zeros(o.n), np.zeros(o.n)
    for i in range(o.n):
        if o.kind[i] == _AGENCY and o.active[i]:
            pay[i], services[i], aid[i] = pay_and_lines(w, p, i)
    passed = contract_out(w, p, aid)
    for i in range(o.n):
        if o.kind[i] == _AGENCY:
            o.income[i], o.spending[i] = 0.0, 0.0
            if o.active[i]:
                _settle(w, p, i, (pay[i], services[i], aid[i]), passed[i])


@compiled
def _settle(w: View, p: Numbers, i: int, spent: tuple[float, float, float], passed: float) -> None:
    """Book the month of agency ``i``; what it holds in grants is spent on programmes at once."""
    o = w.organisations
    pay, services, aid = spent
    disaster, granted = disaster_money(w, i), o.grant_income[i]
    o.spent[i, _PAY] += pay
    o.spent[i, _SERVICES] += services
    o.spent[i, _AID] += aid + granted
    o.spent[i, _DISASTER] += disaster
    o.spending[i] = pay + services + aid + granted + disaster
    o.income[i] = o.spending[i]
    o.reserves[i] = (o.opening[i] + o.income[i]) - o.spending[i]
    o.paid[i, _DISTRICT] += pay + services + (aid - passed) + disaster
    o.goods[i] += p.field_share * services + (aid - passed) + granted + disaster
    unpaid = p.wage * o.pay[i] * o.staff[i] - pay
    if unpaid > 1e-9 * pay:
        leaving = min(o.staff[i], unpaid / (p.wage * o.pay[i]))
        o.staff[i] -= leaving
        w.districts.jobless[o.district[i]] += leaving
