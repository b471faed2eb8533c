"""Money by organisation, grants and pools; sleeping, waking, closing and founding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.handmade import call
from tests.worlds import district, median_place, place

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME, finance
from simkemitraan.mechanisms.finance import accounts, founding, grants, survival
from simkemitraan.world import ledger
from simkemitraan.world.draws import monthly
from simkemitraan.world.schema import FUNDERS, NEVER, Event, Kind
from simkemitraan.world.spec import Change, Spec
from simkemitraan.world.world import World

NO_LIFE = {
    "dormant_rate": 0.0,
    "revival_rate": 0.0,
    "close_level": -10.0,
    "closure_rate_insolvent": 0.0,
    "founder_closes": 0.0,
    "clearing_rate": 0.0,
    "founding_nonprofit": 0.0,
    "founding_company": 0.0,
    "founding_community": 0.0,
    "founding_individual": 0.0,
    "close_government": 0.0,
    "close_no_ties": 0.0,
}
WAGE = BY_NAME["finance"].param("wage").default
PHILANTHROPY = FUNDERS.index("philanthropy")

NORM = next(p.default for p in finance.PARAMS if p.name == "served_norm")


def quiet(counts: tuple[int, int, int, int, int], seed: int = 1, on: str = "finance", **params: float) -> World:
    """A world in which only *finance* runs; everybody is active, nobody has ties."""
    off = frozenset(BY_NAME) - set(on.split())
    world = engine.start(
        Spec(place(district(counts)), months=600, burn_in=0, params={"finance": params}, off=off), seed
    )
    world.organisations.live("active")[...] = 1
    return world


def people(world: World) -> float:
    return float(world.organisations.live("staff").sum() + world.districts.live("jobless").sum())


def grant(world: World, holder: int, amount: float, months: int, **more: object) -> int:
    values = {
        "funder": 0,
        "holder": holder,
        "monthly": amount / months,
        "left": months,
        "start": world.month,
        "due": world.month + months + 2,
        "amount": amount,
    } | more
    return int(world.grants.add(1, **values).start)


def partnership(world: World, members: tuple[int, ...], pledge: tuple[float, ...], number: int = 77) -> int:
    row = int(world.partnerships.add(1, id=number, lead=members[0], n_members=len(members), funded=1).start)
    world.partnerships["member"][row, : len(members)] = members
    world.partnerships["pledge"][row, : len(members)] = pledge
    return row


# --- conservation ---------------------------------------------------------------------------------------------------


def committed(world: World) -> float:
    """Money awarded and not yet paid."""
    g = world.grants
    return float(((g.live("amount") - g.live("paid")) * (g.live("left") > 0)).sum())


@settings(max_examples=15)
@given(
    seed=st.integers(0, 2**62),
    budget=st.floats(0, 3000),
    term=st.integers(1, 30),
    cycle=st.integers(1, 24),
    cap=st.floats(0, 1),
    required=st.floats(0, 1),
    wage=st.floats(0.5, 10),
    level=st.floats(-4, 0),
    dormant=st.floats(0, 1),
)
def test_money_and_people_are_conserved_every_month(
    seed: int,
    budget: float,
    term: int,
    cycle: int,
    cap: float,
    required: float,
    wage: float,
    level: float,
    dormant: float,
) -> None:
    params = {
        "funding": {
            "district_budget": budget,
            "grant_months": term,
            "cycle_months": cycle,
            "overhead_cap": cap,
            "partnership_required": required,
        },
        "finance": {"wage": wage, "close_level": level, "dormant_rate": dormant, "company_giving": 10.0 * cap},
    }
    sites = (district((2, 6, 3, 6, 4), 3401), district((1, 4, 2, 3, 3), 3402, remoteness=0.8))
    world = engine.start(Spec(place(*sites), months=600, burn_in=0, params=params), seed)
    for _ in range(18):
        month_of_accounts(world)
    assert (world.grants.live("paid") <= world.grants.live("amount")).all()


def month_of_accounts(world: World) -> None:
    """One month, with every account checked where it moves."""
    o, d = world.organisations, world.districts
    pools, owed, staff = d.live("pool").copy(), committed(world), people(world)
    world.begin_month()
    for name, mechanism in BY_NAME.items():
        if name == "finance":
            # what was awarded is owed; what is paid or returned is owed no longer
            assert committed(world) == pytest.approx(owed + d.live("pool_out").sum(), abs=1e-6)
            check_instalments(world.copy())
        mechanism.step(world)
    # organisations: opening + income - spending = closing, to the last bit
    np.testing.assert_array_equal(o.live("opening") + o.live("income") - o.live("spending"), o.live("reserves"))
    assert (o.live("reserves") >= 0.0).all()
    assert (o.live("staff") >= 0.0).all()
    # pools: what came in and went out, never overspent
    np.testing.assert_allclose(d.live("pool"), pools + d.live("pool_in") - d.live("pool_out"), rtol=1e-12, atol=1e-9)
    assert (d.live("pool") >= 0.0).all()
    # people: newcomers hire those who look for work, the closed release theirs
    assert people(world) == pytest.approx(staff, abs=1e-9)
    for name in ("reputation", "transparency", "record"):
        assert ((o.live(name) >= 0.0) & (o.live(name) <= 1.0)).all()
    ledger.end_month(world)
    world.month += 1


def check_instalments(world: World) -> None:
    """What is owed falls by what organisations get and what returns to the pools."""
    owed, pools = committed(world), world.districts.live("pool").copy()
    world.organisations.live("grant_income")[...] = 0.0
    call("finance", grants.pay_grants, world, numbers=False)
    got, back = world.organisations.live("grant_income").sum(), (world.districts.live("pool") - pools).sum()
    assert back >= 0.0
    assert committed(world) == pytest.approx(owed - got - back, abs=1e-6)


# --- grants ---------------------------------------------------------------------------------------------------------


def test_instalments_add_up_to_the_award_and_end_on_time() -> None:
    world = quiet((0, 1, 0, 0, 0), **NO_LIFE)
    world.month = 5
    grant(world, 0, 100.0, 7, start=7)
    paid = []
    for _ in range(12):
        engine.advance(world)
        paid.append(float(world.organisations["grant_income"][0]))
    assert paid[:2] == [0.0, 0.0]
    assert paid[2:9] == pytest.approx([100.0 / 7] * 7)
    assert paid[9:] == [0.0] * 3
    assert world.grants["paid"][0] == 100.0
    assert world.grants["left"][0] == 0


def test_partners_share_by_pledge_without_agencies_and_companies() -> None:
    world = quiet((1, 3, 1, 0, 0), **NO_LIFE)
    row = partnership(world, (0, 1, 2, 3, 4), (50.0, 10.0, 30.0, 10.0, 50.0))
    world.organisations["active"][3] = 0
    grant(world, 1, 80.0, 2, partnership=77, row=row)
    engine.advance(world)
    np.testing.assert_allclose(world.organisations.live("grant_income"), (0.0, 10.0, 30.0, 0.0, 0.0))
    assert world.partnerships["funded"][row] == 1
    assert world.partnerships["lost"][row] == NEVER
    engine.advance(world)
    assert world.partnerships["funded"][row] == 0
    assert world.partnerships["lost"][row] == world.month - 1


def test_without_pledges_partners_share_alike_and_without_takers_the_holder_keeps_it() -> None:
    world = quiet((2, 2, 0, 0, 0), **NO_LIFE)
    alike = partnership(world, (2, 3), (0.0, 0.0), 1)
    state = partnership(world, (0, 1), (5.0, 5.0), 2)
    grant(world, 2, 10.0, 1, partnership=1, row=alike)
    grant(world, 0, 6.0, 1, partnership=2, row=state)
    engine.advance(world)
    np.testing.assert_allclose(world.organisations.live("grant_income"), (6.0, 0.0, 5.0, 5.0))


def test_a_partnership_is_found_again_after_rows_moved_and_forgotten_when_it_ended() -> None:
    world = quiet((0, 2, 0, 0, 0), **NO_LIFE)
    for number in (5, 9, 4):
        partnership(world, (0, 1), (1.0, 1.0), number)
    for number, last, row in ((9, 2, 1), (9, 8, 1), (8, 2, -1)):
        assert call("finance", grants.locate, world, number, last, numbers=False) == row
    world.partnerships.clear()
    row = partnership(world, (0, 1), (1.0, 1.0))
    world.partnerships["n_members"][row] = 0
    grant(world, 0, 12.0, 12, partnership=77, row=row)
    engine.advance(world)
    np.testing.assert_allclose(world.organisations.live("grant_income"), (1.0, 0.0))
    assert world.grants["row"][0] == -1


@pytest.mark.parametrize(("funder", "row"), [(0, 1), (1, 0), (4, 0)])
def test_a_grant_stops_with_its_holder_and_the_rest_returns_to_its_pool(funder: int, row: int) -> None:
    sites = (district((0, 1, 0, 0, 0), 3401), district((0, 1, 0, 0, 0), 3402))
    off = frozenset(BY_NAME) - {"finance"}
    world = engine.start(Spec(place(*sites), months=60, burn_in=0, params={"finance": NO_LIFE}, off=off), 1)
    world.organisations.live("active")[...] = 1
    grant(world, 1, 24.0, 12, funder=funder, district=1)
    grant(world, -1, 5.0, 5, funder=funder, district=1)
    engine.advance(world)
    world.organisations["active"][1] = 0
    engine.advance(world)
    assert world.districts["pool"][row, funder] == pytest.approx(22.0 + 5.0)
    assert world.districts.live("pool").sum() == pytest.approx(27.0)
    assert (world.grants.live("left") == 0).all()


def test_old_grants_are_forgotten_once_they_are_many() -> None:
    world = quiet((0, 1, 0, 0, 0), **NO_LIFE)
    for months in (2,) * 20 + (30,):
        grant(world, 0, 1.0, months)
    for _ in range(4):
        engine.advance(world)
    assert world.grants.n == 21
    engine.advance(world)
    assert world.grants.n == 1


# --- accounts -------------------------------------------------------------------------------------------------------


def account(**values: float) -> World:
    """One nonprofit with the given columns; running costs 0.5 of wages, nothing fixed, no programmes of its own.

    It asks alone, so it gets all that households give: 10 million IDR a month, if it has any pull.
    """
    world = quiet(
        (0, 1, 0, 0, 0),
        overhead=0.5,
        fixed_cost=0.0,
        tie_cost=0.0,
        buffer_months=0.0,
        release=0.0,
        programme_share=0.0,
        pay_freeze=0.0,
        donations=200.0,
        **NO_LIFE,
    )
    world.organisations["reputation"][0] = 0.5
    for name, value in values.items():
        world.organisations[name][0] = value
    return world


def test_money_short_defers_running_costs_before_it_lays_off() -> None:
    world = account(staff=10.0, own_income=0.0, reserves=12.0 * WAGE)
    before = people(world)
    engine.advance(world)
    o = world.organisations
    assert o["spending"][0] == pytest.approx(12.0 * WAGE)  # wages 10, running costs 5 of which 3 are deferred
    assert o["staff"][0] == 10.0
    o["reserves"][0] = 7.0 * WAGE
    engine.advance(world)
    assert o["staff"][0] == pytest.approx(7.0)
    assert o["reserves"][0] == 0.0
    assert people(world) == pytest.approx(before)


def test_what_a_grant_ties_to_programmes_is_spent_on_them() -> None:
    world = account(staff=1.0, own_income=0.0, reserves=0.0)
    grant(world, 0, 1000.0, 10)
    world.params["funding"].set("overhead_cap", 0.2)
    world.params["funding"].set("reporting_duty", 0.0)
    engine.advance(world)
    # costs 1.5 wages; of 100 at least 80 go to wages and programmes
    assert world.organisations["spending"][0] == pytest.approx(1.5 * WAGE + 80.0 - WAGE)


def test_surplus_above_the_buffer_goes_to_programmes_bit_by_bit() -> None:
    assert accounts.programme_money(100.0, 30.0, 10.0, 0.2) == pytest.approx(30.0 + 0.2 * 60.0)
    assert accounts.programme_money(20.0, 30.0, 10.0, 0.2) == 20.0
    assert accounts.programme_money(-5.0, 30.0, 10.0, 0.2) == 0.0


def test_a_budget_is_spent_as_the_year_goes_and_a_company_earns_what_it_spends() -> None:
    world = quiet((1, 0, 1, 0, 0), forum_share=0.25, **NO_LIFE)
    o = world.organisations
    o.live("staff")[...] = (20.0, 3.0)
    o.live("reserves")[...] = 1.25
    o["own_income"][1], o["line"][0] = 4.0, (12.0 * 20.0 * WAGE, 100.0, 200.0, 50.0)
    engine.advance(world)  # January
    given = 0.75 * 12.0 * 0.02 * 4.0
    np.testing.assert_allclose(o.live("spending"), (20.0 * WAGE + 6.0 + 2.0, 1.3 * WAGE * 3.0 + 0.2 + given))
    np.testing.assert_array_equal(o.live("income"), o.live("spending"))
    np.testing.assert_allclose(o["spent"][0], (20.0 * WAGE, 6.0, 2.0, 0.0))
    np.testing.assert_allclose(o.live("reserves"), 1.25)


def test_pay_beyond_its_line_is_taken_from_services_then_aid_and_what_is_left_unpaid_is_laid_off() -> None:
    world = quiet((1, 0, 0, 0, 0), **NO_LIFE)
    o = world.organisations
    o["staff"][0], o["line"][0] = 20.0, (12.0 * 15.0 * WAGE, 100.0, 200.0, 0.0)
    jobs = people(world)
    engine.advance(world)
    np.testing.assert_allclose(o["spent"][0], (15.0 * WAGE + 8.0, 0.0, 0.0, 0.0))
    assert o["staff"][0] == pytest.approx((15.0 * WAGE + 8.0) / WAGE)
    assert people(world) == pytest.approx(jobs)


def test_the_disaster_line_pays_as_need_surges_until_it_is_spent() -> None:
    world = quiet((1, 0, 0, 0, 0), **NO_LIFE)
    o, d = world.organisations, world.districts
    o["staff"][0], o["line"][0] = 0.0, (0.0, 0.0, 0.0, 100.0)
    d["surge"][0, -1] = 0.4
    engine.advance(world)
    assert o["spent"][0, 3] == pytest.approx(10.0)
    d["surge"][0, -1] = 3.0
    for _ in range(8):
        engine.advance(world)
    assert o["spent"][0, 3] == pytest.approx(100.0)


def test_a_share_of_aid_is_delivered_by_partners_in_agreements_by_their_pledges() -> None:
    world = quiet(
        (1, 2, 1, 0, 0), swakelola_share=0.5, field_share=0.0, zakat_direct=0.0, company_giving=0.0, **NO_LIFE
    )
    partnership(world, (0, 1, 2, 3), (50.0, 10.0, 30.0, 10.0))
    o = world.organisations
    o.live("staff")[...], o.live("goods")[...] = 0.0, 0.0
    o["line"][0], world.month = (0.0, 0.0, 100.0, 0.0), 11
    engine.advance(world)  # December
    np.testing.assert_allclose(o.live("gifts"), (0.0, 2.0, 6.0, 0.0))
    np.testing.assert_allclose(o.live("goods")[[0, 1, 2]] - [0.0, o["spent"][1, 2], o["spent"][2, 2]], (8.0, 2.0, 6.0))
    np.testing.assert_allclose(o.live("paid")[:, 0], (8.0, 2.0, 6.0, 0.0))
    assert o["spent"][0, 2] == pytest.approx(16.0)


def test_income_is_smoothed_over_one_and_three_years() -> None:
    world = account(own_income=10.0, income_year=0.0, income_past=0.0)
    world.params["finance"].set("reputation_speed", 0.0)
    for _ in range(12):
        engine.advance(world)
    o = world.organisations
    assert o["income_year"][0] == pytest.approx(120.0 * (1.0 - (11 / 12) ** 12))
    assert o["income_past"][0] == pytest.approx(120.0 * (1.0 - (35 / 36) ** 12))


def test_reputation_follows_results_and_transparency_follows_duties() -> None:
    world = account(
        staff=2.0, volunteers=0.0, served=2.0 * NORM, reputation=0.2, skill=0.5, record=0.5, own_income=100.0
    )
    world.params["funding"].set("reporting_duty", 1.0)
    grant(world, 0, 1200.0, 400)
    for _ in range(300):
        engine.advance(world)
    o = world.organisations
    assert o["reputation"][0] == pytest.approx(0.5, abs=1e-3)
    assert o["transparency"][0] == pytest.approx(0.35 + 0.1 + 0.35, abs=1e-3)


# --- life and death -------------------------------------------------------------------------------------------------


def test_closing_follows_the_published_logit() -> None:
    world = quiet((0, 1, 0, 0, 0))
    numbers = ("close_level", "close_size", "close_government", "close_donations", "close_no_ties")
    assert [world.params["finance"][n] for n in numbers] == [-3.3, 0.17, 0.37, 0.23, 0.5]

    def chance(*args: object) -> float:
        return float(1.0 - np.exp(-call("finance", lambda w, p: survival.closing_rate(p, *args), world)))

    for x, args in (
        (-3.3 - 0.17 * np.log(100.0), (100.0, 0.0, 0.0, True)),
        (-3.3, (0.5, 0.0, 0.0, True)),
        (-3.3 + 0.37, (1.0, 0.6, 0.0, True)),
        (-3.3 - 0.23, (1.0, 0.0, 0.6, True)),
        (-3.3 + 0.5, (1.0, 0.0, 0.0, False)),
    ):
        assert chance(*args) == pytest.approx(1.0 / (1.0 + np.exp(-x)))


def shares(world: World, months: int = 12) -> tuple[float, float, float]:
    """Shares of the first population that are closed, dormant and active after some months."""
    first = world.organisations.live("id").copy()
    for _ in range(months):
        engine.advance(world)
    o = world.organisations
    still = np.isin(o.live("id"), first) & (o.live("alive") == 1)
    active = float((o.live("active")[still] == 1).sum()) / first.size
    return 1.0 - still.sum() / first.size, still.sum() / first.size - active, active


def close_to(share: float, expected: float, n: int) -> bool:
    return abs(share - expected) < 4.0 * np.sqrt(expected * (1.0 - expected) / n)


def test_yearly_rates_are_exact(interpreted: bool) -> None:
    n = 200 if interpreted else 4000
    still = NO_LIFE | {"founder_closes": 0.3}
    world = quiet((0, n, 0, 0, 0), 3, **still)
    world.organisations.live("founder_led")[...] = 1
    world.organisations.live("reserves")[...] = 1e9
    assert close_to(shares(world)[0], 1.0 - np.exp(-0.3), n)
    world = quiet((0, n, 0, 0, 0), 4, **NO_LIFE | {"dormant_rate": 0.2, "dormant_no_ties": 2.0})
    assert close_to(shares(world)[1], 1.0 - np.exp(-0.4), n)
    world = quiet((0, 0, n, 0, 0), 4, **NO_LIFE | {"dormant_rate": 0.2, "dormant_no_ties": 1.0, "dormant_company": 3.0})
    assert close_to(shares(world)[1], 1.0 - np.exp(-0.6), n)
    world = quiet((0, n, 0, 0, 0), 5, **NO_LIFE | {"revival_rate": 0.3})
    world.organisations.live("active")[...] = 0
    assert close_to(shares(world)[2], 1.0 - np.exp(-0.3), n)
    world = quiet((0, n, 0, 0, 0), 6, **NO_LIFE | {"clearing_rate": 0.1})
    world.organisations.live("active")[...] = 0
    assert close_to(shares(world)[0], 1.0 - np.exp(-0.1), n)


def test_who_cannot_pay_wages_closes_more_often(interpreted: bool) -> None:
    n = 200 if interpreted else 4000
    world = quiet((0, n, 0, 0, 0), 7, **NO_LIFE | {"closure_rate_insolvent": 1.0})
    o = world.organisations
    o.live("reserves")[...] = o.live("own_income")[...] = 0.0
    o.live("staff")[...] = 1.0
    assert close_to(shares(world, 1)[0], monthly(1.0), n)


def test_government_grants_make_an_organisation_public() -> None:
    world = quiet((0, 3, 0, 0, 0), **NO_LIFE)
    o = world.organisations
    o.live("income")[...] = (10.0, 10.0, 0.0)
    grant(world, 0, 120.0, 12, funder=1)
    grant(world, 1, 120.0, 12, funder=3)
    grant(world, -1, 120.0, 12, funder=0)
    np.testing.assert_allclose(call("finance", survival.public_shares, world, numbers=False), (1.0, 0.0, 0.0))


def test_agencies_and_coordinators_never_close_or_sleep() -> None:
    world = quiet((4, 0, 0, 0, 3), 1, **NO_LIFE | {"close_level": 5.0, "dormant_rate": 2.0})
    for _ in range(36):
        engine.advance(world)
    assert world.organisations.n == 7
    assert (world.organisations.live("active") == 1).all()


def test_the_closed_leave_their_money_to_philanthropy_and_their_staff_to_the_district() -> None:
    world = quiet((0, 40, 0, 0, 0), 2, **NO_LIFE | {"close_level": 2.0})
    o, d = world.organisations, world.districts
    for _ in range(3):
        engine.advance(world)
    world.events.clear()
    before, pool, already = people(world), d.live("pool").copy(), (o.live("alive") == 0).sum()
    BY_NAME["finance"].step(world)
    dead = o.live("alive") == 0
    assert dead.any()
    assert (o.live("staff")[dead] == 0.0).all()
    assert (o.live("reserves")[dead] == 0.0).all()
    assert people(world) == pytest.approx(before)
    left = o.live("opening") + o.live("income") - o.live("spending")
    np.testing.assert_array_equal(left, o.live("reserves"))
    assert d["pool"][0, PHILANTHROPY] > pool[0, PHILANTHROPY]
    assert (world.events.live("event") == Event.CLOSED).sum() == dead.sum() - already


def test_those_of_a_registry_close_only_within_the_horizon() -> None:
    world = quiet((0, 40, 0, 0, 0), 2, **NO_LIFE | {"close_level": 5.0})
    o, registered = world.organisations, np.arange(40) % 2 == 0
    world.known = o.live("id")[registered].copy()
    world.month = -3
    for _ in range(3):
        engine.advance(world)
    alive = np.isin(world.known, o.live("id")[o.live("alive") == 1])
    assert alive.all()
    assert (o.live("alive") == 1).sum() < 40
    for _ in range(3):
        BY_NAME["finance"].step(world)
        world.month += 1
    assert (o.live("alive")[np.isin(o.live("id"), world.known)] == 0).any()


def test_a_closure_by_shock_is_wound_up_too() -> None:
    shock = Change(0, "shock", shock="closure", kinds=(int(Kind.NONPROFIT),), value=1.0)
    sites = place(district((0, 3, 0, 0, 0)))
    off = frozenset(BY_NAME) - {"finance", "policy"}
    world = engine.start(Spec(sites, months=60, burn_in=0, params={"finance": NO_LIFE}, off=off, timeline=(shock,)), 1)
    owned = world.organisations.live("reserves") + world.organisations.live("goods")
    money, before = float(owned.sum()), people(world)
    engine.advance(world)
    assert world.districts["pool"][0, PHILANTHROPY] == pytest.approx(money)
    assert world.districts["jobless"][0] == pytest.approx(before)


# --- newcomers ------------------------------------------------------------------------------------------------------


def test_foundings_follow_the_rate_and_unmet_need(interpreted: bool) -> None:
    years = 3 if interpreted else 20
    rates = {"founding_nonprofit": 0.2, "founding_company": 0.1, "unmet_reference": 0.25, "founding_need": 0.5}
    world = quiet((2, 30, 40, 30, 5), 3, **NO_LIFE | rates)
    world.districts.live("need")[...] = 100.0
    found = np.zeros(5)
    for _ in range(12 * years):
        n = world.organisations.n
        engine.advance(world)
        found += np.bincount(world.organisations["kind"][n : world.organisations.n], minlength=5)
    expected = np.array([0.0, 0.2 * 30, 0.1 * 40, 0.0, 0.0]) * years * 2.0  # nobody is served: (1 / 0.25) ** 0.5
    assert (np.abs(found - expected) <= 4.0 * np.sqrt(expected)).all()


def test_newcomers_hire_job_seekers_and_open_their_books() -> None:
    world = quiet((0, 30, 0, 0, 0), 3, **NO_LIFE | {"founding_nonprofit": 1.0})
    for _ in range(12):
        n, before = world.organisations.n, people(world)
        engine.advance(world)
        o = world.organisations
        new = slice(n, o.n)
        assert people(world) == pytest.approx(before)
        assert (o["staff"][new] <= o["staff_wanted"][new]).all()
        np.testing.assert_array_equal(o["opening"][new], o["reserves"][new])
    assert world.organisations.n > 30


def test_without_need_nobody_is_founded_and_appointed_ones_are_not_counted() -> None:
    world = quiet((2, 3, 0, 0, 7), 3, **NO_LIFE | {"founding_nonprofit": 1.0})
    np.testing.assert_array_equal(world.starting_counts, [[0, 3, 0, 0, 4]])
    world.districts.live("need")[...] = 0.0
    assert call("finance", founding.unmet_need, world, 0, numbers=False) == 0.0
    n = world.organisations.n
    for _ in range(12):
        engine.advance(world)
    assert world.organisations.n == n


# --- patterns -------------------------------------------------------------------------------------------------------


@pytest.mark.full
def test_closings_and_concentration_are_plausible_in_a_median_regency() -> None:
    """Closing 1-6.5 % a year, half of the register active, funding concentrated [walker-mccarthy] [charity-registers] [lks-malang] [seaman]."""
    closed, years, ginis, active = 0.0, 0.0, [], []
    for seed in range(4):
        world = engine.start(Spec(median_place(), months=240, burn_in=240), seed)
        for _ in range(360):
            engine.advance(world)
            if world.month > 0:
                closed += world.counts.get("closed", 0.0)
                years += world.organisations.live("alive").sum() / 12.0
        o = world.organisations
        chosen = (o.live("alive") == 1) & np.isin(o.live("kind"), (Kind.NONPROFIT, Kind.COMMUNITY))
        income = np.sort((o.live("income_year") * o.live("active"))[chosen])
        rank = 2 * np.arange(1, income.size + 1) - income.size - 1
        ginis.append(rank @ income / (income.size * income.sum()))
        active.append(o.live("active")[chosen].mean())
    assert 0.011 < closed / years < 0.065
    assert 0.75 < np.median(ginis) < 0.90
    assert 0.35 < np.mean(active) < 0.65


def test_nobody_gets_crumbs_of_a_grant_for_no_hours() -> None:
    world = quiet((0, 3, 0, 0, 0))
    row, income = partnership(world, (0, 1, 2), (0.0, 0.0, 0.0)), world.organisations.live("grant_income")
    for pledge, shares in (
        ((2.0, 1.0, 0.0), (2 / 3, 1 / 3, 0.0)),
        ((0.0, 0.0, 0.0), (1 / 3, 1 / 3, 1 / 3)),
        ((0.0, 3.0, 0.0), (0.0, 1.0, 0.0)),
    ):
        income[...] = 0.0
        world.partnerships["pledge"][row, :3] = pledge
        paid = world.organisations.live("paid")[:, 3].copy()
        assert call("finance", grants.divide, world, 0.7, row, 3, numbers=False)
        np.testing.assert_allclose(income, 0.7 * np.array(shares), rtol=1e-12)
        np.testing.assert_allclose(world.organisations.live("paid")[:, 3] - paid, income, rtol=1e-12)
        assert (income[np.array(shares) == 0.0] == 0.0).all()
