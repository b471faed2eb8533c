"""Service: hours are conserved, loans and referrals have limits, quality and goals follow governance, partnerships cost."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.handmade import add, agree, call, empty, run, set_params, tie

from simkemitraan.mechanisms import BY_NAME
from simkemitraan.mechanisms.service_delivery.ties import (
    AGREEMENT,
    COOPERATION,
    Memberships,
    list_memberships,
    list_ties,
)
from simkemitraan.world.rule import Rule
from simkemitraan.world.schema import Kind
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


@pytest.mark.parametrize(("partners", "expected"), [(0, 70.0), (1, 77.5)])
def test_a_hub_saves_overhead_of_those_with_partners(partners: int, expected: float) -> None:
    """Half of its overhead is shared, and half of that was the same work done by each."""
    world = served_world(hours_per_staff=100.0, overhead=0.3, hub_share=0.5, hub_same_work=0.5)
    add(world, 1.0, n_informal=partners)
    assert hours(world) == [pytest.approx(expected)]


def test_an_overloaded_or_dormant_organisation_serves_nobody() -> None:
    world = served_world()
    add(world, 100.0, tie_hours=101.0)
    add(world, 100.0, active=0)
    assert hours(world) == [0.0, 0.0]
    assert world.organisations.live("served").sum() == 0.0
    assert world.districts["coverage"][0, 0] == 0.0


def test_companies_serve_families_with_what_nobody_borrows() -> None:
    world = served_world(company_share=0.5)
    company, borrower = add(world, 500.0, Kind.COMPANY), add(world, 0.0)
    assert hours(world) == [250.0, 0.0]
    alone = world.districts["supply"][0, 0]
    assert alone > 0.0
    tie(world, company, borrower, trust=1.0)
    assert hours(world) == [125.0, 125.0]
    assert world.organisations["served"][company] > 0.0
    assert world.districts["supply"][0, 0] == pytest.approx(alone)


def test_outreach_is_paid_in_hours() -> None:
    world = served_world(outreach_share=0.25)
    for kind in (Kind.NONPROFIT, Kind.COMMUNITY, Kind.INDIVIDUAL):
        add(world, 100.0, kind)
    assert hours(world) == [100.0, 75.0, 75.0]


def test_idle_hours_help_nobody_unless_lent() -> None:
    world = served_world(lend_share=0.1)
    add(world, 100.0)
    assert hours(world) == [90.0]


def test_hours_are_conserved_when_they_are_lent() -> None:
    world = served_world(lend_share=0.1, company_share=0.2)
    lender, borrower, company = add(world, 400.0), add(world, 100.0), add(world, 50.0, Kind.COMPANY)
    first = tie(world, lender, borrower, trust=0.6, back=0.4)
    second = tie(world, borrower, company, trust=0.9, back=0.5)
    got = hours(world)
    lent = [40.0 * 0.6 / 1.6, 10.0 * 0.4 / 1.4, 10.0 * 0.5 / 1.5]
    assert got == [pytest.approx(360.0 + lent[1]), pytest.approx(90.0 + lent[0] + lent[2]), pytest.approx(10.0 / 1.5)]
    assert world.relations["loan"][first] == pytest.approx(lent[0] + lent[1])
    assert world.relations["loan"][second] == pytest.approx(lent[2])


def test_nobody_lends_more_than_it_has_idle() -> None:
    world = served_world(lend_share=0.1)
    hub = add(world, 1000.0)
    for _ in range(30):
        tie(world, hub, add(world, 0.0), trust=0.95)
    got = hours(world)
    assert 0.95 * 100.0 < sum(got) - 900.0 < 100.0


def test_agreements_alone_do_not_lend() -> None:
    world = served_world(lend_share=0.1)
    add(world, 400.0)
    add(world, 100.0)
    tie(world, 0, 1, cooperating=False)
    agree(world, [0, 1])
    assert hours(world) == [360.0, 90.0]
    assert world.relations["loan"][0] == 0.0


# --- reach and quality ---------------------------------------------------------------------------------------------


def test_reach_follows_priority_merit_and_distance() -> None:
    world = served_world(("a", "b"), floor=0.5, practice_weight=0.4, remote_cost=0.5)
    world.districts.live("remoteness")[...] = 0.4
    add(world, 500.0, priority=[0.8, 0.2], capability=[0.6, 0.1], practice=0.3)
    run(world, "service_delivery")
    merit = np.array([0.6 * 0.6 + 0.4 * 0.3, 0.6 * 0.1 + 0.4 * 0.3])
    reach = 0.5 * np.array([0.8, 0.2]) * (0.5 + 0.5 * merit) / 1.2
    np.testing.assert_allclose(world.districts["supply"][0], reach)
    np.testing.assert_allclose(world.districts["quality"][0], merit)


@pytest.mark.parametrize(("governance", "capability"), [(1.0, 0.8), (0.5, 0.6), (0.0, 0.4)])
def test_pledged_hours_have_the_best_capability_less_poor_governance(governance: float, capability: float) -> None:
    """All hours pledged: quality is the best member's, discounted; badly governed it is below the mean of the two."""
    world = served_world(practice_weight=0.0, poor_governance_loss=0.5)
    for own in (0.8, 0.3):
        add(world, 200.0, capability=[own])
    tie(world, 0, 1)
    agree(world, [0, 1], governance, pledge=300.0)
    run(world, "service_delivery")
    assert world.districts["quality"][0, 0] == pytest.approx(capability)


