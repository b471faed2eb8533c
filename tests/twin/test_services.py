"""Learning, founding and fates, and service to families: the engine and the twin do the same from the same start."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.twin import finance, learning
from tests.twin.people import People
from tests.twin.same import differences
from tests.twin.test_twin import rich_world

from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world.world import World

STEPS: dict[str, Callable[[People], None]] = {"learning": learning.step, "finance": finance.step}
SEEDS = range(1, 10)
NUMBERS: tuple[dict[str, dict[str, float]], ...] = (
    {"learning": {"joint_service": 0.4, "invention": 0.3}},
    {"learning": {"joint_service": 1.0, "invention": 0.5, "complement_threshold": 0.1, "spread": 0.5, "obsolescence": 0.001,
                  "capability_drift": 0.1, "own_improvement": 0.1}},
    {"learning": {"joint_service": 0.3, "spread": 0.1, "invention": 0.0, "experience_gain": 0.4, "experience_loss": 0.1}},
)


def busy_world(seed: int) -> World:
    """A world in which there is something to learn: gaps of practice and capability, second fields, some overloaded."""
    world = rich_world(seed)
    for name, numbers in NUMBERS[seed % len(NUMBERS)].items():
        for number, value in numbers.items():
            world.params[name].set(number, value)
    luck = np.random.default_rng(seed)
    o, q = world.organisations, world.partnerships
    o.live("practice")[...] = luck.beta(0.7, 0.7, o.n)
    o.live("experience")[...] = luck.beta(0.7, 0.7, o.n)
    o.live("load")[...] *= luck.choice([0.3, 1.0, 2.5], o.n)
    o.live("capability")[...] = luck.beta(1.5, 1.5, o.live("capability").shape)
    q.live("second")[...] = np.where(luck.random(q.n) < 0.6, (q.live("field") + 1 + luck.integers(0, 4, q.n)) % world.fields, -1)
    q.live("governance")[...] = luck.choice([0.0, 0.3, 0.7, 1.0], q.n)
    return world


def follow(world: World, name: str, months: int = 12) -> list[str]:
    """Let one mechanism work for a year in the engine and in the twin; return where they first differ."""
    world.begin_month()
    people = People(world)
    found = differences(world, people)
    while not found and months > 0:
        world.begin_month()
        people.begin_month()
        BY_NAME[name].step(world, world.params[name], world.seed)
        STEPS[name](people)
        found = differences(world, people)
        months, world.month, people.month = months - 1, world.month + 1, people.month + 1
    return found


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("seed", SEEDS)
def test_one_mechanism_for_a_year(name: str, seed: int) -> None:
    assert follow(busy_world(seed), name) == []
