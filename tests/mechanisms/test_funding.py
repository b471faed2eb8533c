"""Calls, applications, scores, awards, rivalry and reports."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.handmade import add, call, empty
from tests.worlds import district, median_place, place

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.mechanisms.funding import awards, calls, pools, ranking
from simkemitraan.mechanisms.funding.ranking import Call
from simkemitraan.mechanisms.funding.reports import late_chance
from simkemitraan.world.relations import introduce_pairs
from simkemitraan.world.schema import FUNDERS, NEVER, Event, Kind
from simkemitraan.world.spec import District, Spec
from simkemitraan.world.world import World

BUDGETS = ("district_budget", "national_budget", "philanthropy_budget", "donor_budget")  # companies fill the CSR pool
NO_MONEY = dict.fromkeys(BUDGETS, 0.0)
NONPROFITS = (0, 8, 0, 0, 0)
DISTRICT, NATIONAL, CSR, PHILANTHROPY, DONOR = range(5)


def quiet(*districts: District, **params: float) -> World:
    """A world in which only *funding* runs, and only the district's budget has money; all may apply and do."""
    values = NO_MONEY | {"district_budget": 1000.0, "apply_chance": 1.0, "joint_chance": 0.0} | params
    off = frozenset(BY_NAME) - {"funding"}
    world = engine.start(Spec(place(*districts), months=600, burn_in=0, params={"funding": values}, off=off), 1)
    o = world.organisations
    for name in ("active", "registered", "accredited"):
        o.live(name)[...] = 1
    o.live("skill")[...] = 0.5
    return world


def one(counts: tuple[int, int, int, int, int] = NONPROFITS, **params: float) -> World:
    return quiet(district(counts, population=100_000.0), **params)


def agree(world: World, *members: int, signed: int = -60, number: int = 7) -> int:
    row = int(
        world.partnerships.add(1, id=number, lead=members[0], n_members=len(members), signed=signed, trust=0.5).start
    )
    world.partnerships["member"][row, : len(members)] = members
    return row


# --- money ----------------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(
    seed=st.integers(0, 2**62),
    budget=st.floats(0, 5000),
    cycle=st.integers(1, 24),
    term=st.integers(1, 36),
    shares=st.lists(st.floats(0, 1), min_size=4, max_size=4),
    calendar=st.integers(0, 1),
    carry=st.floats(0, 2),
)
def test_pools_are_conserved_and_never_overspent(
    seed: int, budget: float, cycle: int, term: int, shares: list[float], calendar: int, carry: float
) -> None:
    quotas = dict(zip(("partnership_required", "seed_share", "small_quota", "remote_quota"), shares, strict=True))
    values = (
        dict.fromkeys(BUDGETS, budget)
        | quotas
        | {
            "cycle_months": cycle,
            "grant_months": term,
            "budget_calendar": calendar,
            "carry_over": carry,
            "joint_chance": 0.6,
        }
    )
    sites = (district((2, 6, 2, 5, 4), 3401), district((1, 4, 1, 3, 3), 3402, remoteness=0.8))
    off = frozenset(BY_NAME) - {"funding", "formation", "maintenance"}
    world = engine.start(Spec(place(*sites), months=60, burn_in=0, params={"funding": values}, off=off), seed)
    d, g = world.districts, world.grants
    for _ in range(15):
        before, n = d.live("pool").copy(), g.n
        engine.advance(world)
        np.testing.assert_allclose(
            d.live("pool"), before + d.live("pool_in") - d.live("pool_out"), rtol=1e-12, atol=1e-9
        )
        assert (d.live("pool") >= 0.0).all()
        assert g["amount"][n : g.n].sum() == pytest.approx(d.live("pool_out").sum())
        assert (g["amount"][n : g.n] == np.floor(g["amount"][n : g.n])).all()
    assert not d["pool"][1, [NATIONAL, DONOR]].any()
    assert (world.organisations.live("applied").sum(axis=1) <= 1.0).all()


