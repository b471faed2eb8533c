"""What the model is measured against besides density, popularity and persistence: rivals fitted to the same panel.

Each is estimated on the *other* systems (see :mod:`.dyads`):

- **past tie x popularity**: a logit of the tie before, the log of the partner's popularity, and their product;
- **a logit of eight terms**: tie before; named by the other (where every tie is known: the product of both degrees); partners in
  common; the log of how often others named the partner, and of how many others the organisation named (the larger and the smaller
  degree); same kind; a government (the partner; either of the two); nearness, one over the distance by way of others;
- **an actor-oriented model** (:mod:`.actors`), by the share of its simulated worlds with a tie.

The pair's own tie counts in no degree, no partner in common and no distance.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.sparse.csgraph import shortest_path

from ...world.schema import Kind
from ..validation.history import Bools, Floats, Ints
from .actors import WORLDS, Observed, left_out
from .dyads import Dyads

TERMS = 8
_EDGE = 1e-4


def with_rivals(dyads: Dyads, pairs: Ints, waves: Bools, kind: Ints, seen: Observed, worlds: int = WORLDS) -> Dyads:
    """Return the pairs with what the rivals go by.

    Parameters
    ----------
    dyads : Dyads
        The scored pairs.
    pairs : ndarray of int, shape (pairs, 2)
        Row of the two organisations of each.
    waves : ndarray of bool, shape (n, n)
        Who named whom at the first wave (both ways where every tie is known).
    kind : ndarray of int, shape (n,)
        Kinds of organisations.
    seen : Observed
        Both waves, as the actor-oriented model reads them.
    worlds : int
        Worlds of the actor-oriented model, for each group left out.
    """
    a, b = pairs.T
    found: Mapping[str, Floats] = {
        "past_popularity": _past_popularity(dyads)[None],
        "logit": eight_terms(waves, kind, a, b, seen.directed)[None],
        "actors": _actors(seen, a, b, worlds),
    }
    return dyads.beside(found)


def _past_popularity(d: Dyads) -> Floats:
    tied, popular = d.tied.astype(np.float64), np.log1p(d.popularity)
    return np.stack([tied, popular, tied * popular], axis=1)


def eight_terms(named: Bools, kind: Ints, a: Ints, b: Ints, directed: bool) -> Floats:
    """Return the eight terms of each pair, shape (pairs, 8)."""
    either = named | named.T
    tied, back = named[a, b].astype(np.float64), named[b, a].astype(np.float64)
    both = (either.astype(np.float64) @ either)[a, b]
    public = kind == Kind.AGENCY
    common = np.log1p(both)
    if directed:
        received = np.log1p(named.sum(axis=0)[b] - named[a, b])
        given = np.log1p(named.sum(axis=1)[a] - named[a, b])
        own, government = (back, given, received), public[b]
    else:
        degree = np.log1p(np.stack([named.sum(axis=0)[a], named.sum(axis=0)[b]]) - named[a, b])
        own, government = (degree[0] * degree[1], degree.max(axis=0), degree.min(axis=0)), public[a] | public[b]
    columns = (tied, *own, common, kind[a] == kind[b], government, _nearness(either, a, b))
    return np.stack([np.asarray(c, np.float64) for c in columns], axis=1)


def _nearness(either: Bools, a: Ints, b: Ints) -> Floats:
    """Return one over the number of steps between two organisations by way of others; 0 where there is none."""
    steps = shortest_path(either.astype(np.float64), unweighted=True, directed=False)
    out = 1.0 / np.maximum(steps[a, b], 1.0)
    for k in np.flatnonzero(either[a, b]):
        others = either.copy()
        others[a[k], b[k]] = others[b[k], a[k]] = False
        around = shortest_path(others.astype(np.float64), unweighted=True, directed=False, indices=int(a[k]))
        out[k] = 1.0 / around[b[k]]
    return np.asarray(out, np.float64)


def _actors(seen: Observed, a: Ints, b: Ints, worlds: int) -> Floats:
    """Return the logarithm of the odds of each pair, by the fit without each group, shape (groups, pairs, 1)."""
    _, chance = left_out(seen, worlds)
    p = np.clip(chance[:, a, b], 1.0 / (worlds + 1.0), 1.0 - 1.0 / (worlds + 1.0))
    return np.asarray(np.log(p / (1.0 - p))[:, :, None])
