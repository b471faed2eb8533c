"""Pairs: how two organisations come to know each other, what is fixed between them, and how their row is found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .draws import Purpose, draw2, normal
from .graph import find
from .named import View, add_rows
from .rule import rule
from .schema import NEVER

if TYPE_CHECKING:
    from .world import World

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Keys = NDArray[np.int64]

_PAIR, _NEVER = int(Purpose.PAIR), int(NEVER)
TRUST_LOW, TRUST_HIGH = 0.05, 0.95
_MIX = 0x9E3779B1  # spreads keys over a table (Knuth's multiplicative hash)


@compiled
def culture_distance(culture: Floats, i: int, j: int) -> float:
    """Return the distance of two culture profiles, 0 (alike) to 1 (opposite pure types)."""
    total = 0.0
    for c in range(4):
        total += (culture[i, c] - culture[j, c]) ** 2
    return math.sqrt(0.5 * total)


@compiled
def within_trust(level: float) -> float:
    """Return a level of trust held within the bounds that people begin with."""
    return min(TRUST_HIGH, max(TRUST_LOW, level))


@compiled
def introduce(w: View, i: int, j: int, bonus: float) -> int:
    """Append the relation of two organisations that do not know each other yet; return its row.

    What is fixed between them is keyed by the pair alone, whenever it meets. ``bonus`` is added to the trust they begin
    with (shared partners vouch).
    """
    k = add_rows(w.relations, 1)
    r, o, m = w.relations, w.organisations, w.maintenance
    a, b = min(i, j), max(i, j)
    u, v = draw2(w.seed, _PAIR, 0, 0, o.id[a], o.id[b])
    x, _ = draw2(w.seed, _PAIR, 0, 1, o.id[a], o.id[b])
    r.a[k], r.b[k], r.met[k], r.last_active[k], r.since[k] = a, b, w.month, w.month, _NEVER
    r.affinity[k], r.frailty[k], r.distance[k] = normal(u), normal(v), culture_distance(o.culture, a, b)
    start = within_trust(within_trust(m.trust_start + m.trust_start_spread * normal(x)) + bonus)
    r.trust_start[k], r.personal_a[k], r.personal_b[k] = start, start, start
    r.institutional_a[k], r.institutional_b[k] = start, start
    return k


@rule(
    "introductions",
    reads=(
        "organisations.id",
        "organisations.culture",
        "maintenance.trust_start",
        "maintenance.trust_start_spread",
    ),
    writes=("relations.*",),
)
def _introduce_each(w: View, a: Ints, b: Ints) -> None:
    """Append a relation for each pair."""
    for x in range(a.size):
        introduce(w, a[x], b[x], 0.0)


def introduce_pairs(world: World, a: Ints, b: Ints) -> slice:
    """Append a relation for each pair of organisation rows (which must not know each other yet).

    Parameters
    ----------
    a, b : ndarray of int32, shape (pairs,)
        Rows, in either order within a pair. Pairs must come in a canonical order.

    Returns
    -------
    slice
        The new rows.
    """
    first = world.relations.n
    _introduce_each(world, np.ascontiguousarray(a, np.int32), np.ascontiguousarray(b, np.int32))
    return slice(first, world.relations.n)


# --- the row of a pair that may have met this month --------------------------------------------------------------------


@compiled
def pair_key(i: int, j: int) -> int:
    """Return one number, at least 1, for two rows in either order; keys sort by the smaller row, then the other."""
    key: int = (np.int64(min(i, j)) << 32 | max(i, j)) + 1  # type: ignore[assignment]
    return key


@compiled
def pair_table(pairs: int) -> Keys:
    """Return an empty table (open addressing) with room for so many pairs: key, value; shape (size, 2)."""
    size = 4
    while size < 2 * pairs:
        size *= 2
    return np.zeros((size, 2), np.int64)


@compiled
def enter(table: Keys, key: int, value: int) -> bool:
    """Enter a key with a value of 0 or more; returns False, and changes nothing, if the key is there."""
    size = table.shape[0]
    at = (key * _MIX >> 7) & (size - 1)
    while table[at, 0] != 0:
        if table[at, 0] == key:
            return False
        at = (at + 1) & (size - 1)
    table[at, 0], table[at, 1] = key, value
    return True


@compiled
def look_up(table: Keys, key: int) -> int:
    """Return the value of a key, -1 if it is not there."""
    size = table.shape[0]
    at = (key * _MIX >> 7) & (size - 1)
    while table[at, 0] != 0:
        if table[at, 0] == key:
            return int(table[at, 1])
        at = (at + 1) & (size - 1)
    return -1


@compiled
def met_this_month(w: View, more: int) -> Keys:
    """Return the pairs that met this month, which the index does not know yet, with room for ``more``."""
    r = w.relations
    first = r.n
    while first > 0 and r.met[first - 1] == w.month:  # rows come in the order of meeting
        first -= 1
    table = pair_table(r.n - first + more)
    for k in range(first, r.n):
        enter(table, pair_key(r.a[k], r.b[k]), k)
    return table


@compiled
def relation_of(w: View, i: int, j: int, met: Keys) -> int:
    """Return the relation row of a pair, by the index or among those who ``met`` this month; -1 for strangers."""
    k = find(w.graph, i, j)
    return k if k >= 0 else look_up(met, pair_key(i, j))


@compiled
def introduce_strangers(w: View, keys: Keys, count: int, met: Keys) -> None:
    """Introduce the pairs of the first ``count`` keys, each once, in the order of their keys."""
    sort_keys(keys, count)
    for x in range(count):
        if x == 0 or keys[x] != keys[x - 1]:
            pair = keys[x] - 1
            enter(met, keys[x], introduce(w, pair >> 32, pair & 0xFFFFFFFF, 0.0))


@compiled
def sort_keys(keys: Keys, count: int) -> None:
    """Sort the first ``count`` keys in place (Shell 1959: short, and fast for the few there are)."""
    gap = count // 2
    while gap > 0:
        for x in range(gap, count):
            key, y = keys[x], x
            while y >= gap and keys[y - gap] > key:
                keys[y] = keys[y - gap]
                y -= gap
            keys[y] = key
        gap //= 2
