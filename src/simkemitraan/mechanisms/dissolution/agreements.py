"""The end of agreements: members withdraw, terms end unless renewed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...world.choices import Decision, answer, ask
from ...world.compiling import compiled
from ...world.draws import Purpose, draw, draw2, gumbel, monthly
from ...world.events import note
from ...world.graph import find
from ...world.ledger import RECENT, leader_is_new
from ...world.named import Numbers, View
from ...world.partnerships import fit
from ...world.schema import Event, Reason
from .reasons import pick_reason

Floats = NDArray[np.float64]

_OF_WITHDRAWAL = (
    int(Reason.NOT_CARRIED_OUT),
    int(Reason.DISTRUST),
    int(Reason.LEADER),
    int(Reason.CAPACITY),
    int(Reason.FUNDING),
    int(Reason.PRIORITIES),
    int(Reason.CONFLICT),
)
_OF_TERM = (
    int(Reason.TERM),
    int(Reason.FUNDING),
    int(Reason.LEADER),
    int(Reason.DISTRUST),
    int(Reason.GOAL_REACHED),
    int(Reason.CONFLICT),
    int(Reason.PRIORITIES),
)
# Where each stands in ``_OF_WITHDRAWAL``; the first stands for what nothing raised.
_DISTRUSTED, _NEW_LEADER, _OVERLOADED, _UNFUNDED, _LEFT_FIELD, _QUARREL = range(1, len(_OF_WITHDRAWAL))
_MOST_OVERLOAD = 2.0
_ROUNDING = 1e-9  # what bounds are given more, since sums are rounded
_DORMANT, _LEAD_WITHDREW, _RENEWED = int(Reason.DORMANT), int(Reason.LEAD_WITHDREW), int(Event.RENEWED)
_DECIDED, _RENEW, _LEAVE = int(Reason.DECISION), int(Decision.RENEW), int(Decision.LEAVE)


@compiled
def _slot_that_said(w: View, k: int, decision: int, wanted: int) -> int:
    """Return the slot of the first member that decided so about partnership ``k``, -1 for nobody."""
    q = w.partnerships
    for s in range(q.n_members[k] if w.choices.n else 0):
        if answer(w, decision, w.organisations.id[q.member[k, s]], q.id[k]) == wanted:
            return s
    return -1


@compiled
def _with_answers(w: View, k: int, chance: float) -> float:
    """Return the chance that agreement ``k`` is renewed; each recorded yes takes that member's part out of it."""
    q, yes = w.partnerships, 0
    for s in range(q.n_members[k] if w.choices.n else 0):
        i = w.organisations.id[q.member[k, s]]
        ask(w, _RENEW, i, q.id[k])
        yes += int(answer(w, _RENEW, i, q.id[k]) > 0)
    return chance if yes == 0 else float(chance ** (1.0 - yes / q.n_members[k]))


@compiled
def _members_with_new_leader(w: View, k: int) -> int:
    """Return how many members of partnership ``k`` changed their leader within a year."""
    new = 0
    for s in range(w.partnerships.n_members[k]):
        new += int(leader_is_new(w, w.partnerships.member[k, s]))
    return new


@compiled
def _any_vacant(w: View, k: int) -> bool:
    """Return whether a member's post is vacant."""
    for s in range(w.partnerships.n_members[k]):
        if w.organisations.vacant[w.partnerships.member[k, s]] > 0:
            return True
    return False


@compiled
def _inactive_slot(w: View, k: int) -> int:
    """Return the slot of a member that is no longer active, -1 if all are."""
    for s in range(w.partnerships.n_members[k]):
        if not w.organisations.active[w.partnerships.member[k, s]]:
            return s
    return -1


@compiled
def _funding_lost(w: View, k: int) -> float:
    """Return 1 if partnership ``k`` lost its funding within a year, else 0."""
    return 1.0 if w.month - w.partnerships.lost[k] < RECENT else 0.0


@compiled
def _dissatisfaction(q: View, p: Numbers, k: int) -> float:
    """Return what low trust adds to the log hazard of withdrawing, and takes from the log odds of renewing."""
    return float(-p.renewal_trust * (q.trust[k] - 0.6))


