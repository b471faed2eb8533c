"""Coverage against what can be worked out: one provider, many equal ones, bounds, merging, joint needs."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.handmade import add, agree, empty, run, set_params, tie

from simkemitraan.mechanisms.service_delivery.coverage import blend
from simkemitraan.mechanisms.service_delivery.families import joint_chances, joint_share
from simkemitraan.world.world import World

NEED = 1000.0
shares = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12)


def covered(s: list[float], linked: float = 0.0) -> tuple[float, float]:
    """Coverage and k of providers with shares ``s``, of which pairs are coordinated by ``linked`` in all."""
    return blend(math.prod(1.0 - x for x in s), sum(s), sum(x * x for x in s), linked)


def pairs(s: list[float]) -> float:
    return sum(x * y for x, y in combinations(s, 2))


def one_field(staff: list[float]) -> World:
    """A world of one field with NEED families, in which one staff serves one need."""
    world = empty(("a",))
    world.districts.live("need")[...] = NEED
    for x in staff:
        add(world, x)
    return world


def coverage(world: World) -> float:
    run(world, "service_delivery")
    return float(world.districts["coverage"][0, 0])


@pytest.mark.parametrize("capacity", [0.0, 250.0, 1000.0, 1700.0])
def test_a_single_provider_does_not_overlap_with_itself(capacity: float) -> None:
    world = one_field([capacity])
    assert coverage(world) == pytest.approx(min(1.0, capacity / NEED), rel=1e-12)
    assert world.districts["duplication"][0, 0] == 0.0


@pytest.mark.parametrize("k", [2, 5, 40])
def test_equal_providers_overlap_by_chance(k: int) -> None:
    total = 800.0
    world = one_field([total / k] * k)
    expected = 1.0 - (1.0 - total / (k * NEED)) ** k
    assert coverage(world) == pytest.approx(expected, rel=1e-12)
    assert world.districts["duplication"][0, 0] == pytest.approx(1.0 - expected / 0.8, rel=1e-12)


def test_many_small_providers_approach_the_exponential() -> None:
    k = 400
    # (1 - x/k)**k = exp(-x - x**2/2k - ...): the gap is x**2/2k exp(-x) to first order
    gap = coverage(one_field([800.0 / k] * k)) - (1.0 - math.exp(-0.8))
    assert gap == pytest.approx(0.8**2 / (2 * k) * math.exp(-0.8), rel=0.01)


@given(shares, st.floats(0.0, 1.0))
def test_coverage_lies_between_chance_and_full_coordination(s: list[float], strength: float) -> None:
    low, high = covered(s)[0], min(1.0, sum(s))
    value, k = covered(s, strength * pairs(s))
    assert low - 1e-12 <= value <= max(low, high) + 1e-12
    assert 0.0 <= k <= 1.0


@given(shares, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_coordination_never_lowers_coverage(s: list[float], x: float, y: float) -> None:
    low, high = sorted((x, y))
    assert covered(s, low * pairs(s))[0] <= covered(s, high * pairs(s))[0] + 1e-12


def fully_linked(staff: list[float], who: list[tuple[int, int]]) -> World:
    """Providers of whom the named pairs coordinate with strength 1."""
    world = one_field(staff)
    set_params(world, "service_delivery", coordination_informal=1.0)
    for a, b in who:
        tie(world, a, b)
    return world


def test_merging_two_fully_coordinated_providers_changes_nothing() -> None:
    assert coverage(fully_linked([300.0, 450.0], [(0, 1)])) == pytest.approx(coverage(one_field([750.0])), rel=1e-12)


def test_a_fully_coordinated_district_serves_like_one_house() -> None:
    staff = [100.0, 150.0, 250.0, 80.0]
    world = fully_linked(staff, list(combinations(range(4), 2)))
    assert coverage(world) == pytest.approx(sum(staff) / NEED, rel=1e-12)
    assert world.districts["coordination"][0, 0] == pytest.approx(1.0, rel=1e-12)


def test_merging_two_of_three_agrees_to_third_order() -> None:
    """Pairs are weighed by size, so two linked among others count as one house but for products of three shares."""
    a, b, c = 0.2, 0.3, 0.1
    linked = coverage(fully_linked([NEED * a, NEED * b, NEED * c], [(0, 1)]))
    merged = coverage(one_field([NEED * (a + b), NEED * c]))
    assert 0.0 <= linked - merged <= a * b * c


def test_one_link_does_not_coordinate_a_whole_component() -> None:
    """A chain of 20 links 19 of 190 pairs; to count the whole component instead would claim all of them."""
    n = 20
    world = fully_linked([NEED * 0.8 / n] * n, [(i, i + 1) for i in range(n - 1)])
    value = coverage(world)
    assert world.districts["coordination"][0, 0] == pytest.approx(19 / 190, rel=1e-12)
    alone = coverage(one_field([NEED * 0.8 / n] * n))
    assert value == pytest.approx(alone + 0.1 * (0.8 - alone), rel=1e-12)


@pytest.mark.parametrize(
    ("governance", "cooperating", "strength"),
    [
        (0.5, False, 0.4),
        (1.0, True, 0.8),
        (0.1, True, 0.3),
        (0.1, False, 0.08),
        (0.0, False, 0.0),
    ],
)
def test_of_several_bonds_the_strongest_counts(governance: float, cooperating: bool, strength: float) -> None:
    world = one_field([300.0, 400.0])
    tie(world, 0, 1, cooperating=cooperating)
    agree(world, [0, 1], 0.5 * governance)
    agree(world, [0, 1], governance)
    coverage(world)
    assert world.districts["coordination"][0, 0] == pytest.approx(strength, abs=1e-12)


def test_an_agreement_coordinates_its_own_fields_only() -> None:
    world = empty(("a", "b", "c"))
    world.districts.live("need")[...] = NEED
    for _ in range(2):
        add(world, 600.0)
    tie(world, 0, 1, cooperating=False)
    agree(world, [0, 1], 0.5, field=2, second=0)
    run(world, "service_delivery")
    np.testing.assert_allclose(world.districts["coordination"][0], [0.4, 0.0, 0.4], atol=1e-12)


def test_partners_in_another_district_do_not_coordinate_here() -> None:
    world = empty(("a",), districts=2)
    world.districts.live("need")[...] = NEED
    tie(world, add(world, 300.0), add(world, 400.0, where=1))
    run(world, "service_delivery")
    np.testing.assert_allclose(world.districts.live("coverage")[:, 0], [0.3, 0.4])
    assert (world.districts.live("coordination") == 0.0).all()


# --- several needs of one family -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("joint", "one", "every"), [(0.0, 0.8, 0.3), (1.0, 0.6, 0.5), (0.5, 0.7, 0.4)])
def test_joint_needs_lie_between_chance_and_one_programme(joint: float, one: float, every: float) -> None:
    needs = np.array([1, 0, 1], np.int8)
    found = joint_chances(3, needs, np.array([0.5, 0.9, 0.6]), joint)
    assert found == (pytest.approx(one), pytest.approx(every), 2)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8), st.floats(0.0, 1.0))
def test_all_needs_met_never_exceeds_at_least_one(c: list[float], joint: float) -> None:
    one, every, count = joint_chances(len(c), np.ones(len(c), np.int8), np.array(c), joint)
    assert count == len(c)
    assert -1e-12 <= every <= one + 1e-12 <= 1.0 + 2e-12
    assert every <= min(c) + 1e-12


def test_one_house_gives_a_family_everything_it_offers() -> None:
    """A single provider of two fields is joint with itself: both needs are met as often as the scarcer one."""
    world = empty(("a", "b"))
    world.districts.live("need")[...] = NEED
    add(world, 1000.0, priority=[0.3, 0.7])
    run(world, "service_delivery")
    d = world.districts
    assert d["all_served"][0] / d["families"][0] == pytest.approx(0.3)
    assert d["one_served"][0] / d["families"][0] == pytest.approx(0.7)
    assert d["whole"][0] == pytest.approx(0.3)


@pytest.mark.parametrize(("second", "joint"), [(-1, 0.0), (1, 0.8)])
def test_only_a_joint_programme_links_two_specialists(second: int, joint: float) -> None:
    world = empty(("a", "b"))
    world.districts.live("need")[...] = NEED
    add(world, 500.0, priority=[1.0, 0.0])
    add(world, 600.0, priority=[0.0, 1.0])
    tie(world, 0, 1, cooperating=False)
    agree(world, [0, 1], 1.0, field=0, second=second)
    run(world, "service_delivery")
    assert world.districts["whole"][0] == pytest.approx(0.3 + joint * 0.2)


def test_nothing_is_joint_where_nothing_is_offered() -> None:
    assert joint_share(2, np.zeros(2), 0.0) == 0.0
    assert joint_share(2, np.array([0.5, 0.5]), 99.0) == 1.0
