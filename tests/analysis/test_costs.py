"""What levers cost in a place: declared costs grow to its size, stated ones never."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report.fake_result import place

from simkemitraan.analysis.comparison.costs import GROWS_WITH, growth, lever_costs, unit_costs, yearly_cost
from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.scenario import Scenario
from simkemitraan.world.spec import Change, Place, Spec

BASE = Spec(place(), months=48)
COSTED = [(m, p) for m in ORDER for p in m.params if p.cost and p.high > p.default]
HUB = "service_delivery.hub_share"


def named(name: str) -> Place:
    return Scenario.load(f"package:{name}").spec().place


def costs_in(name: str, **stated: float) -> dict[str, float]:
    return {c.lever: c.per_unit for c in unit_costs(named(name), stated)}


def with_value(mechanism: str, param: str, value: float) -> Spec:
    return replace(BASE, params={mechanism: {param: value}})


def test_a_lever_costs_what_is_declared_in_a_median_regency() -> None:
    declared = {f"{m.name}.{p.name}": p.cost for m, p in COSTED}
    assert costs_in("baseline") == pytest.approx(declared)


def test_what_pays_for_people_costs_more_where_more_people_live() -> None:
    """A hub, a forum, grants: in a regency of ten times the people they do not cost what they cost in a median one."""
    median, large = costs_in("baseline"), costs_in("kabupaten_garut")
    people = named("kabupaten_garut").districts[0].population
    for lever in (HUB, "formation.forum_share", "funding.philanthropy_budget", "service_delivery.referral_desk"):
        assert large[lever] == pytest.approx(median[lever] * people / 306_000)
    small = costs_in("kabupaten_maluku_barat_daya")
    assert small[HUB] < 0.4 * median[HUB]


def test_lines_of_agencies_grow_with_agencies_and_with_public_money() -> None:
    """A place of ten times the people has nine agencies, not seventy: a quarter more aid does not cost ten times as much."""
    where = named("kota_surabaya")
    district = where.districts[0]
    assert growth(where, "budgets.pay") == pytest.approx(district.counts[0] / 7)
    assert growth(where, "budgets.aid") == pytest.approx(district.counts[0] / 7 * district.budget_factor)
    assert growth(where, "service_delivery.companions") == pytest.approx(district.poor / 32_130)


def test_lines_are_the_money_that_the_model_would_spend() -> None:
    """A cut of all lines costs what the three lines cost together, in every place."""
    for name in ("baseline", "kota_surabaya", "kabupaten_maluku_barat_daya"):
        unit = costs_in(name)
        lines = sum(unit[f"budgets.{line}"] for line in ("pay", "services", "aid"))
        assert unit["budgets.cut"] == pytest.approx(-lines, rel=0.01)


def test_every_lever_that_grows_otherwise_is_declared_and_has_a_cost() -> None:
    for lever in GROWS_WITH:
        mechanism, _, name = lever.partition(".")
        assert next(p for p in BY_NAME[mechanism].params if p.name == name).cost


def test_costs_of_several_districts_are_added() -> None:
    one, two = place(districts=1), place(districts=2)
    for lever in (HUB, "budgets.aid"):
        assert growth(two, lever) == pytest.approx(2 * growth(one, lever))


def test_a_stated_cost_is_that_of_the_whole_place_and_never_grows() -> None:
    for name in ("baseline", "kabupaten_garut", "kota_surabaya"):
        assert costs_in(name, **{HUB: 1000.0, "funding.small_quota": 7.0})[HUB] == 1000.0
    reform = with_value("service_delivery", "hub_share", 0.4)
    assert len(BASE.place.districts) == 2
    assert yearly_cost(BASE, reform, stated={HUB: 1000.0}) == pytest.approx(400.0)
    (cost,) = lever_costs(BASE, reform, stated={HUB: 1000.0})
    assert (cost.stated, cost.lever, cost.total) == (True, HUB, pytest.approx(400.0))


def test_cost_is_levers_times_what_a_unit_costs_here() -> None:
    mechanism, param = COSTED[0]
    lever = f"{mechanism.name}.{param.name}"
    reform = with_value(mechanism.name, param.name, param.high)
    expected = param.cost * (param.high - param.default) * growth(BASE.place, lever)
    assert yearly_cost(BASE, reform) == pytest.approx(expected)
    assert yearly_cost(reform, BASE) == pytest.approx(-expected)
    late = replace(BASE, timeline=(Change(36, "set", mechanism.name, param.name, param.high),))
    assert yearly_cost(BASE, late) == pytest.approx(expected / 4)
    assert yearly_cost(BASE, late, window=12) == pytest.approx(expected)