@compiled
def lost_priority(w: View, k: int) -> float:
    """Return how much of the priority that members gave to the fields of partnership ``k`` when they signed is gone."""
    q = w.partnerships
    return max(0.0, 1.0 - fit(w, k) / q.fit[k]) if q.fit[k] > 0.0 else 0.0


@compiled
def quarrels(w: View, k: int) -> float:
    """Return the mean strain between the members of partnership ``k``."""
    q, total, pairs = w.partnerships, 0.0, 0
    for s in range(q.n_members[k]):
        for t in range(s + 1, q.n_members[k]):
            pair = find(w.graph, q.member[k, s], q.member[k, t])
            if pair >= 0:
                total += w.relations.strain[pair]
                pairs += 1
    return total / pairs if pairs > 0 else 0.0


@compiled
def most_strain(r: View) -> float:
    """Return the largest strain of any pair."""
    most = 0.0
    for k in range(r.n):
        most = max(most, r.strain[k])
    return most


@compiled
def _weigh_withdrawal(w: View, p: Numbers, k: int, terms: Floats) -> float:
    """Write what low trust and new leaders add to the log hazard of a withdrawal from partnership ``k``; return the sum."""
    terms[_DISTRUSTED] = _dissatisfaction(w.partnerships, p, k)
    terms[_NEW_LEADER] = p.withdrawal_leader * _members_with_new_leader(w, k)
    return float(terms[_DISTRUSTED] + terms[_NEW_LEADER])


@compiled
def withdrawal_rate(p: Numbers, reasons: float, frailty: float, age: int) -> float:
    """Return the yearly rate at which a member withdraws; lower in the honeymoon (``age`` in months)."""
    rate = float(p.withdrawal * math.exp(reasons + p.partnership_frailty * frailty))
    if p.honeymoon > 0.0:
        rate *= -math.expm1(-age / p.honeymoon)
    return rate


@compiled
def _who_withdraws(w: View, k: int) -> int:
    """Return the slot of the member who withdraws: a logit in load above capacity."""
    o, q = w.organisations, w.partnerships
    best, top = -1, -1e300
    for s in range(q.n_members[k]):
        i = q.member[k, s]
        value = 2.0 * min(_MOST_OVERLOAD, max(0.0, o.load[i] - 1.0)) + gumbel(
            draw(w.seed, Purpose.WITHDRAWS, w.month, 1, o.id[i], q.id[k])
        )
        if value > top:
            best, top = s, value
    return best


@compiled
def _leave(q: View, k: int, slot: int, reason: int, reason_of_lead: int) -> None:
    """Let a member leave; all ends if it was one of two, or the lead (then with the reason ``reason_of_lead``)."""
    if q.n_members[k] <= 2:
        q.ending[k] = reason
    elif slot == 0:
        q.ending[k] = reason_of_lead
    else:
        q.withdraws[k] = slot
        q.withdraw_reason[k] = reason


@compiled
def _is_left(w: View, p: Numbers, k: int, u: float, worst: float, terms: Floats) -> bool:
    """Return whether draw ``u`` lets a member leave partnership ``k``; ``terms`` is written with what speaks for it.

    Most draws are high enough whatever two terms that are dear to compute would say: lost priorities are at most whole,
    quarrels at most ``worst`` (:func:`most_strain`).
    """
    q, age = w.partnerships, w.month - w.partnerships.signed[k]
    reasons, most = _weigh_withdrawal(w, p, k, terms), p.withdrawal_strain * worst + _ROUNDING
    if u >= monthly(withdrawal_rate(p, reasons + p.withdrawal_priorities + most, q.frailty[k], age)):
        return False
    terms[_LEFT_FIELD] = p.withdrawal_priorities * lost_priority(w, k)
    reasons += terms[_LEFT_FIELD]
    if u >= monthly(withdrawal_rate(p, reasons + most, q.frailty[k], age)):
        return False
    terms[_QUARREL] = p.withdrawal_strain * quarrels(w, k)
    return bool(u < monthly(withdrawal_rate(p, reasons + terms[_QUARREL], q.frailty[k], age)))


