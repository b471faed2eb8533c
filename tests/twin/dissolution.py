"""What no longer holds ends, and for a reason (ODD 7.8)."""

from __future__ import annotations

import math
from itertools import combinations

from tests.twin.kinds import type_of
from tests.twin.luck import draw, draw2, gumbel, monthly
from tests.twin.people import Organisation, Partnership, People, Relation

from simkemitraan.world.choices import Decision
from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import NEVER, Event, Reason

Weights = list[tuple[Reason, float]]


def step(people: People) -> None:
    for r, reason in [(r, why) for r in people.relations if r.cooperating and (why := _why_ends(people, r))]:
        end_cooperation(people, r, reason)
    leaving: list[tuple[Partnership, Organisation, Reason]] = []
    ending: list[tuple[Partnership, Reason]] = []
    for q in people.partnerships:
        if q.members:
            _review(people, q, leaving, ending)
    for q, i, reason in leaving:
        _withdraw(people, q, i, reason)
    for q, reason in ending:
        for s in range(len(q.members)):
            write_membership(people, q, s, reason)
    for q, reason in ending:
        end_agreement(people, q, reason)


def pick(u: float, weights: Weights) -> Reason:
    """One of competing reasons, in proportion to its weight."""
    kept = [(reason, weight) for reason, weight in weights if weight > 0.0]
    mark = u * sum(weight for _, weight in kept)
    for reason, weight in kept:
        mark -= weight
        if mark <= 0.0:
            return reason
    return weights[0][0]


def is_new(people: People, i: Organisation) -> bool:
    return bool(people.month - i.leader_changed_at < 12)


# --- cooperation -----------------------------------------------------------------------------------------------------


def _why_ends(people: People, r: Relation) -> Reason | None:
    if not (r.a.alive and r.b.alive):
        return Reason.CLOSURE
    if not (r.a.active and r.b.active):
        return Reason.DORMANT
    if r.mandated:
        return None
    p, seed = people.params["dissolution"], people.seed_of_draws
    distrust = -p.informal_trust * (r.level(people.params["maintenance"].personal_weight) - 0.6)
    leader = p.informal_leader * sum(is_new(people, i) for i in (r.a, r.b))
    conflict = p.informal_strain * r.strain
    over = p.informal_overload * min(2.0, sum(max(0.0, i.load - 1.0) for i in (r.a, r.b)))
    alike = sum(min(x, y) for x, y in zip(r.a.priority, r.b.priority, strict=True))
    diverging = p.informal_priorities * (1.0 - alike - 0.5)
    common = len({k for k, _ in r.a.tied} & {k for k, _ in r.b.tied})
    degree = max(i.n_informal + i.n_formal for i in (r.a, r.b))
    z = distrust + leader + conflict + over + diverging + p.informal_frailty * r.frailty
    z -= p.informal_popularity * (math.log(1 + degree) - 2.5) + p.informal_shared * math.log(1 + common)
    z -= p.informal_age * math.log((6.0 + people.month - r.since) / 30.0)
    if r.formal > 0:
        z -= p.informal_cover
    chance = monthly(p.informal_hazard * math.exp(z))
    if draw(seed, Purpose.INFORMAL_ENDS, people.month, 0, r.a.id, r.b.id) >= chance:
        return None
    weights: Weights = [(Reason.DRIFT, 1.0)]
    weights += [
        (reason, math.exp(x) - 1.0)
        for reason, x in (
            (Reason.LEADER, leader),
            (Reason.CONFLICT, conflict),
            (Reason.CAPACITY, over),
            (Reason.DISTRUST, distrust),
            (Reason.PRIORITIES, diverging),
        )
    ]
    return pick(draw(seed, Purpose.REASON, people.month, 0, r.a.id, r.b.id), weights)


def end_cooperation(people: People, r: Relation, reason: Reason) -> None:
    people.ledger.ties.append(
        {
            "a": r.a.id,
            "b": r.b.id,
            "start": r.since,
            "end": people.month,
            "origin": r.origin,
            "reason": int(reason),
            "mandated": r.mandated,
            "covered": int(r.formal > 0),
            "after_change": int(is_new(people, r.a) or is_new(people, r.b)),
            "trust_start": r.trust_start,
            "trust_end": r.level(people.params["maintenance"].personal_weight),
        }
    )
    r.cooperating = r.mandated = 0
    r.since, r.last_active = NEVER, people.month


