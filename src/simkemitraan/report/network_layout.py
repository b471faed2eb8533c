"""Places organisations on a picture so that nobody jumps between panels.

One layout is computed on the ties of all panels together (before and after, baseline and reform): an organisation has the
same place in each, and what moves the eye is the ties alone. Groups without any link to the largest one, and organisations
without any tie at all, stand on shelves below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Places = dict[int, tuple[float, float]]
ROUNDS = 260
COLUMNS, SHELVES = 34, 8
EVEN = 0.6  # how far the crowd in the middle is spread out


def layout(ids: Sequence[int], ties: Mapping[tuple[int, int], float]) -> Places:
    """Return a place for every organisation, inside the unit square or on the shelves below it.

    Parameters
    ----------
    ids : sequence of int
        Organisations, in any order.
    ties : mapping of (int, int) to float
        Weight of every tied pair.

    Returns
    -------
    dict of int to (float, float)
        x in 0-1; y in 0-1 for the largest group, below 0 for the shelves. The same input gives the same places.
    """
    groups = _components(sorted(ids), ties)
    main = groups[0] if groups and len(groups[0]) > 1 else []
    places = _relaxed(main, ties)
    places.update(_shelves([g for g in groups if g is not main]))
    return places


def _components(ids: Sequence[int], ties: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Return connected groups, the largest first (ties by smallest id)."""
    parent = {i: i for i in ids}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in ties:
        parent[root(a)] = root(b)
    groups: dict[int, list[int]] = {}
    for i in ids:
        groups.setdefault(root(i), []).append(i)
    return sorted(groups.values(), key=lambda g: (-len(g), g[0]))


def _relaxed(ids: Sequence[int], ties: Mapping[tuple[int, int], float]) -> Places:
    """Let springs pull tied organisations together while all push each other away (Fruchterman and Reingold 1991)."""
    if not ids:
        return {}
    row = {i: k for k, i in enumerate(ids)}
    pairs = sorted((row[a], row[b], w) for (a, b), w in ties.items() if a in row and b in row)
    a, b = (np.array([p[k] for p in pairs], dtype=np.int64) for k in (0, 1))
    weight = np.array([p[2] for p in pairs])
    xy = _spiral(len(ids), np.bincount(np.concatenate([a, b]), minlength=len(ids)))
    for heat in np.linspace(0.12, 0.002, ROUNDS):
        xy += _step(xy, a, b, weight, float(heat))
    xy = _fill(xy)
    return {i: (float(x), float(y)) for i, (x, y) in zip(ids, xy, strict=True)}


def _spiral(n: int, degree: Ints) -> Floats:
    """Start on a sunflower, the best connected in the middle."""
    order = np.argsort(-degree, kind="stable")
    turn = np.arange(n) * np.pi * (3 - np.sqrt(5))
    radius = np.sqrt((np.arange(n) + 0.5) / n)
    xy = np.empty((n, 2))
    xy[order] = np.column_stack([radius * np.cos(turn), radius * np.sin(turn)])
    return xy


def _step(xy: Floats, a: Ints, b: Ints, weight: Floats, heat: float) -> Floats:
    """Return how far everybody moves in one round."""
    n = len(xy)
    k = 1.1 / np.sqrt(n)
    gap = xy[:, None, :] - xy[None, :, :]
    squared = np.maximum((gap**2).sum(axis=2), 1e-6)
    push = (gap * (k * k / squared)[:, :, None]).sum(axis=1)
    line = xy[a] - xy[b]
    length = np.sqrt((line**2).sum(axis=1))
    pull = line * (weight * length / k)[:, None] * 0.5
    np.add.at(push, a, -pull)
    np.add.at(push, b, pull)
    push -= xy * 0.6 * k  # a little gravity keeps branches from drifting off
    size = np.sqrt((push**2).sum(axis=1, keepdims=True))
    moved: Floats = push / np.maximum(size, 1e-9) * np.minimum(size, heat)
    return moved


def _fill(xy: Floats) -> Floats:
    """Spread the crowd in the middle outwards, keeping directions and the order of distances, and scale to the square."""
    centred = xy - np.median(xy, axis=0)
    radius = np.sqrt((centred**2).sum(axis=1))
    rank = np.empty(len(xy))
    rank[np.argsort(radius, kind="stable")] = (np.arange(len(xy)) + 0.5) / len(xy)
    even = np.sqrt(rank) * radius.max()  # as if the disc were filled evenly
    spread = centred * ((EVEN * even + (1 - EVEN) * radius) / np.maximum(radius, 1e-9))[:, None]
    low, high = spread.min(axis=0), spread.max(axis=0)
    filled: Floats = (spread - low) / np.maximum(high - low, 1e-9)
    return filled


def _shelves(groups: Sequence[Sequence[int]]) -> Places:
    """Stand small groups and single organisations in rows below the picture, groups first; many stand closer."""
    columns = max(COLUMNS, -(-sum(len(g) + (len(g) > 1) for g in groups) // SHELVES))
    places: Places = {}
    column, row = 0, 0
    for group in groups:
        if column + len(group) > columns and column:
            column, row = 0, row + 1
        for i in group:
            places[i] = ((column + 0.5) / columns, -0.08 - 0.045 * row)
            column += 1
            if column >= columns:
                column, row = 0, row + 1
        column += 1 if len(group) > 1 else 0
    return places
