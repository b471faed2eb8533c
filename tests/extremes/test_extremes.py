"""Extreme worlds run and stay sane: every number finite and within its bounds; people, money and ledger conserved."""

from __future__ import annotations

import numpy as np
import pytest
from tests.extremes.sane import months
from tests.worlds import district, fields, median_place, place

from simkemitraan import engine
from simkemitraan.indicators import NAMES, measure
from simkemitraan.mechanisms import ORDER
from simkemitraan.world.relations import introduce_pairs
from simkemitraan.world.schema import KIND_NAMES
from simkemitraan.world.spec import Change, Place, Profile, Spec
from simkemitraan.world.world import World

pytestmark = pytest.mark.compiled  # interpreted, a month takes a thousand times as long

NO_BUDGETS = dict.fromkeys([f"{f}_budget" for f in ("district", "national", "philanthropy", "donor")], 0.0)
NO_GIVING = {"village_money": 0.0, "company_giving": 0.0, "swakelola_share": 0.0}
NO_FOUNDINGS = dict.fromkeys([f"founding_{k}" for k in ("nonprofit", "company", "community", "individual")], 0.0)


def begin(where: Place, burn_in: int = 12, seed: int = 5, **more: object) -> World:
    return engine.start(Spec(where, months=600, burn_in=burn_in, **more), seed)  # type: ignore[arg-type]


def read(world: World) -> dict[str, float]:
    """The indicators of the whole place."""
    m = measure(world, yearly=True)
    whole = (m.district == 0) & (m.group == -1)
    return {NAMES[i]: float(v) for i, v in zip(m.indicator[whole], m.value[whole], strict=True)}


@pytest.mark.parametrize("kind", range(5), ids=KIND_NAMES)
def test_one_organisation(kind: int) -> None:
    counts = tuple(int(k == kind) for k in range(5))
    world = months(begin(place(district(counts)), params={"finance": {"dormant_rate": 0.0}}), 60)  # type: ignore[arg-type]
    assert world.ended_ties.n == world.partnerships.n == 0
    assert read(world)["mean_degree"] == 0.0


def test_no_organisation_at_all() -> None:
    """Only the zakat board and the volunteers of the disaster service reach anybody; without these nobody does."""
    world = months(begin(place(district((0, 0, 0, 0, 0)))), 36)
    assert world.organisations.n == 0
    assert read(world)["families_served"] > 0.0
    nobody = {"finance": {"zakat_direct": 0.0}, "service_delivery": {"disaster_volunteers": 0.0}}
    world = months(begin(place(district((0, 0, 0, 0, 0))), params=nobody), 36)
    assert read(world)["families_served"] == 0.0


def test_nobody_with_money() -> None:
    """No reserves, no goods, no pull, no funders or givers: staff is laid off, agreements lose nothing they never had."""
    world = begin(median_place(), params={"funding": NO_BUDGETS, "finance": NO_FOUNDINGS | NO_GIVING})
    o = world.organisations
    for name in ("reserves", "goods", "own_income", "income_year", "income_past"):
        o.live(name)[...] = 0.0
    months(world, 60)
    assert world.districts.live("pool").sum() == 0.0
    assert world.grants.n == 0
    living = (o.live("kind") != 0) & (o.live("kind") != 2)  # agencies and companies have a budget
    assert o.live("income")[living].sum() == 0.0
    assert o.live("staff")[living].sum() < 1e-9


def test_all_leaders_leave_every_month() -> None:
    exits = tuple(Change(m, "shock", shock="leader_leaves", value=1.0) for m in range(60))
    world = begin(
        median_place(), timeline=exits, params={"leadership": {"vacancy_months": 24.0}, "finance": NO_FOUNDINGS}
    )
    engine.run_to(world, 0)
    at_work = int((world.organisations.live("alive") == 1).sum())
    months(world, 60)
    now = read(world)
    assert now["leaders_left"] == now["organisations"] + now["closed"]
    assert 0.5 * at_work < now["organisations"] < at_work
    assert now["vacancies"] == 1.0
    assert world.partnerships.n == 0  # nobody is in post to sign, and what was signed has run out


