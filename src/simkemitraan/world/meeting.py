"""Whom one comes across: every way in which an organisation finds a candidate, births-safe and order-free.

An organisation that is added or drops out changes only the picks that it wins or would have won: partners are picked by
lot among ids, and strangers by trying addresses of a fixed address space until one is inhabited.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled, inlined
from .draws import Purpose, base_word, lot

Ints = NDArray[np.int32]
Ids = NDArray[np.int64]
Codes = NDArray[np.int8]
TRIES = 64


@compiled
def settle(n: int, active: Codes, address: Ints, head: Ints, following: Ints) -> None:
    """Fill the address book: ``head[address]`` is its first active inhabitant, ``following`` the next; -1 ends."""
    head[:] = -1
    for i in range(n - 1, -1, -1):
        if active[i]:
            following[i] = head[address[i]]
            head[address[i]] = i


@inlined
def partner_by_lot(
    base: int | np.uint64, i: int, first: Ints, last: Ints, neighbour: Ints, ids: Ids, active: Codes
) -> int:
    """Return one active neighbour among the entries ``first[i]:last[i]``, each equally likely; -1 if none."""
    best = -1
    top = np.uint64(0)
    for e in range(first[i], last[i]):
        j = neighbour[e]
        if not active[j]:
            continue
        value = lot(base, ids[j])
        if best < 0 or value > top:
            top = value
            best = j
    return best


@inlined
def stranger(base: int | np.uint64, first: int, count: int, head: Ints, following: Ints, ids: Ids) -> int:
    """Return an inhabitant of the addresses ``first`` to ``first + count - 1``, picked at random; -1 after many misses."""
    for attempt in range(TRIES):
        word = lot(base, attempt + 1)
        place = first + int(word % np.uint64(count))
        j = head[place]
        if j < 0:
            continue
        best = j
        top = lot(word, ids[j])
        j = following[j]
        while j >= 0:
            value = lot(word, ids[j])
            if value > top:
                top = value
                best = j
            j = following[j]
        return int(best)
    return -1


@compiled
def word_of(seed: int, purpose: int, month: int, chance: int, slot: int, who: int) -> np.uint64:
    """Return the base word of one slot of one chance."""
    return base_word(seed, purpose, month, chance * 16 + slot, who)


@inlined
def come_across(
    chance: int,
    seed: int,
    month: int,
    i: int,
    ids: Ids,
    active: Codes,
    forum: Codes,
    home: Ints,
    start: Ints,
    mid: Ints,
    neighbour: Ints,
    head: Ints,
    following: Ints,
    cross: float,
    found: Ints,
) -> None:
    """Write whom organisation ``i`` comes across at one chance, -1 for nobody.

    Slots: 0-2 a friend of a partner, 3 a past partner, 4 a neighbour of the subdistrict, 5 a partner of a stranger (the
    well-connected are met more often), 6-7 a stranger of the district (the second one of any district with chance
    ``cross``), 8 (if ``found`` has it) a fellow member of the forum.

    Parameters
    ----------
    home : ndarray of int32, shape (n, 4)
        First address of the district, addresses per subdistrict, subdistrict, number of subdistricts.
    found : ndarray of int32, shape (8 or 9,)
        Written.
    """
    who = ids[i]
    for slot in range(3):
        base = word_of(seed, Purpose.WALK_PARTNER, month, chance, slot, who)
        k = partner_by_lot(base, i, start, mid, neighbour, ids, active)
        if k >= 0:
            base = word_of(seed, Purpose.WALK_FRIEND, month, chance, slot, who)
            k = partner_by_lot(base, k, start, mid, neighbour, ids, active)
        found[slot] = k
    base = word_of(seed, Purpose.PAST_PARTNER, month, chance, 0, who)
    found[3] = partner_by_lot(base, i, mid, start[1:], neighbour, ids, active)
    first, count, whole = home[i, 0], home[i, 1], home[i, 1] * home[i, 3]
    base = word_of(seed, Purpose.NEAR_PICK, month, chance, 0, who)
    found[4] = stranger(base, first + home[i, 2] * count, count, head, following, ids)
    base = word_of(seed, Purpose.POPULAR_PICK, month, chance, 0, who)
    k = stranger(base, first, whole, head, following, ids)
    found[5] = partner_by_lot(lot(base, 0), k, start, mid, neighbour, ids, active) if k >= 0 else -1
    base = word_of(seed, Purpose.RANDOM_PICK, month, chance, 6, who)
    found[6] = stranger(base, first, whole, head, following, ids)
    base = word_of(seed, Purpose.RANDOM_PICK, month, chance, 7, who)
    if np.float64(lot(base, 0) >> np.uint64(12)) * 2.0**-52 < cross:
        first, whole = 0, head.size
    found[7] = stranger(base, first, whole, head, following, ids)
    if found.size > 8:
        found[8] = _fellow(chance, seed, month, who, forum, home[i, 0], count * home[i, 3], head, following, ids)


@compiled
def _fellow(
    chance: int,
    seed: int,
    month: int,
    who: int,
    forum: Codes,
    first: int,
    count: int,
    head: Ints,
    following: Ints,
    ids: Ids,
) -> int:
    """Return a fellow member of the forum of the district, -1 after many misses."""
    for attempt in range(16):
        base = word_of(seed, Purpose.FORUM_PICK, month, chance * 16 + attempt, 0, who)
        j = stranger(base, first, count, head, following, ids)
        if j >= 0 and forum[j]:
            return j
    return -1
