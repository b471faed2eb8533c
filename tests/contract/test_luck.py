"""Luck belongs to who decides: order of rows and files, newcomers, and other scenarios leave it alone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from tests.worlds import district, place, small_world, spec, state, tied_pairs

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world.spec import Change, Spec
from simkemitraan.world.world import World

TIES = frozenset({"formation", "dissolution", "maintenance", "leadership"})


def by_id(world: World, column: str) -> dict[int, object]:
    o = world.organisations
    return dict(zip(o.live("id").tolist(), o.live(column).tolist(), strict=True))


def test_running_twice_gives_the_same_bits() -> None:
    one, two = small_world(5), small_world(5)
    for name, values in state(one).items():
        np.testing.assert_array_equal(values, state(two)[name], err_msg=name)
    assert tied_pairs(one) != tied_pairs(small_world(6))


def test_the_order_of_districts_in_the_file_does_not_matter() -> None:
    districts = [district(code=1200 + k, population=40_000.0 + k) for k in range(3)]
    one = engine.start(spec(*districts), 4)
    two = engine.start(spec(*reversed(districts)), 4)
    for world in (one, two):
        engine.run_to(world, 12)
    for name, values in state(one).items():
        np.testing.assert_array_equal(values, state(two)[name], err_msg=name)


def test_rows_stay_in_the_order_of_ids() -> None:
    world = small_world(2, months=60)
    ids = world.organisations.live("id")
    assert (np.diff(ids) > 0).all()
    assert (world.relations.live("a") < world.relations.live("b")).all()


def test_a_copy_continues_exactly_and_apart() -> None:
    world = small_world(3)
    other = world.copy()
    engine.run_to(world, world.month + 12)
    before = state(other)
    engine.run_to(other, other.month + 12)
    assert any(not np.array_equal(v, state(other)[k]) for k, v in before.items())
    for name, values in state(world).items():
        np.testing.assert_array_equal(values, state(other)[name], err_msg=name)


def with_one_more(counts: tuple[int, ...], seed: int) -> tuple[World, World]:
    """A world, and the same with one more nonprofit that does nothing."""
    more = (counts[0], counts[1] + 1, *counts[2:])
    worlds = []
    for c in (counts, more):
        only = Spec(place(district(c)), months=120, burn_in=0, off=frozenset(BY_NAME) - TIES)  # type: ignore[arg-type]
        worlds.append(engine.start(only, seed))
    extra = np.setdiff1d(worlds[1].organisations.live("id"), worlds[0].organisations.live("id"))
    assert extra.size == 1
    row = int(np.searchsorted(worlds[1].organisations.live("id"), extra[0]))
    worlds[1].organisations["active"][row] = 0
    return worlds[0], worlds[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_idle_newcomer_changes_no_pick_of_anybody(seed: int) -> None:
    one, two = with_one_more((3, 6, 5, 6, 4), seed)
    for _ in range(60):
        engine.advance(one)
        engine.advance(two)
        assert tied_pairs(one) == tied_pairs(two)
    for column in ("tenure", "skill", "n_informal", "n_formal"):
        mine, theirs = by_id(one, column), by_id(two, column)
        assert all(theirs[i] == value for i, value in mine.items()), column


def test_a_newcomer_who_acts_changes_only_what_touches_it_at_first() -> None:
    one, two = with_one_more((3, 6, 5, 6, 4), 1)
    newcomer = set(by_id(two, "id")) - set(by_id(one, "id"))
    two.organisations.live("active")[...] = 1
    one.organisations.live("active")[...] = 1
    engine.advance(one)
    engine.advance(two)
    assert by_id(one, "tenure").items() <= by_id(two, "tenure").items()
    changed = tied_pairs(one) ^ tied_pairs(two)
    # a pair differs only because somebody chose the newcomer instead, or it chose somebody
    assert len(changed) <= 2 * sum(bool(newcomer & set(pair)) for pair in changed) + len(one.districts)


def test_a_change_that_changes_nothing_changes_nothing() -> None:
    base = spec(months=36)
    value = BY_NAME["dissolution"].param("renewal").default
    placebo = dataclasses.replace(
        base,
        timeline=(
            Change(6, "set", "dissolution", "renewal", value),
            Change(8, "multiply", "formation", "chances", 1.0),
        ),
    )
    one, two = engine.start(base, 9), engine.start(placebo, 9)
    for world in (one, two):
        engine.run_to(world, 36)
    for name, values in state(one).items():
        np.testing.assert_array_equal(values, state(two)[name], err_msg=name)


@pytest.mark.parametrize("month", [5, 12])
def test_two_scenarios_differ_from_the_month_of_the_first_change(month: int) -> None:
    base = spec(months=36)
    reform = dataclasses.replace(
        base,
        timeline=(
            Change(month, "set", "leadership", "hazard_per_year", 0.9),
            Change(month, "shock", shock="leader_leaves", value=1.0),
        ),
    )
    one, two = engine.start(base, 9), engine.start(reform, 9)
    for world in (one, two):
        engine.run_to(world, month)
    for name, values in state(one).items():
        np.testing.assert_array_equal(values, state(two)[name], err_msg=name)
    engine.advance(one)
    engine.advance(two)
    assert by_id(one, "leader_no") != by_id(two, "leader_no")


def test_a_change_holds_until_its_end() -> None:
    timeline = (
        Change(2, "multiply", "formation", "chances", 0.5, until=5),
        Change(3, "set", "formation", "chances", 8.0, until=4),
    )
    world = engine.start(spec(timeline=timeline, burn_in=0), 1)
    base = BY_NAME["formation"].param("chances").default
    seen = []
    for _ in range(6):
        engine.advance(world)
        seen.append(world.params["formation"].chances)
    assert seen == [base, base, base * 0.5, 8.0, base * 0.5, base]


def test_more_burn_in_keeps_the_luck_of_the_horizon() -> None:
    """Months are counted from the start of the horizon, so the luck of month 3 is that of month 3."""
    short, long = (engine.start(spec(burn_in=b), 7) for b in (0, 12))
    assert by_id(short, "reach") == by_id(long, "reach")
    assert short.month == 0
    assert long.month == -12
