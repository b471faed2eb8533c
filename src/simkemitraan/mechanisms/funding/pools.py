"""When calls open, and the money that comes into a funder's pool when they do."""

from __future__ import annotations

import numpy as np

from ...world.codes import FUNDERS, WHOLE_PLACE
from ...world.compiling import compiled
from ...world.named import Numbers, View
from ...world.sums import pairwise_sum

_FUNDERS = len(FUNDERS)
_DISTRICT, _NATIONAL, _CSR, _PHILANTHROPY = range(4)
_PUBLIC = 2  # funders below this number are government: what they have left lapses
_MARCH = 2


@compiled
def opens(clock: int, funder: int, cycle: int, calendar: bool) -> bool:
    """Return whether a funder's call opens in the month ``clock`` (counted from a January)."""
    offset = _MARCH if calendar and funder < _PUBLIC else funder * cycle // _FUNDERS
    return (clock - offset) % cycle == 0


@compiled
def budget_rate(p: Numbers, funder: int) -> float:
    """Return the budget of a funder in million IDR per 100,000 people and year."""
    if funder == _DISTRICT:
        return float(p.district_budget)
    if funder == _NATIONAL:
        return float(p.national_budget)
    return float(p.philanthropy_budget) if funder == _PHILANTHROPY else float(p.donor_budget)


@compiled
def fill_pool(w: View, p: Numbers, funder: int) -> None:
    """Let what is left lapse or carry over, and pay in the budget of this cycle; companies fill the forum's pool."""
    t = w.districts
    if funder == _CSR:
        return
    budget = np.empty(t.n)
    for d in range(t.n):
        budget[d] = budget_rate(p, funder) * t.population[d] / 1e5
        if funder == _DISTRICT:
            budget[d] *= t.budget_factor[d]
    if WHOLE_PLACE[funder]:
        total = pairwise_sum(budget)
        budget[:] = 0.0
        budget[0] = total
    for d in range(t.n):
        kept = min(t.pool[d, funder], 0.0 if funder < _PUBLIC else p.carry_over * budget[d])
        coming = budget[d] * p.cycle_months / 12.0 - (t.pool[d, funder] - kept)
        t.pool_in[d, funder] += coming
        t.pool[d, funder] += coming