@compiled
def _withdraw(w: View, p: Numbers, k: int, worst: float, weights: Floats) -> bool:
    """Decide whether a member withdraws this month, who and why (``worst``: the largest strain of any pair)."""
    q = w.partnerships
    leaver = _slot_that_said(w, k, _LEAVE, 1)
    if leaver >= 0:
        _leave(q, k, leaver, _DECIDED, _LEAD_WITHDREW)
        return True
    u, v = draw2(w.seed, Purpose.WITHDRAWS, w.month, 0, q.id[k], 0)
    if not _is_left(w, p, k, u, worst, weights):
        return False
    slot = _who_withdraws(w, k)
    if answer(w, _LEAVE, w.organisations.id[q.member[k, slot]], q.id[k]) == 0:
        return False  # it decided to stay
    for x in (_DISTRUSTED, _NEW_LEADER, _LEFT_FIELD, _QUARREL):
        weights[x] = math.exp(weights[x]) - 1.0
    overload = min(_MOST_OVERLOAD, max(0.0, w.organisations.load[q.member[k, slot]] - 1.0))
    weights[0], weights[_OVERLOADED] = 1.0, math.exp(2.0 * overload) - 1.0
    weights[_UNFUNDED] = _funding_lost(w, k)
    _leave(q, k, slot, pick_reason(v, weights, _OF_WITHDRAWAL), _LEAD_WITHDREW)
    return True


@compiled
def renewal_chance(w: View, p: Numbers, k: int) -> float:
    """Return the chance that agreement ``k`` is renewed at its term."""
    q = w.partnerships
    logit = p.renewal - _dissatisfaction(q, p, k) + p.renewal_experience * -math.expm1(-0.5 * q.renewals[k])
    logit += p.renewal_progress * (q.progress[k] - 0.5)
    logit += p.renewal_governance * (q.governance[k] - 0.5) - p.renewal_funding * _funding_lost(w, k)
    logit -= p.renewal_leader * _members_with_new_leader(w, k)
    logit -= p.partnership_frailty * q.frailty[k]
    logit -= p.renewal_priorities * lost_priority(w, k)
    return 1.0 / (1.0 + math.exp(-logit))


@compiled
def _renew(w: View, k: int) -> None:
    """Begin another term."""
    q = w.partnerships
    q.renewals[k] += 1
    q.term_end[k] = w.month + q.term[k]
    q.review[k] = q.term_end[k]
    q.progress[k] = 0.0
    w.counts.renewed += 1
    note(w, _RENEWED, w.organisations.id[q.lead[k]], q.id[k], 0.0)


@compiled
def _refuse(w: View, p: Numbers, k: int, v: float, weights: Floats) -> None:
    """Let the agreement end at its term, for a reason in proportion to what spoke against renewal."""
    q = w.partnerships
    weights[0], weights[1] = 1.0, p.renewal_funding * _funding_lost(w, k)
    weights[2] = p.renewal_leader * _members_with_new_leader(w, k)
    weights[3], weights[4] = _dissatisfaction(q, p, k), 2.0 if q.progress[k] >= 1.0 else 0.0
    weights[5] = -p.renewal_governance * (q.governance[k] - 0.5)
    weights[6] = p.renewal_priorities * lost_priority(w, k)
    q.ending[k] = pick_reason(v, weights, _OF_TERM)


@compiled
def mark_endings(w: View, p: Numbers) -> None:
    """Write which agreements end and which members leave, and why; renew the others at their term."""
    q = w.partnerships
    weights, worst = np.zeros(len(_OF_TERM)), most_strain(w.relations)
    for k in range(q.n):
        if q.n_members[k] == 0:
            continue
        slot = _inactive_slot(w, k)
        if slot >= 0:
            _leave(q, k, slot, _DORMANT, _DORMANT)
        elif _withdraw(w, p, k, worst, weights) or w.month < q.term_end[k]:
            continue
        elif _any_vacant(w, k) and w.month < q.review[k] + int(p.acting_extension):
            q.term_end[k] = w.month + 1
        else:
            u, v = draw2(w.seed, Purpose.RENEWS, w.month, 0, q.id[k], 0)
            chance, refuses = _with_answers(w, k, renewal_chance(w, p, k)), _slot_that_said(w, k, _RENEW, 0)
            if refuses >= 0:
                _leave(q, k, refuses, _DECIDED, _DECIDED)
            if q.ending[k]:
                continue
            if u < chance:
                _renew(w, k)
            else:
                _refuse(w, p, k, v, weights)
