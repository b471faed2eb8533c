"""Worlds put together by hand, row by row, for rules that can be worked out on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from tests.worlds import district, fields, place

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world.rule import Rule
from simkemitraan.world.schema import Kind
from simkemitraan.world.spec import Profile, Spec
from simkemitraan.world.world import World

# numbers that leave only the rule under test: an hour serves one need, nothing is lost, nobody is unknown or answered
PLAIN = {
    "hours_per_staff": 1.0,
    "overhead": 0.0,
    "hours_per_need": 3.0,
    "remote_cost": 0.0,
    "floor": 1.0,
    "lend_share": 0.0,
    "outreach_share": 0.0,
    "walk_in": 0.0,
    "lost_from_view": 0.0,
    "referral_share": 0.0,
    "company_share": 0.0,
    "companions": 0.0,
    "disaster_volunteers": 0.0,
    "desk_inflow": 0.0,
}


def empty(
    names: tuple[str, ...] = ("a", "b"), districts: int = 1, profiles: tuple[Profile, ...] | None = None
) -> World:
    """Districts with fields and families, and nobody in them; service is :data:`PLAIN` and takes hours alone."""
    made = tuple(district((0, 0, 0, 0, 0), code=3400 + k, remoteness=0.0) for k in range(districts))
    profiles = profiles or (Profile(tuple(range(len(names))), 1.0),)
    by_hours = tuple(replace(field, care=1.0) for field in fields(names))
    params = {"service_delivery": PLAIN}
    world = engine.start(Spec(place(*made, fields=by_hours, profiles=profiles), burn_in=0, params=params), 1)
    world.districts.live("known")[...] = 1.0
    return world


def add(world: World, staff: float, kind: int = Kind.NONPROFIT, where: int = 0, **values: object) -> int:
    """Append one active organisation whose priorities are equal unless given; returns its row."""
    o = world.organisations
    values = {"priority": np.full(world.fields, 1.0 / world.fields), "active": 1, **values}
    o.add(1, id=o.n + 1, kind=int(kind), alive=1, district=where, staff=staff, **values)
    return o.n - 1


def tie(
    world: World, a: int, b: int, trust: float = 0.5, back: float | None = None, *, cooperating: bool = True
) -> int:
    """Tie two rows by a cooperation; ``trust`` of the smaller in the larger, ``back`` the other way. Returns its row."""
    r, back = world.relations, trust if back is None else back
    r.add(
        1,
        a=min(a, b),
        b=max(a, b),
        cooperating=cooperating,
        personal_a=trust,
        institutional_a=trust,
        personal_b=back,
        institutional_b=back,
    )
    return r.n - 1


def agree(
    world: World, members: list[int], governance: float = 1.0, field: int = 0, second: int = -1, **values: object
) -> int:
    """Sign an agreement among rows that know each other; returns its row."""
    p, r = world.partnerships, world.relations
    slots = np.full(p["member"].shape[1], -1)
    slots[: len(members)] = members
    pledge = np.where(slots >= 0, values.pop("pledge", 0.0), 0.0)
    p.add(
        1,
        id=p.n + 1,
        lead=members[0],
        n_members=len(members),
        member=slots,
        governance=governance,
        field=field,
        second=second,
        pledge=pledge,
        **values,
    )
    r.live("formal")[np.isin(r.live("a"), members) & np.isin(r.live("b"), members)] += 1
    return p.n - 1


def call(mechanism: str, function: Callable[..., Any], world: World, *more: Any, numbers: bool = True) -> Any:
    """Call a compiled piece of a mechanism, ``function(w, p, *more)``, with the columns and numbers that it declares."""
    declared = BY_NAME[mechanism]
    return Rule(mechanism, declared.reads, declared.writes, function, numbers=numbers)(world, *more)


def run(world: World, mechanism: str, months: int = 1) -> None:
    """Let one mechanism run, alone, for some months."""
    for _ in range(months):
        world.rebuild_graph()
        BY_NAME[mechanism].step(world)
        world.month += 1


def set_params(world: World, mechanism: str, **values: float) -> None:
    for name, value in values.items():
        world.params[mechanism].set(name, value)
