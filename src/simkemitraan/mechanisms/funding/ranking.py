"""What applicants ask for, and how their proposals are scored."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...world.codes import WHOLE_PLACE
from ...world.compiling import compiled
from ...world.draws import Purpose, draw, normal
from ...world.named import Numbers, View
from ...world.sums import pairwise_sum
from .calls import Applications

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]

JOINT, SEED, SMALL, REMOTE = 1, 2, 4, 8  # bits: the reserved shares for which an application counts
RUPIAH = 1e-6  # in million IDR: what is asked for and whether it fits must not depend on the last bits of a sum
_NEW_ORGANISATION, _NEW_PARTNERSHIP = 36, 24
_REMOTE = 0.5


class Call(NamedTuple):
    """One call of one funder, with what is known of each application to it.

    Attributes
    ----------
    funder : int
        Whose call it is.
    holder, joint : ndarray of int32
        Row of the applicant, and of the partnership it applies for (-1: alone).
    pool : ndarray of int32
        District row of the pool that it is paid from.
    request, score : ndarray of float64
        What is asked for (whole million IDR), and how good it is.
    flags, won : ndarray of int8
        For which reserved shares it counts (bits), and whether it is awarded.
    """

    funder: int
    holder: Ints
    joint: Ints
    pool: Ints
    request: Floats
    score: Floats
    flags: Codes
    won: Codes


@compiled
def judge(w: View, p: Numbers, funder: int, applications: Applications) -> Call:
    """Return the applications with what they ask for and how good they are."""
    holder, joint = applications.holder, applications.joint
    m = holder.size
    call = Call(
        funder,
        holder,
        joint,
        np.zeros(m, np.int32),
        np.zeros(m),
        np.zeros(m),
        np.zeros(m, np.int8),
        np.zeros(m, np.int8),
    )
    for x in range(m):
        if not WHOLE_PLACE[funder]:
            call.pool[x] = w.organisations.district[holder[x]]
        call.request[x] = requested(w, p, holder[x], joint[x], w.districts.pool[call.pool[x], funder])
        call.flags[x] = reserved_for(w, p, holder[x], joint[x])
        call.score[x] = score(w, p, funder, holder[x], joint[x])
    return call


@compiled
def requested(w: View, p: Numbers, holder: int, joint: int, pool: float) -> float:
    """Return what an applicant asks for: relative to income, within bounds, in whole millions."""
    members = w.partnerships.n_members[joint] if joint >= 0 else 1
    yearly = max(p.request_least, p.request_share * w.organisations.income_past[holder])
    wanted = yearly * (1.0 + p.request_member * (members - 1)) * (p.grant_months / 12.0)
    return float(max(1.0, math.floor(min(wanted, p.request_most * pool) + RUPIAH)))


@compiled
def reserved_for(w: View, p: Numbers, holder: int, joint: int) -> int:
    """Return for which reserved shares an application counts, as bits."""
    o, flags = w.organisations, 0
    young = w.month - o.founded[holder] < _NEW_ORGANISATION
    if joint >= 0:
        flags |= JOINT
        young = young or w.month - w.partnerships.signed[joint] < _NEW_PARTNERSHIP
    if young:
        flags |= SEED
    if o.income_past[holder] < p.small_limit:
        flags |= SMALL
    if w.districts.remoteness[o.district[holder]] >= _REMOTE:
        flags |= REMOTE
    return flags


@compiled
def standing(w: View, p: Numbers, i: int) -> float:
    """Return the weighted reputation, transparency, practice and record of ``i``."""
    o = w.organisations
    return float(
        p.weight_reputation * o.reputation[i]
        + p.weight_transparency * o.transparency[i]
        + p.weight_practice * o.practice[i]
        + p.weight_record * o.record[i]
    )


@compiled
def fit(w: View, p: Numbers, holder: int, joint: int) -> float:
    """Return how well an application fits what its district needs.

    In each field: the members' mean priority times need (relative to the largest) and its unmet share, and the best
    capability among them times the field's share of need.
    """
    o, q, d = w.organisations, w.partnerships, w.organisations.district[holder]
    need, coverage = w.districts.need, w.districts.coverage
    largest, total = max(need[d].max(), 1e-9), max(pairwise_sum(need[d]), 1e-9)
    members = q.n_members[joint] if joint >= 0 else 1
    out = p.partnership_bonus if joint >= 0 else 0.0
    for f in range(w.fields):
        care, able = 0.0, 0.0
        for s in range(members):
            i = q.member[joint, s] if joint >= 0 else holder
            care += o.priority[i, f]
            able = max(able, o.capability[i, f])
        wanted = p.weight_fit * (need[d, f] / largest) + p.weight_need * (1.0 - coverage[d, f])
        out += care / members * wanted + able * p.weight_breadth * (need[d, f] / total)
    return float(out)


@compiled
def score(w: View, p: Numbers, funder: int, holder: int, joint: int) -> float:
    """Return the score of an application: a bonus for joint ones, fit, mean standing, and noise keyed by the applicant."""
    q = w.partnerships
    members = q.n_members[joint] if joint >= 0 else 1
    out = fit(w, p, holder, joint)
    for s in range(members):
        out += standing(w, p, q.member[joint, s] if joint >= 0 else holder) / members
    if p.noise > 0.0:
        out += p.noise * normal(draw(w.seed, Purpose.SCORE, w.month, funder, w.organisations.id[holder], 0))
    return float(out)
