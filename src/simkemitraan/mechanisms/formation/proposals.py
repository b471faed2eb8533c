"""Proposals: each chance weighs a choice set against doing nothing, and invites the best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...world.choices import invitations, invited
from ...world.compiling import compiled
from ...world.draws import Purpose, draw, gumbel
from ...world.graph import list_inhabitants
from ...world.named import Numbers, View, add_rows
from ...world.relations import enter, introduce, pair_key, pair_table
from ...world.schema import Origin
from .chances import draw_chances
from .choice_set import ORIGINS, draw_choice_set
from .consent import consents
from .introductions import draw_introductions, introduce_partners
from .neighbours import common_partners, mark_neighbours
from .utility import (
    CULTURE,
    N_TERMS,
    full_utility,
    min_winning_draw,
    most_pull,
    most_unseen,
    utility_bounds,
    visible_utility,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Pairs = NDArray[np.int32]

# One invitation: rows of both sides, their relation (-1: strangers), the slot of the choice set, shared partners,
# whether a call presses for it, its utility, and the trust of the other side.
PROPOSAL = np.dtype(
    (
        np.record,
        [
            ("who", "i4"),
            ("whom", "i4"),
            ("pair", "i4"),
            ("slot", "i4"),
            ("common", "i4"),
            ("pressed", "i4"),
            ("utility", "f8"),
            ("theirs", "f8"),
        ],
    )
)
_PRESSED_BY = 2.0  # how much less doing nothing is worth to who needs a partner for a call
_DECIDED = -1  # in place of a slot: it was decided whom to invite
_DECISION = int(Origin.DECISION)
_VOUCHED = 0.05  # trust that each shared partner adds to a beginning, for three at most


@compiled
def choose(w: View, p: Numbers, chance: int, most: float, best: View, terms: Floats) -> None:
    """Complete a proposal of ``best.who``: the option of largest utility + Gumbel draw, ``whom`` -1 for doing nothing.

    Parameters
    ----------
    best : record of :data:`PROPOSAL`
        ``who`` and ``pressed`` are given, the rest is written.
    terms : ndarray, shape (2, N_TERMS)
        The first row is written with the terms of the utility of the chosen one; the second is scratch.
    """
    g, ids, i = w.graph, w.organisations.id, best.who
    outside = p.outside_option - (_PRESSED_BY if best.pressed else 0.0)
    top = outside + gumbel(draw(w.seed, Purpose.CHOOSE, w.month, chance, ids[i], ids[i]))
    unseen = most_unseen(w, p, i)
    of_stranger, of_known = utility_bounds(w, p, i, unseen, most)
    least, least_of_stranger = min_winning_draw(top - of_known), min_winning_draw(top - of_stranger)
    found = np.empty(len(ORIGINS) if p.forum_share > 0.0 else len(ORIGINS) - 1, np.int32)
    draw_choice_set(w, p, i, chance, found)
    best.whom = -1
    for slot in range(found.size):
        j = found[slot]
        if j < 0 or j == i or j == best.whom:
            continue
        u = draw(w.seed, Purpose.CHOOSE, w.month, chance, ids[i], ids[j])
        if u < least:
            continue  # not even somebody well known and liked could win with such a draw
        pair = -1
        if g.stamp[j] == g.token:
            if g.spot[j] < g.mid[i]:
                continue  # a partner already
            pair = g.relation[g.spot[j]]
        elif u < least_of_stranger:
            continue
        visible, theirs = visible_utility(w, p, i, j, pair, terms[1])
        noise = gumbel(u)
        if visible + unseen + noise <= top:
            continue  # whatever the other terms are, it cannot win
        common = common_partners(g, i, j)
        utility = full_utility(w, p, i, j, common, terms[1])
        if utility + noise > top:
            top = utility + noise
            best.whom, best.pair, best.slot, best.common = j, pair, slot, common
            best.utility, best.theirs = utility, theirs
            terms[0, :] = terms[1]


@compiled
def take_decided(w: View, p: Numbers, chance: int, best: View, terms: Floats) -> None:
    """Complete a proposal of ``best.who`` with whom it decided to invite; ``whom`` -1 where that cannot be (any more).

    Parameters
    ----------
    best, terms
        As in :func:`choose`; ``terms`` has one row.
    """
    o, g, i = w.organisations, w.graph, best.who
    best.whom = -1
    wanted = invited(w, o.id[i], chance)
    j: int = np.searchsorted(o.id[: o.n], wanted)  # type: ignore[assignment]
    if j >= o.n or o.id[j] != wanted or j == i or not o.active[j]:
        return
    pair = -1
    if g.stamp[j] == g.token:
        if g.spot[j] < g.mid[i]:
            return  # a partner already
        pair = g.relation[g.spot[j]]
    best.whom, best.pair, best.slot, best.common = j, pair, _DECIDED, common_partners(g, i, j)
    best.theirs = visible_utility(w, p, i, j, pair, terms)[1]
    best.utility = full_utility(w, p, i, j, best.common, terms)


@compiled
def propose(w: View, p: Numbers, number: Ints, pressed: Codes, most: float, proposals: View, why: Floats) -> int:
    """Let every organisation use its chances; write the invitations that were accepted. Returns how many.

    Parameters
    ----------
    number, pressed : ndarray, shape (organisations,)
        Chances of the month, and who is pressed by a call.
    most : float
        The largest pull of anybody.
    proposals : ndarray of :data:`PROPOSAL`, shape (chances + 1,)
        Written.
    why : ndarray, shape (chances + 2, N_TERMS)
        Written: the terms of the utility of each.
    """
    o, accepted = w.organisations, 0
    list_inhabitants(w)
    for i in range(o.n):
        if number[i] == 0:
            continue
        mark_neighbours(w.graph, i)
        for chance in range(number[i]):
            best = proposals[accepted]
            best.who, best.pressed = i, pressed[i] == 1 and chance == 0
            if invitations(w, o.id[i]) >= 0:
                take_decided(w, p, chance, best, why[accepted])
            else:
                choose(w, p, chance, most, best, why[accepted : accepted + 2])
            if best.whom < 0:
                continue
            u = draw(w.seed, Purpose.CONSENT, w.month, chance, o.id[i], o.id[best.whom])
            if consents(w, p, best, why[accepted, CULTURE], u):
                accepted += 1
    return accepted


@compiled
def _begin_cooperation(w: View, proposal: View, why: Floats) -> None:
    """Begin the cooperation of an accepted invitation."""
    pair = proposal.pair
    if pair < 0:
        pair = introduce(w, proposal.who, proposal.whom, _VOUCHED * min(proposal.common, 3))
    r, origin = w.relations, _DECISION if proposal.slot == _DECIDED else ORIGINS[proposal.slot]
    r.cooperating[pair], r.since[pair], r.last_active[pair], r.origin[pair] = 1, w.month, w.month, origin
    r.meetings[pair] = max(r.meetings[pair], 0.1)
    w.counts.cooperation_formed += 1
    if w.trace:
        x = add_rows(w.traces, 1)
        e, ids = w.traces, w.organisations.id
        e.month[x], e.proposer[x], e.other[x], e.origin[x] = w.month, ids[proposal.who], ids[proposal.whom], origin
        e.term[x, :] = why


@compiled
def invite(w: View, p: Numbers) -> Pairs:
    """Chances, introductions, consent; new cooperation begins.

    Returns the pairs that a call presses to sign, shape (k, 2).
    """
    o = w.organisations
    number, pressed, introduced = np.empty(o.n, np.int32), np.empty(o.n, np.int8), np.empty(o.n, np.int32)
    total = draw_chances(w, p, number, pressed) + draw_introductions(w, p, introduced)
    urgent, count = np.empty((total, 2), np.int32), 0
    if total == 0:
        return urgent
    proposals, why = np.empty(total + 1, PROPOSAL), np.empty((total + 2, N_TERMS))
    most = most_pull(w.organisations, p)
    accepted = propose(w, p, number, pressed, most, proposals, why)
    accepted = introduce_partners(w, p, introduced, most, accepted, proposals, why)
    begun = pair_table(accepted)
    for x in range(accepted):
        i, j = proposals[x].who, proposals[x].whom
        if not enter(begun, pair_key(i, j), x):
            continue  # they invited each other
        _begin_cooperation(w, proposals[x], why[x])
        if proposals[x].pressed and o.vacant[i] <= 0 and o.vacant[j] <= 0:
            urgent[count, 0], urgent[count, 1] = i, j
            count += 1
    return urgent[:count]