def test_everybody_leaves_within_the_year_by_hazard() -> None:
    """A yearly probability of 1 is an infinite rate: it is cut just below, and nothing overflows."""
    certain = {
        "hazard_per_year": 1.0,
        "founder_hazard_per_year": 1.0,
        "government_hazard_per_year": 1.0,
        "vacancy_months": 1.0,
    }
    world = months(begin(median_place(), params={"leadership": certain}), 36)
    assert read(world)["leaders_left"] > 0.4 * (world.organisations.live("alive") == 1).sum()


def test_no_culture_distance() -> None:
    world = begin(median_place(), params={"finance": NO_FOUNDINGS, "maintenance": {"culture_effect": 5.0}})
    world.organisations.live("culture")[...] = 0.25
    world.relations.live("distance")[...] = 0.0
    months(world, 60)
    assert world.relations.live("distance").max() == 0.0
    assert read(world)["culture_distance"] == 0.0
    assert "strain_distant" not in read(world)  # not defined, so not written


@pytest.mark.parametrize("formalising", [0.037, 5.0])
def test_every_pair_related(formalising: float) -> None:
    world = begin(
        place(district((7, 28, 20, 20, 12), subdistricts=6)), params={"formation": {"formalising": formalising}}
    )
    r, n = world.relations, world.organisations.n
    known = {(int(a), int(b)) for a, b in zip(r.live("a"), r.live("b"), strict=True)}
    pairs = np.array([p for p in zip(*np.triu_indices(n, 1), strict=True) if tuple(map(int, p)) not in known], np.int32)
    introduce_pairs(world, pairs[:, 0].copy(), pairs[:, 1].copy())
    assert r.n == n * (n - 1) // 2
    r.live("cooperating")[...] = 1
    r.live("since")[...] = world.month
    world.rebuild_graph()
    months(world, 36)
    assert read(world)["mean_degree"] > 5.0


def test_a_district_without_people() -> None:
    world = begin(
        place(
            district((2, 5, 4, 5, 3), 3401),
            district((0, 0, 0, 0, 0), 3402, 0.0),
            district((1, 3, 2, 2, 2), 3403, 0.0),
        )
    )
    months(world, 60)
    empty = world.districts.live("code") > 3401
    assert world.districts.live("families")[empty].sum() == 0.0
    assert world.districts.live("one_served")[empty].sum() == 0.0
    m = measure(world, yearly=True)
    assert not np.isin(m.district, [3402, 3403]).any()  # a share of nobody is not a number, so it is not written
    assert (m.district == 3401).any()


def test_two_hundred_fields() -> None:
    names = tuple(f"field_{k}" for k in range(200))
    profiles = tuple(Profile((k, (k + 7) % 200), 1 / 200) for k in range(200))
    world = months(begin(place(district(), fields=fields(names), profiles=profiles), burn_in=0), 24)
    o = world.organisations
    np.testing.assert_allclose(o.live("priority").sum(axis=1), 1.0)
    m = measure(world, yearly=True)
    assert m.group.max() == 199


def test_six_hundred_months() -> None:
    """Fifty years: months, ids and ages stay in range, and the register neither dies out nor explodes."""
    world = months(begin(place(district()), burn_in=0), 600)
    assert world.month == 600
    assert 5 < (world.organisations.live("alive") == 1).sum() < 100


@pytest.mark.parametrize("side", ["low", "high"])
@pytest.mark.parametrize("mechanism", ORDER, ids=lambda m: m.name)
def test_every_number_of_a_mechanism_at_one_end_of_its_bounds(mechanism: object, side: str) -> None:
    """All numbers of one mechanism at once, at their lowest or highest allowed value."""
    at_the_end = {p.name: float(getattr(p, side)) for p in mechanism.params}  # type: ignore[attr-defined]
    name = mechanism.name  # type: ignore[attr-defined]
    months(begin(place(district(), district((1, 3, 2, 2, 2), 3402)), params={name: at_the_end}), 36)
