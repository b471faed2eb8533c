"""A funder's call: who may apply, who does, how proposals are scored, and who is awarded.

Called by *funding*, which decides when calls open and what follows from them. One application a call: an organisation
applies alone, or is covered by the application of one of its partnerships.

The rule of fitting: awards go down the ranking; a request that does not fit into what is left (to the rupiah) is
*skipped*, and no part of a request is awarded. Reserved shares of the pool are handed out first, in the order joint, seed, small, remote; what
is left of the joint share stays reserved, what is left of the others is open to all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .codes import WHOLE_PLACE as WHOLE_PLACE
from .compiling import compiled
from .draws import Purpose, draw, normal
from .schema import Kind

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

ANYONE, GOVERNMENT, NONPROFIT = 0, 1, 2
JOINT, SEED, SMALL, REMOTE = 1, 2, 4, 8
RESERVED = (JOINT, SEED, SMALL, REMOTE)

# by funder: kinds that may apply on their own (bits), registration needed, accreditation needed
_NP, _CO, _IN = 1 << int(Kind.NONPROFIT), 1 << int(Kind.COMMUNITY), 1 << int(Kind.INDIVIDUAL)
KINDS = (_NP | _CO, _NP, _NP | _CO, _NP | _CO | _IN, _NP)
REGISTERED = (1, 1, 0, 0, 1)
ACCREDITED = (0, 1, 0, 0, 0)

_AGENCY = int(Kind.AGENCY)
RUPIAH = 1e-6  # in million IDR: what is asked for and whether it fits must not hang on the last bits of a sum


@compiled
def eligible(
    n: int,
    month: int,
    kinds: int,
    registration: int,
    accreditation: int,
    rest: int,
    kind: Codes,
    role: Codes,
    active: Codes,
    registered: Codes,
    accredited: Codes,
    barred: Ints,
    won_from: Ints,
    funder: int,
    may: Codes,
) -> None:
    """Mark who may apply alone. ``rest``: months an awardee must sit out (0: none)."""
    for i in range(n):
        may[i] = 0
        if not active[i] or role[i] != 0 or not (kinds >> kind[i]) & 1 or month < barred[i]:
            continue
        if registered[i] < registration or accredited[i] < accreditation:
            continue
        if rest > 0 and month - won_from[i, funder] < rest:
            continue
        may[i] = 1


@compiled
def front_of(p: int, size: int, rule: int, member: Ints, active: Codes, kind: Codes, may: Codes) -> int:
    """Return who would apply for partnership ``p`` under the rule of who may lead; -1 if nobody or nobody eligible."""
    front, able = -1, False
    for s in range(size):
        i = member[p, s]
        able = able or may[i] != 0
        if front >= 0 or not active[i]:
            continue
        if rule == ANYONE:
            front = i if s == 0 else -1
        elif (rule == GOVERNMENT and kind[i] == _AGENCY) or (rule == NONPROFIT and may[i]):
            front = i
    return front if able else -1


@compiled
def candidates(
    k: int,
    least: int,
    rule: int,
    month: int,
    ids: Ids,
    size: Ints,
    member: Ints,
    active: Codes,
    kind: Codes,
    barred: Ints,
    may: Codes,
    quality: Floats,
    best: Ints,
) -> None:
    """Write in ``best`` the best partnership (quality, then id) each organisation could apply for; -1 for none."""
    for p in range(k):
        if size[p] < least:
            continue
        i = front_of(p, size[p], rule, member, active, kind, may)
        if i < 0 or month < barred[i]:
            continue
        q = best[i]
        if q < 0 or quality[p] > quality[q] or (quality[p] == quality[q] and ids[p] < ids[q]):
            best[i] = p


@compiled
def apply(
    n: int,
    seed: int,
    month: int,
    funder: int,
    ids: Ids,
    may: Codes,
    best: Ints,
    size: Ints,
    member: Ints,
    active: Codes,
    chance: Floats,
    joint_chance: float,
    holder: Ints,
    joint: Ints,
    application: Ints,
) -> int:
    """Decide who applies: partnerships first, then those whom no application covers. Returns how many apply.

    ``application`` holds for each organisation the application that covers it (-1 on entry); ``holder`` and ``joint``
    get applicant and partnership row (-1: alone) of each application.
    """
    m = 0
    for i in range(n):
        if best[i] < 0 or application[i] >= 0 or joint_chance <= 0.0:
            continue
        if draw(seed, Purpose.APPLY, month, 2 * funder, ids[i], 0) < joint_chance:
            holder[m], joint[m] = i, best[i]
            application[i] = m
            for s in range(size[best[i]]):
                j = member[best[i], s]
                if active[j] and application[j] < 0:
                    application[j] = m
            m += 1
    for i in range(n):
        if not may[i] or application[i] >= 0 or chance[i] <= 0.0:
            continue
        if draw(seed, Purpose.APPLY, month, 2 * funder + 1, ids[i], 0) < chance[i]:
            holder[m], joint[m] = i, -1
            application[i] = m
            m += 1
    return m


@compiled
def score(
    m: int,
    seed: int,
    month: int,
    funder: int,
    holder: Ints,
    joint: Ints,
    ids: Ids,
    district: Ints,
    size: Ints,
    member: Ints,
    standing: Floats,
    priority: Floats,
    capability: Floats,
    local: Floats,
    w: Floats,
    out: Floats,
) -> None:
    """Score each application: weights x criteria, a bonus for joint ones, and noise keyed by the applicant.

    ``standing`` is each organisation's weighted reputation, transparency, practice and record, averaged over members.
    ``local`` (districts, 3, fields) holds need relative to the largest, unmet share, and share of need. ``w``: weights
    of fit, need and breadth (the best capability among members, by field), the bonus, and the noise.
    """
    for x in range(m):
        p, d = joint[x], district[holder[x]]
        members = size[p] if p >= 0 else 1
        out[x] = w[3] if p >= 0 else 0.0
        for f in range(priority.shape[1]):
            care, able = 0.0, 0.0
            for s in range(members):
                i = member[p, s] if p >= 0 else holder[x]
                care += priority[i, f]
                able = max(able, capability[i, f])
            out[x] += care / members * (w[0] * local[d, 0, f] + w[1] * local[d, 1, f]) + able * w[2] * local[d, 2, f]
        for s in range(members):
            out[x] += standing[member[p, s] if p >= 0 else holder[x]] / members
        if w[4] > 0.0:
            out[x] += w[4] * normal(draw(seed, Purpose.SCORE, month, funder, ids[holder[x]], 0))


@compiled
def hand_out(
    start: int, end: int, order: Ids, request: Floats, flags: Codes, wanted: int, money: float, won: Codes
) -> float:
    """Go down the ranking ``order[start:end]`` and award what fits into ``money``; returns what was spent."""
    spent = 0.0
    for place in range(start, end):
        x = order[place]
        if won[x] or (flags[x] & wanted) != wanted or spent + request[x] > money + RUPIAH:
            continue
        won[x] = 1
        spent += request[x]
    return spent


@compiled
def award(
    m: int,
    order: Ids,
    pot: Ints,
    request: Floats,
    flags: Codes,
    pool: Floats,
    shares: Floats,
    won: Codes,
    spent: Floats,
) -> None:
    """Award from each pool, reserved shares first; ``order`` sorts by pool, then by rank. ``spent`` sums by pool."""
    start = 0
    while start < m:
        d = pot[order[start]]
        end = start
        while end < m and pot[order[end]] == d:
            end += 1
        left, locked = pool[d], 0.0
        for q in range(shares.size):
            money = min(left - locked, shares[q] * pool[d])
            if money <= 0.0:
                continue
            used = hand_out(start, end, order, request, flags, 1 << q, money, won)
            left -= used
            if q == 0:
                locked = money - used
        left -= hand_out(start, end, order, request, flags, 0, left - locked, won)
        spent[d] = pool[d] - left
        start = end


@compiled
def rivals(
    m: int,
    a: Ints,
    b: Ints,
    gone: Codes,
    cooperating: Codes,
    formal: Ints,
    application: Ints,
    pot: Ints,
    won: Codes,
    pressure: Floats,
    strain: Floats,
    apart: float,
    one_won: float,
) -> None:
    """Strain between those who know each other and applied apart to one pool; more between partners if one won."""
    for r in range(m):
        x, y = application[a[r]], application[b[r]]
        if gone[r] or x < 0 or y < 0 or x == y or pot[x] != pot[y]:
            continue
        strain[r] += apart * pressure[pot[x]]
        if won[x] != won[y] and (cooperating[r] or formal[r] > 0):
            strain[r] += one_won
