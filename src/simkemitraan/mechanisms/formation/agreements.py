"""Agreements: who signs, who is invited into them, at once or later."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...world.choices import Decision, answer, ask, both_agree
from ...world.compiling import compiled
from ...world.draws import Purpose, draw, gumbel, monthly
from ...world.graph import find
from ...world.named import Numbers, View
from ...world.partnerships import found_partnership, join, settle
from ...world.schema import Origin
from ...world.trust import mean_trust
from .chances import demand

_FROM_COOPERATION, _CALL = int(Origin.FROM_COOPERATION), int(Origin.CALL)
_SIGN = int(Decision.SIGN)
_MOST_SHARED = 2  # agreements that a pair has at a time


@compiled
def signing_rate(r: View, p: Numbers, k: int, trust: float, pull: float) -> float:
    """Return the yearly rate at which a cooperating pair signs: meetings, trust, past agreements, referrals, calls."""
    z = p.formalising_meetings * math.log(r.meetings[k] + 0.02) + p.formalising_trust * (trust - 0.6)
    z += p.formalising_past * r.memory[k]
    z += p.formalising_referral * min(1.0, r.referrals[k]) + pull
    return float(p.formalising * math.exp(z) * (p.repeat if r.formal[k] > 0 else 1.0))


@compiled
def _may_sign(w: View, k: int) -> bool:
    """Return whether a pair may sign: it works together since before this month, both are active and led."""
    o, r = w.organisations, w.relations
    i, j = r.a[k], r.b[k]
    if r.mandated[k] or not (r.cooperating[k] or r.formal[k] > 0):
        return False
    if r.formal[k] >= _MOST_SHARED or r.since[k] == w.month:
        return False
    return bool(o.vacant[i] <= 0 and o.vacant[j] <= 0 and o.active[i] and o.active[j])


@compiled
def _sign_out_of_cooperation(w: View, p: Numbers) -> None:
    """Let cooperating pairs sign an agreement."""
    o, r = w.organisations, w.relations
    pull = p.call_pull * demand(w)
    # no pair that never signed before can have a higher chance than this
    most = p.formalising_meetings * math.log(31.0) + 0.4 * p.formalising_trust + p.formalising_referral + pull
    ceiling = p.formalising / 12.0 * math.exp(most)
    for k in range(r.n):
        if not _may_sign(w, k):
            continue
        a, b = o.id[r.a[k]], o.id[r.b[k]]
        u = draw(w.seed, Purpose.FORMALISE, w.month, 0, a, b)
        if r.memory[k] == 0.0 and u > ceiling and max(answer(w, _SIGN, a, b), answer(w, _SIGN, b, a)) < 1:
            continue
        trust = mean_trust(r, k, w.maintenance.personal_weight)
        chance = monthly(signing_rate(r, p, k, trust, pull))
        if u < chance:
            ask(w, _SIGN, a, b)
            ask(w, _SIGN, b, a)
        agreed = both_agree(w, _SIGN, a, b, chance)
        if u < (agreed if r.formal[k] == 0 else min(agreed, chance)):  # one agreement is signed by decision, not two
            sign_pair(w, p, r.a[k], r.b[k], _FROM_COOPERATION, 2)


@compiled
def sign_pair(w: View, p: Numbers, i: int, j: int, origin: int, least: int) -> None:
    """Let two organisations sign an agreement of at least so many members; it starts when it is settled."""
    _assemble(w, p, found_partnership(w, i, j, origin), least)


@compiled
def _assemble(w: View, p: Numbers, k: int, least: int) -> None:
    """Let the lead of a new agreement invite further members, until chance or its acquaintance ends it."""
    q = w.partnerships
    while q.n_members[k] < p.max_members:
        n = q.n_members[k]
        if n >= least and draw(w.seed, Purpose.GROW, w.month, n, q.id[k], 0) >= p.growth:
            return
        invited = _invitee(w, p, k, n)
        if invited < 0:
            return
        q.member[k, n] = invited
        q.n_members[k] = n + 1


@compiled
def _is_member(q: View, k: int, i: int) -> bool:
    """Return whether an organisation belongs to a partnership."""
    for s in range(q.n_members[k]):
        if q.member[k, s] == i:
            return True
    return False


@compiled
def _invitee(w: View, p: Numbers, k: int, step: int) -> int:
    """Return whom the lead invites, -1 for nobody.

    A logit in trust, in past agreements that are remembered and in whether the second member cooperates with them, among
    active partners whose post is filled.
    """
    o, r, q, g = w.organisations, w.relations, w.partnerships, w.graph
    lead, other = q.member[k, 0], q.member[k, 1]
    best, top = -1, -1e300
    for e in range(g.start[lead], g.mid[lead]):
        j, pair = g.neighbour[e], g.relation[e]
        if not r.cooperating[pair] or not o.active[j] or o.vacant[j] > 0 or _is_member(q, k, j):
            continue
        weight = 0.2 + (r.personal_a[pair] if r.a[pair] == lead else r.personal_b[pair])
        of_other = find(g, other, j)
        if of_other >= 0 and r.cooperating[of_other]:
            weight *= 3.0
        value = math.log(weight) + p.formalising_past * r.memory[pair]
        value += gumbel(draw(w.seed, Purpose.GROW_WHOM, w.month, step, q.id[k], o.id[j]))
        if value > top:
            best, top = j, value
    return best if best < 0 or _joins(w, o.id[best], o.id[lead]) else -1


@compiled
def _joins(w: View, invited: int, lead: int) -> bool:
    """Return whether the organisation that a lead invites lets itself be invited: yes, unless it decided otherwise."""
    ask(w, _SIGN, invited, lead)
    return answer(w, _SIGN, invited, lead) != 0


@compiled
def sign(w: View, p: Numbers, pressed: NDArray[np.int32]) -> None:
    """Let pairs sign, out of cooperation or ``pressed`` by a call (shape (pairs, 2)), and their agreements start."""
    first = w.partnerships.n
    _sign_out_of_cooperation(w, p)
    for x in range(pressed.shape[0]):
        if both_agree(w, _SIGN, w.organisations.id[pressed[x, 0]], w.organisations.id[pressed[x, 1]], 1.0) <= 0.0:
            continue
        sign_pair(w, p, pressed[x, 0], pressed[x, 1], _CALL, int(w.funding.min_members))
    start_agreements(w, p, first)


@compiled
def start_agreements(w: View, p: Numbers, first: int) -> None:
    """Start the partnerships signed this month, from row ``first`` on."""
    if w.partnerships.n > first:
        settle(w, first, int(p.fixed_term), int(p.term_extra), p.pledge_hours)


@compiled
def invite_later(w: View, p: Numbers) -> None:
    """Let running partnerships invite one more member."""
    o, q = w.organisations, w.partnerships
    if p.later_growth <= 0.0 or q.n == 0:
        return
    invited, some = np.full(q.n, -1, np.int32), False
    chance = monthly(p.later_growth)
    for k in range(q.n):
        full = q.n_members[k] == 0 or q.n_members[k] >= p.max_members
        if q.signed[k] >= w.month or full or o.vacant[q.member[k, 0]] > 0:
            continue
        if draw(w.seed, Purpose.GROW, w.month, 0, q.id[k], 1) < chance:
            invited[k] = _invitee(w, p, k, 0)
            some = some or invited[k] >= 0
    if not some:
        return
    for k in range(invited.size):
        if invited[k] >= 0:
            join(w, k, invited[k], p.pledge_hours)
