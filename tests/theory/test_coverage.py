"""Coverage against what can be worked out: one provider, many equal ones, bounds, merging, chains."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.handmade import add, agree, empty, run, set_params, tie

from simkemitraan.world.world import World

NEED = 1000.0
staffs = st.lists(st.floats(0.0, 1.2 * NEED), min_size=2, max_size=6)


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


def linked(staff: list[float], who: list[tuple[int, int]], strength: float = 1.0) -> World:
    """Providers of whom the named pairs coordinate."""
    world = one_field(staff)
    set_params(world, "service_delivery", coordination_informal=strength)
    for a, b in who:
        tie(world, a, b)
    return world


@given(staffs, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_coverage_lies_between_the_bounds_and_rises_with_coordination(staff: list[float], x: float, y: float) -> None:
    everybody = list(combinations(range(len(staff)), 2))
    alone, low, high = (coverage(linked(staff, everybody, k)) for k in (0.0, min(x, y), max(x, y)))
    assert alone == pytest.approx(1.0 - math.prod(1.0 - min(1.0, s / NEED) for s in staff))
    assert alone <= low + 1e-12
    assert low <= high + 1e-12
    assert high <= min(1.0, sum(min(1.0, s / NEED) for s in staff)) + 1e-12


def test_merging_two_fully_coordinated_providers_changes_nothing() -> None:
    assert coverage(linked([300.0, 450.0], [(0, 1)])) == pytest.approx(coverage(one_field([750.0])), rel=1e-12)


def test_a_fully_coordinated_district_serves_like_one_house() -> None:
    staff = [100.0, 150.0, 250.0, 80.0]
    world = linked(staff, list(combinations(range(4), 2)))
    assert coverage(world) == pytest.approx(sum(staff) / NEED, rel=1e-12)
    assert world.districts["coordination"][0, 0] == pytest.approx(1.0, rel=1e-12)


def test_merging_two_of_three_agrees_to_third_order() -> None:
    """Pairs are weighed by size, so two linked among others count as one house but for products of three shares."""
    a, b, c = 0.2, 0.3, 0.1
    together = coverage(linked([NEED * a, NEED * b, NEED * c], [(0, 1)]))
    merged = coverage(one_field([NEED * (a + b), NEED * c]))
    assert 0.0 <= together - merged <= a * b * c


def test_one_link_does_not_coordinate_a_whole_component() -> None:
    """A chain of 20 links 19 of 190 pairs; equations item 9 finds what components would claim absurd."""
    n = 20
    world = linked([NEED * 0.8 / n] * n, [(i, i + 1) for i in range(n - 1)])
    value = coverage(world)
    assert world.districts["coordination"][0, 0] == pytest.approx(19 / 190, rel=1e-12)
    alone = coverage(one_field([NEED * 0.8 / n] * n))
    assert value == pytest.approx(alone + 0.1 * (0.8 - alone), rel=1e-12)


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
