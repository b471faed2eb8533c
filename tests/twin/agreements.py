"""Agreements come to be and grow (ODD 7.9)."""

from __future__ import annotations

import math
from itertools import combinations

from tests.twin import formation
from tests.twin.dissolution import fit
from tests.twin.kinds import type_of
from tests.twin.luck import draw, gumbel, monthly, normal
from tests.twin.people import Organisation, Partnership, People, Relation, key

from simkemitraan.world.choices import Decision
from simkemitraan.world.draws import Purpose
from simkemitraan.world.identity import partnership_id
from simkemitraan.world.schema import NEVER, Origin

Signing = tuple[Organisation, Organisation, Origin]
Pair = tuple[Organisation, Organisation]
TERMS = ((0.248, 12), (0.692, 24), (0.92, 36), (1.0, 60))


def sign(people: People, signing: list[Signing]) -> None:
    """All signing pairs assemble their members; then all pairs of members share one agreement more; then they start."""
    made = [_assemble(people, *one) for one in signing]
    relations = _share(people, [pair for q in made for pair in combinations(q.members, 2)])
    for q in made:
        levels = []
        for i, j in combinations(q.members, 2):
            levels.append(relations[key(i, j)].level(people.params["maintenance"].personal_weight))
        q.trust = q.trust_start = sum(levels) / len(levels)
        q.fit = fit(q)
        people.partnerships.append(q)


def invite_later(people: People) -> None:
    p = people.params["formation"]
    joining: list[tuple[Partnership, Organisation]] = []
    for q in people.partnerships:
        if not q.members or q.signed == people.month or len(q.members) >= p.max_members or q.members[0].vacant > 0:
            continue
        if draw(people.seed_of_draws, Purpose.GROW, people.month, 0, q.id, 1) < monthly(p.later_growth):
            k = _whom(people, q.id, 0, q.members)
            if k:
                joining.append((q, k))
    for q, k in joining:
        _share(people, [(i, k) for i in q.members])
        q.members.append(k)
        q.joined.append(people.month)
        q.pledge.append(p.pledge_hours)
        q.type = type_of(q.members)
        cares = sum(k.priority[f] for f in (q.field, q.second) if f >= 0)
        q.fit += (cares - q.fit) / len(q.members)


def _assemble(people: People, i: Organisation, j: Organisation, origin: Origin) -> Partnership:
    p, seed, month = people.params["formation"], people.seed_of_draws, people.month
    low, high = sorted((i, j), key=lambda k: int(k.id))
    own = partnership_id(low.id, month, high.id)
    members = [low, high] if low.size >= high.size else [high, low]
    least = int(people.params["funding"].min_members) if origin == Origin.CALL else 2
    while len(members) < p.max_members:
        if len(members) >= least and draw(seed, Purpose.GROW, month, len(members), own, 0) >= p.growth:
            break
        k = _whom(people, own, len(members), members)
        if k is None:
            break
        members.append(k)
    lead, n = members[0], len(members)
    field, second = _fields(members)
    u = draw(seed, Purpose.TERM, 0, 0, own)
    term = int(p.fixed_term or next(months for edge, months in TERMS if u <= edge)) + int(p.term_extra)
    return Partnership(
        id=own,
        members=members,
        joined=[month] * n,
        pledge=[p.pledge_hours] * n,
        type=type_of(members),
        origin=int(origin),
        field=field,
        second=second,
        district=lead.district,
        signed=month,
        term_end=month + term,
        review=month + term,
        term=term,
        renewals=0,
        governance=0.2 + 0.5 * lead.skill + 0.3 * lead.experience,
        progress=0.0,
        lost=NEVER,
        goal=0.25 * sum(k.served for k in members) * term / 3.0,
        trust=0.0,
        trust_start=0.0,
        fit=0.0,
        frailty=normal(draw(seed, Purpose.BUILD_PARTNERSHIP, 0, 0, own)),
    )


def _whom(people: People, own: int, step: int, members: list[Organisation]) -> Organisation | None:
    """Whom the lead invites: cooperating partners who are free, rather old ones and those whom the second member knows."""
    lead, other = members[:2]
    best, top = None, -math.inf
    for k, r in lead.tied:
        if not r.cooperating or not k.active or k.vacant > 0 or k in members:
            continue
        weight = 0.2 + (r.personal_a if r.a is lead else r.personal_b)
        between = people.known(other, k)
        if between and between.cooperating:
            weight *= 3.0
        value = math.log(weight) + people.params["formation"].formalising_past * r.memory
        value += gumbel(draw(people.seed_of_draws, Purpose.GROW_WHOM, people.month, step, own, k.id))
        if value > top:
            best, top = k, value
    return None if best and people.decided.answer(people.month, Decision.SIGN, best, lead.id) == 0 else best


def _fields(members: list[Organisation]) -> tuple[int, int]:
    """The field that members care about most, and the next if it comes near."""
    weight = [sum(shares) for shares in zip(*(i.priority for i in members), strict=True)]
    order = sorted(range(len(weight)), key=lambda f: (-weight[f], f))
    close = len(order) > 1 and weight[order[1]] > 0.6 * weight[order[0]]
    return order[0], order[1] if close else -1


def _share(people: People, pairs: list[Pair]) -> dict[tuple[int, int], Relation]:
    """One agreement more for each pair; strangers are introduced first, in the order of their ids."""
    strangers = {key(i, j): (i, j) for i, j in pairs if key(i, j) not in people.pairs}
    for name in sorted(strangers):
        formation.introduce(people, *strangers[name])
    for i, j in pairs:
        r = people.pairs[key(i, j)]
        r.formal += 1
        r.joint += 1
        r.memory += people.params["maintenance"].memory_gain * (1.0 - r.memory)
        r.last_active = people.month
    return people.pairs
