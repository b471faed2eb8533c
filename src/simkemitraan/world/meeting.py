"""Whom one comes across: every way in which an organisation finds a candidate, births-safe and order-free.

An organisation that is added or drops out changes only the picks that it wins or would have won: partners are picked by
lot among ids, and strangers by trying addresses of a fixed address space until one is inhabited.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .draws import base_word, lot

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
