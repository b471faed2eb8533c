"""Partners work together; governance, trust and strain move; hours are paid (ODD 7.7)."""

from __future__ import annotations

import math
from itertools import combinations

from tests.twin.luck import draw2
from tests.twin.people import Partnership, People, Relation

from simkemitraan.world.draws import Purpose


def step(people: People) -> None:
    people.count_ties()
    running = [q for q in people.partnerships if q.members]
    for q in running:
        _govern(people, q)
    for r in people.relations:
        r.governance = 0.0
    for q in running:
        for i, j in combinations(q.members, 2):
            if pair := people.known(i, j):
                pair.governance = max(pair.governance, q.governance)
    for r in people.relations:
        if not r.forgotten:
            _work(people, r)
            _meet(people, r)
            _forget(people, r)
    p = people.params["maintenance"]
    for i in people.everybody:
        quarrels = sum(r.strain for r in i.pairs if r.tied)
        hours = min(1.0, i.load) * people.hours_for_ties(i) + p.quarrel_hours * quarrels
        i.tie_hours = min(hours, people.own_hours(i))
    for q in running:
        levels = [pair.level(p.personal_weight) for i, j in combinations(q.members, 2) if (pair := people.known(i, j))]
        if levels:
            q.trust = sum(levels) / len(levels)


def _govern(people: People, q: Partnership) -> None:
    p, lead = people.params["maintenance"], q.members[0]
    target = 0.2 + 0.5 * lead.skill + 0.3 * lead.experience - p.governance_size_cost * max(0, len(q.members) - 3)
    if lead.vacant > 0:
        target /= 2
    target += p.facilitation * (0.95 - target)
    q.governance += p.governance_speed * (min(1.0, max(0.0, target)) - q.governance)


def _work(people: People, r: Relation) -> None:
    p = people.params["maintenance"]
    r.strain *= 0.5 ** (1.0 / p.strain_half_life)
    if not r.tied:
        for name in ("personal_a", "personal_b", "institutional_a", "institutional_b"):
            trust = getattr(r, name)
            setattr(r, name, trust + p.forgetting * (r.trust_start - trust))
        return
    r.last_active = people.month
    order = p.governance_effect * (r.governance - 0.5) if r.formal > 0 else 0.0
    bad = min(1.0 - p.p_good_experience, p.p_bad_experience * math.exp(p.culture_effect * (r.distance - 0.4) - order))
    slower = 1.0 if r.formal > 0 else p.outside_share
    luck = draw2(people.seed_of_draws, Purpose.JOINT_WORK, people.month, 0, r.a.id, r.b.id)
    for side, u in zip("ab", luck, strict=True):
        for name, speed in ((f"personal_{side}", p.trust_step), (f"institutional_{side}", slower * p.trust_step)):
            trust = getattr(r, name)
            if u < bad:
                setattr(r, name, trust - p.erosion * speed * trust)
            elif u < bad + p.p_good_experience:
                setattr(r, name, trust + speed * (1.0 - trust))
        if u < bad:
            r.strain += p.strain_step


def _forget(people: People, r: Relation) -> None:
    if r.formal == 0:
        kept = 0.5 ** (1.0 / people.params["maintenance"].memory_half_life)
        r.memory = kept * r.memory if r.memory > 0.01 else 0.0


def _meet(people: People, r: Relation) -> None:
    p = people.params["maintenance"]
    if not r.tied:
        r.meetings = 0.85 * r.meetings if r.meetings > 0.02 else 0.0
        return
    target = math.exp(p.meetings_log + p.meetings_size * (r.a.size + r.b.size) + p.meetings_spread * r.affinity)
    if (r.a.district, r.a.place) == (r.b.district, r.b.place):
        target *= math.exp(p.meetings_near)
    if r.formal > 0:
        target *= p.meetings_formal
    target *= ((1 + len({k for k, _ in r.a.tied} & {k for k, _ in r.b.tied})) / 4) ** p.meetings_shared
    target /= max(1.0, r.a.load, r.b.load)
    r.meetings += 0.25 * (min(target, 30.0) - r.meetings)
