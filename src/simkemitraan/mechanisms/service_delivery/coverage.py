"""What several providers reach together: coverage between chance overlap and full coordination.

Provider ``i`` alone could serve the share ``s_i`` of a district's families in need of a field. Without coordination each
reaches families at random and they overlap, ``C0 = 1 - prod(1 - s_i)``; fully coordinated they share families out,
``C1 = min(1, sum s_i)``. In between, ``C = (1 - k) C0 + k C1`` with ``k`` the share of *pairs* that coordinate, weighted by
``s_i s_j``. Never by components of the network: one link would then act like full coordination.

Two that are no organisations help besides, each on its own: the zakat board with what it gives directly, and volunteers
of the disaster service when need surges.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled, inlined
from ...world.named import Numbers, View
from .hours import Effort
from .ties import AGREEMENT, COOPERATION, Memberships, Ties

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]

_OUTSIDE_MERIT = 0.5
NO_NEED = 1e-9  # families; below it there is nobody to serve, and shares of it would overflow


class Offer(NamedTuple):
    """What providers could serve, each and added up; what is added up by field as ``districts.supply`` is not here.

    Attributes
    ----------
    share : ndarray, shape (organisations, fields)
        Share ``s`` of need that each could serve; until :func:`reach` its capability, after referral what it serves.
    total : ndarray, shape (organisations,)
        Shares of each, added over fields.
    rate, worth : ndarray, shape (districts, fields)
        Share of need that an hour, and a million of goods, can serve in a quarter.
    board : ndarray, shape (districts, fields)
        Share of need that the zakat board could serve.
    free, squares, linked, merit, search : ndarray, shape (districts, fields)
        ``prod(1 - s)``, ``sum s**2``, ``sum over pairs of s_i s_j x strength``, ``sum s x merit``, hours of outreach.
    doors, crossing : ndarray, shape (districts,)
        Service hours, and pairs of services across fields that are joint.
    done : ndarray, shape (fields, fields)
        Scratch of :func:`coordinate`: strength of a pair that is counted already.
    """

    share: Floats
    total: Floats
    rate: Floats
    worth: Floats
    board: Floats
    free: Floats
    squares: Floats
    linked: Floats
    merit: Floats
    search: Floats
    doors: Floats
    crossing: Floats
    done: Floats


@compiled
def blend(free: float, supply: float, squares: float, linked: float) -> tuple[float, float]:
    """Return coverage and the coordinated share of provider pairs.

    Parameters
    ----------
    free : float
        ``prod(1 - s_i)``.
    supply, squares : float
        ``sum s_i`` and ``sum s_i**2``.
    linked : float
        ``sum over pairs of s_i s_j kappa_ij``, ``kappa`` the strength of a pair's coordination, 0 to 1.
    """
    pairs = 0.5 * (supply * supply - squares)
    k = min(1.0, linked / pairs) if pairs > 1e-15 else 0.0
    alone = 1.0 - free
    together = min(1.0, supply)
    return alone + k * max(0.0, together - alone), k


@compiled
def output(hours: float, goods: float, care: float, rho: float) -> float:
    """Return what hours and goods can serve together, with constant elasticity of substitution 1 / (1 - rho).

    Parameters
    ----------
    hours, goods : float
        What each could serve if the other did not count.
    care : float
        Weight of hours; at 1 they alone count, at 0 goods.
    rho : float
        -1: halfway between fixed proportions (towards minus infinity the scarcer decides) and shares (0).
    """
    if care >= 1.0:
        return hours
    if care <= 0.0:
        return goods
    if rho <= 0.0 and (hours <= 0.0 or goods <= 0.0):
        return 0.0
    if rho == -1.0:
        return 1.0 / (care / hours + (1.0 - care) / goods)
    if rho == 0.0:
        return math.exp(care * math.log(hours) + (1.0 - care) * math.log(goods))
    return float((care * hours**rho + (1.0 - care) * goods**rho) ** (1.0 / rho))


@compiled
def new_offer(w: View, p: Numbers) -> Offer:
    """Return an offer to be filled: capabilities, what an hour serves, and nothing added up yet."""
    o, d, fields = w.organisations, w.districts, w.fields
    by_field = (d.n, fields)
    share, rate, worth = np.empty((o.n, fields)), np.zeros(by_field), np.zeros(by_field)
    for i in range(o.n):
        for f in range(fields):
            share[i, f] = o.capability[i, f]
    for k in range(d.n):
        dear = 1.0 + p.remote_cost * d.remoteness[k]
        for f in range(fields):
            d.supply[k, f] = 0.0
            if d.need[k, f] > NO_NEED:
                rate[k, f] = 3.0 / (p.hours_per_need * dear) / d.need[k, f]
                worth[k, f] = 3.0 / (p.goods_per_need * dear) / d.need[k, f]
    return Offer(
        share=share,
        total=np.zeros(o.n),
        rate=rate,
        worth=worth,
        board=np.zeros(by_field),
        free=np.ones(by_field),
        squares=np.zeros(by_field),
        linked=np.zeros(by_field),
        merit=np.zeros(by_field),
        search=np.zeros(by_field),
        doors=np.zeros(d.n),
        crossing=np.zeros(d.n),
        done=np.zeros((fields, fields)),
    )


@compiled
def combine(w: View, p: Numbers, effort: Effort, offer: Offer) -> None:
    """Serve pledged hours with the best capability among the members, discounted for poor governance."""
    q = w.partnerships
    for k in range(q.n):
        kept = 1.0 - p.poor_governance_loss * (1.0 - q.governance[k])
        for which in range(2):
            f = q.field[k] if which == 0 else q.second[k]
            if q.n_members[k] > 0 and f >= 0:
                _combine_in(w, effort, offer, k, f, kept)


@inlined
def _combine_in(w: View, effort: Effort, offer: Offer, k: int, f: int, kept: float) -> None:
    """Raise or lower the capability of the members of partnership ``k`` in one field."""
    o, q = w.organisations, w.partnerships
    best = 0.0
    for s in range(q.n_members[k]):
        best = max(best, o.capability[q.member[k, s], f])
    for s in range(q.n_members[k]):
        i = q.member[k, s]
        if effort.serves[i] and o.hours[i] > 0.0:
            offer.share[i, f] += min(1.0, q.pledge[k, s] / o.hours[i]) * (kept * best - offer.share[i, f])


@compiled
def reach(w: View, p: Numbers, effort: Effort, offer: Offer) -> None:
    """Work out what share of need each provider could serve, and add up; one house is joint with itself.

    Goods at hand are used up within some months.
    """
    o = w.organisations
    for i in range(o.n):
        o.goods_used[i] = p.goods_speed * o.goods[i] if effort.serves[i] else 0.0
        o.goods[i] -= o.goods_used[i]
        if not effort.serves[i]:
            for f in range(w.fields):
                offer.share[i, f] = 0.0
            continue
        offer.doors[o.district[i]] += o.hours[i]
        _reach_of(w, p, offer, i, effort.search[i])


@inlined
def _reach_of(w: View, p: Numbers, offer: Offer, i: int, search: float) -> None:
    """Work out the shares of provider ``i`` from its capabilities."""
    o, supply, k = w.organisations, w.districts.supply, w.organisations.district[i]
    total, squares = 0.0, 0.0
    for f in range(w.fields):
        able = offer.share[i, f]
        merit = able + p.practice_weight * (o.practice[i] - able)
        hours = o.hours[i] * o.priority[i, f] * offer.rate[k, f]
        goods = o.goods_used[i] * o.priority[i, f] * offer.worth[k, f]
        able_to = output(hours, goods, w.field_care[f], p.substitution)
        s = min(1.0, (p.floor + (1.0 - p.floor) * merit) * able_to)
        offer.share[i, f] = s
        total += s
        squares += s * s
        supply[k, f] += s
        offer.free[k, f] *= 1.0 - s
        offer.squares[k, f] += s * s
        offer.merit[k, f] += s * merit
        offer.search[k, f] += search * o.priority[i, f]
    offer.total[i] = total
    offer.crossing[k] += 0.5 * (total * total - squares)


@compiled
def add_outsiders(w: View, p: Numbers, offer: Offer) -> None:
    """Add what the zakat board gives directly, and the volunteers of the disaster service while need surges."""
    d, worth, rate = w.districts, offer.worth, offer.rate
    for k in range(d.n):
        f = w.food_field if w.food_field >= 0 else int(np.argmax(d.need[k]))
        offer.board[k, f] = min(1.0, d.direct_paid[k] * worth[k, f])
        _add_outsider(w, offer, k, f, offer.board[k, f])
        f = w.response_field
        people = p.disaster_volunteers * d.population[k] / 1e5
        hours = people * p.hours_per_volunteer * min(1.0, d.surge[k, f])
        _add_outsider(w, offer, k, f, min(1.0, hours * rate[k, f]))


@inlined
def _add_outsider(w: View, offer: Offer, k: int, f: int, s: float) -> None:
    """Add somebody who could serve the share ``s`` of a need, with middling quality and without partners."""
    w.districts.supply[k, f] += s
    offer.free[k, f] *= 1.0 - s
    offer.squares[k, f] += s * s
    offer.merit[k, f] += _OUTSIDE_MERIT * s


@inlined
def second_field(q: View, k: int) -> int:
    """Return the second field of partnership ``k``, its main one if it has no other."""
    second: int = q.second[k]
    return second if second >= 0 else q.field[k]


@inlined
def _raise(offer: Offer, f: int, g: int, strength: float) -> float:
    """Raise the strength of a pair in fields ``f`` and ``g`` (not ``g`` and ``f``); returns by how much."""
    more: float = max(0.0, strength - offer.done[f, g])
    offer.done[f, g] = max(offer.done[f, g], strength)
    return more


@inlined
def _add_agreement(w: View, offer: Offer, q: int, i: int, j: int, strength: float) -> float:
    """Add what agreement ``q`` adds to the coordination of ``i`` and ``j``; returns what crosses fields."""
    k, f, g = w.organisations.district[i], w.partnerships.field[q], second_field(w.partnerships, q)
    share = offer.share
    offer.linked[k, f] += _raise(offer, f, f, strength) * share[i, f] * share[j, f]
    if g == f:
        return 0.0
    offer.linked[k, g] += _raise(offer, g, g, strength) * share[i, g] * share[j, g]
    across = share[i, min(f, g)] * share[j, max(f, g)] + share[i, max(f, g)] * share[j, min(f, g)]
    return float(_raise(offer, min(f, g), max(f, g), strength) * across)


@inlined
def shared_agreements(lists: Memberships, i: int, j: int, shared: Ints) -> int:
    """Write the partnerships of both ``i`` and ``j``, in the order of their rows; returns how many there are."""
    first, partnership = lists.first, lists.partnership
    x, y, n = first[i], first[j], 0
    while x < first[i + 1] and y < first[j + 1]:
        one, other = partnership[x], partnership[y]
        shared[n] = one
        n += one == other
        x += one <= other
        y += other <= one
    return n


@inlined
def _add_agreements(w: View, p: Numbers, offer: Offer, i: int, j: int, shared: Ints, base: float) -> float:
    """Add what the ``shared`` agreements of ``i`` and ``j`` add to their cooperation; returns what crosses fields."""
    q, done = w.partnerships, offer.done
    for k in shared:  # forget what ``done`` held for other pairs
        f, g = q.field[k], second_field(q, k)
        done[f, f], done[g, g], done[min(f, g), max(f, g)] = base, base, base
    crossing = 0.0
    for k in shared:
        crossing += _add_agreement(w, offer, k, i, j, p.coordination_formal * q.governance[k])
    return crossing


@compiled
def coordinate(w: View, p: Numbers, ties: Ties, lists: Memberships, effort: Effort, offer: Offer) -> None:
    """Gather how strongly tied providers coordinate, within each field and across fields.

    A cooperation coordinates with one strength in all fields; an agreement in its own fields, by its governance. Of
    several bonds of a pair the strongest counts.
    """
    serves, district, share = effort.serves, w.organisations.district, offer.share
    shared = np.empty(w.partnerships.n + 1, np.int32)
    for t in range(ties.n):
        i, j = ties.ends[t, 0], ties.ends[t, 1]
        k = district[i]
        if not (serves[i] and serves[j]) or district[j] != k:
            continue
        base = p.coordination_informal if ties.bond[t] & COOPERATION else 0.0
        if base > 0.0:
            inside = 0.0
            for f in range(w.fields):
                both = share[i, f] * share[j, f]
                inside += both
                offer.linked[k, f] += base * both
            offer.crossing[k] += base * (offer.total[i] * offer.total[j] - inside)
        if ties.bond[t] & AGREEMENT:
            found = shared[: shared_agreements(lists, i, j, shared)]
            offer.crossing[k] += _add_agreements(w, p, offer, i, j, found, base)


@compiled
def cover(w: View, offer: Offer) -> None:
    """Turn what is added up over providers into coverage, duplication, quality and families refused."""
    d = w.districts
    for k in range(d.n):
        d.direct[k] = 0.0
        for f in range(w.fields):
            total = d.supply[k, f]
            c, coordination = blend(offer.free[k, f], total, offer.squares[k, f], offer.linked[k, f])
            d.coordination[k, f] = coordination
            d.duplication[k, f] = max(0.0, 1.0 - c / total) if total > 0.0 else 0.0
            d.quality[k, f] = offer.merit[k, f] / total if total > 0.0 else 0.0
            d.coverage[k, f] = min(c, d.known[k, f])
            d.refused[k, f] = max(0.0, d.known[k, f] - c) * d.need[k, f]
            if offer.board[k, f] > 0.0:
                d.direct[k] += offer.board[k, f] * d.need[k, f] * d.coverage[k, f] / total
