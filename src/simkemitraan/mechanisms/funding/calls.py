"""Who may apply to a call, and who does: alone, or covered by the application of one of their partnerships."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...world.choices import ALONE, Decision, answer, ask
from ...world.codes import FUNDERS, Kind
from ...world.compiling import compiled
from ...world.draws import Purpose, draw
from ...world.named import Numbers, View

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]

ANYONE, GOVERNMENT, NONPROFIT = 0, 1, 2  # who may lead a joint proposal

# by funder: kinds that may apply on their own (bits), registration needed, accreditation needed
_NP, _CO, _IN = 1 << int(Kind.NONPROFIT), 1 << int(Kind.COMMUNITY), 1 << int(Kind.INDIVIDUAL)
KINDS = (_NP | _CO, _NP, _NP | _CO, _NP | _CO | _IN, _NP)
REGISTERED = (1, 1, 0, 0, 1)
ACCREDITED = (0, 1, 0, 0, 0)

_FUNDERS = len(FUNDERS)
_AGENCY = int(Kind.AGENCY)
_DISTRICT = 0
_APPLY = int(Decision.APPLY)
_MEMORY = 36.0  # months over which applications are remembered


class Applications(NamedTuple):
    """The applications to one call.

    Attributes
    ----------
    holder, joint : ndarray of int32
        Row of the applicant of each, and of the partnership it applies for (-1: alone).
    covering : ndarray of int32
        The application that covers each organisation, -1 for none.
    """

    holder: Ints
    joint: Ints
    covering: Ints


@compiled
def may_apply(w: View, p: Numbers, funder: int, i: int) -> bool:
    """Return whether ``i`` may apply alone."""
    o = w.organisations
    if not o.active[i] or o.role[i] != 0 or not (KINDS[funder] >> o.kind[i]) & 1 or w.month < o.barred[i]:
        return False
    if o.registered[i] < REGISTERED[funder] or o.accredited[i] < ACCREDITED[funder]:
        return False
    rests = funder == _DISTRICT and p.no_repeat > 0
    return not (rests and w.month - o.won_from[i, funder] < int(p.cycle_months) + 1)


@compiled
def front_of(w: View, rule: int, may: Codes, k: int) -> int:
    """Return who would apply for partnership ``k`` under the rule of who may lead; -1 if nobody or nobody eligible.

    ``may`` says of each organisation whether it may apply alone.
    """
    o, q = w.organisations, w.partnerships
    front, able = -1, False
    for s in range(q.n_members[k]):
        i = q.member[k, s]
        able = able or may[i] != 0
        if front >= 0 or not o.active[i]:
            continue
        if rule == ANYONE:
            front = i if s == 0 else -1
        elif (rule == GOVERNMENT and o.kind[i] == _AGENCY) or (rule == NONPROFIT and may[i]):
            front = i
    return front if able else -1


@compiled
def quality(w: View, k: int) -> float:
    """Return how good partnership ``k`` looks to those who could apply for it."""
    q = w.partnerships
    return float(0.4 * q.governance[k] + 0.3 * q.trust[k] + 0.2 * q.progress[k] + 0.02 * q.n_members[k])


@compiled
def best_partnerships(w: View, p: Numbers, may: Codes) -> Ints:
    """Return the best partnership (quality, then id) each organisation could apply for; -1 for none."""
    q, best = w.partnerships, np.full(w.organisations.n, -1, np.int32)
    for k in range(q.n):
        if q.n_members[k] < int(p.min_members):
            continue
        i = front_of(w, int(p.lead_rule), may, k)
        if i < 0 or w.month < w.organisations.barred[i]:
            continue
        other = best[i]
        if other < 0 or (quality(w, k), -q.id[k]) > (quality(w, other), -q.id[other]):
            best[i] = k
    return best


@compiled
def apply(w: View, p: Numbers, funder: int) -> Applications:
    """Decide who applies: partnerships first, then those whom no application covers."""
    n = w.organisations.n
    may, holder, joint = np.zeros(n, np.int8), np.zeros(n, np.int32), np.full(n, -1, np.int32)
    covering = np.full(n, -1, np.int32)
    for i in range(n):
        may[i] = may_apply(w, p, funder, i)
    best = best_partnerships(w, p, may)
    _take_decided(w, p, funder, may, best)
    m = _apply_jointly(w, p, funder, best, Applications(holder, joint, covering))
    m = _apply_alone(w, p, funder, may, m, Applications(holder, joint, covering))
    return Applications(holder[:m], joint[:m], covering)


@compiled
def _take_decided(w: View, p: Numbers, funder: int, may: Codes, best: Ints) -> None:
    """Replace the best partnership of who decided with which one to apply, or to apply without."""
    o, q = w.organisations, w.partnerships
    for i in range(o.n if w.choices.n else 0):
        if may[i]:
            ask(w, _APPLY, o.id[i], funder, ALONE)
        if answer(w, _APPLY, o.id[i], funder) >= 0:
            best[i] = -1
    for k in range(q.n if w.choices.n else 0):
        i = front_of(w, int(p.lead_rule), may, k) if q.n_members[k] >= int(p.min_members) else -1
        if i < 0 or w.month < o.barred[i]:
            continue
        ask(w, _APPLY, o.id[i], funder, q.id[k])
        if answer(w, _APPLY, o.id[i], funder) == q.id[k]:
            best[i] = k


@compiled
def _apply_jointly(w: View, p: Numbers, funder: int, best: Ints, out: Applications) -> int:
    """Let partnerships apply; returns how many do."""
    o, q, m = w.organisations, w.partnerships, 0
    pull = min(1.0, p.partnership_required + p.bonus_pull * p.partnership_bonus)
    chance = p.joint_chance + (1.0 - p.joint_chance) * pull
    for i in range(o.n):
        decided = answer(w, _APPLY, o.id[i], funder) >= 0
        if best[i] < 0 or out.covering[i] >= 0 or (chance <= 0.0 and not decided):
            continue
        if decided or draw(w.seed, Purpose.APPLY, w.month, 2 * funder, o.id[i], 0) < chance:
            out.holder[m], out.joint[m], out.covering[i] = i, best[i], m
            for s in range(q.n_members[best[i]]):
                j = q.member[best[i], s]
                if o.active[j] and out.covering[j] < 0:
                    out.covering[j] = m
            m += 1
    return m


@compiled
def _apply_alone(w: View, p: Numbers, funder: int, may: Codes, m: int, out: Applications) -> int:
    """Let those apply who may and whom none of the first ``m`` applications covers; returns how many there are then."""
    o = w.organisations
    for i in range(o.n):
        if not may[i] or out.covering[i] >= 0:
            continue
        chance = min(1.0, p.apply_chance * (1.0 - p.partnership_required) * (0.5 + o.skill[i]))
        decided = answer(w, _APPLY, o.id[i], funder)
        if decided >= 0:
            chance = 1.0 if decided == ALONE else 0.0
        if chance > 0.0 and draw(w.seed, Purpose.APPLY, w.month, 2 * funder + 1, o.id[i], 0) < chance:
            out.holder[m], out.joint[m], out.covering[i] = i, -1, m
            m += 1
    return m


@compiled
def remember(w: View, p: Numbers, funder: int, applications: Applications) -> None:
    """Keep each organisation's share of the calls (of all funders) that it answered in three years."""
    applied, weight = w.organisations.applied, 1.0 - math.exp(-p.cycle_months / _MEMORY)
    for i in range(w.organisations.n):
        answered = 1.0 if applications.covering[i] >= 0 else 0.0
        applied[i, funder] += weight * (answered / _FUNDERS - applied[i, funder])
