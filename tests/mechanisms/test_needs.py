"""Need: profiles add up, drift is a stationary autoregression, disasters strike and fade, families grow."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.handmade import empty, run, set_params

from simkemitraan.world.schema import Event
from simkemitraan.world.spec import Profile
from simkemitraan.world.world import World

STILL = {"drift_spread": 0.0, "disasters_per_year": 0.0}


def still(
    names: tuple[str, ...] = ("a", "b"), profiles: tuple[Profile, ...] | None = None, districts: int = 1
) -> World:
    world = empty(names, districts, profiles)
    set_params(world, "needs", **STILL)
    return world


def test_need_adds_up_the_profiles() -> None:
    world = still(("a", "b", "c"), (Profile((0,), 0.5), Profile((0, 2), 0.3), Profile((1, 2), 0.2)))
    run(world, "needs")
    families = world.districts["families"][0]
    np.testing.assert_allclose(world.districts["need"][0], families * np.array([0.8, 0.2, 0.5]))


def test_drift_and_surge_scale_need() -> None:
    world = still()
    set_params(world, "needs", drift_persistence=0.5)
    world.districts.live("drift")[...] = [0.3, 0.0]
    world.districts.live("surge")[...] = [0.0, 0.4]
    run(world, "needs")
    families = world.districts["families"][0]
    faded = 0.3 * 0.5 ** (1 / 12)
    np.testing.assert_allclose(world.districts["need"][0], families * np.array([math.exp(faded), 1.4]))


def test_a_surge_halves_in_its_half_life() -> None:
    world = still()
    set_params(world, "needs", disaster_half_life=3.0)
    world.districts.live("surge")[...] = 1.0
    run(world, "needs", 3)
    np.testing.assert_allclose(world.districts.live("surge"), 0.5)


def drifting(districts: int) -> World:
    world = still(("a", "b", "c", "d", "e"), districts=districts)
    set_params(world, "needs", drift_spread=0.3, drift_persistence=0.6)
    return world


def test_drift_has_its_stationary_moments(interpreted: bool) -> None:
    """Spread, yearly correlation and mean need, each within four standard errors of ``n`` independent series."""
    world = drifting(60 if interpreted else 600)
    run(world, "needs", 36)
    before = world.districts.live("drift").ravel().copy()
    run(world, "needs", 12)
    now = world.districts.live("drift").ravel()
    n, variance = now.size, 0.09 * (1.0 - 0.6**8)
    assert now.mean() == pytest.approx(0.0, abs=4.0 * math.sqrt(variance / n))
    assert now.var() == pytest.approx(variance, rel=4.0 * math.sqrt(2.0 / n))
    assert np.corrcoef(before, now)[0, 1] == pytest.approx(0.6, abs=4.0 * (1.0 - 0.36) / math.sqrt(n) + 0.01)
    level = world.districts.live("need") / world.districts.live("families")[:, None]
    assert level.mean() == pytest.approx(1.0, abs=4.0 * 0.31 / math.sqrt(n) + 0.01)


def test_fields_and_districts_drift_apart(interpreted: bool) -> None:
    world = drifting(60 if interpreted else 600)
    run(world, "needs", 12)
    drift = world.districts.live("drift")
    bound = 4.0 / math.sqrt(drift.shape[0] - 1)
    assert (np.abs(np.corrcoef(drift.T) - np.eye(5)) < bound).all()
    assert abs(np.corrcoef(drift[:-1, 0], drift[1:, 0])[0, 1]) < bound


def test_disasters_strike_at_their_rate_and_size(interpreted: bool) -> None:
    world = still(("a", "disaster_response"), districts=40 if interpreted else 400)
    set_params(world, "needs", disasters_per_year=6.0, disaster_size=0.7)
    months = 12
    run(world, "needs", months)
    n, chance = len(world.districts) * months, -math.expm1(-0.5)
    sizes = world.events.live("value")
    assert sizes.size == world.counts["disasters"]
    assert sizes.size == pytest.approx(n * chance, abs=4.0 * math.sqrt(n * chance * (1.0 - chance)))
    assert sizes.mean() == pytest.approx(0.7, rel=4.0 / math.sqrt(sizes.size))
    assert (world.events.live("event") == Event.DISASTER).all()
    assert set(world.events.live("other")) <= set(world.districts.live("code"))


@pytest.mark.parametrize(
    ("names", "surge"),
    [
        (("disaster_response", "poverty_food", "a"), [1.0, 0.1, 0.0]),
        (("a", "poverty_food"), [0.0, 1.0]),
        (("a", "b"), [0.0, 1.0]),
    ],
)
def test_a_disaster_hits_its_field_and_spills_over(names: tuple[str, ...], surge: list[float]) -> None:
    world = still(names)
    set_params(world, "needs", disasters_per_year=12.0, disaster_size=1.0, disaster_half_life=60.0)
    while not world.events.n:
        run(world, "needs")
    size = float(world.events.live("value")[0]) * 0.5 ** (1 / 60)
    np.testing.assert_allclose(world.districts["surge"][0], size * np.array(surge))


def test_families_grow_in_the_horizon_only() -> None:
    world = still()
    set_params(world, "needs", growth_per_year=0.12)
    world.month = -5
    start = world.districts["families"][0]
    run(world, "needs", 6)
    assert world.districts["families"][0] == start
    run(world, "needs", 12)
    assert world.districts["families"][0] == pytest.approx(1.12 * start)
    assert world.districts["profile"][0].sum() == pytest.approx(1.12 * start)


def test_nothing_drawn_where_nothing_is_left_to_luck() -> None:
    one, two = still(), still()
    two.seed = 99
    for world in (one, two):
        run(world, "needs", 12)
    np.testing.assert_array_equal(one.districts.live("need"), two.districts.live("need"))