# --- agreements ------------------------------------------------------------------------------------------------------


def _review(
    people: People,
    q: Partnership,
    leaving: list[tuple[Partnership, Organisation, Reason]],
    ending: list[tuple[Partnership, Reason]],
) -> None:
    """Decide what becomes of one agreement this month."""
    asleep = [i for i in q.members if not i.active]
    if asleep:
        if asleep[0] is q.members[0] or len(q.members) == 2:
            ending.append((q, Reason.DORMANT))
        else:
            leaving.append((q, asleep[0], Reason.DORMANT))
        return
    leaver = people.decided.who(people.month, Decision.LEAVE, q, 1)
    if leaver:
        _leaves(q, leaver, Reason.DECISION, Reason.LEAD_WITHDREW, leaving, ending)
        return
    p = people.params["dissolution"]
    unhappy = -p.renewal_trust * (q.trust - 0.6)
    new = sum(is_new(people, i) for i in q.members)
    broke = 1.0 if people.month - q.lost < 12 else 0.0
    u, v = draw2(people.seed_of_draws, Purpose.WITHDRAWS, people.month, 0, q.id)
    apart, quarrel = priorities_left(q), _quarrel(people, q)
    rate = p.withdrawal * math.exp(
        unhappy
        + p.withdrawal_leader * new
        + p.withdrawal_priorities * apart
        + p.withdrawal_strain * quarrel
        + p.partnership_frailty * q.frailty
    )
    if p.honeymoon > 0.0:
        rate *= 1.0 - math.exp(-(people.month - q.signed) / p.honeymoon)
    i = max(q.members, key=lambda i: _wish_to_leave(people, q, i))
    if u < monthly(rate) and people.decided.answer(people.month, Decision.LEAVE, i, q.id) != 0:
        reason = pick(
            v,
            [
                (Reason.NOT_CARRIED_OUT, 1.0),
                (Reason.DISTRUST, math.exp(unhappy) - 1.0),
                (Reason.LEADER, math.exp(p.withdrawal_leader * new) - 1.0),
                (Reason.CAPACITY, math.exp(_overload(i)) - 1.0),
                (Reason.FUNDING, broke),
                (Reason.PRIORITIES, math.exp(p.withdrawal_priorities * apart) - 1.0),
                (Reason.CONFLICT, math.exp(p.withdrawal_strain * quarrel) - 1.0),
            ],
        )
        _leaves(q, i, reason, Reason.LEAD_WITHDREW, leaving, ending)
    elif people.month >= q.term_end:
        if any(j.vacant > 0 for j in q.members) and people.month < q.review + p.acting_extension:
            q.term_end = people.month + 1
            return
        refuses = people.decided.who(people.month, Decision.RENEW, q, 0)
        if refuses:
            _leaves(q, refuses, Reason.DECISION, Reason.DECISION, leaving, ending)
        if ending and ending[-1][0] is q:
            return
        reason_or_none = _at_its_term(people, q, unhappy, new, broke)
        if reason_or_none:
            ending.append((q, reason_or_none))


def _leaves(
    q: Partnership,
    i: Organisation,
    reason: Reason,
    of_lead: Reason,
    leaving: list[tuple[Partnership, Organisation, Reason]],
    ending: list[tuple[Partnership, Reason]],
) -> None:
    """One member goes; all ends if it is one of two, or the lead."""
    if len(q.members) == 2:
        ending.append((q, reason))
    elif i is q.members[0]:
        ending.append((q, of_lead))
    else:
        leaving.append((q, i, reason))


def _wish_to_leave(people: People, q: Partnership, i: Organisation) -> float:
    luck = gumbel(draw(people.seed_of_draws, Purpose.WITHDRAWS, people.month, 1, i.id, q.id))
    return _overload(i) + luck


def _overload(i: Organisation) -> float:
    return 2.0 * min(2.0, max(0.0, i.load - 1.0))


