"""The accounts of a month, and standing (ODD 7.11): all of *finance* but instalments, life and death."""

from __future__ import annotations

from tests.twin.people import Organisation, People

from simkemitraan.world.population import VOLUNTEER
from simkemitraan.world.schema import Kind


def settle(people: People) -> list[Organisation]:
    """Settle everybody's month; returns who could not pay what was due."""
    short = []
    lent = lent_by_companies(people)
    for i in people.everybody:
        i.opening, i.income, i.spending = i.reserves, 0.0, 0.0
        if i.active and not _pay(people, i):
            short.append(i)
        i.income_year += (12.0 * i.income - i.income_year) / 12.0
        i.income_past += (12.0 * i.income - i.income_past) / 36.0
        if i.active:
            _regard(people, i, lent)
    return short


def lent_by_companies(people: People) -> dict[int, float]:
    """Hours that each company lends, by its id: nobody lends to a company."""
    lent: dict[int, float] = {}
    for r in people.relations:
        for i in (r.a, r.b):
            if i.kind == Kind.COMPANY:
                lent[i.id] = lent.get(i.id, 0.0) + r.loan
    return lent


def _pay(people: People, i: Organisation) -> bool:
    """Take in and spend; says whether all that was due could be paid."""
    p, funding = people.params["finance"], people.params["funding"]
    wages = p.wage * i.staff
    ties = p.tie_cost * (i.n_informal + people.params["maintenance"].formal_weight * i.n_formal)
    must = wages * (1.0 + p.overhead) + p.fixed_cost + ties + p.report_cost * funding.reporting_duty * i.grant_income
    if i.kind in (Kind.AGENCY, Kind.COMPANY):
        i.own_income = must
        i.income = i.spending = must + i.grant_income
        return True
    i.income = i.own_income * (0.5 + i.reputation) + i.grant_income
    available = i.reserves + i.income
    owed = max(0.0, (1.0 - funding.overhead_cap) * i.grant_income - wages)
    spare = available - must - owed - p.buffer_months * must
    i.spending = min(available, must + owed + max(0.0, p.release * spare))
    if wages > available:
        fired = min(i.staff, (wages - available) / p.wage)
        i.staff -= fired
        people.districts[i.district]["jobless"] += fired
    i.reserves = available - i.spending
    return bool(must <= available)


def _regard(people: People, i: Organisation, lent: dict[int, float]) -> None:
    p, funding = people.params["finance"], people.params["funding"]
    met = i.served
    if i.kind == Kind.COMPANY:
        met = 3.0 / people.params["service_delivery"].hours_per_need * lent.get(i.id, 0.0)
    result = met / (p.served_norm * (i.staff + VOLUNTEER * i.volunteers) + 1e-9)
    i.reputation += p.reputation_speed * (result / (1.0 + result) - i.reputation)
    duty = p.transparency_duty * funding.reporting_duty if i.grant_income > 0.0 else 0.0
    target = 0.35 + 0.2 * i.skill + 0.2 * (i.record - 0.5) + duty
    i.transparency += p.transparency_speed * (min(1.0, max(0.0, target)) - i.transparency)
