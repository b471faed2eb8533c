"""People leave, look for work and are hired; volunteers come and go; size follows (ODD 7.5)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.twin.luck import draw, draw2, monthly
from tests.twin.people import Organisation, People, Relation

from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import Event, Kind, Role
from simkemitraan.world.units import VOLUNTEER

LEAST_POST = 0.05
FOREIGN = (Kind.AGENCY, Kind.COMPANY)  # their budget follows their staff


@dataclass
class Post:
    """What one organisation brings to the job market of its district this month."""

    vacant: float = 0.0
    leaving: float = 0.0
    near: float = 0.0  # vacancies of partners in the district
    flow: float = 0.0  # how many of those who leave go to one vacancy
    partners_flow: float = 0.0


def step(people: People) -> None:
    market = {i: _plan(people, i) for i in people.everybody}
    staff = [0.0] * len(people.districts)
    for i in people.everybody:
        staff[i.district] += i.staff if i.active else 0.0
    still_open = _hire_seekers(people, market)
    neighbours = [r for r in people.relations if not r.forgotten and r.a.district == r.b.district]
    _share_out(people, market, neighbours, staff, still_open)
    _poach(people, market, neighbours)
    _move(people, market)
    for i in people.everybody:
        if i.alive:
            _grow(people, i)


def _plan(people: People, i: Organisation) -> Post:
    p, wage = people.params["staffing"], people.params["finance"].wage
    if not i.active:
        return Post(leaving=i.staff)
    if i.kind in (Kind.NONPROFIT, Kind.COMMUNITY):
        i.staff_wanted += p.plan_speed * (p.payroll_share * i.income_year / (12.0 * wage) - i.staff_wanted)
    vacant = i.staff_wanted - i.staff
    if i.kind not in FOREIGN:
        vacant = min(vacant, i.reserves / (p.cover_months * wage))
    rate = p.leave_rate * (p.leave_agency if i.kind == Kind.AGENCY else 1.0)
    if i.income_year < 0.8 * i.income_past:
        rate *= 1.0 + p.leave_decline
    u = draw(people.seed_of_draws, Purpose.STAFF_LEAVES, people.month, 0, i.id)
    vacant = vacant if vacant > LEAST_POST else 0.0
    if i.kind in (Kind.NONPROFIT, Kind.COMMUNITY) and i.income_year < i.income_past:
        vacant -= p.put_off * vacant
    return Post(vacant, min(i.staff, i.staff * monthly(rate) * (0.5 + u)))


def _hire_seekers(people: People, market: dict[Organisation, Post]) -> list[float]:
    """Job seekers fill a part of the vacancies; returns what stays open by district."""
    p = people.params["staffing"]
    vacant = [0.0] * len(people.districts)
    for i, post in market.items():
        vacant[i.district] += post.vacant
    hired = [min(p.fill_share * v, p.match_share * d["jobless"]) for v, d in zip(vacant, people.districts, strict=True)]
    for i, post in market.items():
        if post.vacant > 0.0:
            taken = post.vacant * hired[i.district] / vacant[i.district]
            i.staff += taken
            post.vacant -= taken
    for d, number in zip(people.districts, hired, strict=True):
        d["jobless"] -= number
    return [v - number for v, number in zip(vacant, hired, strict=True)]


def _share_out(
    people: People,
    market: dict[Organisation, Post],
    neighbours: list[Relation],
    staff: list[float],
    vacant: list[float],
) -> None:
    """Those who leave are drawn to vacancies, more to those of partners, and to other work."""
    p = people.params["staffing"]
    for r in neighbours:
        if r.tied:
            market[r.a].near += market[r.b].vacant
            market[r.b].near += market[r.a].vacant
    for i, post in market.items():
        weight = max(0.0, vacant[i.district] - post.vacant) + p.partner_pull * post.near
        if i.active and weight > 0.0:
            post.flow = post.leaving / (weight + p.other_work * staff[i.district])
    for r in neighbours:
        if r.tied:
            market[r.a].partners_flow += market[r.b].flow
            market[r.b].partners_flow += market[r.a].flow


def _poach(people: People, market: dict[Organisation, Post], neighbours: list[Relation]) -> None:
    """Whether a whole person went from one known organisation to another; losers mind."""
    p, seed = people.params["staffing"], people.seed_of_draws
    by_second: list[Relation] = []
    for r in neighbours:
        one, other = market[r.a], market[r.b]
        times = 1.0 + p.partner_pull if r.tied else 1.0
        u, v = draw2(seed, Purpose.HIRING, people.month, 0, r.a.id, r.b.id)
        if v < times * one.flow * other.vacant:
            by_second.append(r)
        if u < times * other.flow * one.vacant:
            r.personal_b, r.institutional_b = (
                max(0.0, r.personal_b - p.poached_trust),
                max(0.0, r.institutional_b - p.poached_trust),
            )
            _mind(people, r, r.b, r.a)
    for r in by_second:
        r.personal_a, r.institutional_a = (
            max(0.0, r.personal_a - p.poached_trust),
            max(0.0, r.institutional_a - p.poached_trust),
        )
        _mind(people, r, r.a, r.b)


def _mind(people: People, r: Relation, loser: Organisation, hirer: Organisation) -> None:
    r.strain += people.params["staffing"].poached_strain
    people.ledger.events.append(
        {"month": people.month, "event": int(Event.POACHED), "organisation": loser.id, "other": hirer.id, "value": 1.0}
    )


def _move(people: People, market: dict[Organisation, Post]) -> None:
    p = people.params["staffing"]
    flows = [0.0] * len(people.districts)
    for i, post in market.items():
        flows[i.district] += post.flow
    for i, post in market.items():
        inflow = max(0.0, flows[i.district] - post.flow + p.partner_pull * post.partners_flow)
        joined = min(post.vacant, post.vacant * inflow)
        i.staff += joined - post.leaving
        people.districts[i.district]["jobless"] += post.leaving - joined
    for d in people.districts:
        d["jobless"] = max(0.0, d["jobless"])


def _grow(people: People, i: Organisation) -> None:
    p = people.params["staffing"]
    growth = math.log((i.staff + VOLUNTEER * i.volunteers + 0.5) / (i.capacity_start + 0.5))
    i.size = i.reach + p.size_elasticity * growth
    if i.active and i.role != Role.COORDINATOR:
        change = p.volunteer_speed / 12.0 * (i.reputation - 0.5 + p.volunteer_openness * i.openness - growth)
        i.volunteers *= 1.0 + min(0.1, max(-0.1, change))
