"""Who is awarded, and what follows.

The rule of fitting: awards go down the ranking; a request that does not fit into what is left (to the rupiah) is
*skipped*, and no part of a request is awarded. Reserved shares of the pool are handed out first, in the order joint,
seed, small, remote; what is left of the joint share stays reserved, what is left of the others is open to all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...world.codes import NEVER, Event
from ...world.compiling import compiled
from ...world.events import note
from ...world.named import Numbers, View, add_rows
from .ranking import JOINT, REMOTE, RUPIAH, SEED, SMALL, Call

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

RESERVED = (JOINT, SEED, SMALL, REMOTE)
_AWARD = int(Event.AWARD)
_REPORT_MONTHS = 2
_AGAIN = 36  # months within which an award of the same funder counts as re-funding
_MOST_PRESSURE = 3.0


@compiled
def ranked(call: Call, ids: Ids) -> Ids:
    """Return the applications by pool, then by score, then by the applicant's id (``ids`` of all organisations)."""
    order = np.argsort(ids[call.holder], kind="mergesort")
    order = order[np.argsort(-call.score[order], kind="mergesort")]
    return order[np.argsort(call.pool[order], kind="mergesort")]


@compiled
def share_of(p: Numbers, flag: int) -> float:
    """Return the share of a pool that is reserved for those with ``flag``."""
    if flag == JOINT:
        return float(p.partnership_required)
    if flag == SEED:
        return float(p.seed_share)
    return float(p.small_quota) if flag == SMALL else float(p.remote_quota)


@compiled
def hand_out(call: Call, ranking: Ids, wanted: int, money: float) -> float:
    """Go down a ranking and award what has the flags ``wanted`` and fits into ``money``; returns what was spent."""
    spent = 0.0
    for x in ranking:
        if call.won[x] or (call.flags[x] & wanted) != wanted or spent + call.request[x] > money + RUPIAH:
            continue
        call.won[x] = 1
        spent += call.request[x]
    return spent


@compiled
def award_pool(p: Numbers, call: Call, ranking: Ids, pool: float) -> float:
    """Award one pool, reserved shares first; returns what was spent."""
    left, locked = pool, 0.0
    for flag in RESERVED:
        money = min(left - locked, share_of(p, flag) * pool)
        if money <= 0.0:
            continue
        used = hand_out(call, ranking, flag, money)
        left -= used
        if flag == JOINT:
            locked = money - used
    left -= hand_out(call, ranking, 0, left - locked)
    return pool - left


@compiled
def award(w: View, p: Numbers, call: Call) -> Floats:
    """Award all pools of a call. Returns what was spent of each."""
    order, spent = ranked(call, w.organisations.id), np.zeros(w.districts.n)
    start = 0
    while start < order.size:
        d, end = call.pool[order[start]], start
        while end < order.size and call.pool[order[end]] == d:
            end += 1
        spent[d] = award_pool(p, call, order[start:end], w.districts.pool[d, call.funder])
        start = end
    return spent


@compiled
def carry_out(w: View, p: Numbers, call: Call, spent: Floats) -> None:
    """Take the money from the pools, write the grants, and remember who won what."""
    t, f = w.districts, call.funder
    for d in range(t.n):
        t.pool[d, f] = max(0.0, t.pool[d, f] - spent[d])
        t.pool_out[d, f] += spent[d]
    for x in range(call.won.size):
        if call.won[x]:
            _write_grant(w, p, call, x)
            _remember_award(w, call, x)
    w.counts.applications += call.won.size


@compiled
def _write_grant(w: View, p: Numbers, call: Call, x: int) -> None:
    """Write the grant that application ``x`` won."""
    holder, joint, term = call.holder[x], call.joint[x], int(p.grant_months)
    at = add_rows(w.grants, 1)
    g = w.grants
    g.funder[at], g.district[at], g.holder[at] = call.funder, w.organisations.district[holder], holder
    g.partnership[at], g.row[at] = w.partnerships.id[joint] if joint >= 0 else 0, joint
    g.amount[at], g.monthly[at], g.left[at] = call.request[x], call.request[x] / term, term
    g.start[at], g.due[at] = w.month + 1, w.month + term + 1 + _REPORT_MONTHS


@compiled
def _remember_award(w: View, call: Call, x: int) -> None:
    """Write down, at the winner and its partnership, that application ``x`` was awarded."""
    o, q, i, k = w.organisations, w.partnerships, call.holder[x], call.joint[x]
    w.counts.awards += 1
    if w.month - o.won_from[i, call.funder] < _AGAIN:
        w.counts.awards_again += 1
    o.won_month[i] = o.won_from[i, call.funder] = w.month
    o.grants_won[i] += 1
    if k >= 0:
        q.funded[k] += 1
        q.lost[k] = NEVER
    note(w, _AWARD, o.id[i], q.id[k] if k >= 0 else 0, call.request[x])


@compiled
def pressures(call: Call, pools: Floats) -> Floats:
    """Return how far each pool (million IDR, before awards) was oversubscribed, at most 3."""
    asked = np.zeros(pools.size)
    for x in range(call.request.size):
        asked[call.pool[x]] += call.request[x]
    return np.minimum(_MOST_PRESSURE, asked / np.maximum(1.0, pools))


@compiled
def strain_rivals(w: View, p: Numbers, call: Call, covering: NDArray[np.int32], pressure: Floats) -> None:
    """Strain between those who know each other and applied apart to one pool; more between partners if one won.

    ``covering`` holds the application that covers each organisation, -1 for none.
    """
    r = w.relations
    for k in range(r.n):
        x, y = covering[r.a[k]], covering[r.b[k]]
        if r.forgotten[k] or x < 0 or y < 0 or x == y or call.pool[x] != call.pool[y]:
            continue
        r.strain[k] += p.apart_strain * pressure[call.pool[x]]
        if call.won[x] != call.won[y] and (r.cooperating[k] or r.formal[k] > 0):
            r.strain[k] += p.won_strain
