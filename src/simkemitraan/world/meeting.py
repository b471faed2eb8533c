"""Whom one comes across: every way in which an organisation finds a candidate, births-safe and order-free.

An organisation that is added or drops out changes only the picks that it wins or would have won: partners are picked by
lot among ids, and strangers by trying addresses of a fixed address space until one is inhabited.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
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


@compiled
def partner_by_lot(base: int, i: int, first: Ints, last: Ints, neighbour: Ints, ids: Ids, active: Codes) -> int:
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


@compiled
def stranger(base: int, first: int, count: int, head: Ints, following: Ints, ids: Ids) -> int:
    """Return an inhabitant of the addresses ``first`` to ``first + count - 1``, picked at random; -1 after many misses."""
    if count <= 0:
        return -1
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
        return best
    return -1


@compiled
def word_of(seed: int, purpose: int, month: int, chance: int, slot: int, who: int) -> np.uint64:
    """Return the base word of one slot of one chance."""
    return base_word(seed, purpose, month, chance * 16 + slot, who)


@compiled
def come_across(
    slot: int, chance: int, seed: int, month: int, i: int, ids: Ids, active: Codes, forum: Codes, home: Ints,
    lists: tuple[Ints, Ints, Ints], head: Ints, following: Ints, cross: float,
) -> int:
    """Return whom organisation ``i`` comes across in one slot of one chance, -1 for nobody.

    Slots: 0-2 a friend of a partner, 3 a past partner, 4 a neighbour of the subdistrict, 5 a partner of a stranger (the
    well-connected are met more often), 6-7 a stranger of the district (the second one of any district with chance
    ``cross``), 8 a fellow member of the forum.

    Parameters
    ----------
    home : ndarray of int32, shape (4,)
        First address of its district, addresses per subdistrict, its subdistrict, number of subdistricts.
    lists : tuple of ndarray
        ``start``, ``mid`` and ``neighbour`` of the index of ties.
    """
    start, mid, neighbour = lists
    if slot < 3:
        base = word_of(seed, Purpose.WALK_PARTNER, month, chance, slot, ids[i])
        k = partner_by_lot(base, i, start, mid, neighbour, ids, active)
        if k < 0:
            return -1
        base = word_of(seed, Purpose.WALK_FRIEND, month, chance, slot, ids[i])
        return partner_by_lot(base, k, start, mid, neighbour, ids, active)
    if slot == 3:
        base = word_of(seed, Purpose.PAST_PARTNER, month, chance, 0, ids[i])
        return partner_by_lot(base, i, mid, start[1:], neighbour, ids, active)
    first, count, whole = home[0], home[1], home[1] * home[3]
    if slot == 4:
        base = word_of(seed, Purpose.NEAR_PICK, month, chance, 0, ids[i])
        return stranger(base, first + home[2] * count, count, head, following, ids)
    if slot == 5:
        base = word_of(seed, Purpose.POPULAR_PICK, month, chance, 0, ids[i])
        k = stranger(base, first, whole, head, following, ids)
        return partner_by_lot(lot(base, 0), k, start, mid, neighbour, ids, active) if k >= 0 else -1
    if slot < 8:
        base = word_of(seed, Purpose.RANDOM_PICK, month, chance, slot, ids[i])
        if slot == 7 and np.float64(lot(base, 0) >> np.uint64(12)) * 2.0**-52 < cross:
            return stranger(base, 0, head.size, head, following, ids)
        return stranger(base, first, whole, head, following, ids)
    for attempt in range(16):
        base = word_of(seed, Purpose.FORUM_PICK, month, chance * 16 + attempt, 0, ids[i])
        j = stranger(base, first, whole, head, following, ids)
        if j >= 0 and forum[j]:
            return j
    return -1