def test_only_the_pledged_part_is_joint() -> None:
    world = served_world(("a", "b"), practice_weight=0.0)
    add(world, 200.0, capability=[0.9, 0.9])
    add(world, 200.0, capability=[0.1, 0.1], priority=[1.0, 0.0])
    add(world, 0.0, Kind.COMPANY)
    tie(world, 0, 1)
    agree(world, [1, 0, 2], 1.0, field=0, pledge=50.0)
    run(world, "service_delivery")
    shares = np.array([0.1, 0.2])
    assert world.districts["quality"][0, 0] == pytest.approx((shares * [0.9, 0.1 + 0.25 * 0.8]).sum() / shares.sum())
    assert world.districts["quality"][0, 1] == pytest.approx(0.9)


def test_a_field_without_need_or_provider_reports_nothing() -> None:
    world = served_world(("a", "b"))
    world.districts.live("need")[...] = [0.0, NEED]
    add(world, 100.0, priority=[1.0, 0.0])
    run(world, "service_delivery")
    for name in ("coverage", "supply", "duplication", "coordination", "quality", "referred"):
        assert (world.districts.live(name) == 0.0).all(), name
    np.testing.assert_array_equal(world.districts["refused"][0], [0.0, NEED])


@pytest.mark.parametrize("need", [5e-324, 1e-300, 1e-10])
def test_next_to_no_need_is_no_need(need: float) -> None:
    world = served_world(("a", "b"))
    world.districts.live("need")[...] = [need, NEED]
    add(world, 100.0, priority=[0.5, 0.5], kind=int(Kind.COMMUNITY))
    before = world.districts["known"][0, 0]
    run(world, "service_delivery")
    assert world.districts["supply"][0, 0] == world.districts["coverage"][0, 0] == 0.0
    assert world.districts["known"][0, 0] == before
    assert world.districts["supply"][0, 1] > 0.0


# --- outreach ------------------------------------------------------------------------------------------------------


def test_only_known_families_are_served() -> None:
    world = served_world()
    world.districts.live("known")[...] = 0.3
    add(world, 700.0)
    run(world, "service_delivery")
    assert world.districts["coverage"][0, 0] == pytest.approx(0.3)
    assert world.organisations["served"][0] == pytest.approx(300.0)


def test_known_families_settle_where_finding_and_losing_balance() -> None:
    world = served_world(outreach_share=0.5, hours_per_found=2.0, walk_in=0.01, lost_from_view=0.04, remote_cost=1.0)
    world.districts.live("remoteness")[...] = 0.5
    add(world, 200.0, Kind.COMMUNITY)
    run(world, "service_delivery", 300)
    found = -math.expm1(-0.01 - 100.0 / 2.0 / NEED / 1.5)
    assert world.districts["known"][0, 0] == pytest.approx(found / (found + 0.04), rel=1e-9)


def test_a_referral_brings_other_needs_to_light() -> None:
    found = []
    for rate in (0.0, 0.5):
        world = referring(found_per_referral=rate)
        world.districts.live("known")[...] = 0.9
        run(world, "service_delivery")
        found.append(float(world.districts["known"][0, 0]))
    passed = world.districts["referred"].sum()
    assert passed > 0.0
    assert found[0] == 0.9
    assert found[1] == pytest.approx(0.9 + 0.1 * -math.expm1(-0.5 * passed / NEED))


# --- referral ------------------------------------------------------------------------------------------------------


def referring(trust: float = 0.5, back: float = 0.25, **params: float) -> World:
    """Two overlapping providers of one field, tied by an agreement that coordinates nothing."""
    params = {"referral_share": 1.0, "referral_cost": 0.0, "coordination_formal": 0.0, **params}
    world = served_world(**params)
    add(world, 600.0)
    add(world, 200.0)
    tie(world, 0, 1, trust, back, cooperating=False)
    agree(world, [0, 1])
    return world


