"""Who is tied to whom: an index over the relations, rebuilt once a month.

For organisation ``i`` the entries ``start[i]:mid[i]`` are its live ties (cooperation or agreement), ``mid[i]:start[i+1]``
the others it knows. Entries come in the order of the relation rows, which is the order in which pairs met, so sums over
neighbours have one order whatever the rows of the organisations.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled

Ints = NDArray[np.int32]


@compiled
def _count(
    n: int, m: int, a: Ints, b: Ints, gone: Ints, cooperating: Ints, formal: Ints, start: Ints, tied: Ints
) -> None:
    """Count known pairs (into ``start[i + 1]``) and ties of each organisation."""
    start[: n + 1] = 0
    tied[:n] = 0
    for r in range(m):
        if gone[r]:
            continue
        i = a[r]
        j = b[r]
        start[i + 1] += 1
        start[j + 1] += 1
        if cooperating[r] or formal[r] > 0:
            tied[i] += 1
            tied[j] += 1
    for i in range(n):
        start[i + 1] += start[i]


@compiled
def _fill(
    n: int,
    m: int,
    a: Ints,
    b: Ints,
    gone: Ints,
    cooperating: Ints,
    formal: Ints,
    start: Ints,
    mid: Ints,
    next_tied: Ints,
    next_known: Ints,
    neighbour: Ints,
    relation: Ints,
) -> None:
    """Write the entries; ``mid`` holds the number of ties on entry and their end on return."""
    for i in range(n):
        next_tied[i] = start[i]
        mid[i] += start[i]
        next_known[i] = mid[i]
    for r in range(m):
        if gone[r]:
            continue
        i = a[r]
        j = b[r]
        if cooperating[r] or formal[r] > 0:
            p = next_tied[i]
            q = next_tied[j]
            next_tied[i] = p + 1
            next_tied[j] = q + 1
        else:
            p = next_known[i]
            q = next_known[j]
            next_known[i] = p + 1
            next_known[j] = q + 1
        neighbour[p] = j
        relation[p] = r
        neighbour[q] = i
        relation[q] = r


@compiled
def find(i: int, j: int, start: Ints, neighbour: Ints, relation: Ints) -> int:
    """Return the relation row of a pair, -1 if they do not know each other (the shorter list is searched)."""
    if start[j + 1] - start[j] < start[i + 1] - start[i]:
        i, j = j, i
    for p in range(start[i], start[i + 1]):
        if neighbour[p] == j:
            return int(relation[p])
    return -1


@compiled
def shared(i: int, j: int, start: Ints, mid: Ints, neighbour: Ints, stamp: NDArray[np.int64], token: int) -> int:
    """Return the number of partners that ``i`` and ``j`` have in common (``stamp`` is scratch of length n)."""
    if mid[j] - start[j] > mid[i] - start[i]:
        i, j = j, i
    # stamp the longer list once per call; the shorter one is looked up
    for p in range(start[i], mid[i]):
        stamp[neighbour[p]] = token
    count = 0
    for p in range(start[j], mid[j]):
        if stamp[neighbour[p]] == token:
            count += 1
    return count


class Graph:
    """The index: ``start`` (n + 1), ``mid`` (n), ``neighbour`` and ``relation`` (one entry per end of a known pair)."""

    __slots__ = ("_cursor", "_cursor2", "mid", "neighbour", "relation", "stamp", "start", "token")

    def __init__(self) -> None:
        self.start: Ints = np.zeros(1, np.int32)
        self.mid: Ints = np.zeros(0, np.int32)
        self._cursor: Ints = np.zeros(0, np.int32)
        self._cursor2: Ints = np.zeros(0, np.int32)
        self.stamp: NDArray[np.int64] = np.zeros(0, np.int64)
        self.token = 0
        self.neighbour: Ints = np.zeros(0, np.int32)
        self.relation: Ints = np.zeros(0, np.int32)

    def rebuild(
        self, n: int, capacity: int, m: int, a: Ints, b: Ints, gone: Ints, cooperating: Ints, formal: Ints
    ) -> None:
        """Rebuild the index for ``n`` organisations (arrays for ``capacity``) and ``m`` relation rows."""
        if self.mid.size < capacity:
            self.start = np.zeros(capacity + 1, np.int32)
            self.mid = np.zeros(capacity, np.int32)
            self._cursor = np.zeros(capacity, np.int32)
            self._cursor2 = np.zeros(capacity, np.int32)
            self.stamp = np.zeros(capacity, np.int64)
            self.token = 0
        if self.neighbour.size < 2 * m:
            self.neighbour = np.zeros(2 * m + m // 4 + 16, np.int32)
            self.relation = np.zeros(2 * m + m // 4 + 16, np.int32)
        _count(n, m, a, b, gone, cooperating, formal, self.start, self.mid)
        _fill(
            n,
            m,
            a,
            b,
            gone,
            cooperating,
            formal,
            self.start,
            self.mid,
            self._cursor,
            self._cursor2,
            self.neighbour,
            self.relation,
        )

    def copy(self) -> Graph:
        """Return an independent copy."""
        other = Graph()
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(other, name, value.copy() if isinstance(value, np.ndarray) else value)
        return other

    def bytes(self) -> int:
        """Return the memory held."""
        return sum(getattr(self, n).nbytes for n in self.__slots__ if isinstance(getattr(self, n), np.ndarray))

    def __getstate__(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
