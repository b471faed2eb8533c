"""The whole month: all mechanisms, closings and the ledger, from the same start, for years."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.twin import month
from tests.twin.people import People
from tests.twin.same import differences
from tests.twin.test_people_and_money import TIMELINE, world_of
from tests.twin.test_twin import rich_world
from tests.worlds import district, fields, spec

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.world.schema import Event
from simkemitraan.world.spec import Profile
from simkemitraan.world.world import World


def together(world: World, months: int) -> People:
    """Let both live, and hold them against each other every month."""
    without_twin = frozenset(BY_NAME) - set(month.STEPS)
    world.spec = replace(world.spec, trace=True, off=world.spec.off | without_twin)
    world.begin_month()
    people = People(world)
    for _ in range(months):
        engine.advance(world)
        month.advance(people)
        assert (different := differences(world, people)) == [], "\n".join(different)
    return people


def test_its_mechanisms_stand_in_their_order() -> None:
    assert list(month.STEPS) == [m.name for m in ORDER if m.name in month.STEPS]


@pytest.mark.parametrize("name", [m.name for m in ORDER])
def test_every_mechanism_has_its_twin(name: str) -> None:
    if name not in month.STEPS:
        pytest.skip(f"`{name}` has no twin yet: write it with plain objects and add it to tests/twin/month.py")


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_two_years_with_every_change_and_shock(seed: int) -> None:
    world = world_of(seed)
    world.timeline.extend(TIMELINE)
    people = together(world, 24)
    ledger = people.ledger
    assert ledger.ties
    assert ledger.partnerships
    assert ledger.memberships
    assert ledger.traces
    assert {row["event"] for row in ledger.events} >= {
        Event.FOUNDED,
        Event.CLOSED,
        Event.LEADER_LEFT,
        Event.AWARD,
        Event.LEVER,
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_years_of_another_start(seed: int) -> None:
    together(rich_world(seed), 24)


@pytest.mark.parametrize("names", [("poverty_food", "water", "schooling"), ("water", "schooling", "roads")])
def test_a_year_with_other_fields(names: tuple[str, ...]) -> None:
    """Where there is no response to disasters the last field stands for it; without poverty the board helps where need is."""
    start = spec(district((4, 9, 6, 8, 6)), burn_in=24, calendar=5)
    chosen = tuple(replace(field, care=0.2 * k) for k, field in enumerate(fields(names)))
    where = replace(start.place, fields=chosen, profiles=(Profile((0, 1), 0.7), Profile((2,), 0.3)))
    params = {"needs": {"disasters_per_year": 2.0}}
    world = engine.start(replace(start, place=where, params=params), 3)
    engine.run_to(world, 0)
    for name in ("ended_ties", "ended_partnerships", "ended_memberships", "events", "traces"):
        getattr(world, name).clear()
    together(world, 12)


def test_what_is_off_is_off_in_both() -> None:
    for name in sorted(month.STEPS):
        world = world_of(5)
        world.spec = replace(world.spec, off=frozenset({name}))
        together(world, 3)


def test_a_run_leaves_the_world_as_it_is() -> None:
    world = world_of(6)
    world.begin_month()
    before = People(world)
    people = month.run(world, 6)
    assert people.month == 6
    assert differences(world, before) == []
    engine.run_to(world, 6)
    assert differences(world, people) == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(7, 31))
def test_five_years(seed: int) -> None:
    world = world_of(seed)
    world.timeline.extend(TIMELINE)
    together(world, 60)
