"""What several providers reach together: coverage between chance overlap and full coordination, and joint needs.

Provider ``i`` alone could serve the share ``s_i`` of a district's families in need of a field. Without coordination each
reaches families at random and they overlap, ``C0 = 1 - prod(1 - s_i)``; fully coordinated they share families out,
``C1 = min(1, sum s_i)``. In between, ``C = (1 - k) C0 + k C1`` with ``k`` the share of *pairs* that coordinate, weighted by
``s_i s_j``. Never by components of the network: one link would then act like full coordination.

Sums over providers are gathered per district and field in one array, indexed by the constants below.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]

SUPPLY, FREE, SQUARES, LINKED, MERIT, SEARCH, REFERRED = range(7)  # layers of ``sums``, each (districts, fields)
LAYERS = 7


@compiled
def blend(free: float, supply: float, squares: float, linked: float) -> tuple[float, float]:
    """Return coverage and the coordinated share of provider pairs.

    Parameters
    ----------
    free : float
        ``prod(1 - s_i)``.
    supply, squares : float
        ``sum s_i`` and ``sum s_i**2``.
    linked : float
        ``sum over pairs of s_i s_j kappa_ij``, ``kappa`` the strength of a pair's coordination, 0 to 1.
    """
    pairs = 0.5 * (supply * supply - squares)
    k = min(1.0, linked / pairs) if pairs > 1e-15 else 0.0
    alone = 1.0 - free
    together = min(1.0, supply)
    return alone + k * max(0.0, together - alone), k


@compiled
def joint_chances(fields: int, needs: Codes, coverage: Floats, joint: float) -> tuple[float, float, int]:
    """Return the chances that a family has at least one, and all, of its needs met, and how many needs it has.

    Services that do not know of each other meet needs independently; fully joint ones reach the same families:

    ======== ===================== ==============
    ..       independent           fully joint
    ======== ===================== ==============
    one      1 - prod(1 - c_f)     max c_f
    all      prod(c_f)             min c_f
    ======== ===================== ==============

    Parameters
    ----------
    needs : ndarray of int8, shape (fields,)
        1 for each need of the family.
    coverage : ndarray, shape (fields,)
        Share of families served by field.
    joint : float
        Share of pairs of services across fields that are joint, 0 to 1.
    """
    count = 0
    missed = 1.0
    every = 1.0
    low = 1.0
    high = 0.0
    for f in range(fields):
        if needs[f]:
            c = coverage[f]
            count += 1
            missed *= 1.0 - c
            every *= c
            low = min(low, c)
            high = max(high, c)
    return 1.0 - missed + joint * (high - 1.0 + missed), every + joint * (low - every), count


@compiled
def reach(
    n: int,
    fields: int,
    serves: Codes,
    district: Ints,
    hours: Floats,
    search: Floats,
    priority: Floats,
    practice: Floats,
    able: Floats,
    rate: Floats,
    sums: Floats,
    totals: Floats,
    doors: Floats,
    crossing: Floats,
    weight: float,
    floor: float,
) -> None:
    """Work out what share of need each provider could serve, and gather the sums.

    ``able`` holds capability on entry and the shares ``s`` on return; ``rate`` is (needs served per hour) / (need).
    ``totals`` gets each provider's shares added over fields, ``doors`` each district's service hours, ``crossing`` the
    pairs of services across fields that one house offers by itself (they are joint).
    """
    for i in range(n):
        totals[i] = 0.0
        if not serves[i]:
            for f in range(fields):
                able[i, f] = 0.0
            continue
        d = district[i]
        doors[d] += hours[i]
        squares = 0.0
        for f in range(fields):
            merit = able[i, f] + weight * (practice[i] - able[i, f])
            s = min(1.0, hours[i] * priority[i, f] * (floor + (1.0 - floor) * merit) * rate[d, f])
            able[i, f] = s
            totals[i] += s
            sums[SUPPLY, d, f] += s
            sums[FREE, d, f] *= 1.0 - s
            sums[SQUARES, d, f] += s * s
            squares += s * s
            sums[MERIT, d, f] += s * merit
            sums[SEARCH, d, f] += search[i] * priority[i, f]
        crossing[d] += 0.5 * (totals[i] * totals[i] - squares)


@compiled
def _add_link(i: int, j: int, f: int, g: int, strength: float, share: Floats, done: Floats, same: Floats) -> float:
    """Raise the strength of coordination of ``i`` and ``j`` in fields ``f`` and ``g``; returns what crosses fields."""
    more = strength - done[f, g]
    if more <= 0.0:
        return 0.0
    done[f, g] = strength
    if f == g:
        same[f] += more * share[i, f] * share[j, f]
        return 0.0
    crossing: float = more * (share[i, f] * share[j, g] + share[i, g] * share[j, f])
    return crossing


@compiled
def _agreements(
    i: int,
    j: int,
    first: Ints,
    partnership: Ints,
    field: Ints,
    second: Ints,
    governance: Floats,
    share: Floats,
    done: Floats,
    base: float,
    strength: float,
    same: Floats,
) -> float:
    """Add what the agreements that ``i`` and ``j`` share add to their cooperation; returns what crosses fields."""
    crossing = 0.0
    for adding in range(2):  # first forget what ``done`` held for other pairs
        x = first[i]
        y = first[j]
        while x < first[i + 1] and y < first[j + 1]:
            p = partnership[x]
            if p < partnership[y]:
                x += 1
            elif p > partnership[y]:
                y += 1
            else:
                f = field[p]
                g = second[p] if second[p] >= 0 else f
                if not adding:
                    done[f, f] = base
                    done[g, g] = base
                    done[min(f, g), max(f, g)] = base
                else:
                    link = strength * governance[p]
                    crossing += _add_link(i, j, f, f, link, share, done, same)
                    if g != f:
                        crossing += _add_link(i, j, g, g, link, share, done, same)
                        crossing += _add_link(i, j, min(f, g), max(f, g), link, share, done, same)
                x += 1
                y += 1
    return crossing


@compiled
def coordinate(
    n: int,
    fields: int,
    ends: Ints,
    bond: Codes,
    serves: Codes,
    district: Ints,
    share: Floats,
    totals: Floats,
    first: Ints,
    partnership: Ints,
    field: Ints,
    second: Ints,
    governance: Floats,
    done: Floats,
    sums: Floats,
    crossing: Floats,
    cooperation: float,
    agreement: float,
) -> None:
    """Gather how strongly tied providers coordinate, within each field and across fields.

    A cooperation coordinates with strength ``cooperation`` in all fields; an agreement with ``agreement`` x governance
    in its own fields. Of several bonds of a pair the strongest counts. ``done`` is scratch (fields, fields).
    """
    for t in range(n):
        i = ends[t, 0]
        j = ends[t, 1]
        d = district[i]
        if not (serves[i] and serves[j]) or district[j] != d:
            continue
        base = cooperation if bond[t] & 1 else 0.0
        if base > 0.0:
            inside = 0.0
            for f in range(fields):
                both = share[i, f] * share[j, f]
                inside += both
                sums[LINKED, d, f] += base * both
            crossing[d] += base * (totals[i] * totals[j] - inside)
        if bond[t] & 2:
            crossing[d] += _agreements(
                i, j, first, partnership, field, second, governance, share, done, base, agreement, sums[LINKED, d]
            )


@compiled
def joint_share(fields: int, supply: Floats, crossing: float) -> float:
    """Return the share of pairs of services across fields that are joint; ``supply`` is ``sum s_i`` by field."""
    total = 0.0
    squares = 0.0
    for f in range(fields):
        total += supply[f]
        squares += supply[f] * supply[f]
    pairs = 0.5 * (total * total - squares)
    return min(1.0, crossing / pairs) if pairs > 1e-15 else 0.0
