"""Foundings: sites that exist whether or not somebody is founded there, and what newcomers start with.

A site is (month, district, kind, k) and has its own draw, so foundings in one district change nobody's luck elsewhere.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .draws import Purpose, draw
from .population import add_newcomers
from .schema import Kind
from .world import World

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

_PER_SITE = 20  # organisations of a kind at the start for each site
_SEEKERS = 0.5  # share of a district's job seekers whom the newcomers of one month can hire at once


@compiled
def draw_sites(
    seed: int, month: int, code: Ints, sites: Ints, chance: Floats, district: Ints, kind: Ints, k: Ints
) -> int:
    """Draw at every site of the month whether somebody is founded there; returns how many, written as requests."""
    found = 0
    for d in range(sites.shape[0]):
        for c in range(sites.shape[1]):
            if chance[d, c] <= 0.0:
                continue
            for s in range(sites[d, c]):
                if draw(seed, Purpose.FOUND, month, s, code[d], c) < chance[d, c]:
                    district[found] = d
                    kind[found] = c
                    k[found] = s
                    found += 1
    return found


def unmet_need(world: World) -> Floats:
    """Return the share of need that goes unserved in each district, shape (districts,)."""
    d = world.districts
    need = d.live("need")
    total = need.sum(axis=1)
    missed = (need * (1.0 - d.live("coverage"))).sum(axis=1)
    return np.asarray(np.divide(missed, total, out=np.zeros(d.n), where=total > 0.0))


def starting_counts(world: World) -> Floats:
    """Return the organisations of each kind at the start, shape (districts, kinds), without those that are appointed."""
    by_code = {district.code: district for district in world.spec.place.districts}
    counts = np.zeros((world.districts.n, len(Kind)))
    for row, code in enumerate(world.districts.live("code")):
        district = by_code[int(code)]
        counts[row] = district.counts
        counts[row, Kind.INDIVIDUAL] = max(0, district.counts[Kind.INDIVIDUAL] - district.subdistricts)
    counts[:, Kind.AGENCY] = 0.0
    return counts


def found(world: World, seed: int, rate: Floats) -> None:
    """Found organisations at this month's sites.

    Parameters
    ----------
    rate : ndarray, shape (districts, kinds)
        Expected foundings this month for each organisation there was at the start.
    """
    counts = starting_counts(world)
    sites = np.where(counts > 0.0, 1 + counts // _PER_SITE, 0.0)
    chance = np.divide(counts * rate, sites, out=np.zeros_like(counts), where=sites > 0.0)
    room = int(sites.sum())
    district, kind, k = (np.zeros(room, np.int32) for _ in range(3))
    number = draw_sites(
        seed, world.month, world.districts["code"], sites.astype(np.int32), np.minimum(chance, 1.0), district, kind, k
    )
    if number:
        _equip(world, add_newcomers(world, seed, district[:number], kind[:number].astype(np.int8), k[:number]))


def _equip(world: World, rows: NDArray[np.int64]) -> None:
    """Newcomers hire from the job seekers of their district, and open their books with what their founders gave."""
    o, d = world.organisations, world.districts
    where = o["district"][rows]
    wanted = np.bincount(where, o["staff_wanted"][rows], minlength=d.n)
    hired = np.minimum(wanted, _SEEKERS * d.live("jobless"))
    share = np.divide(hired, wanted, out=np.zeros(d.n), where=wanted > 0.0)
    d.live("jobless")[...] -= hired
    o["staff"][rows] = o["staff_wanted"][rows] * share[where]
    o["opening"][rows] = o["reserves"][rows]
