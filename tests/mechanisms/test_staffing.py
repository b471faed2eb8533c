"""Staff and volunteers: people are moved, never made; leaving, hiring, poaching, and what follows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import district, place, spec

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME, staffing
from simkemitraan.world.draws import monthly
from simkemitraan.world.relations import introduce_pairs
from simkemitraan.world.schema import Event, Kind
from simkemitraan.world.spec import Spec
from simkemitraan.world.world import World


def quiet(counts: tuple[int, int, int, int, int], seed: int = 1, districts: int = 1, **params: float) -> World:
    """A world in which only *staffing* runs; everybody is active."""
    sites = [district(counts, 3400 + k) for k in range(districts)]
    off = frozenset(BY_NAME) - {"staffing"}
    world = engine.start(Spec(place(*sites), months=600, burn_in=0, params={"staffing": params}, off=off), seed)
    world.organisations.live("active")[...] = 1
    return world


def people(world: World) -> np.ndarray:
    """Staff and job seekers by district."""
    o, d = world.organisations, world.districts
    return np.bincount(o.live("district"), o.live("staff"), minlength=d.n) + d.live("jobless")


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**62),
    rate=st.floats(0, 2),
    other=st.floats(0, 2),
    pull=st.floats(0, 10),
    fill=st.floats(0, 1),
    match=st.floats(0, 1),
    money=st.floats(0, 1000),
    seekers=st.floats(0, 50),
    lacking=st.floats(0, 2),
)
def test_people_are_conserved_in_every_district(
    seed: int,
    rate: float,
    other: float,
    pull: float,
    fill: float,
    match: float,
    money: float,
    seekers: float,
    lacking: float,
) -> None:
    world = quiet(
        (2, 5, 3, 4, 3),
        seed,
        2,
        leave_rate=rate,
        other_work=other,
        partner_pull=pull,
        fill_share=fill,
        match_share=match,
    )
    o = world.organisations
    o.live("reserves")[...] = money
    o.live("staff_wanted")[...] = lacking * o.live("staff")
    o.live("active")[::4] = 0
    world.districts.live("jobless")[...] = seekers
    tie_everybody(world)
    for _ in range(6):
        before = people(world)
        engine.advance(world)
        np.testing.assert_allclose(people(world), before, rtol=1e-12, atol=1e-12)
        for name in ("staff", "volunteers", "staff_wanted"):
            assert (o.live(name) >= 0.0).all()
        assert (world.districts.live("jobless") >= 0.0).all()
        assert np.isfinite(o.live("size")).all()


def tie_everybody(world: World, cooperating: int = 1) -> None:
    n = world.organisations.n
    a, b = np.triu_indices(n, 1)
    where = introduce_pairs(world, a.astype(np.int32), b.astype(np.int32))
    world.relations["cooperating"][where] = cooperating


def test_those_who_leave_in_a_year_are_the_declared_share(interpreted: bool) -> None:
    """Without vacancies, a rate of r a year leaves exp(-r) of the staff in expectation."""
    organisations = 40 if interpreted else 4000
    world = quiet((0, organisations, 0, 0, 0), leave_rate=0.3, payroll_share=0.05, plan_speed=0.0)
    o = world.organisations
    o.live("staff")[...] = 8.0
    o.live("staff_wanted")[...] = 0.0
    for _ in range(12):
        engine.advance(world)
    # noise is uniform in 0.5-1.5 of the expected share, independent by month
    share = monthly(0.3)
    se = 8.0 * np.exp(-0.3) * share * np.sqrt(12 / 12) / np.sqrt(organisations)
    assert abs(o.live("staff").mean() - 8.0 * np.exp(-0.3)) < 4 * se


@pytest.mark.parametrize(("kind", "factor"), [(Kind.AGENCY, 0.25), (Kind.COMPANY, 1.0)])
def test_decline_and_government_change_the_rate(kind: Kind, factor: float) -> None:
    counts = tuple(1 if k == kind else 0 for k in range(5))
    steady, falling = quiet(counts), quiet(counts)  # type: ignore[arg-type]
    falling.organisations.live("income_year")[...] = 0.7 * falling.organisations.live("income_past")
    left = []
    for world in (steady, falling):
        world.organisations.live("staff")[...] = 10.0
        world.organisations.live("staff_wanted")[...] = 10.0
        engine.advance(world)
        left.append(10.0 - world.organisations.live("staff")[0])
    assert left[1] / left[0] == pytest.approx(monthly(0.45 * factor) / monthly(0.3 * factor))


def test_the_dormant_and_the_closed_employ_nobody() -> None:
    world = quiet((0, 4, 0, 0, 0))
    o = world.organisations
    before = people(world)
    o.live("active")[:2] = 0
    o.live("alive")[0] = 0
    engine.advance(world)
    assert (o.live("staff")[:1] == 0).all()
    np.testing.assert_allclose(people(world), before)


def test_vacancies_are_filled_from_the_job_seekers_only_with_money() -> None:
    world = quiet((0, 2, 0, 0, 0), leave_rate=0.0, plan_speed=0.0)
    o, d = world.organisations, world.districts
    o.live("staff")[...] = 1.0
    o.live("staff_wanted")[...] = 3.0
    o.live("reserves")[...] = (0.0, 1000.0)
    d.live("jobless")[...] = 4.0
    engine.advance(world)
    # a share of 0.4 of two open posts; the seekers allow 0.3 x 4
    np.testing.assert_allclose(o.live("staff"), (1.0, 1.8))
    np.testing.assert_allclose(d.live("jobless"), 3.2)


@pytest.mark.parametrize("kind", [Kind.NONPROFIT, Kind.COMMUNITY, Kind.AGENCY, Kind.COMPANY])
def test_hiring_is_put_off_while_income_falls_where_income_decides(kind: Kind) -> None:
    counts = tuple(3 if k == kind else 0 for k in range(5))
    world = quiet(counts, leave_rate=0.0, plan_speed=0.0, put_off=0.75, match_share=1.0)  # type: ignore[arg-type]
    o = world.organisations
    o.live("staff")[...] = 1.0
    o.live("staff_wanted")[...] = 3.0
    o.live("reserves")[...] = 1000.0
    o.live("income_past")[...] = 100.0
    o.live("income_year")[...] = (99.0, 100.0, 101.0)
    world.districts.live("jobless")[...] = 100.0
    engine.advance(world)
    falls = 0.25 if kind in (Kind.NONPROFIT, Kind.COMMUNITY) else 1.0
    np.testing.assert_allclose(o.live("staff"), 1.0 + 0.4 * 2.0 * np.array([falls, 1.0, 1.0]))
    np.testing.assert_allclose(o.live("staff_wanted"), 3.0)


def test_money_for_part_of_the_posts_opens_part_of_them() -> None:
    assert staffing.vacant_posts(int(Kind.NONPROFIT), 5.0, 2.0, 15.0, 7.5) == 2.0
    assert staffing.vacant_posts(int(Kind.AGENCY), 5.0, 2.0, 0.0, 7.5) == 3.0
    assert staffing.vacant_posts(int(Kind.NONPROFIT), 2.0, 2.0, 15.0, 7.5) == 0.0


def test_plans_follow_income_only_where_income_decides() -> None:
    world = quiet((1, 1, 0, 0, 0), plan_speed=1.0, payroll_share=0.5, leave_rate=0.0)
    o = world.organisations
    o.live("income_year")[...] = 12.0 * world.params["finance"].wage * 10.0
    kept = float(o.live("staff_wanted")[0])
    engine.advance(world)
    np.testing.assert_allclose(o.live("staff_wanted"), (kept, 5.0))


def market(cooperating: int) -> World:
    """A loser with many staff, and three hirers with one vacancy each: one partner of the loser and two others."""
    world = quiet((0, 4, 0, 0, 0), leave_rate=1.0, plan_speed=0.0, fill_share=0.0, other_work=0.0, volunteer_speed=0.0)
    o = world.organisations
    o.live("staff")[...] = (10.0, 0.0, 0.0, 0.0)
    o.live("staff_wanted")[...] = (10.0, 50.0, 50.0, 50.0)
    o.live("reserves")[...] = 1e6
    where = introduce_pairs(world, np.array([0], np.int32), np.array([1], np.int32))
    world.relations["cooperating"][where] = cooperating
    return world


def test_a_partner_draws_three_times_as_many(interpreted: bool) -> None:
    world = market(1)
    engine.advance(world)
    joined = world.organisations.live("staff")[1:]
    assert joined[0] / joined[1] == pytest.approx(3.0)
    assert joined[1] == pytest.approx(joined[2])
    stranger = market(0)
    engine.advance(stranger)
    assert np.ptp(stranger.organisations.live("staff")[1:]) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("hirer_first", [False, True])
def test_being_poached_costs_trust_in_the_hirer(hirer_first: bool) -> None:
    world = market(1)
    o, r = world.organisations, world.relations
    o.live("staff")[...] = 0.0
    loser, hirer = (1, 0) if hirer_first else (0, 1)
    o.live("staff")[loser] = 500.0  # so many leave that a whole person moves for certain
    o.live("staff_wanted")[...] = 0.0
    o.live("staff_wanted")[hirer] = 100.0
    before = {side: float(r[f"personal_{side}"][0]) for side in "ab"}
    engine.advance(world)
    mine, other = ("b", "a") if hirer_first else ("a", "b")
    assert r[f"personal_{mine}"][0] == pytest.approx(before[mine] - 0.05)
    assert r[f"personal_{other}"][0] == before[other]
    assert r["strain"][0] == pytest.approx(0.1)
    events = world.events
    assert list(events.live("event")) == [Event.POACHED]
    assert events.live("organisation")[0] == o["id"][loser]
    assert events.live("other")[0] == o["id"][hirer]
    assert world.counts["staff_poached"] == 1


def test_nobody_takes_more_people_than_it_has_posts() -> None:
    world = market(1)
    o = world.organisations
    o.live("staff")[0] = 500.0
    o.live("staff_wanted")[1:] = (2.0, 0.0, 0.0)
    engine.advance(world)
    assert o.live("staff")[1] == pytest.approx(2.0)
    assert world.districts.live("jobless")[0] > 0.0


def test_another_district_is_another_labour_market() -> None:
    world = quiet((0, 1, 0, 0, 0), districts=2, leave_rate=1.0, plan_speed=0.0, other_work=0.0)
    o = world.organisations
    o.live("staff")[...] = (10.0, 0.0)
    o.live("staff_wanted")[...] = (10.0, 50.0)
    o.live("reserves")[...] = 1e6
    world.districts.live("jobless")[...] = 0.0
    where = introduce_pairs(world, np.array([0], np.int32), np.array([1], np.int32))
    world.relations["formal"][where] = 1
    engine.advance(world)
    assert o.live("staff")[1] == 0.0


def test_volunteers_settle_where_reputation_and_size_balance() -> None:
    world = quiet((0, 1, 0, 0, 0), volunteer_speed=1.0, plan_speed=0.0)
    o = world.organisations
    o.live("staff")[...] = o.live("staff_wanted")[...] = 0.0
    o.live("volunteers")[...] = 20.0
    o.live("capacity_start")[...] = 3.0
    o.live("reputation")[...] = 0.8
    o.live("openness")[...] = 1.0
    for _ in range(240):
        engine.advance(world)
    growth = np.log((0.15 * o.live("volunteers")[0] + 0.5) / 3.5)
    assert growth == pytest.approx(0.3 + 0.1, abs=1e-4)
    assert o.live("size")[0] == pytest.approx(o.live("reach")[0] + 0.5 * growth, abs=1e-4)


def test_the_closed_and_the_appointed_keep_their_volunteers() -> None:
    world = quiet((1, 0, 0, 0, 4))
    o = world.organisations
    o.live("reputation")[...] = 1.0
    o.live("alive")[4] = 0
    before, size = o.live("volunteers").copy(), o.live("size").copy()
    engine.advance(world)
    np.testing.assert_array_equal(o.live("volunteers")[1:4], before[1:4])
    assert o.n == 5 or o.live("size")[4] == size[4]


def test_without_a_rate_nobody_leaves() -> None:
    still = {"leave_rate": 0.0, "plan_speed": 0.0, "fill_share": 0.0}
    world = engine.start(spec(params={"staffing": still}, off=frozenset(BY_NAME) - {"staffing"}), 5)
    active = world.organisations.live("active") == 1
    before = world.organisations.live("staff")[active].copy()
    engine.advance(world)
    np.testing.assert_array_equal(world.organisations.live("staff")[active], before)