def _quarrel(people: People, q: Partnership) -> float:
    """Mean strain over pairs of members."""
    pairs = [pair for i, j in combinations(q.members, 2) if (pair := people.known(i, j))]
    return sum(pair.strain for pair in pairs) / len(pairs) if pairs else 0.0


def fit(q: Partnership) -> float:
    """Mean priority, among members, of the fields of an agreement."""
    fields = [q.field, q.second] if q.second >= 0 else [q.field]
    return sum(i.priority[f] for i in q.members for f in fields) / len(q.members)


def priorities_left(q: Partnership) -> float:
    """How far members have left the fields that they signed for."""
    return max(0.0, 1.0 - fit(q) / q.fit) if q.fit > 0.0 else 0.0


def _at_its_term(people: People, q: Partnership, unhappy: float, new: int, broke: float) -> Reason | None:
    """Renew, or say why not."""
    p = people.params["dissolution"]
    wish = (
        p.renewal
        - unhappy
        + p.renewal_experience * (1.0 - math.exp(-q.renewals / 2.0))
        + p.renewal_progress * (q.progress - 0.5)
    )
    wish += p.renewal_governance * (q.governance - 0.5) - p.renewal_funding * broke
    wish -= p.renewal_leader * new + p.renewal_priorities * priorities_left(q) + p.partnership_frailty * q.frailty
    u, v = draw2(people.seed_of_draws, Purpose.RENEWS, people.month, 0, q.id)
    yes = [i for i in q.members if people.decided.answer(people.month, Decision.RENEW, i, q.id)]
    if u < (1.0 / (1.0 + math.exp(-wish))) ** (1.0 - len(yes) / len(q.members)):
        q.renewals += 1
        q.term_end = q.review = people.month + q.term
        q.progress = 0.0
        people.ledger.events.append(
            {
                "month": people.month,
                "event": int(Event.RENEWED),
                "organisation": q.members[0].id,
                "other": q.id,
                "value": 0.0,
            }
        )
        return None
    return pick(
        v,
        [
            (Reason.TERM, 1.0),
            (Reason.FUNDING, p.renewal_funding * broke),
            (Reason.LEADER, p.renewal_leader * new),
            (Reason.DISTRUST, unhappy),
            (Reason.GOAL_REACHED, 2.0 if q.progress >= 1.0 else 0.0),
            (Reason.CONFLICT, p.renewal_governance * (0.5 - q.governance)),
            (Reason.PRIORITIES, p.renewal_priorities * priorities_left(q)),
        ],
    )


def write_membership(people: People, q: Partnership, s: int, reason: Reason) -> None:
    people.ledger.memberships.append(
        {
            "partnership": q.id,
            "organisation": q.members[s].id,
            "lead": int(s == 0),
            "joined": q.joined[s],
            "left": people.month,
            "pledge": q.pledge[s],
            "reason": int(reason),
        }
    )


def _unshare(people: People, i: Organisation, j: Organisation) -> None:
    r = people.known(i, j)
    if r and r.formal > 0:
        r.formal -= 1
        r.last_active = people.month


def _withdraw(people: People, q: Partnership, i: Organisation, reason: Reason) -> None:
    s = q.members.index(i)
    write_membership(people, q, s, reason)
    del q.members[s], q.joined[s], q.pledge[s]
    for j in q.members:
        _unshare(people, i, j)
    q.type = type_of(q.members)


def end_agreement(people: People, q: Partnership, reason: Reason) -> None:
    people.ledger.partnerships.append(
        {
            "id": q.id,
            "lead": q.members[0].id,
            "type": q.type,
            "origin": q.origin,
            "reason": int(reason),
            "field": q.field,
            "second": q.second,
            "district": people.districts[q.district]["code"],
            "start": q.signed,
            "end": people.month,
            "renewals": q.renewals,
            "members": len(q.members),
            "after_change": int(any(is_new(people, i) for i in q.members)),
            "governance": q.governance,
            "progress": q.progress,
            "trust_start": q.trust_start,
            "trust_end": q.trust,
        }
    )
    for i, j in combinations(q.members, 2):
        _unshare(people, i, j)
    q.members = []
