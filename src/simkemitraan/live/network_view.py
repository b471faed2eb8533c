"""What is drawn of a world at one moment, and what changed between two moments.

A view holds small whole numbers only, so that a stream of differences replays to it exactly. Money is shown as a
class of size (eight steps for each doubling), trust as one of six steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..world.trust import mean_trust_of
from ..world.world import World
from .node_index import NodeIndex

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

ACTIVE, VACANT, FORUM = 1, 2, 4
FIELD_SHIFT = 3
INFORMAL, FORMAL, MANDATED = 1, 2, 4
TRUST_SHIFT = 3
TRUST_STEPS = 5


@dataclass(frozen=True)
class NetworkView:
    """One moment.

    Attributes
    ----------
    nodes, size, flags : ndarray of int32, shape (organisations,)
        Numbers of the living, ascending; class of size; ``ACTIVE | VACANT | FORUM | main field << FIELD_SHIFT``.
    pairs : ndarray of int64, shape (ties,)
        Smaller number times 2**32 plus the larger one, ascending.
    state : ndarray of int32, shape (ties,)
        ``INFORMAL | FORMAL | MANDATED | step of trust << TRUST_SHIFT``.
    """

    nodes: Ints
    size: Ints
    flags: Ints
    pairs: Longs
    state: Ints


EMPTY = NetworkView(
    np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int32)
)


def view_of(world: World, nodes: NodeIndex) -> NetworkView:
    """Return the view of a world as it stands."""
    numbers = nodes.numbers(world)
    rows, size, flags = _nodes(world, numbers)
    pairs, state = _ties(world, numbers)
    return NetworkView(rows, size, flags, pairs, state)


def size_class(income: NDArray[np.float64]) -> Ints:
    """Return the class of size of a yearly income in million IDR: ``8 log2(1 + income / 10)``, rounded."""
    return np.rint(8.0 * np.log2(1.0 + np.maximum(income, 0.0) / 10.0)).astype(np.int32)


def trust_step(trust: NDArray[np.float64]) -> Ints:
    """Return the step, 0 to 5, of a trust between 0 and 1."""
    return np.clip(np.floor(trust * (TRUST_STEPS + 1)), 0, TRUST_STEPS).astype(np.int32)


def _nodes(world: World, numbers: Ints) -> tuple[Ints, Ints, Ints]:
    o = world.organisations
    rows = np.flatnonzero(o.live("alive") == 1)
    rows = rows[np.argsort(numbers[rows], kind="stable")]
    field = np.argmax(o["priority"][rows], axis=1) if rows.size else np.zeros(0, np.intp)
    flags = (
        ACTIVE * (o["active"][rows] == 1)
        + VACANT * (o["vacant"][rows] > 0)
        + FORUM * (o["forum"][rows] == 1)
        + (field << FIELD_SHIFT)
    )
    return numbers[rows], size_class(np.asarray(o["income_year"][rows], np.float64)), flags.astype(np.int32)


def _ties(world: World, numbers: Ints) -> tuple[Longs, Ints]:
    r, alive = world.relations, world.organisations.live("alive")
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    rows = np.flatnonzero(tied)
    a, b = r["a"][rows], r["b"][rows]
    both = (alive[a] == 1) & (alive[b] == 1) if rows.size else np.zeros(0, np.bool_)
    rows, a, b = rows[both], numbers[a[both]], numbers[b[both]]
    trust = trust_step(mean_trust_of(world.relations, rows, world.params["maintenance"].personal_weight))
    state = (
        INFORMAL * (r["cooperating"][rows] == 1)
        + FORMAL * (r["formal"][rows] > 0)
        + MANDATED * (r["mandated"][rows] == 1)
        + (trust << TRUST_SHIFT)
    ).astype(np.int32)
    pairs = (np.minimum(a, b).astype(np.int64) << 32) | np.maximum(a, b)
    order = np.argsort(pairs, kind="stable")
    return pairs[order], state[order]


def _new_or_changed(
    old: Any, new: Any, old_values: tuple[Ints, ...], new_values: tuple[Ints, ...]
) -> NDArray[np.bool_]:
    """Return which entries of the ascending keys ``new`` are not in ``old`` or hold other values there."""
    if old.size == 0:
        return np.ones(new.size, np.bool_)
    at = np.minimum(np.searchsorted(old, new), old.size - 1)
    changed = old[at] != new
    for before, after in zip(old_values, new_values, strict=True):
        changed |= before[at] != after
    return np.asarray(changed, np.bool_)


def _flat(*columns: Any) -> list[int]:
    return np.stack(columns, axis=1).ravel().tolist() if columns[0].size else []


def _split(pairs: Longs) -> tuple[Longs, Longs]:
    return pairs >> 32, pairs & 0xFFFFFFFF


def difference(old: NetworkView, new: NetworkView) -> dict[str, list[int]]:
    """Return what turns ``old`` into ``new``.

    Returns
    -------
    dict
        ``nodes``: number, size, flags of each that is new or changed; ``gone``: numbers; ``ties``: a, b, state of each
        that is new or changed; ``cut``: a, b. All flat; empty ones are left out.
    """
    nodes = _new_or_changed(old.nodes, new.nodes, (old.size, old.flags), (new.size, new.flags))
    ties = _new_or_changed(old.pairs, new.pairs, (old.state,), (new.state,))
    gone = old.nodes[~np.isin(old.nodes, new.nodes)]
    cut = old.pairs[~np.isin(old.pairs, new.pairs)]
    found = {
        "nodes": _flat(new.nodes[nodes], new.size[nodes], new.flags[nodes]),
        "gone": gone.tolist(),
        "ties": _flat(*_split(new.pairs[ties]), new.state[ties]),
        "cut": _flat(*_split(cut)),
    }
    return {name: values for name, values in found.items() if values}


def _merged(keys: Any, values: tuple[Ints, ...], drop: Any, new_keys: Any, new_values: tuple[Ints, ...]) -> list[Any]:
    """Return keys and values without ``drop``, with new ones set over old ones, ascending by key."""
    stays = ~(np.isin(keys, drop) | np.isin(keys, new_keys))
    merged = np.concatenate([keys[stays], new_keys])
    order = np.argsort(merged, kind="stable")
    return [merged[order]] + [
        np.concatenate([old[stays], new])[order].astype(np.int32) for old, new in zip(values, new_values, strict=True)
    ]


def apply(old: NetworkView, change: dict[str, list[int]]) -> NetworkView:
    """Return the view that :func:`difference` described, from the one it started from."""
    nodes = np.array(change.get("nodes", []), np.int32).reshape(-1, 3)
    ties = np.array(change.get("ties", []), np.int64).reshape(-1, 3)
    cut = np.array(change.get("cut", []), np.int64).reshape(-1, 2)
    numbers, size, flags = _merged(
        old.nodes,
        (old.size, old.flags),
        np.array(change.get("gone", []), np.int32),
        nodes[:, 0],
        (nodes[:, 1], nodes[:, 2]),
    )
    pairs, state = _merged(
        old.pairs,
        (old.state,),
        (cut[:, 0] << 32) | cut[:, 1],
        (ties[:, 0] << 32) | ties[:, 1],
        (ties[:, 2].astype(np.int32),),
    )
    return NetworkView(numbers, size, flags, pairs, state)
