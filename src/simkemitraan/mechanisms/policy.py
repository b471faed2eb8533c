"""Dated changes of levers and assumptions, and shocks, take effect.

The timeline is data: rows of :class:`~simkemitraan.world.spec.Change`. This mechanism is their only reader. A changed
number is computed afresh from the scenario's own value and all rows in force, so rows may be added at any time, by a
file, by Mesa's scheduling or by the live view, and the result is the same. Shocks happen once, in their month:

* *leadership_wave*: posts of the named kinds fall vacant with the given share;
* *leader_leaves*: the leader of one organisation (or a share of all) leaves;
* *disaster*: need in a field surges by the given share of families;
* *priority_change*: organisations of the named kinds pull out of one field (all but the given share of its priority);
* *closure*: one organisation (or a share) closes.

Leaders and closings are only marked here; *leadership* and *finance* carry them out in the same month.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text
from ..world.draws import Purpose, draw
from ..world.schema import Event
from ..world.spec import Change
from ..world.world import World

TITLE = Text("kebijakan dan guncangan", "policy and shocks")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.alive",
    "organisations.district",
    "districts.code",
)
WRITES: tuple[str, ...] = (
    "organisations.vacant",
    "organisations.priority",
    "organisations.alive",
    "organisations.active",
    "districts.surge",
    "events.*",
)
PARAMS: tuple[Param, ...] = ()

LEAVES = -1  # in ``vacant``: the leader leaves this month, whatever the hazard says


def step(world: World) -> None:
    """Apply the rows of the timeline whose month has come."""
    now = world.month
    for row in world.timeline:
        if row.verb == "shock":
            if row.month == now:
                _SHOCKS[row.shock](world, row)
        elif now == row.month or (row.until and now == row.until):  # an end of 0 is no end
            _apply_value(world, row)


def _apply_value(world: World, row: Change) -> None:
    """Compute one number from the scenario's value and all rows in force, in the order of the timeline."""
    value = world.base_value(row.mechanism, row.param)
    for other in world.timeline:
        same = other.verb != "shock" and (other.mechanism, other.param) == (row.mechanism, row.param)
        if same and other.month <= world.month and (other.until == 0 or world.month < other.until):
            value = other.value if other.verb == "set" else value * other.value
    world.params[row.mechanism].set(row.param, value)
    world.note(Event.LEVER, np.array([-1]), value=value)


def _meets(world: World, row: Change) -> NDArray[np.intp]:
    """Return the rows of organisations that a shock may meet: one named, or those of its kinds and district."""
    o = world.organisations
    chosen = o.live("alive") == 1
    if row.organisation:
        return np.flatnonzero(chosen & (o.live("id") == row.organisation))
    if row.kinds:
        chosen &= np.isin(o.live("kind"), row.kinds)
    if row.district:
        chosen &= world.districts.code[o.live("district")] == row.district
    return np.flatnonzero(chosen)


def _met(world: World, row: Change) -> NDArray[np.intp]:
    """Return the rows that a shock meets: the one named, or the share ``value`` of those it may meet."""
    rows, ids = _meets(world, row), world.organisations.id
    if row.organisation or rows.size == 0:
        return rows
    luck = np.array([draw(world.seed, int(Purpose.SHOCK), world.month, 0, ids[i], 0) for i in rows])
    return rows[luck < row.value]


def _leader_leaves(world: World, row: Change) -> None:
    """Mark leaders who leave; *leadership* carries it out."""
    world.organisations.vacant[_met(world, row)] = LEAVES


def _closure(world: World, row: Change) -> None:
    """Close organisations; *finance* settles what they leave."""
    o, rows = world.organisations, _met(world, row)
    o.alive[rows] = o.active[rows] = 0
    world.note(Event.CLOSED, rows)
    world.count("closed", rows.size)


def _field_of(world: World, row: Change, default: str) -> int:
    """Return the field that a shock names, or the default; the last one if there is none by that name."""
    return world.spec.place.find_field(row.field or default, world.fields - 1)


def _disaster(world: World, row: Change) -> None:
    """Let need surge in the field named, or in disaster response and by half of it in poverty and food."""
    code, surge = world.districts.live("code"), world.districts.live("surge")
    chosen = code == row.district if row.district else np.ones(code.size, np.bool_)
    surge[chosen, _field_of(world, row, "disaster_response")] += row.value
    if not row.field:
        surge[chosen, _field_of(world, row, "poverty_food")] += 0.5 * row.value
    world.note(Event.DISASTER, np.full(int(chosen.sum()), -1), other=code[chosen], value=row.value)


def _priority_change(world: World, row: Change) -> None:
    """Keep only the share ``value`` of the priority of one field; the rest goes to the other fields."""
    rows, priority = _meets(world, row), world.organisations.priority
    if world.fields == 1 or rows.size == 0:
        return
    kept = priority[rows]
    kept[:, _field_of(world, row, world.spec.place.fields[0].name)] *= row.value
    total = kept.sum(axis=1, keepdims=True)
    priority[rows] = np.where(total > 0, kept / np.where(total > 0, total, 1.0), 1.0 / world.fields)
    world.note(Event.PRIORITY_CHANGE, rows, value=row.value)


_SHOCKS: dict[str, Callable[[World, Change], None]] = {
    "leadership_wave": _leader_leaves,
    "leader_leaves": _leader_leaves,
    "disaster": _disaster,
    "priority_change": _priority_change,
    "closure": _closure,
}