def test_budgets_follow_population_and_ability_and_public_money_lapses() -> None:
    world = quiet(
        district((0, 0, 0, 0, 0), 3401, 200_000.0, budget_factor=1.5),
        district((0, 0, 0, 0, 0), 3402, 100_000.0),
        district_budget=100.0,
        national_budget=10.0,
        philanthropy_budget=20.0,
        donor_budget=5.0,
        carry_over=0.25,
    )
    d = world.districts
    d.live("pool")[:, CSR] = (7.0, 3.0)
    for _ in range(13):
        engine.advance(world)
    expected = np.array([[300.0, 30.0, 7.0, 40.0, 15.0], [100.0, 0.0, 3.0, 20.0, 0.0]])
    np.testing.assert_allclose(d.live("pool"), expected)
    for _ in range(12):
        engine.advance(world)
    expected[:, [PHILANTHROPY, DONOR]] *= 1.25
    np.testing.assert_allclose(d.live("pool"), expected)


def test_calls_open_once_in_a_cycle() -> None:
    for cycle in (1, 5, 12, 24):
        for funder in range(len(FUNDERS)):
            opened = [month for month in range(-120, 120) if pools.opens(month, funder, cycle, False)]
            assert (np.diff(opened) == cycle).all()
            assert len(opened) == pytest.approx(240 / cycle, abs=1)
    assert [m for m in range(12) if pools.opens(m, DISTRICT, 12, True)] == [2]
    assert [m for m in range(12) if pools.opens(m, NATIONAL, 12, True)] == [2]
    assert [m for m in range(12) if pools.opens(m, CSR, 12, True)] == [4]


# --- who may apply --------------------------------------------------------------------------------------------------


def test_who_may_apply_depends_on_kind_registration_accreditation_and_sanctions() -> None:
    world = one((1, 6, 1, 1, 1))
    o = world.organisations
    o.live("registered")[2] = 0
    o.live("accredited")[3] = 0
    o.live("active")[4] = 0
    o.live("barred")[5] = 10
    o.live("won_from")[6, DISTRICT] = -6
    o.live("role")[9] = 0  # the coordinator as an ordinary group

    def may(funder: int, no_repeat: bool = False) -> list[int]:
        world.params["funding"].set("no_repeat", no_repeat)
        return [i for i in range(o.n) if call("funding", calls.may_apply, world, funder, i)]

    # rows: 0 agency, 1-6 nonprofits, 7 company, 8 community, 9 individual
    assert may(DISTRICT) == [1, 3, 6, 8]
    assert may(DISTRICT, no_repeat=True) == [1, 3, 8]
    assert may(NATIONAL) == [1, 6]
    assert may(CSR) == [1, 2, 3, 6, 8]
    assert may(PHILANTHROPY) == [1, 2, 3, 6, 8, 9]
    assert may(DONOR) == [1, 3, 6]


@pytest.mark.parametrize(
    ("rule", "members", "front"),
    [
        (0, (0, 2), 0),
        (0, (4, 2), -1),
        (1, (2, 0, 1), 0),
        (1, (2, 3), -1),
        (2, (0, 1, 2), 2),
        (2, (2, 0), 2),
        (0, (0, 5), -1),
    ],
)
def test_who_fronts_a_joint_proposal(rule: int, members: tuple[int, ...], front: int) -> None:
    """Rows 0 and 1 are agencies, 2 and 3 able nonprofits, 4 a dormant one, 5 one that may not apply."""
    world = empty()
    for kind, active in zip((0, 0, 1, 1, 1, 1), (1, 1, 1, 1, 0, 1), strict=True):
        add(world, 1.0, kind, active=active)
    row = agree(world, *members)
    may = np.array([0, 0, 1, 1, 0, 0], np.int8)
    assert call("funding", calls.front_of, world, rule, may, row, numbers=False) == front


def test_the_best_partnership_is_put_forward_and_covers_its_members() -> None:
    world = one(joint_chance=1.0)
    q = world.partnerships
    for number, (members, governance) in enumerate(
        [((0, 1), 0.3), ((0, 2), 0.9), ((0, 3), 0.9), ((4,), 1.0), ((0, 5), 0.1)]
    ):
        row = agree(world, *members, number=40 - number)
        q["governance"][row] = governance
    engine.advance(world)
    g = world.grants
    joint = np.flatnonzero(g.live("partnership"))
    assert list(g["partnership"][joint]) == [38]  # 39 and 38 are equally good: the smaller id
    assert g["holder"][joint[0]] == 0
    assert 3 not in g.live("holder")
    assert {1, 2, 4, 5, 6, 7} >= set(g["holder"][: g.n]) - {0}
    assert q["funded"][2] == 1
    assert q["lost"][2] == NEVER


