"""The contract over the mechanisms that were asked for (collected by the plug-in, one test for each)."""

from __future__ import annotations

from simkemitraan import engine
from simkemitraan.mechanisms import Mechanism
from simkemitraan.testing import contract


def test_it_declares_itself(mechanism: Mechanism) -> None:
    """What it is, in both languages; what it reads and writes exists."""
    contract.check_declaration(mechanism)


def test_every_number_has_bounds_unit_source_and_meaning(mechanism: Mechanism) -> None:
    """So that scenarios, sliders and reports can tell of it."""
    contract.check_numbers(mechanism)


def test_it_writes_only_what_it_declares(mechanism: Mechanism) -> None:
    """In a small world in full swing."""
    world = engine.start(contract.spec(), 5)
    engine.run_to(world, 30)
    contract.check_writes(mechanism, world)


def test_it_survives_a_world_of_nobody_and_of_one(mechanism: Mechanism) -> None:
    """Nothing to act on is no mistake."""
    contract.check_small_worlds(mechanism)


def test_switching_it_off_leaves_the_luck_of_the_others(mechanism: Mechanism) -> None:
    """Draws are keyed by who decides about whom."""
    contract.check_luck(mechanism)
