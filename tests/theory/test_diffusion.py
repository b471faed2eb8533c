"""Practice along ties against its exact monthly recursion (not the continuous logistic), and its fixed points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.handmade import add, empty, run, set_params, tie

from simkemitraan.mechanisms.learning import inverted_u
from simkemitraan.world.world import World

ONLY_SPREAD = {
    "invention": 0.0,
    "own_improvement": 0.0,
    "obsolescence": 0.0,
    "joint_service": 0.0,
    "capability_drift": 0.0,
}


def line(practice: list[float], capability: list[float], **params: float) -> World:
    """Organisations with one field, tied in a line, who only learn from each other."""
    world = empty(("a",))
    set_params(world, "learning", **{**ONLY_SPREAD, **params})
    for own, able in zip(practice, capability, strict=True):
        add(world, 1.0, practice=own, capability=[able])
    for i in range(len(practice) - 1):
        tie(world, i, i + 1, trust=0.3 + 0.1 * i, back=0.8)
    return world


def test_a_pair_closes_its_gap_geometrically() -> None:
    world = line([0.9, 0.1], [0.5, 0.25], spread=0.1)
    run(world, "learning", 24)
    # x = 2 x 0.25 = 1/2, so the curve is 1; the second trusts the first by 0.8
    gap = 0.8 * (1.0 - 0.1 * 0.8) ** 24
    assert world.organisations["practice"][1] == pytest.approx(0.9 - gap, rel=1e-12)
    assert world.organisations["practice"][0] == 0.9


def test_a_line_follows_the_exact_recursion() -> None:
    practice, capability = [0.9, 0.2, 0.4, 0.1], [0.2, 0.5, 0.6, 0.35]
    world = line(practice, capability, spread=0.05, obsolescence=0.01, own_improvement=0.004)
    run(world, "learning", 36)
    p, n = np.array(practice), 4
    trust = np.zeros((n, n))
    for i in range(n - 1):
        trust[i, i + 1], trust[i + 1, i] = 0.3 + 0.1 * i, 0.8
    x = np.minimum(1.0, 2.0 * np.abs(np.subtract.outer(capability, capability)))
    pull = 0.05 * trust * 4.0 * x * (1.0 - x)
    for _ in range(36):
        gaps = np.maximum(0.0, p[None, :] - p[:, None])
        p = p + (pull * gaps).sum(axis=1) + 0.004 * (1.0 - p) - 0.01 * p
    np.testing.assert_allclose(world.organisations.live("practice"), p, rtol=1e-12)


@pytest.mark.parametrize(
    ("distance", "curve"), [(0.0, 0.0), (0.125, 0.75), (0.25, 1.0), (0.375, 0.75), (0.5, 0.0), (0.9, 0.0)]
)
def test_learning_is_best_at_middle_distance(distance: float, curve: float) -> None:
    capability = np.array([[0.05, 0.5], [0.05 + distance, 0.5 - distance if distance <= 0.5 else 0.5]])
    if distance > 0.5:
        capability = np.array([[0.05], [0.95]])
    assert inverted_u(capability, 0, 1, capability.shape[1]) == pytest.approx(curve, abs=1e-12)


def test_likes_and_strangers_to_each_other_learn_nothing() -> None:
    for capability in ([0.5, 0.5], [0.1, 0.9]):
        world = line([0.9, 0.1], capability)
        run(world, "learning", 12)
        np.testing.assert_array_equal(world.organisations.live("practice"), [0.9, 0.1])


def test_only_partners_teach() -> None:
    world = line([0.9, 0.1], [0.5, 0.25])
    world.relations.live("cooperating")[...] = 0
    run(world, "learning", 12)
    np.testing.assert_array_equal(world.organisations.live("practice"), [0.9, 0.1])


def test_equals_have_nothing_to_teach_each_other() -> None:
    world = line([0.6, 0.6], [0.5, 0.25])
    run(world, "learning", 12)
    np.testing.assert_array_equal(world.organisations.live("practice"), [0.6, 0.6])


def test_practice_does_not_only_rise() -> None:
    """Improvement against loss: the level is u / (u + delta), whatever it starts from; without u it fades away."""
    world = line([0.0, 1.0], [0.5, 0.5], own_improvement=0.02, obsolescence=0.03)
    run(world, "learning", 400)
    np.testing.assert_allclose(world.organisations.live("practice"), 0.4, rtol=1e-6)
    world = line([0.8, 0.6], [0.5, 0.5], obsolescence=0.006)
    run(world, "learning", 120)
    np.testing.assert_allclose(world.organisations.live("practice"), np.array([0.8, 0.6]) * 0.994**120)


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6), st.floats(0.0, 0.5))
def test_learning_never_overtakes_the_teacher(practice: list[float], spread: float) -> None:
    capability = [0.25 * (i % 2) for i in range(len(practice))]
    world = line(practice, capability, spread=spread)
    run(world, "learning")
    assert world.organisations.live("practice").max() <= max(practice) + 1e-12
    assert (world.organisations.live("practice") >= np.array(practice) - 1e-12).all()