def test_nobody_fronts_while_barred_and_too_small_ones_do_not_count() -> None:
    world = one(joint_chance=1.0, min_members=3)
    world.organisations["barred"][0] = 99
    agree(world, 0, 1, 2)
    agree(world, 3, 4, number=8)
    engine.advance(world)
    assert not world.grants.live("partnership").any()


def test_a_member_covered_by_an_earlier_application_does_not_front_another() -> None:
    world = one(joint_chance=1.0, district_budget=20_000.0)
    agree(world, 0, 1)
    agree(world, 1, 2, number=8)
    engine.advance(world)
    assert set(world.grants.live("partnership")) == {0, 7}


# --- what is asked, and who gets it ---------------------------------------------------------------------------------


def test_requests_follow_income_members_and_term_within_bounds() -> None:
    world = one(joint_chance=1.0, grant_months=24, request_share=0.5, request_least=10.0, request_most=0.3, noise=0.0)
    world.organisations.live("income_past")[...] = (100.0, 20.0, 0.0, 4.0, 400.0, 1e6, 50.0, 50.0)
    agree(world, 0, 1)
    world.params["funding"].set("district_budget", 1000.0)
    opened = call_of(world)
    # holder 0 with a partner: 50 x 1.5 x 2 years; alone: at least 10 a year, at most 0.3 of the pool
    assert list(opened.holder) == [0, 2, 3, 4, 5, 6, 7]
    np.testing.assert_allclose(opened.request, (150.0, 20.0, 20.0, 300.0, 300.0, 50.0, 50.0))


def call_of(world: World) -> Call:
    """The district's call: who applies, for what, how good it is."""
    call("funding", pools.fill_pool, world, DISTRICT)
    found: Call = call("funding", ranking.judge, world, DISTRICT, call("funding", calls.apply, world, DISTRICT))
    return found


def test_scores_add_up() -> None:
    world = one((0, 3, 0, 0, 0), joint_chance=1.0, partnership_bonus=0.25, noise=0.0)
    o, d = world.organisations, world.districts
    o.live("priority")[...] = 0.0
    o.live("priority")[:, 0] = 1.0
    o.live("capability")[...] = 0.2
    o.live("capability")[1, 0] = 0.8
    d.live("need")[...] = (40.0, 80.0, 0.0, 0.0, 0.0, 0.0)
    d.live("coverage")[0, 0] = 0.4
    for name, value in (("reputation", 0.5), ("transparency", 0.4), ("practice", 0.3), ("record", 0.6)):
        o.live(name)[...] = value
    o.live("record")[0] = 0.2
    agree(world, 0, 1)
    opened = call_of(world)
    own = 0.2 * 0.5 + 0.15 * 0.4 + 0.1 * 0.3 + 0.2 * (40 / 80) + 0.15 * 0.6
    alone = own + 0.25 * 0.6 + 0.15 * 0.2
    together = own + 0.25 * 0.4 + 0.15 * (0.8 / 3 + 0.2 * 2 / 3) + 0.25
    np.testing.assert_allclose(opened.score, (together, alone))


def call_for(request: list[float], flags: list[int]) -> Call:
    """A call with applications that ask for this, ranked as they are listed."""
    m = len(request)
    rows, marks = np.arange(m, dtype=np.int32), np.array(flags, np.int8)
    nothing, alone = np.zeros(m, np.int32), np.full(m, -1, np.int32)
    return Call(DISTRICT, rows, alone, nothing, np.array(request), np.zeros(m), marks, np.zeros(m, np.int8))


SHARES = ("partnership_required", "seed_share", "small_quota", "remote_quota")


def award(pool: float, request: list[float], flags: list[int], shares: tuple[float, ...] = (0, 0, 0, 0)) -> list[int]:
    world, listed = one(**dict(zip(SHARES, shares, strict=True))), call_for(request, flags)
    ranks = np.arange(len(request))
    spent = call("funding", lambda w, p: awards.award_pool(p, listed, ranks, pool), world)
    assert spent == sum(r for r, w in zip(request, listed.won, strict=True) if w) <= pool
    return [int(w) for w in listed.won]


def test_a_request_that_does_not_fit_is_skipped() -> None:
    assert award(100.0, [60.0, 50.0, 30.0, 20.0, 10.0], [0] * 5) == [1, 0, 1, 0, 1]


