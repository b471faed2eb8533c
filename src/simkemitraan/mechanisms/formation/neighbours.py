"""Whom one knows, marked while a rule looks at one organisation, and partners in common."""

from __future__ import annotations

from ...world.compiling import compiled
from ...world.named import View


@compiled
def mark_neighbours(g: View, i: int) -> None:
    """Mark whom ``i`` knows with a new token, and remember where they stand in the index."""
    g.token += 1
    for e in range(g.start[i], g.start[i + 1]):
        g.stamp[g.neighbour[e]] = g.token
        g.spot[g.neighbour[e]] = e


@compiled
def common_partners(g: View, i: int, j: int) -> int:
    """Return the number of partners that ``i`` (whose neighbours are marked) and ``j`` share."""
    count = 0
    for e in range(g.start[j], g.mid[j]):
        k = g.neighbour[e]
        if g.stamp[k] == g.token and g.spot[k] < g.mid[i]:
            count += 1
    return count
