"""Makes organisations: a place's first population from its figures, and newcomers founded later."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .attributes import make
from .compiling import compiled
from .events import note
from .identity import newcomer_id, pack
from .known import coordinators, known_ids
from .named import View, add_rows
from .relations import introduce_pairs
from .rule import rule
from .schema import Event, Kind, Origin, Role
from .world import World

Ids = NDArray[np.int64]
Ints = NDArray[np.int32]

_NONPROFIT, _COMMUNITY, _FOUNDED = int(Kind.NONPROFIT), int(Kind.COMMUNITY), int(Event.FOUNDED)
HOUSEHOLD = 4.0  # people in a family (BPS: 3.6-4)
PEOPLE_PER_ADDRESS = 1000.0  # addresses follow the people, not the organisations, so that one more moves nobody


def _power_of_two(at_least: float) -> int:
    size = 4
    while size < at_least:
        size *= 2
    return size


def build_districts(world: World) -> None:
    """Write the districts of the place with their families, their addresses and their empty pools."""
    place = world.spec.place
    shares = np.array([p.share for p in place.profiles])
    first = 0
    for district in sorted(place.districts, key=lambda d: d.code):
        families = district.poor / HOUSEHOLD
        addresses = _power_of_two(district.population / PEOPLE_PER_ADDRESS / max(district.subdistricts, 1))
        profile = families * shares
        need = profile @ world.profile_needs
        world.districts.add(
            1,
            code=district.code,
            population=district.population,
            families=families,
            profile=profile,
            need=need,
            known=0.5,
            subdistricts=max(district.subdistricts, 1),
            addresses=addresses,
            first_address=first,
            inaugurated=district.inaugurated,
            remoteness=district.remoteness,
            budget_factor=district.budget_factor,
            jobless=7e-5 * district.population,
        )
        first += addresses * max(district.subdistricts, 1)


def _sites(world: World) -> tuple[Ids, NDArray[np.int8], NDArray[np.int32], NDArray[np.int32]]:
    """Return id, kind, district row and k of the first population, in the order of ids."""
    ids: list[tuple[int, int, int, int]] = []
    rows = {int(code): row for row, code in enumerate(world.districts.live("code"))}
    for district in world.spec.place.districts:
        ids.extend(
            (pack(None, district.code, kind, k), kind, rows[district.code], k)
            for kind, count in enumerate(district.counts)
            for k in range(count)
        )
    ids.sort()
    table = np.array(ids, np.int64).reshape(-1, 4)
    return (
        np.ascontiguousarray(table[:, 0]),
        table[:, 1].astype(np.int8),
        table[:, 2].astype(np.int32),
        table[:, 3].astype(np.int32),
    )


def build(world: World) -> None:
    """Fill an empty world with its districts, its first population and its appointed ties."""
    build_districts(world)
    ids, kind, district, k = _sites(world)
    _check_unique(ids)
    world.known = known_ids(world)
    role = np.zeros(ids.size, np.int8)
    role[(kind == Kind.AGENCY) & (k == 0)] = Role.LEAD_AGENCY
    coordinator = coordinators(world, kind, district, k)
    role[coordinator] = Role.COORDINATOR
    place = np.zeros(ids.size, np.int32)  # coordinators are spread over the subdistricts; the others draw theirs
    place[coordinator] = _nth(district[coordinator]) % world.districts["subdistricts"][district[coordinator]]
    world.organisations.add(ids.size, id=ids, kind=kind, role=role, district=district, place=place)
    _make_all(world)
    _appoint(world)


def _check_unique(ids: Ids) -> None:
    if np.unique(ids).size != ids.size:
        raise ValueError("two organisations have the same id: district codes must differ")


@rule(
    "population",
    reads=(
        "districts.code",
        "districts.subdistricts",
        "districts.addresses",
        "districts.first_address",
        "districts.need",
    ),
    writes=("organisations.*",),
)
def _make_all(w: View) -> None:
    """Draw what everybody is like."""
    for i in range(w.organisations.n):
        make(w, i)


@compiled
def add_newcomers(w: View, sites: Ints) -> None:
    """Found organisations at sites of this month.

    Parameters
    ----------
    sites : ndarray of int32, shape (newcomers, 3)
        District row, kind and number of each, in the order of ids: districts by row, then kinds, then numbers.
    """
    first, d = add_rows(w.organisations, sites.shape[0]), w.districts
    o = w.organisations
    for x in range(sites.shape[0]):
        k, kind, i = sites[x, 0], sites[x, 1], first + x
        o.id[i], o.kind[i], o.district[i] = newcomer_id(w.month, d.code[k], kind, sites[x, 2]), kind, k
        make(w, i)
        o.active[i], o.founded[i], o.tenure[i] = 1, w.month, 0
        o.founder_led[i] = kind == _NONPROFIT or kind == _COMMUNITY
        note(w, _FOUNDED, o.id[i], 0, 0.0)
    w.counts.founded += sites.shape[0]


def _nth(groups: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return for each entry how many of its group stand before it; groups stand together."""
    _, first, group = np.unique(groups, return_index=True, return_inverse=True)
    return np.arange(groups.size) - first[group]


def _appoint(world: World) -> None:
    """Tie each subdistrict coordinator to the lead agency of its district: an appointment, not a choice."""
    o, r = world.organisations, world.relations
    lead = np.full(world.districts.n, -1, np.int32)
    for row in np.flatnonzero(o.live("role") == Role.LEAD_AGENCY):
        lead[o["district"][row]] = row
    rows = np.flatnonzero(o.live("role") == Role.COORDINATOR).astype(np.int32)
    heads = lead[o["district"][rows]]
    rows, heads = rows[heads >= 0], heads[heads >= 0]
    if rows.size == 0:
        return
    where = introduce_pairs(world, heads, rows)
    for name, value in (
        ("cooperating", 1),
        ("mandated", 1),
        ("since", world.month),
        ("origin", Origin.MANDATE),
        ("meetings", 1.0),
    ):
        r[name][where] = value
