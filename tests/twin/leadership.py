"""Leaders leave; successors come; personal trust is reset (ODD 7.4)."""

from __future__ import annotations

import math

from tests.twin.luck import draw, draw2, geometric, monthly, normal, rate_of
from tests.twin.people import Organisation, People

from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import Event, Kind

MARKED = -1  # in ``vacant``: a shock takes the leader away


def step(people: People) -> None:
    left = [i for i in people.everybody if i.alive and _leaves(people, i)]
    for i in left:
        i.leader_changed_at = people.month
        people.ledger.events.append(
            {
                "month": people.month,
                "event": int(Event.LEADER_LEFT),
                "organisation": i.id,
                "other": 0,
                "value": float(i.tenure),
            }
        )
    for i in left:
        _succeed(people, i)
    p, posts = people.params["leadership"], set(left)
    old, new = math.sqrt(1.0 - p.pair_renewal), math.sqrt(p.pair_renewal)
    for r in people.relations:
        if not r.forgotten and not posts.isdisjoint((r.a, r.b)):
            fresh = (1.0 - p.handover_share) * p.successor_trust * r.trust_start
            r.personal_a = p.handover_share * r.personal_a + fresh
            r.personal_b = p.handover_share * r.personal_b + fresh
            r.memory *= 1.0 - p.memory_loss
            u, v = draw2(people.seed_of_draws, Purpose.PAIR_ANEW, people.month, 0, r.a.id, r.b.id)
            r.affinity = old * r.affinity + new * normal(u)
            r.frailty = old * r.frailty + new * normal(v)
    for q in people.partnerships:
        if not posts.isdisjoint(q.members):
            u = draw(people.seed_of_draws, Purpose.PAIR_ANEW, people.month, 1, q.id)
            q.frailty = old * q.frailty + new * normal(u)


def _leaves(people: People, i: Organisation) -> bool:
    i.tenure += 1
    if i.vacant == MARKED:
        return True
    if i.vacant > 0:
        i.vacant -= 1
    elif draw(people.seed_of_draws, Purpose.LEADER_LEAVES, people.month, 0, i.id) < monthly(_rate(people, i)):
        return True
    return i.kind == Kind.AGENCY and _moved(people, i)


def _rate(people: People, i: Organisation) -> float:
    p = people.params["leadership"]
    if i.founder_led:
        rate = rate_of(p.founder_hazard_per_year)
    else:
        rate = rate_of(p.government_hazard_per_year if i.kind == Kind.AGENCY else p.hazard_per_year)
    return rate * (1.0 + p.decline_effect) if i.income_year < 0.8 * i.income_past else rate


def _moved(people: People, i: Organisation) -> bool:
    """Whether this agency's head is moved this month by the wave after an election."""
    p = people.params["leadership"]
    if p.wave_period == 0:
        return False
    period = int(p.wave_period)
    since = (people.month - people.districts[i.district]["inaugurated"]) % period
    u, v = draw2(people.seed_of_draws, Purpose.LEADER_WAVE, people.month - since, 0, i.id)
    return since == int(p.wave_freeze) + int(u * int(p.wave_spread)) and v < p.wave_share


def _succeed(people: People, i: Organisation) -> None:
    p, seed, month = people.params["leadership"], people.seed_of_draws, people.month
    u, v = draw2(seed, Purpose.SUCCESSOR, month, 0, i.id)
    w, x = draw2(seed, Purpose.SUCCESSOR, month, 1, i.id)
    i.skill = min(1.0, max(0.0, 0.5 + 0.15 * normal(u)))
    i.openness = normal(v)
    i.appeal = math.sqrt(0.5) * (i.appeal + normal(draw(seed, Purpose.APPEAL, month, 0, i.id)))
    i.trustor = 0.5 * i.trustor + 0.866 * 0.12 * normal(w)
    i.vacant = geometric(x, p.vacancy_months)
    i.tenure, i.founder_led = 0, 0
    i.leader_no += 1
    tastes = [0.05 + draw(seed, Purpose.SUCCESSOR, month, 2 + f, i.id) ** 3 for f in range(people.fields)]
    mixed = [
        (1.0 - p.priority_shift) * old + p.priority_shift * taste / people.fields
        for old, taste in zip(i.priority, tastes, strict=True)
    ]
    i.priority = [share / sum(mixed) for share in mixed]
