"""Who is tied to whom: an index over the relations, rebuilt once a month.

For organisation ``i`` the entries ``start[i]:mid[i]`` are its live ties (cooperation or agreement), ``mid[i]:start[i+1]``
the others it knows. Entries come in the order of the relation rows, which is the order in which pairs met, so sums over
neighbours have one order whatever the rows of the organisations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .named import Field, Named, View

Ints = NDArray[np.int32]
_ARRAYS = (
    "start",
    "mid",
    "neighbour",
    "relation",
    "stamp",
    "spot",
    "next_tied",
    "next_known",
    "inhabitant",
    "next_inhabitant",
)
_TOKEN, _FIRST = 0, 1


class Graph:
    """The index: ``start`` (n + 1), ``mid`` (n), ``neighbour`` and ``relation`` (one entry per end of a known pair).

    ``stamp`` (n) and ``token`` mark organisations while a rule looks at one of them, ``spot`` (n) remembers their entry.
    ``inhabitant`` (addresses) is the first active organisation of each address, ``next_inhabitant`` (n) who comes after.
    ``next_tied`` and ``next_known`` are scratch.
    """

    start: Ints
    mid: Ints
    neighbour: Ints
    relation: Ints
    stamp: NDArray[np.int64]
    spot: Ints
    next_tied: Ints
    next_known: Ints
    inhabitant: Ints
    next_inhabitant: Ints

    def __init__(self) -> None:
        self.directory = np.zeros(_FIRST + 2 * len(_ARRAYS), np.int64)
        self.base = self.directory.ctypes.data
        self._allocate(0)
        self.neighbour, self.relation = np.zeros(0, np.int32), np.zeros(0, np.int32)
        self.inhabitant = np.zeros(0, np.int32)
        self._bind()

    def _allocate(self, organisations: int) -> None:
        self.start = np.zeros(organisations + 1, np.int32)
        self.mid = np.zeros(organisations, np.int32)
        self.next_tied, self.next_known = np.zeros(organisations, np.int32), np.zeros(organisations, np.int32)
        self.spot, self.next_inhabitant = np.zeros(organisations, np.int32), np.zeros(organisations, np.int32)
        self.stamp = np.zeros(organisations, np.int64)
        self.token = 0

    def _bind(self) -> None:
        """Write where the arrays are."""
        for k, name in enumerate(_ARRAYS):
            array = getattr(self, name)
            self.directory[_FIRST + 2 * k : _FIRST + 2 * k + 2] = array.ctypes.data, array.size

    @property
    def token(self) -> int:
        """The last mark given out."""
        return int(self.directory[_TOKEN])

    @token.setter
    def token(self, number: int) -> None:
        """Write the last mark given out."""
        self.directory[_TOKEN] = number

    def reserve(self, organisations: int, relations: int, addresses: int) -> None:
        """Make room for so many rows and addresses, before the index is rebuilt."""
        enough = self.mid.size >= organisations and self.neighbour.size >= 2 * relations
        if enough and self.inhabitant.size == addresses:
            return
        if self.inhabitant.size != addresses:
            self.inhabitant = np.full(addresses, -1, np.int32)
        if self.mid.size < organisations:
            self._allocate(organisations)
        if self.neighbour.size < 2 * relations:
            room = 2 * relations + relations // 4 + 16
            self.neighbour, self.relation = np.zeros(room, np.int32), np.zeros(room, np.int32)
        self._bind()

    def copy(self) -> Graph:
        """Return an independent copy."""
        other = Graph.__new__(Graph)
        state = self.__getstate__()
        other.__setstate__({n: v.copy() if isinstance(v, np.ndarray) else v for n, v in state.items()})
        return other

    def bytes(self) -> int:
        """Return the memory held."""
        return sum(getattr(self, name).nbytes for name in _ARRAYS)

    def __deepcopy__(self, memo: dict[int, Any]) -> Graph:
        return self.copy()

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in (*_ARRAYS, "token")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.directory = np.zeros(_FIRST + 2 * len(_ARRAYS), np.int64)
        self.base = self.directory.ctypes.data
        for name, value in state.items():
            setattr(self, name, value)
        self._bind()


def graph_type() -> Named:
    """Return the type of the index as rules see it."""
    fields = [Field("token", "scalar", "i8", _TOKEN, writable=True)]
    for k, name in enumerate(_ARRAYS):
        at = _FIRST + 2 * k
        fields.append(Field(name, "column", "i8" if name == "stamp" else "i4", at, at + 1, writable=True))
    return Named("graph", tuple(fields))


@compiled
def rebuild(w: View) -> None:
    """Rebuild the index over ``relations`` (room must have been reserved)."""
    o, r, g = w.organisations, w.relations, w.graph
    g.start[: o.n + 1] = 0
    g.mid[: o.n] = 0
    for k in range(r.n):
        if r.forgotten[k]:
            continue
        g.start[r.a[k] + 1] += 1
        g.start[r.b[k] + 1] += 1
        if r.cooperating[k] or r.formal[k] > 0:
            g.mid[r.a[k]] += 1
            g.mid[r.b[k]] += 1
    for i in range(o.n):
        g.start[i + 1] += g.start[i]
        g.next_tied[i] = g.start[i]
        g.mid[i] += g.start[i]
        g.next_known[i] = g.mid[i]
    for k in range(r.n):
        if r.forgotten[k]:
            continue
        following = g.next_tied if r.cooperating[k] or r.formal[k] > 0 else g.next_known
        _enter(g, following, r.a[k], r.b[k], k)
        _enter(g, following, r.b[k], r.a[k], k)


@compiled
def _enter(g: View, following: Ints, i: int, j: int, k: int) -> None:
    """Write one end of a pair at the next free entry of ``i``."""
    at = following[i]
    following[i] = at + 1
    g.neighbour[at] = j
    g.relation[at] = k


@compiled
def find(g: View, i: int, j: int) -> int:
    """Return the relation row of a pair, -1 if they did not know each other at the start of the month.

    The shorter list is searched.
    """
    if g.start[j + 1] - g.start[j] < g.start[i + 1] - g.start[i]:
        i, j = j, i
    for at in range(g.start[i], g.start[i + 1]):
        if g.neighbour[at] == j:
            return int(g.relation[at])
    return -1


@compiled
def shared(g: View, i: int, j: int) -> int:
    """Return the number of partners that ``i`` and ``j`` had in common at the start of the month."""
    if g.mid[j] - g.start[j] > g.mid[i] - g.start[i]:
        i, j = j, i
    g.token += 1
    # the longer list is marked once per call; the shorter one is looked up
    for at in range(g.start[i], g.mid[i]):
        g.stamp[g.neighbour[at]] = g.token
    count = 0
    for at in range(g.start[j], g.mid[j]):
        if g.stamp[g.neighbour[at]] == g.token:
            count += 1
    return count


@compiled
def count_shared(w: View, common: Ints) -> None:
    """Write how many partners the two of each tied pair had in common at the start of the month.

    Parameters
    ----------
    common : ndarray of int32, shape (relations,)
        Written for tied pairs. The side with more partners is marked once for all its pairs, the other's list is looked up.
    """
    o, g = w.organisations, w.graph
    for i in range(o.n):
        own = g.mid[i] - g.start[i]
        g.token += 1
        for at in range(g.start[i], g.mid[i]):
            g.stamp[g.neighbour[at]] = g.token
        for at in range(g.start[i], g.mid[i]):
            j = g.neighbour[at]
            theirs = g.mid[j] - g.start[j]
            if theirs > own or (theirs == own and j < i):
                continue
            count = 0
            for e in range(g.start[j], g.mid[j]):
                if g.stamp[g.neighbour[e]] == g.token:
                    count += 1
            if g.relation[at] < common.size:  # an index of another month may name rows that are gone
                common[g.relation[at]] = count


@compiled
def list_inhabitants(w: View) -> None:
    """Write who lives at each address: active organisations, in the order of their rows; -1 ends each list."""
    o, g = w.organisations, w.graph
    g.inhabitant[:] = -1
    for i in range(o.n - 1, -1, -1):
        if o.active[i]:
            g.next_inhabitant[i] = g.inhabitant[o.address[i]]
            g.inhabitant[o.address[i]] = i
