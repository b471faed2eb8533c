"""Learning, finance with its fates and foundings, and service: the engine and the twin do the same from the same start."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.handmade import call
from tests.twin import finance, founding, learning, service_delivery
from tests.twin.people import People
from tests.twin.same import differences
from tests.twin.test_twin import rich_world

from simkemitraan.mechanisms import BY_NAME
from simkemitraan.mechanisms.finance.survival import public_shares, rate_of
from simkemitraan.world.schema import Event, Kind
from simkemitraan.world.world import World

STEPS: dict[str, Callable[[People], None]] = {
    "service_delivery": service_delivery.step,
    "learning": learning.step,
    "finance": finance.step,
}
TOLD = {"learning": {Event.INVENTION}, "finance": {Event.FOUNDED, Event.CLOSED, Event.DORMANT, Event.REVIVED}}
SEEDS = range(1, 10)
NUMBERS: tuple[dict[str, dict[str, float]], ...] = (
    {
        "service_delivery": {
            "hub_share": 0.5,
            "referral_desk": 0.4,
            "lend_share": 0.3,
            "company_share": 0.9,
            "companions": 40.0,
            "goods_speed": 0.9,
            "substitution": 0.4,
        },
        "learning": {"joint_service": 0.4, "invention": 0.3},
        "finance": {
            "close_level": -0.5,
            "close_government": 2.0,
            "close_donations": 3.0,
            "dormant_rate": 0.8,
            "dormant_no_ties": 3.0,
            "revival_rate": 1.0,
            "clearing_rate": 0.5,
            "founding_nonprofit": 0.6,
            "founding_community": 0.8,
            "crowding_out": 1.6,
            "large_fundraiser": 20.0,
            "swakelola_share": 0.7,
            "field_share": 0.2,
            "open_books": 0.5,
            "shared_running": 0.4,
            "pay_freeze": 0.4,
            "overhead": 1.0,
        },
    },
    {
        "service_delivery": {
            "hours_per_need": 200.0,
            "remote_cost": 3.0,
            "coordination_informal": 0.9,
            "coordination_formal": 1.0,
            "practice_weight": 0.8,
            "floor": 0.1,
            "poor_governance_loss": 0.9,
            "referral_share": 1.0,
            "substitution": 0.0,
            "goods_per_need": 2.0,
            "disaster_volunteers": 500.0,
        },
        "learning": {
            "joint_service": 1.0,
            "invention": 0.5,
            "complement_threshold": 0.1,
            "spread": 0.5,
            "obsolescence": 0.001,
            "capability_drift": 0.1,
            "own_improvement": 0.1,
        },
        "finance": {
            "closure_rate_insolvent": 3.0,
            "founder_closes": 0.8,
            "close_size": 0.4,
            "founding_need": 3.0,
            "founding_company": 1.0,
            "founding_individual": 1.0,
            "unmet_reference": 0.4,
            "close_level": 1.0,
            "close_donations": 3.0,
            "dormant_company": 4.0,
            "revival_rate": 0.7,
            "company_giving": 4.0,
            "forum_share": 0.6,
            "zakat_direct": 5000.0,
            "village_money": 3000.0,
            "programme_share": 0.6,
            "buffer_months": 1.0,
            "release": 0.8,
        },
    },
    {
        "service_delivery": {
            "hours_per_need": 60.0,
            "referral_trust": 1.0,
            "referral_cost": 1.5,
            "outreach_share": 0.6,
            "hours_per_found": 0.5,
            "found_per_referral": 3.0,
            "lost_from_view": 0.3,
            "walk_in": 0.0,
            "referral_desk": 0.9,
            "desk_inflow": 0.3,
            "desk_gain": 3.0,
            "answer_share": 0.9,
            "companion_finding": 0.8,
            "substitution": -3.0,
        },
        "learning": {
            "joint_service": 0.3,
            "spread": 0.1,
            "invention": 0.0,
            "experience_gain": 0.4,
            "experience_loss": 0.1,
        },
        "finance": {
            "close_no_ties": 1.5,
            "close_level": 0.5,
            "close_size": 1.0,
            "close_government": -2.0,
            "founding_need": 0.0,
            "founding_nonprofit": 1.0,
            "clearing_rate": 1.0,
            "revival_rate": 0.5,
            "donations": 200.0,
            "large_fundraiser": 5.0,
            "crowding_out": 0.9,
        },
    },
)


def busy_world(seed: int) -> World:
    """Two districts in which everything differs between organisations, so that every part of a rule has something to do."""
    world = rich_world(seed)
    for name, numbers in NUMBERS[seed % len(NUMBERS)].items():
        for number, value in numbers.items():
            world.params[name].set(number, value)
    luck = np.random.default_rng(seed)
    shake_minds(world, luck)
    shake_money(world, luck)
    shake_service(world, luck)
    if seed % len(NUMBERS) == 2:  # before the horizon and its burn-in, when those of a registry do not close
        world.grants.live("start")[...] -= 120
        world.month -= 120
    world.begin_month()
    return world


def shake_minds(world: World, luck: np.random.Generator) -> None:
    """Gaps of practice and capability, second fields, good and bad governance, some overloaded."""
    o, q = world.organisations, world.partnerships
    o.live("practice")[...] = luck.beta(0.7, 0.7, o.n)
    o.live("experience")[...] = luck.beta(0.7, 0.7, o.n)
    o.live("load")[...] *= luck.choice([0.3, 1.0, 2.5], o.n)
    o.live("capability")[...] = luck.beta(1.5, 1.5, o.live("capability").shape)
    q.live("second")[...] = np.where(
        luck.random(q.n) < 0.6, (q.live("field") + 1 + luck.integers(0, 4, q.n)) % world.fields, -1
    )
    q.live("governance")[...] = luck.choice([0.0, 0.3, 0.7, 1.0], q.n)


def shake_money(world: World, luck: np.random.Generator) -> None:
    """Grants of all funders, some for partnerships; rich and poor; many sites for foundings; a registry; all need unequal."""
    o, g, q, d = world.organisations, world.grants, world.partnerships, world.districts
    g.clear()
    working = np.repeat(np.flatnonzero((q.live("n_members") > 0) & (luck.random(q.n) < 0.6)), 2)
    alone = np.flatnonzero((o.live("kind") == Kind.NONPROFIT) | (o.live("kind") == Kind.COMMUNITY))
    holders, rows = np.append(q["member"][working, 0], alone), np.append(working, np.full(alone.size, -1))
    n = holders.size
    amount, left = luck.uniform(1.0, 60.0, n), luck.integers(1, 9, n)
    g.add(
        n,
        funder=luck.integers(0, 5, n),
        district=o["district"][holders],
        holder=holders,
        row=rows,
        left=left,
        amount=amount,
        partnership=np.where(rows >= 0, q["id"][np.maximum(rows, 0)], 0),
        start=world.month + luck.integers(-1, 4, n),
        due=world.month + 14,
        monthly=0.9 * amount / (left + 2),
        paid=1.8 * amount / (left + 2),
    )
    q["funded"][working] = 2
    q.live("pledge")[...] = luck.choice([0.0, 5.0, 20.0, 60.0], q.live("pledge").shape) * luck.choice(
        [0.0, 1.0, 1.0], (q.n, 1)
    )
    o.live("reserves")[...] *= luck.choice([0.0, 0.1, 1.0, 5.0], o.n)
    o.live("income_year")[...] *= luck.choice([0.01, 1.0, 50.0], o.n)
    o.live("reputation")[...] = luck.random(o.n)
    shake_budgets(world, luck)
    own = g.live("monthly")[-alone.size :] * luck.choice(
        [0.0, 0.8, 0.9, 1.2, 1.3], alone.size
    )  # grants: .4 to all of income
    o["own_income"][alone] = own / (0.5 + o["reputation"][alone])
    company = np.flatnonzero(o.live("kind") == Kind.COMPANY)[:2]  # as the lead of an agreement has it
    g.add(company.size, holder=company, district=o["district"][company], row=-1, left=6, amount=30.0, monthly=4.0)
    o.live("founder_led")[...] = luck.random(o.n) < 0.5
    d.live("need")[:, 2] *= 0.01
    d.live("coverage")[...] = luck.beta(0.8, 0.8, d.live("coverage").shape)
    d.live("jobless")[...] = (40.0, 0.3)
    place = world.spec.place
    counts = ((2, 45, 20, 70, 33), (2, 5, 0, 19, 64))
    towns = tuple(replace(one, counts=many) for one, many in zip(place.districts, counts, strict=True))
    world.spec = replace(world.spec, place=replace(place, districts=towns))
    world.known = o.live("id")[::3].copy()


def shake_budgets(world: World, luck: np.random.Generator) -> None:
    """Lines that are short, spent or ample; goods with many and with nobody; who lives on donations, and who does not."""
    o = world.organisations
    o.live("line")[...] *= luck.choice([0.0, 0.5, 1.0, 3.0], o.live("line").shape)
    o.live("spent")[...] = o.live("line") * luck.choice([0.0, 0.5, 0.9, 1.0], o.live("line").shape)
    o.live("goods")[...] = luck.choice([0.0, 0.01, 3.0, 30.0], o.n)
    o.live("pay")[...] = luck.choice([0.9, 0.95, 1.0], o.n)
    o.live("effort")[...] = luck.uniform(0.2, 1.0, o.n)
    o.live("transparency")[...] = luck.random(o.n)
    o.live("paid_year")[...] = luck.choice([0.0, 3.0, 40.0], o.live("paid_year").shape)
    world.districts.live("surge")[...] = luck.choice([0.0, 0.4, 2.0], world.districts.live("surge").shape)


def shake_service(world: World, luck: np.random.Generator) -> None:
    """Ties with and without an agreement, trust of every size, the overworked, goals near and far, families unknown."""
    o, r, q, d = world.organisations, world.relations, world.partnerships, world.districts
    r.live("cooperating")[...] &= (r.live("formal") == 0) | (luck.random(r.n) < 0.6)
    for name in ("personal_a", "personal_b", "institutional_a", "institutional_b"):
        r.live(name)[...] = luck.choice([0.0, 0.2, 0.6, 1.0], r.n)
    o.live("active")[o.live("alive") == 1] |= luck.random(int(o.live("alive").sum())) < 0.5
    o.live("tie_hours")[...] *= luck.choice([0.5, 1.0, 20.0], o.n)
    o.live("volunteers")[...] += luck.choice([0.0, 3.0, 30.0], o.n)
    q.live("goal")[...] = luck.choice([0.0, 20.0, 2000.0], q.n)
    q.live("progress")[...] = luck.choice([0.0, 0.9, 1.0], q.n)
    d.live("known")[...] = luck.beta(0.8, 0.8, d.live("known").shape)
    d.live("need")[0, 4] = 0.0


def follow(world: World, name: str, months: int = 12) -> tuple[list[str], World]:
    """Let one mechanism work in the engine and in the twin; return where they first differ, and the world."""
    people = People(world)
    found = differences(world, people)
    while not found and months > 0:
        world.begin_month()
        people.begin_month()
        BY_NAME[name].step(world)
        STEPS[name](people)
        found = differences(world, people)
        months, world.month, people.month = months - 1, world.month + 1, people.month + 1
    return found, world


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("seed", SEEDS)
def test_one_mechanism_for_a_year(name: str, seed: int) -> None:
    found, world = follow(busy_world(seed), name)
    assert found == []
    told = set(world.events.live("event").tolist())
    assert told == TOLD.get(name, set())


def test_there_is_something_to_lend_to_refer_and_to_reach() -> None:
    world = busy_world(1)
    goals = world.partnerships.live("progress").copy()
    assert follow(world, "service_delivery", 3)[0] == []
    r, d = world.relations, world.districts
    assert (r.live("loan") > 0.0).sum() > 10
    assert (r.live("referrals") > 0.0).sum() > 10
    assert (world.partnerships.live("progress") > goals).any()
    assert ((d.live("coordination") > 0.0) & (d.live("coordination") < 1.0)).any()
    assert (d.live("coverage") < d.live("known")).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_rates_of_closing_before_any_luck(seed: int) -> None:
    assert rates_of_closing(busy_world(seed)) == []


def rates_of_closing(world: World) -> list[str]:
    """Say whose yearly rate of closing differs, after a month of accounts."""
    BY_NAME["finance"].step(world)
    world.organisations.live("income_year")[::5] = 0.7
    people, public, found = People(world), call("finance", public_shares, world, numbers=False), []
    for row, i in enumerate(people.everybody):
        rate = call("finance", rate_of, world, row, public[row], 0)
        if i.active and not math.isclose(rate, founding.closing(people, i, False), rel_tol=1e-9):
            found.append(f"{i.id}: {rate} in the engine, {founding.closing(people, i, False)} in the twin")
    return found
