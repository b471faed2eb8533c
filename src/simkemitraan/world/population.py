"""Makes organisations: a place's first population from its figures, and newcomers founded later.

Every attribute is a keyed draw of the organisation's id, so that one more organisation changes nobody else. Working
values: reach (log size) is normal with spread 0.9 around an offset by kind, the lead agency 1.4 above its kind; paid
staff and volunteers are lognormal by kind and correlated with reach (median six staff in a nonprofit); own income
follows staff with a heavy tail. Many are registered and not active [lks-malang].
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .draws import Purpose, draw, normal
from .identity import pack
from .known import coordinators, known_ids
from .relations import introduce_pairs
from .schema import Event, Kind, Origin, Role
from .units import VOLUNTEER as VOLUNTEER
from .units import WAGE
from .world import World

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

HOUSEHOLD = 4.0  # people in a family (BPS: 3.6-4)
PEOPLE_PER_ADDRESS = 1000.0  # addresses follow the people, not the organisations, so that one more moves nobody
_SPREAD = 0.9
# What a company gives, million IDR a month, and its log spread with reach: 34 an activity, a few firms most [csr-districts].
_GIVING, _GIVING_SPREAD = 2.8, 1.2


@dataclass(frozen=True, slots=True)
class KindFigures:
    """What organisations of one kind are like: medians, log spreads and shares."""

    offset: float
    staff: float
    staff_spread: float
    volunteers: float
    volunteers_spread: float
    income_per_staff: float
    income_floor: float
    income_spread: float
    active: float
    registered: float
    accredited: float
    founder_led: float
    focus: float
    culture: tuple[float, float, float, float]


FIGURES = (
    KindFigures(0.9, 25.0, 0.6, 2.0, 0.5, 1.35 * WAGE, 0.0, 0.15, 1.0, 1.0, 1.0, 0.0, 0.8, (0.2, 0.1, 0.1, 0.6)),
    KindFigures(0.3, 6.0, 0.9, 8.0, 0.9, 0.8 * WAGE, 1.0, 0.9, 0.55, 0.9, 0.40, 0.4, 1.8, (0.5, 0.2, 0.1, 0.2)),
    KindFigures(-0.5, 1.5, 0.6, 2.0, 0.5, 0.0, _GIVING, 0.0, 0.37, 1.0, 0.0, 0.0, 1.2, (0.1, 0.2, 0.5, 0.2)),
    KindFigures(-0.5, 0.3, 0.5, 14.0, 0.8, 1.0 * WAGE, 0.6, 1.0, 0.59, 0.5, 0.05, 0.2, 1.2, (0.6, 0.2, 0.1, 0.1)),
    KindFigures(-0.5, 0.0, 0.0, 6.0, 0.5, 0.0, 0.1, 0.6, 0.65, 0.2, 0.0, 0.1, 1.5, (0.6, 0.2, 0.1, 0.1)),
)


@compiled
def _draw_all(seed: int, purpose: int, slots: Ids, ids: Ids, out: Floats) -> None:
    """Write a uniform draw for each organisation and slot, keyed by its id and the slot."""
    for i in range(ids.size):
        for k in range(slots.size):
            out[i, k] = draw(seed, purpose, 0, slots[k], ids[i], 0)


@compiled
def _make_normal(values: Floats) -> None:
    """Turn uniform draws into standard normal ones."""
    for i in range(values.shape[0]):
        for k in range(values.shape[1]):
            values[i, k] = normal(values[i, k])


_UNIFORM = (1, 2, 3, 4, 14, 15, 16, 17, 18)
_NORMAL = (10, 11, 12, 13, 20, 21, 22, 23, 24, 25, 26, 27, 40, 41, 42, 43)
_CULTURE = (40, 41, 42, 43)
_FOCUS, _KNACK = 0x10000, 0x20000  # from here on a slot for each field, by its own code


class _Luck:
    """Attribute draws of a set of organisations: one for each organisation and slot, keyed by both, made at once."""

    def __init__(self, seed: int, ids: Ids, field_codes: Ids) -> None:
        codes = [int(code) for code in field_codes]
        slots = (*_UNIFORM, *_NORMAL, *(_FOCUS + c for c in codes), *(_KNACK + c for c in codes))
        self._at = {slot: k for k, slot in enumerate(slots)}
        self._values = np.empty((ids.size, len(slots)))
        _draw_all(seed, int(Purpose.BUILD), np.array(slots), ids, self._values)
        _make_normal(self._values[:, len(_UNIFORM) :])

    def uniform(self, slot: int) -> Floats:
        """Return a uniform draw in [0, 1) for each organisation."""
        return self._values[:, self._at[slot]]

    def normal(self, slot: int) -> Floats:
        """Return a standard normal draw for each organisation."""
        return self._values[:, self._at[slot]]

    def normals(self, slots: Iterable[int]) -> Floats:
        """Return standard normal draws, shape (organisations, slots)."""
        return np.ascontiguousarray(self._values[:, [self._at[slot] for slot in slots]])  # in rows, as they are summed


_BY_KIND = {f.name: np.array([getattr(figures, f.name) for figures in FIGURES]) for f in fields(KindFigures)}


def _by_kind(kind: NDArray[np.int8], name: str) -> Floats:
    return np.asarray(_BY_KIND[name][kind])


def _within(values: Floats) -> Floats:
    """Return the values, those outside 0-1 at its ends (for a few of them much cheaper than ``np.clip``)."""
    return np.asarray(np.minimum(np.maximum(values, 0.0), 1.0))


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
    role[coordinators(world, kind, district, k)] = Role.COORDINATOR
    _add(world, ids, kind, district, role)
    _appoint(world)


def _check_unique(ids: Ids) -> None:
    if np.unique(ids).size != ids.size:
        raise ValueError("two organisations have the same id: district codes must differ")


def add_newcomers(
    world: World, seed: int, districts: NDArray[np.int32], kinds: NDArray[np.int8], ks: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Found organisations at sites of this month; returns their rows.

    Parameters
    ----------
    districts, kinds, ks : ndarray, shape (newcomers,)
        District row, kind and site number. Ids are (month, district code, kind, k): they exist whether used or not.
    """
    codes = world.districts["code"][districts]
    ids = np.array(
        [pack(world.month, int(c), int(kind), int(k)) for c, kind, k in zip(codes, kinds, ks, strict=True)], np.int64
    )
    order = np.argsort(ids)
    first = world.organisations.n
    _add(
        world, ids[order], kinds[order].astype(np.int8), districts[order].astype(np.int32), np.zeros(ids.size, np.int8)
    )
    o = world.organisations
    rows = np.arange(first, o.n)
    o["active"][rows] = 1
    o["founded"][rows] = world.month
    o["tenure"][rows] = 0
    o["founder_led"][rows] = (kinds[order] == Kind.NONPROFIT) | (kinds[order] == Kind.COMMUNITY)
    world.note(Event.FOUNDED, rows)
    world.count("founded", rows.size)
    return rows


