"""Learning: inventions need slack and diversity, joint services need complements, experience grows and leaves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.handmade import add, agree, empty, run, set_params, tie

from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world.schema import Event, Kind
from simkemitraan.world.world import World

NOTHING = {
    "spread": 0.0,
    "invention": 0.0,
    "own_improvement": 0.0,
    "obsolescence": 0.0,
    "joint_service": 0.0,
    "capability_drift": 0.0,
    "experience_gain": 0.0,
    "experience_loss": 0.0,
}


def learning_world(names: tuple[str, ...] = ("a", "b"), **params: float) -> World:
    world = empty(names)
    set_params(world, "learning", **{**NOTHING, **params})
    return world


# --- invention -----------------------------------------------------------------------------------------------------


def inventors(count: int, load: float, kinds: tuple[int, ...]) -> World:
    """``count`` organisations, each tied to one partner of each kind named."""
    world = learning_world(invention=0.5, invention_step=0.2)
    partners = [add(world, 1.0, kind, load=1.0) for kind in kinds]
    for _ in range(count):
        row = add(world, 1.0, load=load)
        for partner in partners:
            tie(world, partner, row)
    return world


@pytest.mark.parametrize(
    ("load", "kinds", "chance"),
    [
        (0.0, (Kind.AGENCY,), 0.1),
        (0.5, (Kind.AGENCY, Kind.COMPANY), 0.1),
        (0.0, tuple(Kind), 0.5),
        (0.0, (Kind.AGENCY, Kind.AGENCY), 0.1),
    ],
)
def test_invention_follows_slack_and_diversity(load: float, kinds: tuple[int, ...], chance: float) -> None:
    count, months = 250, 8
    world = inventors(count, load, kinds)
    made = 0.0
    for _ in range(months):
        world.counts.clear()
        run(world, "learning")
        made += world.counts.get("invented", 0.0)
    n = count * months
    assert made == pytest.approx(n * chance, abs=4.0 * math.sqrt(n * chance * (1.0 - chance)))
    assert world.events.n == made
    assert (world.events.live("event") == Event.INVENTION).all()


def test_an_invention_raises_practice_by_its_step() -> None:
    world = inventors(60, 0.0, tuple(Kind))
    world.organisations.live("practice")[...] = 0.5
    run(world, "learning")
    inventive = np.isin(world.organisations.live("id"), world.events.live("organisation"))
    assert 0 < inventive.sum() < 60
    np.testing.assert_allclose(world.organisations.live("practice"), np.where(inventive, 0.6, 0.5))


@pytest.mark.parametrize("load", [1.0, 3.0])
def test_no_slack_no_invention(load: float) -> None:
    world = inventors(50, load, tuple(Kind))
    run(world, "learning", 6)
    assert world.events.n == 0


def test_without_partners_nobody_invents() -> None:
    world = inventors(50, 0.0, ())
    run(world, "learning", 6)
    assert world.counts["invented"] == 0


# --- joint services ------------------------------------------------------------------------------------------------


def pairs_of(
    count: int, capability: tuple[list[float], list[float]], governance: float = 1.0, second: int = -1
) -> World:
    world = learning_world(joint_service=0.2, complement_threshold=0.25, capability_gain=0.1)
    for _ in range(count):
        members = [add(world, 1.0, capability=able) for able in capability]
        tie(world, *members)
        agree(world, members, governance, field=0, second=second)
    return world


@pytest.mark.parametrize("governance", [1.0, 0.5])
def test_complementary_members_create_joint_services(governance: float) -> None:
    world = pairs_of(400, ([0.2, 0.5], [0.6, 0.5]), governance)
    run(world, "learning")
    made, chance = world.partnerships.live("innovations"), 0.2 * governance
    assert made.sum() == world.counts["joint_services"] == world.events.n
    assert made.sum() == pytest.approx(400 * chance, abs=4.0 * math.sqrt(400 * chance * (1.0 - chance)))
    before = np.tile([[0.2, 0.5], [0.6, 0.5]], (400, 1))
    grown = before + np.repeat(made, 2)[:, None] * np.array([0.1, 0.0]) * (1.0 - before)
    np.testing.assert_allclose(world.organisations.live("capability"), grown)
    np.testing.assert_array_equal(world.events.live("other"), world.partnerships.live("id")[made == 1])


@pytest.mark.parametrize(("second", "some"), [(-1, False), (1, True)])
def test_the_second_field_counts_where_there_is_one(second: int, some: bool) -> None:
    world = pairs_of(100, ([0.5, 0.2], [0.6, 0.7]), second=second)
    run(world, "learning")
    assert bool(world.partnerships.live("innovations").any()) == some
    assert (world.organisations.live("capability")[:, 0] == np.tile([0.5, 0.6], 100)).all()


def test_without_governance_or_members_nothing_is_created() -> None:
    world = pairs_of(50, ([0.2, 0.5], [0.6, 0.5]), governance=0.0)
    run(world, "learning", 3)
    world.partnerships.live("governance")[...] = 1.0
    world.partnerships.live("n_members")[...] = 0
    run(world, "learning", 3)
    assert world.partnerships.live("innovations").sum() == 0


# --- experience and capability -------------------------------------------------------------------------------------


@pytest.mark.parametrize("partnerships", [0, 1, 2, 5])
def test_experience_settles_by_the_number_of_partnerships(partnerships: int) -> None:
    world = learning_world(experience_gain=0.02, experience_loss=0.01)
    rows = [add(world, 1.0, experience=0.3), add(world, 1.0, experience=0.3)]
    for _ in range(partnerships):
        agree(world, rows)
    run(world, "learning", 600)
    gain = 0.02 * min(partnerships, 3)
    np.testing.assert_allclose(world.organisations.live("experience"), gain / (gain + 0.01), atol=1e-3)


def test_capability_follows_what_is_worked_on() -> None:
    world = learning_world(capability_drift=0.05)
    add(world, 1.0, capability=[0.9, 0.9], priority=[0.8, 0.2])
    add(world, 1.0, capability=[0.9, 0.9], priority=[0.0, 0.0])
    add(world, 1.0, capability=[0.9, 0.9], priority=[0.8, 0.2], active=0)
    run(world, "learning", 400)
    expected = [[0.7, 0.35 + 0.35 / 4.0], [0.35, 0.35], [0.9, 0.9]]
    np.testing.assert_allclose(world.organisations.live("capability"), expected, rtol=1e-6)


def test_the_dormant_forget_and_do_not_learn() -> None:
    world = learning_world(
        spread=0.1, own_improvement=0.1, obsolescence=0.02, experience_gain=0.1, experience_loss=0.05
    )
    tie(
        world,
        add(world, 1.0, practice=0.9, capability=[0.0, 0.5]),
        add(world, 1.0, practice=0.5, experience=0.5, active=0),
    )
    agree(world, [0, 1])
    run(world, "learning")
    assert world.organisations["practice"][1] == pytest.approx(0.5 * 0.98)
    assert world.organisations["experience"][1] == pytest.approx(0.5 * 0.95)


# --- any world -----------------------------------------------------------------------------------------------------


@given(st.integers(0, 2**32), st.integers(0, 8), st.integers(1, 4))
def test_everything_stays_between_zero_and_one(luck: int, n: int, fields: int) -> None:
    rng = np.random.default_rng(luck)
    world = empty(tuple("abcd"[:fields]))
    for param in BY_NAME["learning"].params:
        set_params(world, "learning", **{param.name: rng.uniform(param.low, param.high)})
    for _ in range(n):
        add(
            world,
            1.0,
            int(rng.integers(0, 5)),
            practice=rng.integers(0, 3) / 2,
            experience=rng.integers(0, 3) / 2,
            capability=rng.integers(0, 3, fields) / 2,
            active=rng.integers(0, 4) > 0,
            load=rng.exponential(),
        )
    for a in range(n):
        for b in range(a):
            if rng.random() < 0.6:
                tie(world, a, b, rng.random(), rng.random())
    if n > 1:
        agree(world, rng.choice(n, 2, replace=False).tolist(), rng.random(), 0, int(rng.integers(-1, fields)))
    run(world, "learning", 6)
    for name in ("practice", "experience", "capability"):
        values = world.organisations.live(name)
        assert ((values >= 0.0) & (values <= 1.0)).all(), name
