"""What service means for families and for the goals of partnerships; who is found and who is lost from view."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.named import Numbers, View
from .coverage import NO_NEED, Offer

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


@compiled
def joint_share(fields: int, supply: Floats, crossing: float) -> float:
    """Return the share of pairs of services across fields that are joint; ``supply`` is ``sum s_i`` by field."""
    total = 0.0
    squares = 0.0
    for f in range(fields):
        total += supply[f]
        squares += supply[f] * supply[f]
    pairs = 0.5 * (total * total - squares)
    return min(1.0, crossing / pairs) if pairs > 1e-15 else 0.0


@compiled
def joint_chances(fields: int, needs: Codes, coverage: Floats, joint: float) -> tuple[float, float, int]:
    """Return the chances that a family has at least one, and all, of its needs met, and how many needs it has.

    Services that do not know of each other meet needs independently; fully joint ones reach the same families:

    ======== ===================== ==============
    ..       independent           fully joint
    ======== ===================== ==============
    one      1 - prod(1 - c_f)     max c_f
    all      prod(c_f)             min c_f
    ======== ===================== ==============

    Parameters
    ----------
    needs : ndarray of int8, shape (fields,)
        1 for each need of the family.
    coverage : ndarray, shape (fields,)
        Share of families served by field.
    joint : float
        Share of pairs of services across fields that are joint, 0 to 1.
    """
    count = 0
    missed = 1.0
    every = 1.0
    low = 1.0
    high = 0.0
    for f in range(fields):
        if needs[f]:
            c = coverage[f]
            count += 1
            missed *= 1.0 - c
            every *= c
            low = min(low, c)
            high = max(high, c)
    return 1.0 - missed + joint * (high - 1.0 + missed), every + joint * (low - every), count


@compiled
def companion_hours(w: View, p: Numbers, k: int) -> float:
    """Return the hours of a month that companions of the national programme work in district ``k``."""
    people = p.companions * w.districts.families[k] / 1000.0
    return float(people * p.hours_per_staff * (1.0 - p.overhead))


@compiled
def answer(w: View, p: Numbers, offer: Offer) -> None:
    """Write the share of requests that are answered with advice: providers and companions have so many hours for it."""
    d = w.districts
    for k in range(d.n):
        asked = 0.0
        for f in range(w.fields):
            asked += d.known[k, f] * d.need[k, f]
        hours = p.answer_share * offer.doors[k] + (1.0 - p.companion_finding) * companion_hours(w, p, k)
        d.answered[k] = min(1.0, 3.0 * hours / (p.hours_per_answer * asked)) if asked > 0.0 else 1.0


@compiled
def find(w: View, p: Numbers, offer: Offer) -> None:
    """Add referrals to coverage; find new families by outreach, companions and referral, lose sight of others.

    Companions look for needs where they are; a desk draws those who would not have come.
    """
    d, per_hour = w.districts, 1.0 / p.hours_per_found
    for k in range(d.n):
        passed, needs = 0.0, 0.0
        sent = p.companion_finding * companion_hours(w, p, k)
        for f in range(w.fields):
            passed += d.referred[k, f]
            needs += d.need[k, f]
        for f in range(w.fields):
            need, known = d.need[k, f], d.known[k, f]
            if need <= NO_NEED:
                continue
            d.coverage[k, f] = min(1.0, d.coverage[k, f] + d.referred[k, f] / need)
            rate = p.walk_in + p.desk_inflow * p.referral_desk + p.found_per_referral * passed / needs
            search = offer.search[k, f] + sent * need / needs
            rate += per_hour * search / (need * (1.0 + p.remote_cost * d.remoteness[k]))
            d.known[k, f] += (1.0 - known) * -math.expm1(-rate) - p.lost_from_view * known


@compiled
def count_families(w: View, offer: Offer) -> None:
    """Count families with at least one, and with all, of their needs met."""
    d, needs_of = w.districts, w.profile_needs
    for k in range(d.n):
        joint = joint_share(w.fields, d.supply[k], offer.crossing[k])
        one_served, all_served, several, met = 0.0, 0.0, 0.0, 0.0
        for q in range(needs_of.shape[0]):
            one, every, needs = joint_chances(w.fields, needs_of[q], d.coverage[k], joint)
            one_served += d.profile[k, q] * one
            all_served += d.profile[k, q] * every
            if needs > 1:
                several += d.profile[k, q]
                met += d.profile[k, q] * every
        d.one_served[k], d.all_served[k] = one_served, all_served
        d.whole[k] = met / several if several > 0.0 else 0.0


@compiled
def advance(w: View, offer: Offer) -> int:
    """Move each partnership towards its goal by what its members serve in its fields; returns how many arrive."""
    q, served = w.partnerships, offer.share
    reached = 0
    for k in range(q.n):
        if q.goal[k] <= 0.0 or q.progress[k] >= 1.0:
            continue
        needs = 0.0
        for s in range(q.n_members[k]):
            needs += served[q.member[k, s], q.field[k]]
            if q.second[k] >= 0 and q.second[k] != q.field[k]:
                needs += served[q.member[k, s], q.second[k]]
        q.progress[k] = min(1.0, q.progress[k] + q.governance[k] * needs / (3.0 * q.goal[k]))
        if q.progress[k] >= 1.0:
            reached += 1
    return reached
