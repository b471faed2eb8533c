"""Measures of a network of ties: undirected, no weights, each pair once.

Definitions follow the textbooks and agree with networkx and igraph (tested): transitivity is 3 x triangles / connected
triples; degree centralisation is Freeman's; path length is the mean over reachable pairs; assortativity is Newman's
degree correlation. Path length over more than ``SOURCES`` organisations is the mean from evenly spaced sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..world.compiling import compiled
from ..world.world import World

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
SOURCES = 200


@compiled
def index_pairs(n: int, a: Ints, b: Ints, start: NDArray[np.int64], neighbour: Ints) -> None:
    """Write the neighbour lists of ``n`` nodes: ``neighbour[start[i]:start[i + 1]]``."""
    start[:] = 0
    for r in range(a.size):
        start[a[r] + 1] += 1
        start[b[r] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    cursor = start[:n].copy()
    for r in range(a.size):
        neighbour[cursor[a[r]]] = b[r]
        cursor[a[r]] += 1
        neighbour[cursor[b[r]]] = a[r]
        cursor[b[r]] += 1


@compiled
def _triangles(n: int, start: NDArray[np.int64], neighbour: Ints, local: Floats) -> float:
    """Write twice the triangles at each node; return their sum over nodes (six times the triangles)."""
    stamp = np.full(n, -1, np.int64)
    total = 0.0
    for i in range(n):
        local[i] = 0.0
        for e in range(start[i], start[i + 1]):
            stamp[neighbour[e]] = i
        for e in range(start[i], start[i + 1]):
            j = neighbour[e]
            for f in range(start[j], start[j + 1]):
                if stamp[neighbour[f]] == i:
                    local[i] += 1.0
        total += local[i]
    return total


@compiled
def _spread(s: int, start: NDArray[np.int64], neighbour: Ints, distance: Ints, queue: Ints) -> int:
    """Write the distance from ``s`` of whoever it reaches (-1 before), in order into ``queue``; returns how many."""
    distance[s] = 0
    queue[0] = s
    head, tail = 0, 1
    while head < tail:
        u = queue[head]
        head += 1
        for e in range(start[u], start[u + 1]):
            v = neighbour[e]
            if distance[v] < 0:
                distance[v] = distance[u] + 1
                queue[tail] = v
                tail += 1
    return tail


@compiled
def _components(n: int, start: NDArray[np.int64], neighbour: Ints, label: Ints) -> int:
    """Label the components; returns how many."""
    distance, queue = np.full(n, -1, np.int32), np.empty(n, np.int32)
    count = 0
    for s in range(n):
        if distance[s] < 0:
            for x in range(_spread(s, start, neighbour, distance, queue)):
                label[queue[x]] = count
            count += 1
    return count


@compiled
def _path_sums(n: int, step: int, start: NDArray[np.int64], neighbour: Ints) -> tuple[float, float]:
    """Return (sum of distances, number of reachable ordered pairs) from every ``step``-th node."""
    distance, queue = np.full(n, -1, np.int32), np.empty(n, np.int32)
    total, pairs = 0.0, 0.0
    for s in range(0, n, step):
        reached = _spread(s, start, neighbour, distance, queue)
        pairs += reached - 1.0
        for x in range(reached):
            total += distance[queue[x]]
            distance[queue[x]] = -1
    return total, pairs


@compiled
def _cut_points(n: int, start: NDArray[np.int64], neighbour: Ints, cut: NDArray[np.bool_]) -> None:
    """Mark the nodes whose loss splits their component (Hopcroft & Tarjan 1973, without recursion)."""
    order = np.zeros(n, np.int32)
    low = np.zeros(n, np.int32)
    parent = np.full(n, -1, np.int32)
    cursor = start[:n].copy()
    stack = np.empty(n, np.int32)
    clock = 0
    for root in range(n):
        if order[root]:
            continue
        clock += 1
        order[root] = low[root] = clock
        stack[0] = root
        depth = 1
        children = 0
        while depth > 0:
            u = stack[depth - 1]
            if cursor[u] < start[u + 1]:
                v = neighbour[cursor[u]]
                cursor[u] += 1
                if order[v] == 0:
                    parent[v] = u
                    clock += 1
                    order[v] = low[v] = clock
                    stack[depth] = v
                    depth += 1
                    if u == root:
                        children += 1
                elif v != parent[u]:
                    low[u] = min(low[u], order[v])
            else:
                depth -= 1
                p = parent[u]
                if p >= 0:
                    low[p] = min(low[p], low[u])
                    if p != root and low[u] >= order[p]:
                        cut[p] = True
        if children > 1:
            cut[root] = True


@dataclass
class Network:
    """An undirected network.

    Attributes
    ----------
    nodes : ndarray of intp
        Organisation row of each node.
    a, b : ndarray of int32
        Ends of each tie, as node numbers.
    """

    nodes: NDArray[np.intp]
    a: Ints
    b: Ints

    @classmethod
    def of(cls, world: World) -> Network:
        """Return the ties of a world, on the organisations that have one."""
        r, alive = world.relations, world.organisations.live("alive") == 1
        tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
        tied &= alive[r.live("a")] & alive[r.live("b")]
        return cls.from_pairs(r.live("a")[tied], r.live("b")[tied])

    @classmethod
    def from_pairs(cls, a: Ints, b: Ints) -> Network:
        """Return the network of these pairs, on the nodes they name."""
        nodes, flat = np.unique(np.concatenate([a, b]), return_inverse=True)
        ends: Ints = flat.astype(np.int32)
        return cls(nodes, ends[: a.size].copy(), ends[a.size :].copy())

    @property
    def n(self) -> int:
        """Number of nodes."""
        return int(self.nodes.size)

    @property
    def m(self) -> int:
        """Number of ties."""
        return int(self.a.size)

    @cached_property
    def lists(self) -> tuple[NDArray[np.int64], Ints]:
        """Neighbour lists: (start, neighbour)."""
        start, neighbour = np.zeros(self.n + 1, np.int64), np.empty(2 * self.m, np.int32)
        index_pairs(self.n, self.a, self.b, start, neighbour)
        return start, neighbour

    @cached_property
    def degree(self) -> Floats:
        """Degree of each node."""
        return np.diff(self.lists[0]).astype(np.float64)

    def density(self) -> float:
        """Ties over possible pairs."""
        return 2.0 * self.m / (self.n * (self.n - 1)) if self.n > 1 else float("nan")

    def centralisation(self, among: int = 0) -> float:
        """Freeman degree centralisation of the nodes, or of ``among`` in all: the others have no tie."""
        n = max(self.n, among)
        if n < 3:
            return float("nan")
        most = self.degree.max() if self.n else 0.0
        return float((n * most - self.degree.sum()) / ((n - 1) * (n - 2)))

    def transitivity(self) -> float:
        """Share of connected triples that are closed."""
        triples = float((self.degree * (self.degree - 1)).sum())
        return _triangles(self.n, *self.lists, np.empty(self.n)) / triples if triples > 0 else float("nan")

    def clustering(self) -> float:
        """Mean local clustering (nodes of degree below two count as 0)."""
        if self.n == 0:
            return float("nan")
        local = np.empty(self.n)
        _triangles(self.n, *self.lists, local)
        triples = self.degree * (self.degree - 1)
        return float(np.where(triples > 0, local / np.where(triples > 0, triples, 1.0), 0.0).mean())

    def path_length(self) -> float:
        """Mean distance over reachable pairs."""
        if self.n < 2:
            return float("nan")
        total, pairs = _path_sums(self.n, max(1, -(-self.n // SOURCES)), *self.lists)
        return total / pairs if pairs else float("nan")

    @cached_property
    def component(self) -> Ints:
        """Component label of each node."""
        label = np.empty(self.n, np.int32)
        _components(self.n, *self.lists, label)
        return label

    def components(self) -> int:
        """Number of components (isolates are not nodes)."""
        return int(self.component.max()) + 1 if self.n else 0

    def giant(self) -> int:
        """Nodes in the largest component."""
        return int(np.bincount(self.component).max()) if self.n else 0

    def assortativity(self) -> float:
        """Pearson correlation of the degrees at the two ends of a tie."""
        x = np.concatenate([self.degree[self.a], self.degree[self.b]])
        y = np.concatenate([self.degree[self.b], self.degree[self.a]])
        spread = x.std() if x.size else 0.0
        return float(((x - x.mean()) * (y - y.mean())).mean() / spread**2) if spread > 1e-12 else float("nan")

    def brokers(self) -> int:
        """Number of nodes whose loss splits their component."""
        cut = np.zeros(self.n, np.bool_)
        _cut_points(self.n, *self.lists, cut)
        return int(cut.sum())


def gini(values: Floats) -> float:
    """Return the Gini coefficient of non-negative values, zeros in; nan when all are zero.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
    """
    x = np.sort(values)
    total = x.sum()
    if x.size == 0 or total <= 0.0:
        return float("nan")
    n = x.size
    return float(((2.0 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * total))


def hhi(values: Floats) -> float:
    """Return the Herfindahl-Hirschman index of non-negative values, 0 to 10,000; nan when all are zero."""
    total = values.sum()
    return float(((100.0 * values / total) ** 2).sum()) if total > 0.0 else float("nan")
