"""Which organisations of the population are those that a registry knows, and which volunteers are coordinators."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .identity import pack
from .schema import Kind
from .spec import District
from .world import World


def known_ids(world: World) -> NDArray[np.int64]:
    """Return the id of each known organisation: the first of its kind in its district, in the order of the registry."""
    place = world.spec.place
    used: dict[tuple[int, int], int] = {}
    ids = []
    for organisation in place.registry.organisations:
        district: District = place.districts[organisation.district]
        k = used.get((district.code, organisation.kind), 0)
        used[district.code, organisation.kind] = k + 1
        ids.append(pack(None, district.code, organisation.kind, k))
    return np.array(ids, np.int64)


def known_rows(world: World) -> NDArray[np.int64]:
    """Return the row of each known organisation, in the order of the registry; -1 for one that is not there."""
    live = world.organisations.live("id")
    found = np.minimum(np.searchsorted(live, world.known), live.size - 1)
    return np.where(live[found] == world.known, found, -1)


def coordinators(
    world: World, kind: NDArray[np.int8], district: NDArray[np.int32], k: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Tell who is a subdistrict coordinator: those a registry names so, and others it does not know, until each place has one."""
    place, d = world.spec.place, world.districts
    rows = {int(code): row for row, code in enumerate(d.live("code"))}
    known, named = np.zeros(d.n, np.int64), np.zeros(d.n, np.int64)
    sites: set[tuple[int, int]] = set()
    for organisation in place.registry.organisations:
        if organisation.kind == Kind.INDIVIDUAL:
            row = rows[place.districts[organisation.district].code]
            if organisation.coordinator:
                sites.add((row, int(known[row])))
                named[row] += 1
            known[row] += 1
    beyond = k - known[district]  # below 0: known to the registry
    missing = d["subdistricts"][district] - named[district]
    chosen: NDArray[np.bool_] = (beyond >= 0) & (beyond < missing)
    chosen |= np.array([site in sites for site in zip(district.tolist(), k.tolist(), strict=True)], np.bool_)
    chosen &= kind == Kind.INDIVIDUAL
    return chosen
