"""Policy, staffing and funding: the engine and the twin do the same from the same start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.twin import funding, leadership, needs, policy, staffing
from tests.twin.people import People
from tests.twin.same import differences
from tests.worlds import district, spec

from simkemitraan import engine
from simkemitraan.declare import Text
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world.schema import Event, Kind
from simkemitraan.world.spec import Change, Field, Profile, stable_code
from simkemitraan.world.world import World

STEPS: dict[str, Callable[[People], None]] = {"policy": policy.step, "staffing": staffing.step, "funding": funding.step}
LEDGER = ("ended_ties", "ended_partnerships", "ended_memberships", "events", "traces")
HOUSE = {"formation": {"formalising": 0.5, "chances": 9.0, "growth": 0.6}}
STAFFING: tuple[dict[str, float], ...] = (
    {},
    {
        "leave_rate": 2.0,
        "leave_agency": 2.0,
        "leave_decline": 5.0,
        "other_work": 0.0,
        "partner_pull": 8.0,
        "fill_share": 0.1,
        "volunteer_speed": 4.0,
    },
    {
        "leave_rate": 0.9,
        "leave_decline": 4.0,
        "plan_speed": 0.5,
        "cover_months": 0.5,
        "match_share": 0.8,
        "fill_share": 0.9,
        "poached_trust": 0.4,
        "size_elasticity": 1.2,
        "volunteer_openness": 0.9,
    },
)
FUNDING: tuple[dict[str, float], ...] = (
    {"lead_rule": 2, "joint_chance": 0.7},
    {
        "partnership_required": 0.4,
        "partnership_bonus": 0.1,
        "seed_share": 0.8,
        "small_quota": 0.2,
        "remote_quota": 0.3,
        "no_repeat": 1,
        "cycle_months": 6,
        "budget_calendar": 1,
        "audit_share": 0.8,
        "min_members": 3,
        "request_most": 0.4,
    },
    {
        "lead_rule": 1,
        "cycle_months": 5,
        "grant_months": 4,
        "joint_chance": 0.4,
        "apply_chance": 1.0,
        "noise": 0.02,
        "carry_over": 0.1,
        "bonus_pull": 5.0,
        "request_share": 3.0,
        "seed_share": 0.6,
        "district_budget": 4000.0,
    },
    {
        "partnership_required": 0.5,
        "apply_chance": 1.0,
        "joint_chance": 0.1,
        "small_quota": 0.8,
        "small_limit": 200.0,
        "request_share": 3.0,
        "remote_quota": 0.4,
        "weight_record": 0.8,
        "weight_practice": 1.5,
        "barred_months": 4,
        "late_level": 0.5,
        "finding_chance": 1.0,
        "audit_share": 1.0,
        "lead_rule": 1,
    },
)
TIMELINE = (
    Change(2, "set", "formation", "outside_option", 1.0),
    Change(3, "multiply", "formation", "outside_option", 1.5, until=9),
    Change(5, "multiply", "formation", "outside_option", 2.0, until=7),
    Change(6, "set", "leadership", "handover_share", 0.9, until=8),
    Change(8, "multiply", "leadership", "handover_share", 0.5, until=20),
    Change(4, "multiply", "finance", "wage", 1.2),
    Change(4, "shock", shock="leader_leaves", value=0.4),
    Change(4, "shock", shock="leadership_wave", value=0.5, kinds=(int(Kind.AGENCY), int(Kind.COMPANY)), district=3402),
    Change(7, "shock", shock="closure", value=0.2, kinds=(int(Kind.NONPROFIT),)),
    Change(7, "shock", shock="disaster", value=0.7),
    Change(9, "shock", shock="disaster", value=0.4, district=3401, field="older_people"),
    Change(3, "shock", shock="priority_change", value=0.2, kinds=(int(Kind.AGENCY),), field="disability"),
    Change(10, "shock", shock="priority_change", value=0.0, district=3402),
    Change(10, "shock", shock="closure", value=0.1),
)
SEEDS = range(1, 13)


def world_of(seed: int) -> World:
    """Two small districts after some years of everything, then shaken so that every rule has something to do."""
    towns = (
        district((4, 9, 6, 8, 6), inaugurated=-8),
        district((3, 8, 4, 7, 5), 3402, 40_000.0, remoteness=0.6, budget_factor=1.7),
    )
    params = {**HOUSE, "staffing": STAFFING[seed % len(STAFFING)], "funding": FUNDING[seed % len(FUNDING)]}
    world = engine.start(spec(*towns, params=params, burn_in=36, calendar=seed % 12), seed)
    engine.run_to(world, 0)
    shake(world, np.random.default_rng(seed))
    for name in LEDGER:
        getattr(world, name).clear()
    return world


def shake(world: World, luck: np.random.Generator) -> None:
    o, q, n = world.organisations, world.partnerships, world.organisations.n
    for name, low, high in (
        ("skill", 0, 1),
        ("transparency", 0, 1),
        ("reputation", 0, 1),
        ("practice", 0, 1),
        ("record", 0, 1),
        ("load", 0, 2),
        ("openness", -2, 2),
        ("income_year", 2, 400),
        ("income_past", 10, 400),
    ):
        o.live(name)[...] = luck.uniform(low, high, n)
    o.live("staff_wanted")[...] = o.live("staff") * luck.uniform(0.5, 2.0, n) + 0.1 * luck.integers(0, 3, n)
    o.live("reserves")[...] *= luck.choice([0.0, 0.1, 1.0, 5.0], n)
    o.live("barred")[luck.random(n) < 0.1] = world.month + 7
    o.live("founded")[luck.random(n) < 0.2] = world.month - 30
    o.live("won_from")[...] = world.month - luck.integers(1, 12, (n, 5))
    o.live("active")[luck.random(n) < 0.5] = 1
    for name, share in (("registered", 0.7), ("accredited", 0.4), ("active", 0.85)):
        o.live(name)[...] &= luck.random(n) < share
    o.live("alive")[luck.integers(0, n, 3)] = 0
    o.live("active")[o.live("alive") == 0] = 0
    world.districts.live("jobless")[...] = (40.0, 0.3)
    world.districts.live("coverage")[...] = luck.uniform(0, 1, (2, world.fields))
    world.districts.live("pool")[...] = luck.uniform(0, 600, (2, 5))
    for name, few in (
        ("governance", [0.3, 0.6, 0.9]),
        ("trust", [0.4, 0.5]),
        ("progress", [0.0, 1.0]),
    ):  # so that some are equally good
        q.live(name)[...] = luck.choice(few, q.n)


def reports_fall_due(world: World, luck: np.random.Generator) -> None:
    """Grants of which all or nothing was paid, with reports due now and in the next months."""
    g = world.grants
    g.live("left")[...] = 0
    g.live("due")[...] = world.month + luck.integers(0, 6, g.n)
    g.live("paid")[...] = g.live("amount") * luck.integers(0, 4, g.n).clip(max=1)


def one_month(world: World, people: People, names: tuple[str, ...], steps: dict[str, Callable[[People], None]]) -> None:
    """The same mechanisms in both, and nothing else of a month."""
    world.begin_month()
    people.begin_month()
    for name in names:
        BY_NAME[name].step(world)
        steps[name](people)
        assert (different := differences(world, people)) == [], "\n".join(different)
    world.month += 1
    people.month += 1


@pytest.mark.parametrize("seed", SEEDS)
def test_staffing_for_a_year(seed: int) -> None:
    world = world_of(seed)
    people = People(world)
    for _ in range(12):
        one_month(world, people, ("staffing",), STEPS)
    assert differences(world_of(seed), people) != []


@pytest.mark.parametrize("seed", SEEDS)
def test_funding_for_two_years(seed: int) -> None:
    world = world_of(seed)
    reports_fall_due(world, np.random.default_rng(seed))
    people, before = People(world), world.grants.n
    for _ in range(24):
        one_month(world, people, ("funding",), STEPS)
    assert len(people.grants) > before


@pytest.mark.parametrize("seed", SEEDS)
def test_policy_for_two_years(seed: int) -> None:
    world = world_of(seed)
    world.timeline.extend(TIMELINE)
    world.timeline.append(Change(1, "shock", shock="leader_leaves", organisation=int(world.organisations["id"][5])))
    world.timeline.append(
        Change(5, "shock", shock="closure", organisation=int(world.organisations["id"][6]), value=0.0)
    )
    people = People(world)
    for _ in range(24):
        one_month(world, people, ("policy",), STEPS)
        assert {n: dict(p) for n, p in world.params.items()} == {n: dict(p) for n, p in people.params.items()}
    told = {row["event"] for row in people.ledger.events}
    assert told == {Event.LEVER, Event.CLOSED, Event.DISASTER, Event.PRIORITY_CHANGE}
    assert people.params["formation"].outside_option == 1.0


def test_a_place_without_the_usual_fields_is_struck_in_its_last() -> None:
    names = ("water", "schooling")
    fields = tuple(Field(n, Text(n, n), stable_code(n, 16)) for n in names)
    for number in (1, 2):
        start = spec(burn_in=0)
        place = replace(start.place, fields=fields[:number], profiles=(Profile((0,), 1.0),))
        world = engine.start(replace(start, place=place, timeline=TIMELINE), 3)
        people = People(world)
        for _ in range(12):
            one_month(world, people, ("policy",), STEPS)
        assert people.districts[0]["surge"][-1] > 0.0


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_together_for_two_years(seed: int) -> None:
    world = world_of(seed)
    world.timeline.extend(TIMELINE)
    people = People(world)
    steps = {**STEPS, "needs": needs.step, "leadership": leadership.step}
    for _ in range(24):
        one_month(world, people, ("policy", "needs", "leadership", "staffing", "funding"), steps)
