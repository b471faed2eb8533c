"""Dated changes and shocks take effect (ODD 7.1)."""

from __future__ import annotations

from tests.twin.leadership import MARKED
from tests.twin.luck import draw
from tests.twin.people import Organisation, People

from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import Event
from simkemitraan.world.spec import Change


def step(people: People) -> None:
    for row in people.timeline:
        if row.verb == "shock":
            if row.month == people.month:
                SHOCKS[row.shock](people, row)
        elif row.month == people.month or (row.until and row.until == people.month):
            _change(people, row)


def _change(people: People, row: Change) -> None:
    """The scenario's own number, then every row in force, in the order of the timeline."""
    number = people.own_params[row.mechanism][row.param]
    for other in people.timeline:
        same = other.verb != "shock" and (other.mechanism, other.param) == (row.mechanism, row.param)
        if same and other.month <= people.month and (not other.until or people.month < other.until):
            number = other.value if other.verb == "set" else number * other.value
    people.params[row.mechanism].set(row.param, number)
    _note(people, Event.LEVER, value=number)


def _concerned(people: People, row: Change) -> list[Organisation]:
    """Those that exist and that the shock may meet."""
    if row.organisation:
        return [i for i in people.everybody if i.alive and i.id == row.organisation]
    return [
        i
        for i in people.everybody
        if i.alive
        and (not row.kinds or i.kind in row.kinds)
        and (not row.district or people.districts[i.district]["code"] == row.district)
    ]


def _met(people: People, row: Change) -> list[Organisation]:
    """Those that the shock does meet: the one it names, or a share."""
    concerned, seed = _concerned(people, row), people.seed_of_draws
    if row.organisation:
        return concerned
    return [i for i in concerned if draw(seed, Purpose.SHOCK, people.month, 0, i.id) < row.value]


def _leader_leaves(people: People, row: Change) -> None:
    for i in _met(people, row):
        i.vacant = MARKED


def _closure(people: People, row: Change) -> None:
    for i in _met(people, row):
        i.alive = i.active = 0
        _note(people, Event.CLOSED, i)


def _disaster(people: People, row: Change) -> None:
    main = _field(people, row.field or "disaster_response")
    for d in people.districts:
        if not row.district or d["code"] == row.district:
            d["surge"][main] += row.value
            if not row.field:
                d["surge"][_field(people, "poverty_food")] += row.value / 2
            _note(people, Event.DISASTER, other=d["code"], value=row.value)


def _priority_change(people: People, row: Change) -> None:
    if people.fields == 1:
        return
    f = _field(people, row.field or people.place.fields[0].name)
    for i in _concerned(people, row):
        kept = [share * row.value if g == f else share for g, share in enumerate(i.priority)]
        total = sum(kept)
        i.priority = [share / total if total > 0.0 else 1.0 / people.fields for share in kept]
        _note(people, Event.PRIORITY_CHANGE, i, value=row.value)


def _field(people: People, name: str) -> int:
    """Index of a field; the last one if the place has none of that name."""
    names = [field.name for field in people.place.fields]
    return names.index(name) if name in names else len(names) - 1


def _note(people: People, event: Event, i: Organisation | None = None, other: int = 0, value: float = 0.0) -> None:
    people.ledger.events.append(
        {"month": people.month, "event": int(event), "organisation": i.id if i else 0, "other": other, "value": value}
    )


SHOCKS = {
    "leadership_wave": _leader_leaves,
    "leader_leaves": _leader_leaves,
    "closure": _closure,
    "disaster": _disaster,
    "priority_change": _priority_change,
}
