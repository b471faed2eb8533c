"""Reputation and transparency follow what is done and shown (ODD 7.12)."""

from __future__ import annotations

from tests.twin.people import Organisation, People

from simkemitraan.world.schema import Kind
from simkemitraan.world.units import VOLUNTEER


def move(people: People) -> None:
    lent = lent_by_companies(people)
    shown = {i: _shown(people, i) for i in people.everybody if i.active}
    for i, books in shown.items():
        _regard(people, i, lent.get(i.id, 0.0), books)


def lent_by_companies(people: People) -> dict[int, float]:
    """Hours that each company lends, by its id: nobody lends to a company."""
    lent: dict[int, float] = {}
    for r in people.relations:
        for i in (r.a, r.b):
            if i.kind == Kind.COMPANY:
                lent[i.id] = lent.get(i.id, 0.0) + r.loan
    return lent


def _shown(people: People, i: Organisation) -> float:
    """What open books of its agreements add to an organisation's transparency."""
    best = 0.0
    for q in people.partnerships:
        if i in q.members:
            most = max(j.transparency for j in q.members)
            best = max(best, people.params["finance"].open_books * q.governance * (most - i.transparency))
    return best


def _regard(people: People, i: Organisation, lent: float, shown: float) -> None:
    p, funding = people.params["finance"], people.params["funding"]
    met = i.served + 3.0 / people.params["service_delivery"].hours_per_need * lent
    result = met / (p.served_norm * (i.staff + VOLUNTEER * i.volunteers) + 1e-9)
    i.reputation += p.reputation_speed * (result / (1.0 + result) - i.reputation)
    duty = p.transparency_duty * funding.reporting_duty if i.grant_income > 0.0 else 0.0
    target = min(1.0, max(0.0, 0.35 + 0.2 * i.skill + 0.2 * (i.record - 0.5) + duty))
    i.transparency = min(1.0, i.transparency + p.transparency_speed * (target - i.transparency) + shown)