def test_families_are_referred_by_trust() -> None:
    """Refused are those known but not covered; doors open by hours; success is .2 + .6 trust."""
    world = referring(0.1, 0.25)
    run(world, "service_delivery")
    coverage = 1.0 - 0.4 * 0.8
    refused = (1.0 - coverage) * NEED
    there = refused * 0.75 * (0.2 + 0.6 * 0.1)
    back = refused * 0.25 * (0.2 + 0.6 * 0.25)
    spare = NEED * np.array([0.6, 0.2]) * (1.0 - coverage / 0.8)
    moved = min(there, spare[1]) + min(back, spare[0])
    assert there > spare[1]  # the small one takes what it can
    assert world.districts["refused"][0, 0] == pytest.approx(refused)
    assert world.districts["referred"][0, 0] == pytest.approx(moved)
    assert world.relations["referrals"][0] == pytest.approx(moved)
    assert world.districts["coverage"][0, 0] == pytest.approx(coverage + moved / NEED)


def test_referrals_cost_the_receiver_hours() -> None:
    cheap, dear = (referring(1.0, 1.0, referral_cost=cost) for cost in (0.0, 1.0))
    for world in (cheap, dear):
        run(world, "service_delivery")
    assert cheap.districts["coverage"][0, 0] > dear.districts["coverage"][0, 0]


def test_a_desk_follows_up_every_referral() -> None:
    without, with_desk = referring(0.0, 0.1), referring(0.0, 0.1, referral_desk=1.0)
    for world in (without, with_desk):
        run(world, "service_delivery")
    assert with_desk.districts["referred"][0, 0] > without.districts["referred"][0, 0] > 0.0


def test_referrals_stay_in_the_district_and_among_providers() -> None:
    world = served_world(districts=2, referral_share=1.0)
    here, twin = add(world, 600.0), add(world, 300.0)
    there, company = add(world, 200.0, where=1), add(world, 50.0, Kind.COMPANY)
    tie(world, here, there)
    tie(world, here, company)
    tie(world, here, twin)
    run(world, "service_delivery")
    assert (world.relations.live("referrals")[:2] == 0.0).all()
    assert world.relations["referrals"][2] > 0.0


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
    d, progress = world.districts, world.partnerships["progress"]
    served = d["coverage"][0] * NEED
    assert progress[one] == pytest.approx(0.5 * served[0] / 1800.0)
    assert progress[two] == pytest.approx(0.5 * (served[0] + served[2]) / 1800.0)
    assert progress[none] == 0.0


def test_a_goal_is_reached_once() -> None:
    world = served_world()
    add(world, 300.0)
    tie(world, 0, add(world, 300.0))
    agree(world, [0, 1], goal=100.0)
    run(world, "service_delivery")
    assert world.partnerships["progress"][0] == 1.0
    assert world.counts["goals_reached"] == 1
    run(world, "service_delivery")
    assert world.counts["goals_reached"] == 1


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
    names = tuple(f"f{i}" for i in range(200))
    world = served_world(names, districts=3)
    for where in range(3):
        add(world, 1000.0, where=where)
    run(world, "service_delivery")
    np.testing.assert_allclose(world.districts.live("coverage"), 1000.0 / 200 / NEED)


# --- lists of ties and memberships ---------------------------------------------------------------------------------


def test_listed_ties_are_those_of_active_organisations() -> None:
    world = served_world()
    for active in (1, 1, 1, 0):
        add(world, 1.0, active=active)
    tie(world, 0, 1, 0.2, 0.4)
    tie(world, 0, 2, cooperating=False)
    agree(world, [0, 1])
    tie(world, 0, 3)
    tie(world, 1, 2)
    world.relations["forgotten"][3] = 1
    tie(world, 1, 2, 1.0, 0.0)
    world.relations["institutional_a"][4] = 0.0
    agree(world, [1, 2])
    ties = call("service_delivery", list_ties, world, numbers=False)
    assert ties.row[: ties.n].tolist() == [0, 4]
    assert ties.ends[: ties.n].tolist() == [[0, 1], [1, 2]]
    assert ties.bond[: ties.n].tolist() == [COOPERATION | AGREEMENT] * 2
    weight = world.params["maintenance"].personal_weight
    np.testing.assert_allclose(ties.trust[: ties.n], [[0.2, 0.4], [weight, 0.0]])


