"""What households, congregations, companies, the zakat board and villages give.

Donors' money is shared, not made: a district gives so much a year, and organisations get it by their pull, standing and
effort. A grant lowers the effort of those that raise much, not the donors' will [andreoni-payne].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...world.codes import FUNDERS, PAYERS
from ...world.compiling import compiled
from ...world.named import Numbers, View
from ...world.schema import Kind, Role
from ...world.trust import trust_of_a, trust_of_b
from .agencies import receive

Floats = NDArray[np.float64]

_AGENCY, _COMPANY, _COMMUNITY = int(Kind.AGENCY), int(Kind.COMPANY), int(Kind.COMMUNITY)
_COORDINATOR = int(Role.COORDINATOR)
_CSR = FUNDERS.index("csr")
_DISTRICT, _COMPANIES = PAYERS.index("district"), PAYERS.index("companies")
_HOUSEHOLDS, _VILLAGE = PAYERS.index("households"), PAYERS.index("village")
_LEAST_EFFORT = 0.2

# Share of a year's giving of companies in each month: 23 % by the middle of the year [csr-districts].
COMPANIES_BY_MONTH = (0.02, 0.03, 0.04, 0.04, 0.05, 0.05, 0.06, 0.08, 0.11, 0.14, 0.17, 0.21)


@compiled
def begin(w: View) -> None:
    """Clear what is counted by the month."""
    o = w.organisations
    for i in range(o.n):
        o.grant_income[i], o.gifts[i] = 0.0, 0.0
        o.paid[i, :] = 0.0


@compiled
def raises(w: View, i: int) -> bool:
    """Return whether ``i`` lives on donors: neither an agency nor a company, nor an appointed coordinator."""
    o = w.organisations
    return bool(o.active[i] and o.kind[i] != _AGENCY and o.kind[i] != _COMPANY and o.role[i] != _COORDINATOR)


@compiled
def usual_effort(p: Numbers, donations: float, grants: float) -> float:
    """Return the effort of raising donations of somebody with so much of both in a year (million IDR)."""
    if donations <= 0.0 or grants <= 0.0:
        return 1.0
    large = donations * donations / (donations * donations + p.large_fundraiser * p.large_fundraiser)
    return float(max(_LEAST_EFFORT, 1.0 - p.crowding_out * large * min(1.0, grants / donations)))


@compiled
def share_donations(w: View, p: Numbers) -> None:
    """Share what each district gives among those who live on it; effort follows grants."""
    o, d = w.organisations, w.districts
    pull, total = np.zeros(o.n), np.zeros(d.n)
    for i in range(o.n):
        if raises(w, i):
            o.effort[i] = usual_effort(p, o.paid_year[i, _HOUSEHOLDS], 12.0 * o.grant_income[i])
            pull[i] = o.own_income[i] * (0.5 + o.reputation[i]) * o.effort[i]
            total[o.district[i]] += pull[i]
        elif o.active[i] and o.role[i] == _COORDINATOR:
            o.paid[i, _DISTRICT] += o.own_income[i]
    for i in range(o.n):
        k = o.district[i]
        if pull[i] > 0.0:
            o.paid[i, _HOUSEHOLDS] += p.donations * d.population[k] / 1.2e6 * pull[i] / total[k]


@compiled
def share_village_money(w: View, p: Numbers) -> None:
    """Share what village budgets give among the active community organisations of a district."""
    o, d = w.organisations, w.districts
    count = np.zeros(d.n)
    for i in range(o.n):
        count[o.district[i]] += o.active[i] and o.kind[i] == _COMMUNITY
    for i in range(o.n):
        if o.active[i] and o.kind[i] == _COMMUNITY:
            k = o.district[i]
            o.paid[i, _VILLAGE] += p.village_money * d.population[k] / 1.2e6 / count[k]


@compiled
def give_directly(w: View, p: Numbers) -> None:
    """Let the zakat board of each district give to families directly."""
    d = w.districts
    for k in range(d.n):
        d.direct_paid[k] = p.zakat_direct * d.population[k] / 1.2e6


@compiled
def _helps(w: View, k: int, other: int) -> bool:
    """Return whether the partner ``other`` in relation ``k`` can hand on what a company gives."""
    r, o = w.relations, w.organisations
    tied = not r.forgotten[k] and (r.cooperating[k] or r.formal[k] > 0)
    return bool(tied and o.active[other] and o.kind[other] != _COMPANY)


@compiled
def give_as_company(w: View, p: Numbers) -> Floats:
    """Let companies give: a share through the forum, the rest to partners by trust and to families by themselves.

    Returns
    -------
    ndarray, shape (organisations,)
        What each gives outside the forum this month, million IDR.
    """
    o, r, d = w.organisations, w.relations, w.districts
    given, weight = np.zeros(o.n), np.ones(o.n)
    for i in range(o.n):
        if o.active[i] and o.kind[i] == _COMPANY:
            gift = 12.0 * COMPANIES_BY_MONTH[w.calendar] * p.company_giving * o.own_income[i]
            forum = p.forum_share * gift
            d.pool[o.district[i], _CSR] += forum
            d.pool_in[o.district[i], _CSR] += forum
            given[i] = gift - forum
    mix = w.maintenance.personal_weight
    for k in range(r.n):
        if given[r.a[k]] > 0.0 and _helps(w, k, r.b[k]):
            weight[r.a[k]] += trust_of_a(r, k, mix)
        if given[r.b[k]] > 0.0 and _helps(w, k, r.a[k]):
            weight[r.b[k]] += trust_of_b(r, k, mix)
    for k in range(r.n):
        if given[r.a[k]] > 0.0 and _helps(w, k, r.b[k]):
            receive(w, r.b[k], given[r.a[k]] * trust_of_a(r, k, mix) / weight[r.a[k]], _COMPANIES)
        if given[r.b[k]] > 0.0 and _helps(w, k, r.a[k]):
            receive(w, r.a[k], given[r.b[k]] * trust_of_b(r, k, mix) / weight[r.b[k]], _COMPANIES)
    for i in range(o.n):
        if given[i] > 0.0:
            o.goods[i] += given[i] / weight[i]
            o.paid[i, _COMPANIES] += given[i] / weight[i]
    return given
