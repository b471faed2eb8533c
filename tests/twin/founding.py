"""Organisations fall asleep, wake, close and are founded (ODD 7.12)."""

from __future__ import annotations

import math

from tests.twin.luck import draw, draw2, monthly, rate_of
from tests.twin.newcomers import newcomer
from tests.twin.people import Organisation, People

from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import FUNDERS, Event, Kind, Role

RATES = {
    Kind.NONPROFIT: "founding_nonprofit",
    Kind.COMPANY: "founding_company",
    Kind.COMMUNITY: "founding_community",
    Kind.INDIVIDUAL: "founding_individual",
}
SITE = 20  # organisations there were at the start for each site


def live_on(people: People, short: list[Organisation]) -> None:
    """Decide everybody's fate, then carry it out; ``short`` could not pay what was due."""
    poor = set(short)
    fates = {i: _fate(people, i, i in poor) for i in people.everybody if i.alive}
    for fate in (Event.DORMANT, Event.REVIVED, Event.CLOSED):
        for i in (i for i, its in fates.items() if its == fate):
            i.active = int(fate == Event.REVIVED)
            if fate == Event.DORMANT:
                _let_go(people, i)
            if fate == Event.CLOSED:
                i.alive = 0
            _note(people, fate, i, i.income_year if fate == Event.CLOSED else 0.0)
    for i in people.everybody:
        if not i.alive and (i.staff > 0.0 or i.reserves > 0.0 or i.goods > 0.0):
            _wind_up(people, i)


def _fate(people: People, i: Organisation, short: bool) -> Event | None:
    if i.kind == Kind.AGENCY or i.role == Role.COORDINATOR:
        return None
    p = people.params["finance"]
    u, v = draw2(people.seed_of_draws, Purpose.CLOSE, people.month, 0, i.id)
    if not i.active:
        closes, moves, fate = u < monthly(p.clearing_rate), v < monthly(p.revival_rate), Event.REVIVED
    else:
        asleep = p.dormant_rate * (p.dormant_company if i.kind == Kind.COMPANY else 1.0)
        asleep *= 1.0 if i.n_informal + i.n_formal else p.dormant_no_ties
        closes, moves, fate = u < monthly(closing(people, i, short)), v < monthly(asleep), Event.DORMANT
    if closes:
        return None if people.month < 0 and i.id in people.registry else Event.CLOSED
    return fate if moves else None


def closing(people: People, i: Organisation, short: bool) -> float:
    """Yearly rate at which an active organisation closes."""
    p = people.params["finance"]
    public = sum(g.monthly for g in i.grants if g.left > 0 and FUNDERS[g.funder] in ("district_budget", "national"))
    x = p.close_level - p.close_size * math.log(max(1.0, i.income_year))
    x += p.close_government if public > 0.5 * i.income > 0.0 else 0.0
    x -= p.close_donations if i.grant_income < 0.5 * i.income or i.income == 0.0 else 0.0
    x += p.close_no_ties if i.n_informal + i.n_formal == 0 else 0.0
    rate = rate_of(1.0 / (1.0 + math.exp(-x)))
    return rate + (p.closure_rate_insolvent if short else 0.0) + (p.founder_closes if i.founder_led else 0.0)


def _let_go(people: People, i: Organisation) -> None:
    people.districts[i.district]["jobless"] += i.staff
    i.staff = 0.0


def _wind_up(people: People, i: Organisation) -> None:
    _let_go(people, i)
    for pool in ("pool", "pool_in"):
        people.districts[i.district][pool][FUNDERS.index("philanthropy")] += i.reserves + i.goods
    i.spending, i.reserves, i.goods = i.opening + i.income, 0.0, 0.0


def found(people: People) -> None:
    """Somebody may be founded at each site of the month; newcomers hire from those who look for work."""
    p, made = people.params["finance"], []
    for number, d in enumerate(people.districts):
        missed = sum(need * (1.0 - share) for need, share in zip(d["need"], d["coverage"], strict=True))
        unmet = missed / sum(d["need"]) if sum(d["need"]) > 0.0 else 0.0
        urge = (unmet / p.unmet_reference) ** p.founding_need
        for kind, name in RATES.items():
            at_start = _at_start(people, d["code"], kind)
            sites = 1 + at_start // SITE if at_start else 0
            for k in range(sites):
                chance = at_start * urge * p[name] / 12.0 / sites
                if draw(people.seed_of_draws, Purpose.FOUND, people.month, k, d["code"], kind) < chance:
                    made.append(newcomer(people, number, kind, k))
    for i in made:
        people.everybody.append(i)
        _note(people, Event.FOUNDED, i, 0.0)
    for number, d in enumerate(people.districts):
        _hire(d, [i for i in made if i.district == number])


def _at_start(people: People, code: int, kind: Kind) -> int:
    """Organisations of a kind that a district had at the start, without those that are appointed."""
    district = next(one for one in people.place.districts if one.code == code)
    appointed = district.subdistricts if kind == Kind.INDIVIDUAL else 0
    return max(0, district.counts[kind] - appointed)


def _hire(d: dict[str, float], newcomers: list[Organisation]) -> None:
    wanted = sum(i.staff_wanted for i in newcomers)
    if wanted > 0.0:
        hired = min(wanted, 0.5 * d["jobless"])
        d["jobless"] -= hired
        for i in newcomers:
            i.staff = i.staff_wanted * hired / wanted


def _note(people: People, event: Event, i: Organisation, value: float) -> None:
    people.ledger.events.append(
        {"month": people.month, "event": int(event), "organisation": i.id, "other": 0, "value": value}
    )
