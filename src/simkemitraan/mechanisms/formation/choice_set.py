"""Whom one comes across: every way in which an organisation finds a candidate, birth-safe and free of row order.

An organisation that is added or drops out changes only the picks that it wins or would have won: partners are picked by
the largest selection key among ids, and strangers by trying addresses of a fixed address space until one is inhabited.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled
from ...world.draws import Purpose, base_word, selection_key
from ...world.named import Numbers, View
from ...world.schema import Origin

TRIES = 64
_FORUM_TRIES = 16
_FRIENDS = 3  # the first slots

# By slot: three friends of partners, a past partner, a neighbour, somebody well connected, two strangers, a forum fellow.
ORIGINS = (
    int(Origin.FRIEND),
    int(Origin.FRIEND),
    int(Origin.FRIEND),
    int(Origin.PAST),
    int(Origin.NEAR),
    int(Origin.POPULAR),
    int(Origin.CHANCE_MEETING),
    int(Origin.CHANCE_MEETING),
    int(Origin.FORUM),
)
_PAST, _NEAR, _POPULAR, _STRANGER, _ANYWHERE, _FORUM = range(_FRIENDS, len(ORIGINS))


@compiled
def _word(w: View, purpose: int, chance: int, slot: int, i: int) -> np.uint64:
    """Return the base word of one slot of one chance."""
    return base_word(w.seed, purpose, w.month, chance * 16 + slot, w.organisations.id[i])


@compiled
def pick_neighbour(w: View, base: np.uint64, first: int, last: int) -> int:
    """Return one active neighbour among the entries ``first:last`` of the index, each equally likely; -1 if none."""
    o, neighbour = w.organisations, w.graph.neighbour
    best, top = -1, np.uint64(0)
    for e in range(first, last):
        j = neighbour[e]
        if not o.active[j]:
            continue
        key = selection_key(base, o.id[j])
        if best < 0 or key > top:
            best, top = j, key
    return best


@compiled
def pick_stranger(w: View, base: np.uint64, first: int, count: int) -> int:
    """Return an inhabitant of the addresses ``first`` to ``first + count - 1``, at random; -1 after many misses."""
    g, ids = w.graph, w.organisations.id
    for attempt in range(TRIES):
        word = selection_key(base, attempt + 1)
        j = g.inhabitant[first + np.int64(word % np.uint64(count))]
        if j < 0:
            continue
        best: int = j
        top = selection_key(word, ids[j])
        j = g.next_inhabitant[j]
        while j >= 0:
            key = selection_key(word, ids[j])
            if key > top:
                best, top = j, key
            j = g.next_inhabitant[j]
        return best
    return -1


@compiled
def _pick_fellow(w: View, i: int, chance: int, first: int, count: int) -> int:
    """Return a fellow member of the forum of the district, -1 after many misses."""
    for attempt in range(_FORUM_TRIES):
        j = pick_stranger(w, _word(w, Purpose.FORUM_PICK, chance * 16 + attempt, 0, i), first, count)
        if j >= 0 and w.organisations.forum[j]:
            return j
    return -1


@compiled
def draw_choice_set(w: View, p: Numbers, i: int, chance: int, found: NDArray[np.int32]) -> None:
    """Write whom organisation ``i`` comes across at one chance, -1 for nobody.

    Parameters
    ----------
    found : ndarray of int32, shape (9,) or (8,)
        Written, by slot (:data:`ORIGINS`); the last slot is for places with a forum.
    """
    o, g, d = w.organisations, w.graph, w.districts
    for slot in range(_FRIENDS):
        k = pick_neighbour(w, _word(w, Purpose.WALK_PARTNER, chance, slot, i), g.start[i], g.mid[i])
        if k >= 0:
            k = pick_neighbour(w, _word(w, Purpose.WALK_FRIEND, chance, slot, i), g.start[k], g.mid[k])
        found[slot] = k
    found[_PAST] = pick_neighbour(w, _word(w, Purpose.PAST_PARTNER, chance, 0, i), g.mid[i], g.start[i + 1])
    home = o.district[i]
    first, count = d.first_address[home], d.addresses[home]
    whole = count * d.subdistricts[home]
    found[_NEAR] = pick_stranger(w, _word(w, Purpose.NEAR_PICK, chance, 0, i), first + o.place[i] * count, count)
    base = _word(w, Purpose.POPULAR_PICK, chance, 0, i)
    k = pick_stranger(w, base, first, whole)
    found[_POPULAR] = pick_neighbour(w, selection_key(base, 0), g.start[k], g.mid[k]) if k >= 0 else -1
    found[_STRANGER] = pick_stranger(w, _word(w, Purpose.RANDOM_PICK, chance, 6, i), first, whole)
    base = _word(w, Purpose.RANDOM_PICK, chance, 7, i)
    if np.float64(selection_key(base, 0) >> np.uint64(12)) * 2.0**-52 < p.cross_district:
        found[_ANYWHERE] = pick_stranger(w, base, 0, g.inhabitant.size)
    else:
        found[_ANYWHERE] = pick_stranger(w, base, first, whole)
    if found.size > _FORUM:
        found[_FORUM] = _pick_fellow(w, i, chance, first, whole)