def _add(world: World, ids: Ids, kind: NDArray[np.int8], district: NDArray[np.int32], role: NDArray[np.int8]) -> None:
    """Append organisations with all their attributes drawn; coordinators are spread over the subdistricts."""
    luck = _Luck(world.seed, ids, world.field_codes)
    o, d = world.organisations, world.districts
    subdistricts = d["subdistricts"][district]
    place = np.minimum((luck.uniform(1) * subdistricts).astype(np.int32), subdistricts - 1)
    coordinator = role == Role.COORDINATOR
    if coordinator.any():
        place[coordinator] = _nth(district[coordinator]) % subdistricts[coordinator]
    place[role == Role.LEAD_AGENCY] = 0
    spot = np.minimum((luck.uniform(2) * d["addresses"][district]).astype(np.int32), d["addresses"][district] - 1)
    where = o.add(
        ids.size,
        id=ids,
        kind=kind,
        role=role,
        alive=1,
        district=district,
        place=place,
        address=d["first_address"][district] + place * d["addresses"][district] + spot,
        founded=world.month - (-np.log(luck.uniform(3)) * 240).astype(np.int32),
        leader_no=1,
        tenure=(-np.log(luck.uniform(4)) * 72.0).astype(np.int32),
    )
    _sizes(world, where, luck, kind, role)
    _people(world, where, luck, kind, role)
    _interests(world, where, luck, kind, role)


