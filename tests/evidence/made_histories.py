"""Histories made by hand, so that what an instrument should read off them is known."""

import numpy as np

from simkemitraan.analysis.validation.history import History, Spells, Wave
from simkemitraan.world.codes import OPEN

FIRST, LAST = 60, 240


def wave(n, pairs, month=59, **columns):
    """Return a wave of ``n`` active organisations with ids 1 to n and the given pairs cooperating."""
    pairs = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    m = len(pairs)
    given = {
        "ids": np.arange(1, n + 1),
        "kind": np.ones(n, np.int64),
        "tenure": np.zeros(n, np.int64),
        "active": np.ones(n, bool),
        "field": np.zeros(n, np.int64),
        "staff": np.ones(n),
        "income": np.ones(n),
        "trustor": np.zeros(n),
        "a": pairs[:, 0],
        "b": pairs[:, 1],
        "cooperating": np.ones(m, bool),
        "mandated": np.zeros(m, bool),
        "formal": np.zeros(m, bool),
        "meetings": np.ones(m),
        "trust": np.full((m, 2), 0.6),
        "members": np.zeros(0, np.int64),
    }
    return Wave(month=month, **(given | columns))


def spells(ties=(), agreements=(), memberships=(), leaders=(), closings=()):
    """Return a ledger: ties (a, b, start, end), agreements (id, start, end), memberships (agreement, id, joined, left),
    leaders and closings (id, month); an end of ``None`` is still to come.
    """

    def columns(rows, width):
        filled = [[OPEN if x is None else x for x in row] for row in rows]
        return np.array(filled, np.int64).reshape(-1, width).T

    a, b, start, end = columns(ties, 4)
    return Spells(
        a,
        b,
        start,
        end,
        np.zeros(a.size, bool),
        *columns(agreements, 3),
        *columns(memberships, 4),
        *columns(leaders, 2),
        *columns(closings, 2),
    )


def history(waves=None, seed=1, **ledger):
    """Return a history of fifteen years; without waves, sixteen empty ones."""
    waves = waves or [wave(2, [], 59 + 12 * k) for k in range(16)]
    return History(seed, FIRST, LAST, tuple(waves), spells(**ledger))


def random_pairs(n, p, rng):
    """Return a random graph as a list of pairs."""
    i, j = np.triu_indices(n, 1)
    chosen = rng.random(i.size) < p
    return list(zip(i[chosen].tolist(), j[chosen].tolist(), strict=True))
