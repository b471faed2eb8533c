"""The engine and the twin of ordinary objects do the same from the same start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations_with_replacement

import numpy as np
import pytest
from tests.handmade import set_params
from tests.twin import budgets, closing, dissolution, finance, formation, leadership, maintenance, needs
from tests.twin.kinds import type_of
from tests.twin.people import People
from tests.twin.same import differences
from tests.worlds import district, fields, spec

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.world.partnerships import partnership_type
from simkemitraan.world.schema import Kind
from simkemitraan.world.spec import Field
from simkemitraan.world.world import World

STEPS: dict[str, Callable[[People], None]] = {
    "needs": needs.step,
    "budgets": budgets.step,
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
            "introductions": 0.1,
        },
        "funding": {"partnership_required": 0.8, "min_members": 3},
        "maintenance": {"facilitation": 0.5, "tie_share": 0.05, "quarrel_hours": 60.0, "memory_half_life": 4.0},
        "needs": {"growth_per_year": 0.02, "disasters_per_year": 0.8, "transfers": 0.3, "transfer_share": 0.7},
        "budgets": {"cut": 0.3, "contract_share": 0.8, "cut_rule": 2},
    },
    {
        "leadership": {
            "vacancy_months": 1.0,
            "wave_period": 0,
            "handover_share": 0.7,
            "hazard_per_year": 0.9,
            "memory_loss": 0.8,
            "pair_renewal": 0.9,
        },
        "budgets": {
            "cut": 0.4,
            "pay": 0.7,
            "services": 2.0,
            "aid": 0.1,
            "cut_rule": 1,
            "disaster": 900.0,
            "aid_spread": 1.0,
        },
        "maintenance": {"tie_share": 0.1, "coordinator_share": 0.1, "hours_per_tie": 12.0},
        "formation": {
            "consent": 1,
            "fixed_term": 18,
            "term_extra": 3,
            "formalising": 0.4,
            "cross_district": 0.5,
            "introductions": 0.1,
            "popularity": 0.5,
        },
        "dissolution": {
            "honeymoon": 12.0,
            "acting_extension": 0,
            "withdrawal": 0.5,
            "informal_hazard": 0.6,
            "withdrawal_strain": 2.0,
        },
    },
)
SEEDS = range(1, 10)
STILL = {
    "close_level": -10.0,
    "closure_rate_insolvent": 0.0,
    "founder_closes": 0.0,
    "dormant_rate": 0.0,
    "revival_rate": 0.0,
    "clearing_rate": 0.0,
    "founding_nonprofit": 0.0,
    "founding_company": 0.0,
    "founding_community": 0.0,
    "founding_individual": 0.0,
}


def cared(seed: int) -> tuple[Field, ...]:
    """Fields of which some are served by hours alone, or by goods alone."""
    weights = (0.6, 1.0, 0.5, 0.3, 0.0, 0.3) if seed % 2 else (0.6, 0.5, 0.5, 0.3, 0.8, 0.3)
    return tuple(replace(field, care=care) for field, care in zip(fields(), weights, strict=True))


def rich_world(seed: int) -> World:
    """Two small districts after some years of everything; two organisations closed, one asleep, one losing its head."""
    towns = (
        district((4, 9, 8, 7, 5), inaugurated=-8),
        district((2, 5, 4, 5, 4), 3402, 40_000.0, inaugurated=-20, remoteness=0.6),
    )
    start = spec(*towns, params=VARIANTS[seed % len(VARIANTS)], burn_in=24, trace=True)
    start = replace(start, place=replace(start.place, fields=cared(seed)))
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


def tight_world(seed: int) -> World:
    """As the rich one, with lines that do not fit, agreements near their term, and members who have moved on."""
    world, luck = rich_world(seed), np.random.default_rng(seed)
    o, q = world.organisations, world.partnerships
    set_params(world, "budgets", cut=(0.1, 0.4, 0.6)[seed // 3 % 3])
    world.districts.live("budget_factor")[...] = (0.7, 1.6)
    o.live("line")[...] *= luck.choice([0.5, 1.0, 3.0], o.live("line").shape)
    o.live("spent")[...] = o.live("line") * luck.choice([0.0, 0.9, 2.0], o.live("line").shape)
    o.live("staff")[...] *= luck.choice([0.5, 1.0, 2.0], o.n)
    q.live("fit")[...] *= luck.choice([0.8, 1.0, 1.5, 3.0], q.n)
    q.live("renewals")[...] = luck.integers(0, 5, q.n)
    q.live("term_end")[...] = world.month + luck.integers(0, 6, q.n)
    q.live("review")[...] = q.live("term_end")
    set_params(world, "dissolution", withdrawal=(0.1, 1.5)[seed % 2])
    return world


@pytest.mark.parametrize("name", ["budgets", "dissolution"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_of_tight_lines_and_ending_terms(name: str, seed: int) -> None:
    world = tight_world(seed)
    people = People(world)
    for _ in range(12):
        world.begin_month()
        people.begin_month()
        BY_NAME[name].step(world)
        STEPS[name](people)
        assert differences(world, people) == []
        world.month += 1
        people.month += 1


def test_types_of_all_small_agreements() -> None:
    people = People(rich_world(1))
    one = {kind: next(i for i in people.everybody if i.kind == kind) for kind in Kind}
    for size in range(2, 6):
        for kinds in combinations_with_replacement(Kind, size):
            rows = np.arange(size)
            engine_says = partnership_type(rows, size, np.array(kinds, np.int8))
            assert engine_says == type_of([one[kind] for kind in kinds]), kinds


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
    assert people.ledger.ties or people.ledger.partnerships


@pytest.mark.parametrize("seed", SEEDS)
def test_accounts_for_a_year(seed: int) -> None:
    """All of finance but life and death."""
    world = rich_world(seed)
    set_params(world, "finance", **STILL)
    o = world.organisations
    poor = o.live("kind") == Kind.NONPROFIT
    o.live("reserves")[poor] = o.live("opening")[poor] = 0.0
    o.live("own_income")[poor] = 0.5
    staff = o.live("staff").sum()
    people = People(world)
    for _ in range(12):
        world.begin_month()
        people.begin_month()
        BY_NAME["finance"].step(world)
        finance.step(people)
        assert differences(world, people) == []
        world.month += 1
        people.month += 1
    assert o.live("staff").sum() < staff  # some could not pay wages