def test_reserved_shares_come_first_and_only_the_joint_one_stays_reserved() -> None:
    request, joint, small = [40.0] * 4, ranking.JOINT, ranking.SMALL
    assert award(100.0, request, [0, 0, 0, joint], (0.4, 0, 0, 0)) == [1, 0, 0, 1]
    assert award(100.0, request, [0, 0, 0, 0], (0.4, 0, 0, 0)) == [1, 0, 0, 0]  # 40 wait for a joint one
    assert award(100.0, request, [0, 0, 0, 0], (0, 0, 0.4, 0)) == [1, 1, 0, 0]  # what nobody small asked for is open
    assert award(100.0, request, [0, 0, small, 0], (0, 0, 0.4, 0)) == [1, 0, 1, 0]
    assert award(100.0, request, [0, joint, 0, joint], (1.0, 0, 0, 0)) == [0, 1, 0, 1]
    assert award(100.0, request, [0, 0, 0, ranking.SEED | ranking.REMOTE], (0, 0, 0, 0.5)) == [1, 0, 0, 1]


def test_required_partnership_leaves_nothing_for_those_alone() -> None:
    world = one(partnership_required=1.0)
    agree(world, 0, 1)
    engine.advance(world)
    assert list(world.grants.live("partnership")) == [7]


def test_quotas_know_the_new_the_small_and_the_remote() -> None:
    far = district(NONPROFITS, 3402, 100_000.0, remoteness=0.6)
    world = quiet(far, joint_chance=1.0, seed_share=0.5)
    o = world.organisations
    o.live("founded")[...] = (-100, -100, -10, -100, -100, -100, -100, -100)
    o.live("income_past")[...] = (500.0, 500.0, 500.0, 10.0, 500.0, 500.0, 500.0, 500.0)
    agree(world, 0, 1, signed=-3)
    flags = call_of(world).flags
    assert list(flags[:4]) == [
        ranking.JOINT | ranking.SEED | ranking.REMOTE,
        ranking.SEED | ranking.REMOTE,
        ranking.SMALL | ranking.REMOTE,
        ranking.REMOTE,
    ]
    engine.advance(world)
    assert world.grants.n > 0


def test_an_award_is_written_down() -> None:
    world = one(grant_months=6)
    engine.advance(world)
    g, o = world.grants, world.organisations
    assert g.n > 0
    np.testing.assert_allclose(g.live("monthly") * 6, g.live("amount"))
    assert set(g.live("left")) == {6}
    assert set(g.live("start")) == {1}
    assert set(g.live("due")) == {9}
    winners = g.live("holder")
    assert (o["won_month"][winners] == 0).all()
    assert (o["won_from"][winners, DISTRICT] == 0).all()
    assert o.live("grants_won").sum() == g.n == world.counts["awards"]
    assert (world.events.live("event") == Event.AWARD).all()
    assert world.counts["applications"] == 8
    assert world.counts["awards_again"] == 0
    for _ in range(12):
        engine.advance(world)
    assert world.counts["awards_again"] > 0


def test_no_repeat_rests_a_year() -> None:
    world = one((0, 2, 0, 0, 0), no_repeat=1.0)
    for _ in range(25):
        engine.advance(world)
    g = world.grants
    assert sorted(zip(g.live("holder"), g.live("start"), strict=True)) == [(0, 1), (0, 25), (1, 1), (1, 25)]


def test_rivals_gain_strain_and_partners_more_when_one_wins() -> None:
    world = one((0, 3, 0, 1, 0), request_least=400.0, request_most=0.4, district_budget=500.0)
    o, r = world.organisations, world.relations
    o.live("active")[3] = 0
    pairs = [(0, 1), (0, 2), (1, 2), (0, 3)]
    where = introduce_pairs(world, *(np.array(x, np.int32) for x in zip(*pairs, strict=True)))
    r["cooperating"][where] = 1
    engine.advance(world)
    won = set(world.grants.live("holder"))
    assert len(won) == 2  # 200 each of 500
    pressure = 3 * 200.0 / 500.0
    expected = [0.1 * pressure + (0.2 if (a in won) != (b in won) else 0.0) for a, b in pairs[:3]] + [0.0]
    np.testing.assert_allclose(r.live("strain"), expected)