def memberships(world: World) -> Memberships:
    reads = ("organisations.id", "partnerships.n_members", "partnerships.member")
    found: Memberships = Rule("memberships", reads, (), list_memberships)(world)
    return found


def test_memberships_come_in_the_order_of_partnerships() -> None:
    world = served_world()
    for _ in range(4):
        add(world, 1.0)
    for members in ([2, 0], [0, 1, 2], [2, 3]):
        agree(world, members)
    first, partnership = memberships(world)
    lists = [partnership[first[i] : first[i + 1]].tolist() for i in range(4)]
    assert lists == [[0, 1], [1], [0, 1, 2], [2]]


# --- any world -----------------------------------------------------------------------------------------------------

SHARES = ("known", "answered", "coverage", "duplication", "coordination", "quality", "whole")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any small world: kinds, sizes, ties, agreements, levers, with zeros and extremes."""
    n, fields_, places = draw(st.integers(0, 9)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    world = empty(tuple("abcd"[:fields_]), districts=places)
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    world.districts.live("need")[...] = rng.exponential(200.0, (places, fields_)) * rng.integers(
        0, 2, (places, fields_)
    )
    world.districts.live("known")[...] = rng.random((places, fields_))
    for _ in range(n):
        priority = rng.dirichlet(np.full(fields_, 0.5))
        add(
            world,
            rng.choice([0.0, 0.5, 8.0]),
            int(rng.integers(0, 5)),
            int(rng.integers(0, places)),
            priority=priority,
            volunteers=rng.choice([0.0, 12.0]),
            capability=rng.random(fields_),
            practice=rng.random(),
            active=rng.integers(0, 4) > 0,
            tie_hours=rng.choice([0.0, 20.0, 2000.0]),
            n_informal=rng.integers(0, 3),
            goods=rng.choice([0.0, 0.1, 5.0, 500.0]),
        )
    world.field_care[:] = rng.choice([0.0, 0.3, 0.8, 1.0], fields_)
    world.districts.live("direct_paid")[...] = rng.choice([0.0, 2.0, 200.0], places)
    for a in range(n):
        for b in range(a):
            if rng.random() < 0.5:
                tie(world, a, b, rng.random(), rng.random(), cooperating=rng.random() < 0.7)
    for _ in range(draw(st.integers(0, 3)) if n > 1 else 0):
        members = rng.choice(n, int(rng.integers(2, n + 1)), replace=False).tolist()
        agree(
            world,
            members,
            rng.random(),
            int(rng.integers(0, fields_)),
            int(rng.integers(-1, fields_)),
            pledge=rng.exponential(20.0),
            goal=rng.exponential(200.0),
        )
    for param in BY_NAME["service_delivery"].params:
        low, high = sorted((0.1 * param.default, 10.0 * param.default + 1.0))
        low, high = max(param.low, low), min(param.high, high)
        set_params(world, "service_delivery", **{param.name: rng.uniform(low, high)})
    return world


@given(worlds())
@settings(max_examples=80)
def test_any_world_stays_within_its_bounds(world: World) -> None:
    known = world.districts.live("known").copy()
    goods = world.organisations.live("goods").copy()
    run(world, "service_delivery")
    o, d, r = world.organisations, world.districts, world.relations
    np.testing.assert_allclose(o.live("goods") + o.live("goods_used"), goods, rtol=1e-12)
    for name in SHARES:
        assert ((d.live(name) >= 0.0) & (d.live(name) <= 1.0)).all(), name
    assert (d.live("coverage") <= known + 1e-12).all()
    assert (d.live("coverage") <= np.minimum(1.0, d.live("supply")) + 1e-9).all()
    for table, name in (
        (o, "hours"),
        (o, "goods"),
        (o, "goods_used"),
        (o, "served"),
        (d, "direct"),
        (d, "refused"),
        (d, "referred"),
        (r, "loan"),
        (r, "referrals"),
    ):
        assert (np.isfinite(table.live(name)) & (table.live(name) >= 0.0)).all(), name
    assert (d.live("all_served") <= d.live("one_served") + 1e-9).all()
    assert (d.live("one_served") <= d.live("families") + 1e-9).all()


@given(worlds())
@settings(max_examples=40)
def test_what_providers_serve_is_what_families_get(world: World) -> None:
    run(world, "service_delivery")
    d = world.districts
    met = world.organisations.live("served").sum() + d.live("direct").sum()
    assert met == pytest.approx((d.live("coverage") * d.live("need")).sum())
    assert world.relations.live("referrals").sum() == pytest.approx(d.live("referred").sum())
