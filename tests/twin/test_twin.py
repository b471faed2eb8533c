"""The engine and the twin of ordinary objects do the same from the same start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.handmade import call
from tests.twin import accounts, closing, dissolution, formation, leadership, maintenance, needs
from tests.twin.people import People
from tests.twin.same import differences
from tests.worlds import district, spec

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.mechanisms.finance.accounts import move_standing, settle
from simkemitraan.world.schema import Kind
from simkemitraan.world.world import World

STEPS: dict[str, Callable[[People], None]] = {
    "needs": needs.step,
    "leadership": leadership.step,
    "maintenance": maintenance.step,
    "dissolution": dissolution.step,
    "formation": formation.step,
}
VARIANTS: tuple[dict[str, dict[str, float]], ...] = (
    {},
    {
        "formation": {
            "forum_share": 0.5,
            "consent": 2,
            "season": 1,
            "growth": 0.6,
            "later_growth": 1.5,
            "call_search": 5.0,
            "outside_option": 1.5,
            "chances": 9.0,
        },
        "funding": {"partnership_required": 0.8, "min_members": 3},
        "maintenance": {"facilitation": 0.5},
        "needs": {"growth_per_year": 0.02, "disasters_per_year": 0.8},
    },
    {
        "leadership": {"vacancy_months": 1.0, "wave_period": 0, "handover_share": 0.7, "hazard_per_year": 0.9},
        "formation": {"consent": 1, "fixed_term": 18, "term_extra": 3, "formalising": 0.4, "cross_district": 0.5},
        "dissolution": {"honeymoon": 12.0, "acting_extension": 0, "withdrawal": 0.5, "informal_hazard": 0.6},
    },
)
SEEDS = range(1, 10)


def rich_world(seed: int) -> World:
    """Two small districts after some years of everything; two organisations closed, one asleep, one losing its head."""
    towns = (
        district((4, 9, 8, 7, 5), inaugurated=-8),
        district((2, 5, 4, 5, 4), 3402, 40_000.0, inaugurated=-20, remoteness=0.6),
    )
    start = spec(*towns, params=VARIANTS[seed % len(VARIANTS)], burn_in=24, trace=True)
    world = engine.start(start, seed)
    engine.run_to(world, (11, 0, 12, 25, 36)[seed % 5])
    o, r, q = world.organisations, world.relations, world.partnerships
    tied = sorted(
        {int(i) for i in r["a"][: r.n][r.live("cooperating") == 1]} | {int(i) for i in q["member"][: q.n, :2].ravel()}
    )
    gone, also, asleep, headless = (tied[(seed * step) % len(tied)] for step in (1, 2, 3, 5))
    o["active"][[gone, also, asleep]] = 0
    o["alive"][[gone, also]] = 0
    o["vacant"][headless] = -1
    q["lost"][: q.n : 2] = world.month - 1
    for name in ("ended_ties", "ended_partnerships", "ended_memberships", "events", "traces"):
        getattr(world, name).clear()
    world.begin_month()
    return world


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("seed", SEEDS)
def test_one_mechanism_for_a_year(name: str, seed: int) -> None:
    world = rich_world(seed)
    people = People(world)
    assert differences(world, people) == []
    for _ in range(12):
        world.begin_month()
        BY_NAME[name].step(world)
        people.begin_month()
        STEPS[name](people)
        assert differences(world, people) == []
        world.month += 1
        people.month += 1
    assert differences(world, People(rich_world(seed))) != []


@pytest.mark.parametrize("seed", SEEDS)
def test_all_of_them_for_two_years(seed: int) -> None:
    world = rich_world(seed)
    order = [m.name for m in ORDER if m.name in STEPS]
    world.spec = replace(world.spec, off=frozenset(BY_NAME) - set(order))
    people = People(world)
    for _ in range(24):
        engine.advance(world)
        people.begin_month()
        for name in order:
            STEPS[name](people)
        closing.close_out(people)
        people.end_month()
        assert differences(world, people) == []
    assert people.ledger.ties
    assert people.ledger.partnerships


@pytest.mark.parametrize("seed", SEEDS)
def test_accounts_for_a_year(seed: int) -> None:
    world = rich_world(seed)
    o = world.organisations
    poor = o.live("kind") == Kind.NONPROFIT
    o.live("reserves")[poor] = o.live("opening")[poor] = 0.0
    o.live("own_income")[poor] = 0.5
    staff = o.live("staff").sum()
    people = People(world)
    for _ in range(12):
        call("finance", settle, world)
        call("finance", move_standing, world)
        accounts.settle(people)
        assert differences(world, people) == []
    assert o.live("staff").sum() < staff  # some could not pay wages