def _nth(groups: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return for each entry how many of its group stand before it; groups stand together."""
    _, first, group = np.unique(groups, return_index=True, return_inverse=True)
    return np.arange(groups.size) - first[group]


def _sizes(world: World, where: slice, luck: _Luck, kind: NDArray[np.int8], role: NDArray[np.int8]) -> None:
    """Reach, staff, volunteers, income and reserves; who is active, registered and accredited."""
    o = world.organisations
    z = luck.normal(10)
    lead, coordinator = role == Role.LEAD_AGENCY, role == Role.COORDINATOR
    reach = _by_kind(kind, "offset") + _SPREAD * z
    reach[lead] = FIGURES[Kind.AGENCY].offset + 1.4
    reach[coordinator] = _SPREAD * z[coordinator]
    z = np.where(lead, 1.4 / _SPREAD, z)
    staff = _by_kind(kind, "staff") * np.exp(_by_kind(kind, "staff_spread") * (0.8 * z + 0.6 * luck.normal(11)))
    volunteers = _by_kind(kind, "volunteers") * np.exp(
        _by_kind(kind, "volunteers_spread") * (0.8 * z + 0.6 * luck.normal(12))
    )
    volunteers[coordinator] = 4.0
    income = _by_kind(kind, "income_per_staff") * staff + _by_kind(kind, "income_floor")
    income *= np.exp(_by_kind(kind, "income_spread") * luck.normal(13))
    company = kind == Kind.COMPANY
    income[company] *= np.exp(_GIVING_SPREAD * z[company])  # what it gives, not what it earns
    income[coordinator] = 0.7  # the stipend of a subdistrict coordinator in 2020, million IDR
    capacity = staff + VOLUNTEER * volunteers
    active = luck.uniform(14) < np.where(coordinator, 1.0, _by_kind(kind, "active"))
    registered = luck.uniform(15) < _by_kind(kind, "registered")
    for name, value in (
        ("reach", reach),
        ("size", reach),
        ("staff", staff),
        ("staff_wanted", staff),
        ("posts", staff),
        ("volunteers", volunteers),
        ("capacity_start", capacity),
        ("own_income", income),
        ("income_year", 12.0 * income),
        ("income_past", 12.0 * income),
        ("goods", WAGE * staff + 0.2),
        ("reserves", income * (1.0 + 5.0 * luck.uniform(16))),
        ("active", active),
        ("registered", registered),
        ("accredited", registered & (luck.uniform(17) < _by_kind(kind, "accredited"))),
        ("founder_led", luck.uniform(18) < _by_kind(kind, "founder_led")),
    ):
        o[name][where] = value


def _people(world: World, where: slice, luck: _Luck, kind: NDArray[np.int8], role: NDArray[np.int8]) -> None:
    """The leader, and how the organisation is seen and works."""
    o = world.organisations
    agency = kind == Kind.AGENCY
    for name, value in (
        ("skill", _within(0.5 + 0.15 * luck.normal(20))),
        ("openness", luck.normal(21)),
        ("appeal", luck.normal(27)),
        ("trustor", 0.12 * luck.normal(22)),
        ("reputation", _within(0.5 + 0.12 * luck.normal(23))),
        ("transparency", _within(0.45 + 0.1 * agency + 0.12 * luck.normal(24))),
        ("practice", _within(0.35 + 0.1 * luck.normal(25))),
        ("experience", _within(0.3 + 0.1 * luck.normal(26) + 0.2 * (role == Role.LEAD_AGENCY))),
        ("record", 0.7),
    ):
        o[name][where] = value


def _interests(world: World, where: slice, luck: _Luck, kind: NDArray[np.int8], role: NDArray[np.int8]) -> None:
    """Priorities, capabilities and culture. Field luck is keyed by the field's own code, not by its place in the file."""
    o, d = world.organisations, world.districts
    need = d["need"][o["district"][where]]
    weight = np.maximum(need / np.maximum(need.sum(axis=1, keepdims=True), 1e-9), 1e-3)
    focus = np.where(role == Role.LEAD_AGENCY, 0.2, _by_kind(kind, "focus"))
    raw = weight * np.exp(focus[:, None] * luck.normals(_FOCUS + world.field_codes))
    priority = raw / raw.sum(axis=1, keepdims=True)
    knack = luck.normals(_KNACK + world.field_codes)
    relative = priority / priority.max(axis=1, keepdims=True)
    o["priority"][where] = priority
    o["capability"][where] = 1.0 / (1.0 + np.exp(0.6 - 1.4 * relative - 0.5 * knack))
    culture = _by_kind(kind, "culture") * np.exp(0.7 * luck.normals(_CULTURE))
    o["culture"][where] = culture / culture.sum(axis=1, keepdims=True)


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
