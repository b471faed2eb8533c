"""Agencies get the lines of a year, and posts follow what is set for pay (ODD 7.3)."""

from __future__ import annotations

import math

from tests.twin.luck import draw, normal
from tests.twin.people import Organisation, People

from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import LINES, Kind, Role

JANUARY, OCTOBER = 0, 9
OBSERVED, PROGRAMMES = 0, 1


def step(people: People) -> None:
    season = people.season
    for i in people.everybody:
        if season == JANUARY:
            i.spent = [0.0] * len(LINES)
        if i.kind == Kind.AGENCY and (season in (JANUARY, OCTOBER) or i.line[0] == 0.0):
            _fill_posts(people, i, _set(people, i))


def _set(people: People, i: Organisation) -> float:
    """Set the lines; what is decided for the pay of a whole year."""
    p, d = people.params["budgets"], people.districts[i.district]
    w, b = 12.0 * people.params["finance"].wage * i.posts, d["budget_factor"]
    wanted = [p.pay * w, p.services * p.services_ratio * b * w, p.aid * p.aid_ratio * b * w * _year(people, i)]
    disaster = p.disaster * b * d["population"] / 1e5 if i.role == Role.LEAD_AGENCY else 0.0
    pay, *others = _cut(wanted, p.cut, int(p.cut_rule))
    gone = people.season / 12.0
    left = [gone * i.line[0] + (1.0 - gone) * pay, *others, disaster]
    i.line = [max(line, spent) for line, spent in zip(left, i.spent, strict=True)]
    return pay


def _year(people: People, i: Organisation) -> float:
    """What this year's plans make of the line for aid."""
    spread = people.params["budgets"].aid_spread
    luck = normal(draw(people.seed_of_draws, Purpose.BUDGET, people.month - people.season, 0, i.id))
    return math.exp(spread * luck - spread**2 / 2.0)


def _cut(lines: list[float], cut: float, rule: int) -> list[float]:
    """What is left of the lines for pay, services and aid."""
    pay, services, aid = lines
    missing = cut * sum(lines)
    if rule == OBSERVED:
        from_services = min(missing, services / 2)
        from_aid = min(missing - from_services, aid)
        from_pay = min(missing - from_services - from_aid, pay)
        return [pay - from_pay, services - (missing - from_aid - from_pay), aid - from_aid]
    if rule == PROGRAMMES:
        kept = 1.0 - min(1.0, missing / (services + aid)) if services + aid > 0.0 else 0.0
        return [pay, kept * services, kept * aid]
    return [(1.0 - cut) * line for line in lines]


def _fill_posts(people: People, i: Organisation, pay: float) -> None:
    """Posts follow the pay of a year; contracts above it end, permanent staff stay."""
    wage = people.params["finance"].wage
    i.staff_wanted = pay / (12.0 * wage) if wage > 0.0 else i.posts
    permanent = (1.0 - people.params["budgets"].contract_share) * i.posts
    leave = max(0.0, min(i.staff - i.staff_wanted, i.staff - permanent))
    i.staff -= leave
    people.districts[i.district]["jobless"] += leave
