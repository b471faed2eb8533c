"""Wrong rules of the twin are found out: each coefficient and each term of money, time and service matters somewhere."""

from __future__ import annotations

import copy
import importlib
from functools import cache

import pytest
from tests.twin import people
from tests.twin.mutants import MUTANTS, mutant
from tests.twin.same import differences
from tests.twin.test_people_and_money import world_of
from tests.twin.test_services import busy_world
from tests.twin.test_twin import rich_world, tight_world

from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world.world import World

MAKERS = {
    "budgets": tight_world,
    "dissolution": tight_world,
    "funding": world_of,
    "service_delivery": busy_world,
    "finance": busy_world,
}
MONTHS, SEEDS = 12, range(1, 10)


@cache
def course(name: str, seed: int) -> list[World]:
    """A world at the start and after each month of one mechanism alone."""
    world = MAKERS.get(name, rich_world)(seed)
    worlds = [copy.deepcopy(world)]
    for _ in range(MONTHS):
        world.begin_month()
        BY_NAME[name].step(world)
        worlds.append(copy.deepcopy(world))
        world.month += 1
    return worlds


def is_found_out(name: str) -> bool:
    """Whether some month of some world differs from the twin as it is now."""
    return any(_differs(course(name, seed), name) for seed in SEEDS)


def _differs(worlds: list[World], name: str) -> bool:
    own, rules = people.People(worlds[0]), importlib.import_module(f"tests.twin.{name}")
    for world in worlds[1:]:
        own.begin_month()
        rules.step(own)
        if differences(world, own):
            return True
        own.month += 1
    return False


@pytest.mark.full
@pytest.mark.parametrize(
    ("name", "module", "here", "wrong"), [(name, *one) for name, some in MUTANTS.items() for one in some]
)
def test_a_wrong_rule_is_found_out(name: str, module: str, here: str, wrong: str) -> None:
    with mutant(module, here, wrong):
        assert is_found_out(name)


@pytest.mark.parametrize("name", MUTANTS)
def test_the_right_rule_passes(name: str) -> None:
    assert not _differs(course(name, 1), name)
