"""Service: hours move and are not made, referrals have limits, quality and goals follow governance, partnerships cost."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.handmade import add, agree, empty, run, set_params, tie

from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world.schema import Kind
from simkemitraan.world.spec import Profile
from simkemitraan.world.world import World

NEED = 1000.0


def served_world(names: tuple[str, ...] = ("a",), districts: int = 1, **params: float) -> World:
    world = empty(names, districts)
    world.districts.live("need")[...] = NEED
    set_params(world, "service_delivery", **params)
    return world


def hours(world: World) -> list[float]:
    run(world, "service_delivery")
    return [float(h) for h in world.organisations.live("hours")]


# --- hours ---------------------------------------------------------------------------------------------------------


def test_hours_come_from_staff_and_volunteers_less_overhead_and_ties() -> None:
    world = served_world(hours_per_staff=100.0, hours_per_volunteer=10.0, overhead=0.25)
    add(world, 2.0, volunteers=4.0, tie_hours=30.0)
    assert hours(world) == [pytest.approx(240.0 * 0.75 - 30.0)]


@pytest.mark.parametrize(("partners", "expected"), [(0, 70.0), (1, 85.0)])
def test_a_hub_saves_overhead_of_those_with_partners(partners: int, expected: float) -> None:
    world = served_world(hours_per_staff=100.0, overhead=0.3, hub_share=0.5)
    add(world, 1.0, n_informal=partners)
    assert hours(world) == [pytest.approx(expected)]


def test_an_overloaded_or_dormant_organisation_serves_nobody() -> None:
    world = served_world()
    add(world, 100.0, tie_hours=101.0)
    add(world, 100.0, active=0)
    assert hours(world) == [0.0, 0.0]
    assert world.organisations.live("served").sum() == 0.0
    assert world.districts["coverage"][0, 0] == 0.0


def test_companies_lend_but_do_not_serve() -> None:
    world = served_world(lend_share=0.1)
    add(world, 500.0, Kind.COMPANY, n_informal=1)
    add(world, 100.0, n_informal=1)
    tie(world, 0, 1)
    assert hours(world) == [460.0, 140.0]
    assert world.districts["supply"][0, 0] == pytest.approx(0.14)


def test_hours_are_conserved_when_they_are_lent() -> None:
    """From the larger side to the smaller, at most its share over all its ties; never to a company."""
    world = served_world(lend_share=0.2)
    staff = [800.0, 300.0, 100.0, 5.0]
    for x in staff:
        add(world, x, n_informal=2)
    company = add(world, 1.0, Kind.COMPANY, n_informal=1)
    pairs = [(0, 1), (0, 2), (1, 3), (0, company)]
    for a, b in pairs:
        tie(world, a, b)
    got = hours(world)
    loans = world.relations.live("loan")
    np.testing.assert_allclose(loans, [0.1 * 500.0, 0.1 * 700.0, 0.1 * 295.0, 0.0])
    assert sum(got) == pytest.approx(sum(staff) + 1.0)
    assert got[0] == pytest.approx(800.0 - 120.0)


# --- reach and quality ---------------------------------------------------------------------------------------------


def test_reach_follows_priority_capability_and_practice() -> None:
    world = served_world(("a", "b"))
    add(world, 500.0, priority=[0.8, 0.2], capability=[0.6, 0.1], practice=0.3)
    run(world, "service_delivery")
    good = np.array([0.45, 0.2])
    np.testing.assert_allclose(world.districts["supply"][0], np.array([0.8, 0.2]) * (0.5 + good))
    np.testing.assert_allclose(world.districts["quality"][0], good)


@pytest.mark.parametrize(("governance", "second"), [(1.0, -1), (0.6, 1), (0.2, -1), (0.0, -1)])
def test_members_approach_the_best_by_governance_and_lose_without_it(governance: float, second: int) -> None:
    world = served_world(("a", "b"), poor_governance_loss=0.5)
    for own in (0.8, 0.3):
        add(world, 100.0, capability=[own, own])
    tie(world, 0, 1)
    agree(world, [0, 1], governance, second=second)
    run(world, "service_delivery")
    kept = 1.0 - 0.5 * max(0.0, 0.5 - governance)
    able = np.array([0.8, 0.3 + governance * 0.5]) * kept
    alone = np.array([0.8, 0.3])
    for f, capability in enumerate((able, able if second == 1 else alone)):
        shares = 0.05 * (1.0 + capability)
        expected = (shares * 0.5 * capability).sum() / shares.sum()
        assert world.districts["quality"][0, f] == pytest.approx(expected)


def test_a_field_without_need_or_provider_reports_nothing() -> None:
    world = served_world(("a", "b"))
    world.districts.live("need")[...] = [0.0, NEED]
    add(world, 100.0, priority=[1.0, 0.0])
    run(world, "service_delivery")
    for name in ("coverage", "supply", "duplication", "coordination", "quality", "referred"):
        assert (world.districts.live(name) == 0.0).all(), name


# --- outreach ------------------------------------------------------------------------------------------------------


def test_only_known_families_are_served() -> None:
    world = served_world()
    world.districts.live("known")[...] = 0.3
    add(world, 700.0)
    run(world, "service_delivery")
    assert world.districts["coverage"][0, 0] == pytest.approx(0.3)
    assert world.organisations["served"][0] == pytest.approx(300.0)


def test_known_families_settle_where_finding_and_losing_balance() -> None:
    world = served_world(outreach_share=0.5, outreach_others=0.1, hours_per_found=2.0, lost_from_view=0.04)
    world.districts.live("remoteness")[...] = 0.5
    add(world, 200.0, Kind.COMMUNITY)
    add(world, 300.0, Kind.NONPROFIT)
    add(world, 300.0, Kind.COMPANY)
    run(world, "service_delivery", 300)
    found = -math.expm1(-(100.0 + 30.0) / 2.0 / NEED / 1.5)
    assert world.districts["known"][0, 0] == pytest.approx(found / (found + 0.04), rel=1e-9)


# --- referral ------------------------------------------------------------------------------------------------------


def referring(trust: float, **params: float) -> World:
    """Two overlapping providers of one field, tied by an agreement that coordinates nothing."""
    world = served_world(**{"referral_base": 0.2, "referral_trust": 0.6, "coordination_formal": 0.0, **params})
    for staff in (600.0, 200.0):
        add(world, staff, n_formal=1)
    tie(world, 0, 1, trust, cooperating=False)
    agree(world, [0, 1])
    return world


def test_families_are_referred_by_trust_into_spare_capacity() -> None:
    world = referring(0.5)
    run(world, "service_delivery")
    coverage = 1.0 - 0.4 * 0.8
    refused, spare = (1.0 - coverage) * NEED, (0.8 - coverage) * NEED
    moved = (0.2 + 0.6 * 0.5) * (min(refused * 0.75, spare * 0.25) + min(refused * 0.25, spare * 0.75))
    assert world.districts["refused"][0, 0] == pytest.approx(refused)
    assert world.districts["referred"][0, 0] == pytest.approx(moved)
    assert world.relations["referrals"][0] == pytest.approx(moved / 3.0)
    assert world.districts["coverage"][0, 0] == pytest.approx(coverage + moved / NEED)


def test_a_desk_helps_where_trust_is_low() -> None:
    plain, desk = referring(0.1), referring(0.1, referral_desk=1.0)
    for world in (plain, desk):
        run(world, "service_delivery")
    assert desk.districts["referred"][0, 0] > plain.districts["referred"][0, 0] > 0.0


def test_referrals_stay_in_the_district() -> None:
    world = served_world(districts=2, referral_base=0.5)
    tie(world, add(world, 600.0, n_informal=1), add(world, 200.0, where=1, n_informal=1))
    run(world, "service_delivery")
    assert world.relations["referrals"][0] == 0.0


# --- what it adds up to --------------------------------------------------------------------------------------------


def test_progress_is_service_in_the_agreed_fields_times_governance() -> None:
    world = served_world(("a", "b", "c"))
    for _ in range(2):
        add(world, 300.0, priority=[0.5, 0.25, 0.25])
    tie(world, 0, 1)
    one = agree(world, [0, 1], 0.5, field=0, goal=600.0)
    two = agree(world, [0, 1], 0.5, field=0, second=2, goal=600.0)
    none = agree(world, [0, 1], 0.5, field=0)
    run(world, "service_delivery")
    served, progress = world.organisations.live("served").sum(), world.partnerships["progress"]
    assert progress[one] == pytest.approx(0.5 * 0.5 * served / 3.0 / 600.0)
    assert progress[two] == pytest.approx(0.5 * 0.75 * served / 3.0 / 600.0)
    assert progress[none] == 0.0
    run(world, "service_delivery", 60)
    assert progress[one] == 1.0


@pytest.mark.parametrize(("governance", "joint"), [(1.0, 1.0), (0.5, 0.5)])
def test_a_joint_programme_meets_all_needs_of_the_same_families(governance: float, joint: float) -> None:
    """All needs met: between chance (the product of coverages) and one programme (their minimum)."""
    world = served_world(("a", "b"), coordination_formal=0.0)
    add(world, 500.0, priority=[1.0, 0.0])
    add(world, 600.0, priority=[0.0, 1.0])
    tie(world, 0, 1, cooperating=False)
    agree(world, [0, 1], governance, field=0, second=1)
    run(world, "service_delivery")
    assert world.districts["whole"][0] == pytest.approx(0.3 + joint * 0.2)
    assert world.districts["one_served"][0] / world.districts["families"][0] == pytest.approx(0.8 - joint * 0.2)


def test_strangers_meet_needs_by_chance() -> None:
    world = served_world(("a", "b"))
    add(world, 500.0, priority=[1.0, 0.0])
    add(world, 600.0, priority=[0.0, 1.0])
    run(world, "service_delivery")
    d = world.districts
    assert d["whole"][0] == pytest.approx(0.3)
    assert d["all_served"][0] / d["families"][0] == pytest.approx(0.3)
    assert d["one_served"][0] / d["families"][0] == pytest.approx(0.8)


def test_families_are_counted_by_their_own_needs() -> None:
    world = empty(("a", "b"), profiles=(Profile((0,), 0.5), Profile((1,), 0.25), Profile((), 0.25)))
    world.districts.live("need")[...] = NEED
    add(world, 400.0, priority=[1.0, 0.0])
    run(world, "service_delivery")
    d = world.districts
    assert d["one_served"][0] == d["all_served"][0] == pytest.approx(0.4 * 0.5 * d["families"][0])
    assert d["whole"][0] == 0.0


def test_too_many_partnerships_lower_families_served() -> None:
    """The benefit is not built in: hours that ties cost come off service, and can outweigh coordination."""
    results = {}
    for cost in (0.0, 40.0, 200.0):
        for tied in (False, True):
            world = served_world()
            for _ in range(4):
                add(world, 200.0, tie_hours=cost if tied else 0.0)
            for a in range(4 if tied else 0):
                for b in range(a):
                    tie(world, a, b)
            run(world, "service_delivery")
            results[cost, tied] = float(world.districts["one_served"][0])
    assert results[0.0, True] > results[0.0, False]
    assert results[40.0, True] < results[40.0, False]
    assert results[200.0, True] == 0.0


def test_a_share_for_each_of_many_fields_and_districts() -> None:
    world = served_world(tuple(f"f{i}" for i in range(200)), districts=3)
    for where in range(3):
        add(world, 1000.0, where=where)
    run(world, "service_delivery")
    np.testing.assert_allclose(world.districts.live("coverage"), 1000.0 / 200 / NEED)


# --- any world -----------------------------------------------------------------------------------------------------

SHARES = ("known", "coverage", "duplication", "coordination", "quality", "whole")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any small world: kinds, sizes, ties, agreements, levers, with zeros and extremes."""
    n, fields_, places = draw(st.integers(0, 9)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    world = empty(tuple("abcd"[:fields_]), districts=places)
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    world.districts.live("need")[...] = rng.exponential(200.0, (places, fields_)) * rng.integers(0, 2, (places, fields_))
    world.districts.live("known")[...] = rng.random((places, fields_))
    for _ in range(n):
        add(
            world, rng.choice([0.0, 0.5, 8.0]), int(rng.integers(0, 5)), int(rng.integers(0, places)),
            priority=rng.dirichlet(np.full(fields_, 0.5)), volunteers=rng.choice([0.0, 12.0]), capability=rng.random(fields_),
            practice=rng.random(), active=rng.integers(0, 4) > 0, tie_hours=rng.choice([0.0, 20.0, 2000.0]), n_informal=n,
        )
    for a in range(n):
        for b in range(a):
            if rng.random() < 0.5:
                tie(world, a, b, rng.random(), rng.random(), cooperating=rng.random() < 0.7)
    for _ in range(draw(st.integers(0, 3)) if n > 1 else 0):
        members = rng.choice(n, int(rng.integers(2, n + 1)), replace=False).tolist()
        agree(
            world, members, rng.random(), int(rng.integers(0, fields_)), int(rng.integers(-1, fields_)),
            goal=rng.exponential(200.0),
        )
    for param in BY_NAME["service_delivery"].params:
        low, high = max(param.low, 0.1 * param.default), min(param.high, 10.0 * param.default + 1.0)
        set_params(world, "service_delivery", **{param.name: rng.uniform(low, high)})
    return world


@given(worlds())
@settings(max_examples=80)
def test_any_world_stays_within_its_bounds(world: World) -> None:
    run(world, "service_delivery")
    o, d, r = world.organisations, world.districts, world.relations
    for name in SHARES:
        assert ((d.live(name) >= 0.0) & (d.live(name) <= 1.0 + 1e-12)).all(), name
    assert (d.live("coverage") <= d.live("known") + 1e-12).all()
    assert (d.live("coverage") <= np.minimum(1.0, d.live("supply")) + 1e-9).all()
    for table, name in ((o, "hours"), (o, "served"), (d, "refused"), (d, "referred"), (r, "loan"), (r, "referrals")):
        assert (np.isfinite(table.live(name)) & (table.live(name) >= -1e-9)).all(), name
    assert (d.live("all_served") <= d.live("one_served") + 1e-9).all()
    assert (d.live("one_served") <= d.live("families") + 1e-9).all()


@given(worlds())
@settings(max_examples=40)
def test_what_providers_serve_is_what_families_get(world: World) -> None:
    run(world, "service_delivery")
    d = world.districts
    assert world.organisations.live("served").sum() == pytest.approx((d.live("coverage") * d.live("need")).sum())
