"""Introductions: an organisation that meets two of its partners may bring them together, if both want it.

How many introductions somebody makes in a month goes with how often it meets its partners; whom it introduces is drawn in
proportion to meetings, one after the other. So partners of the same partners find each other at a rate for each such
partner, and sooner where all meet often.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...world.choices import invitations
from ...world.compiling import compiled
from ...world.draws import Purpose, base_word, draw, gumbel, poisson, selection_key
from ...world.named import Numbers, View
from .consent import consents
from .neighbours import common_partners, mark_neighbours
from .utility import CULTURE, full_utility, min_winning_draw, most_unseen, utility_bounds, visible_utility

Floats = NDArray[np.float64]
_MOST = 4  # introductions that one organisation makes in a month
_SLOT = 0  # of a friend of a partner
_MARGIN = 1.0 + 1e-12  # for rounding
FIRST_CHANCE = 16  # numbers of the chances of introductions, after those of one's own


@compiled
def meetings_of(w: View, h: int) -> float:
    """Return how many meetings a month an organisation has with its active partners."""
    o, g, total = w.organisations, w.graph, 0.0
    for e in range(g.start[h], g.mid[h]):
        if o.active[g.neighbour[e]]:
            total += w.relations.meetings[g.relation[e]]
    return total


@compiled
def draw_introductions(w: View, p: Numbers, number: NDArray[np.int32]) -> int:
    """Draw how many introductions each organisation makes this month. Returns their sum.

    Parameters
    ----------
    number : ndarray of int32, shape (organisations,)
        Written.
    """
    o, g, total = w.organisations, w.graph, 0
    for h in range(o.n):
        number[h] = 0
        if p.introductions <= 0.0 or not o.active[h] or g.mid[h] - g.start[h] < 2:
            continue
        mean = min(4.0, p.introductions * meetings_of(w, h))
        number[h] = min(_MOST, poisson(draw(w.seed, Purpose.INTRODUCTIONS, w.month, 0, o.id[h], 0), mean))
        total += number[h]
    return total


@compiled
def pick_met(w: View, base: np.uint64, h: int, but: int) -> int:
    """Return one active partner of ``h`` other than ``but``, in proportion to meetings; -1 if there is none.

    Each has a waiting time of its own, exponential with its meetings as rate; who is met first is picked. Whoever comes or
    goes changes only the picks that it wins.
    """
    o, g = w.organisations, w.graph
    best, soonest = -1, 0.0
    for e in range(g.start[h], g.mid[h]):
        j, rate = g.neighbour[e], w.relations.meetings[g.relation[e]]
        if rate <= 0.0 or not o.active[j] or j == but:
            continue
        u = (np.float64(selection_key(base, o.id[j]) >> np.uint64(12)) + 0.5) * 2.0**-52
        if best >= 0 and 1.0 - u > _MARGIN * soonest * rate:
            continue  # -log(u) is at least 1 - u: it cannot be the soonest
        waiting = -math.log(u) / rate
        if best < 0 or waiting < soonest:
            best, soonest = j, waiting
    return best


@compiled
def _takes_up(w: View, p: Numbers, x: int, most_pull: float, best: View, terms: Floats) -> bool:
    """Return whether an introduction leads to cooperation: the first prefers the other to doing nothing, who consents.

    Parameters
    ----------
    x : int
        Which introduction of the introducer it is.
    most_pull : float
        The largest pull of anybody.
    best : record of PROPOSAL
        ``who`` and ``whom`` are given, the rest is written.
    terms : ndarray, shape (N_TERMS,)
        Written: the terms of the utility.
    """
    ids, g, i, j, chance = w.organisations.id, w.graph, best.who, best.whom, FIRST_CHANCE + x
    if invitations(w, ids[i]) >= 0:
        return False  # it decides itself whom to invite this month
    nothing = p.outside_option + gumbel(draw(w.seed, Purpose.CHOOSE, w.month, chance, ids[i], ids[i]))
    u = draw(w.seed, Purpose.CHOOSE, w.month, chance, ids[i], ids[j])
    if u < min_winning_draw(nothing - utility_bounds(w, p, i, most_unseen(w, p, i), most_pull)[1]):
        return False  # not even somebody well known and liked could win with such a draw
    mark_neighbours(g, i)
    best.pressed, best.slot, best.pair = 0, _SLOT, -1
    if g.stamp[j] == g.token:
        if g.spot[j] < g.mid[i]:
            return False  # partners already
        best.pair = g.relation[g.spot[j]]
    best.common = common_partners(g, i, j)
    best.theirs = visible_utility(w, p, i, j, best.pair, terms)[1]
    best.utility = full_utility(w, p, i, j, best.common, terms)
    if best.utility + gumbel(u) <= nothing:
        return False
    return bool(consents(w, p, best, terms[CULTURE], draw(w.seed, Purpose.CONSENT, w.month, chance, ids[i], ids[j])))


@compiled
def introduce_partners(
    w: View, p: Numbers, number: NDArray[np.int32], most_pull: float, accepted: int, proposals: View, why: Floats
) -> int:
    """Let organisations introduce partners to each other; append what comes of it. Returns how many proposals there are.

    Parameters
    ----------
    number : ndarray of int32, shape (organisations,)
        Of :func:`draw_introductions`.
    most_pull : float
        The largest pull of anybody.
    accepted : int
        Proposals that were accepted so far.
    proposals, why
        As in ``propose``; written from row ``accepted`` on.
    """
    ids = w.organisations.id
    for h in range(w.organisations.n):
        for x in range(number[h]):
            i = pick_met(w, base_word(w.seed, Purpose.INTRODUCED, w.month, 2 * x, ids[h]), h, -1)
            j = pick_met(w, base_word(w.seed, Purpose.INTRODUCED, w.month, 2 * x + 1, ids[h]), h, i)
            if j < 0:
                continue
            proposals[accepted].who, proposals[accepted].whom = i, j
            if _takes_up(w, p, x, most_pull, proposals[accepted], why[accepted]):
                accepted += 1
    return accepted
