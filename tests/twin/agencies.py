"""Agencies spend their lines (ODD 7.12)."""

from __future__ import annotations

from collections import defaultdict

from tests.twin.giving import DISTRICT, hand_over
from tests.twin.people import Organisation, People

from simkemitraan.world.schema import LINES, Kind

PAY, SERVICES, AID, DISASTER = range(len(LINES))
SHARES = {
    SERVICES: (0.06, 0.07, 0.09, 0.10, 0.10, 0.09, 0.09, 0.09, 0.08, 0.07, 0.06, 0.06),
    AID: (0.01, 0.01, 0.03, 0.04, 0.05, 0.06, 0.07, 0.07, 0.08, 0.12, 0.15, 0.16),
}


def spend(people: People, i: Organisation) -> None:
    """Spend the month of an agency that is active."""
    p, d = people.params["finance"], people.districts[i.district]
    left = [max(0.0, line - spent) for line, spent in zip(i.line, i.spent, strict=True)]
    month = {name: min(share[people.season] * i.line[name], left[name]) for name, share in SHARES.items()}
    wages = p.wage * i.pay * i.staff
    may = left[PAY] / (12 - people.season)
    over = min(max(0.0, wages - may), sum(month.values()))
    pay = min(wages, may) + over
    services = max(0.0, month[SERVICES] - over)
    aid = month[AID] - max(0.0, over - month[SERVICES])
    surge = people.of_field(d["surge"], "disaster_response")
    disaster = min(0.25 * min(1.0, surge) * i.line[DISASTER], left[DISASTER])
    if wages > pay:
        people.lay_off(i, i.staff * (wages - pay) / wages)
    passed = _pass_on(people, i, p.swakelola_share * aid)
    own = pay + services + aid + disaster
    i.goods += p.field_share * services + aid - passed + disaster + i.grant_income
    i.income = i.spending = own + i.grant_income
    i.paid[DISTRICT] += own - passed
    for line, value in ((PAY, pay), (SERVICES, services), (AID, aid + i.grant_income), (DISASTER, disaster)):
        i.spent[line] += value


def _pass_on(people: People, i: Organisation, money: float) -> float:
    """A part of aid is carried out by partners of agreements; returns how much."""
    pledged: dict[Organisation, float] = defaultdict(float)
    for q in people.partnerships:
        if i in q.members:
            for j, hours in zip(q.members, q.pledge, strict=True):
                if j.active and j.kind in (Kind.NONPROFIT, Kind.COMMUNITY):
                    pledged[j] += hours
    total = sum(pledged.values())
    if total <= 0.0:
        return 0.0
    for j, hours in pledged.items():
        hand_over(j, money * hours / total, DISTRICT)
    return money