def test_the_memory_of_applications_is_a_share_of_the_calls() -> None:
    world = one((0, 1, 0, 0, 0))
    for _ in range(13):
        engine.advance(world)
    weight = 1.0 - np.exp(-12 / 36)
    expected = 0.2 * (1.0 - (1.0 - weight) ** 2)
    np.testing.assert_allclose(
        world.organisations["applied"][0, :4], (expected, 0.2 * weight, 0.2 * weight, 0.2 * weight)
    )


# --- reports --------------------------------------------------------------------------------------------------------


def reporting(n: int, **params: float) -> World:
    """As many nonprofits with a report due now."""
    world = one((0, n, 0, 0, 0), district_budget=0.0, **params)
    for column in ("transparency", "skill", "record"):
        world.organisations.live(column)[...] = 0.5
    world.grants.add(n, holder=np.arange(n), due=0, paid=10.0, amount=10.0)
    return world


def late(world: World, skill: float, load: float) -> float:
    """The chance that a report is late."""
    return float(call("funding", lambda w, p: late_chance(p, skill, load), world))


def test_reports_are_late_with_the_declared_chance(interpreted: bool) -> None:
    n = 300 if interpreted else 4000
    world = reporting(n, audit_share=0.0)
    world.grants.add(3, holder=(-1, 0, 1), due=(0, 1, 0), paid=(1.0, 1.0, 0.0))  # nobody's, not due, nothing paid
    engine.advance(world)
    record = world.organisations.live("record")
    assert set(record) <= {0.35, 0.575}
    share, chance = (record == 0.35).mean(), late(world, 0.5, 0.0)
    assert chance == pytest.approx(1 / (1 + np.e))
    assert abs(share - chance) < 4 * np.sqrt(chance * (1 - chance) / n)
    assert world.counts["reports_late"] == round(share * n)
    assert (world.events.live("event") == Event.REPORT_LATE).sum() == round(share * n)


def test_audits_find_something_and_bar_from_applying(interpreted: bool) -> None:
    n = 300 if interpreted else 4000
    world = reporting(n, audit_share=0.4, finding_chance=0.5, barred_months=24, late_level=-6.0)
    reputation = world.organisations.live("reputation").copy()
    engine.advance(world)
    found = world.organisations.live("barred") == 24
    chance = 0.4 * 0.5 * 0.5
    assert abs(found.mean() - chance) < 4 * np.sqrt(chance * (1 - chance) / n)
    np.testing.assert_allclose(world.organisations.live("reputation"), np.where(found, 0.8, 1.0) * reputation)
    assert world.counts["audit_findings"] == found.sum()


def test_load_and_little_skill_make_late() -> None:
    world = one()
    assert late(world, 0.9, 0.0) < late(world, 0.5, 0.5) < late(world, 0.5, 2.0)


def test_reports_in_time_leave_nothing_to_tell() -> None:
    world = reporting(2, audit_share=0.0, late_level=-6.0, late_skill=10.0)
    world.organisations.live("transparency")[...] = 1.0
    world.organisations.live("skill")[...] = 1.0
    engine.advance(world)
    assert world.events.n == 0
    np.testing.assert_allclose(world.organisations.live("record"), 0.575)


@pytest.mark.full
def test_re_funding_is_about_a_third_in_a_median_regency() -> None:
    """35 % of awards go to somebody the same funder funded before [covid-grants]."""
    again, awards = 0.0, 0.0
    for seed in range(4):
        world = engine.start(Spec(median_place(), months=240, burn_in=180), seed)
        for _ in range(360):
            engine.advance(world)
            if world.month > 0:
                again += world.counts.get("awards_again", 0.0)
                awards += world.counts.get("awards", 0.0)
    assert 0.25 < again / awards < 0.45


def test_kinds_that_never_apply_alone_are_those_outside_the_rules() -> None:
    for mask in calls.KINDS:
        assert not (mask >> int(Kind.AGENCY)) & 1
        assert not (mask >> int(Kind.COMPANY)) & 1


@pytest.mark.parametrize(("money", "spent"), [(4.0, 4.0), (4.0 - 1e-13, 4.0), (3.99, 0.0)])
def test_whether_a_request_fits_does_not_hang_on_rounding(money: float, spent: float) -> None:
    assert awards.hand_out(call_for([4.0], [0]), np.zeros(1, np.int64), 0, money) == spent
