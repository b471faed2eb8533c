"""One contract for all mechanisms: declarations, reads and writes, empty worlds, row order, switching off."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.worlds import small_world

from simkemitraan import mechanisms
from simkemitraan.mechanisms import ORDER, Mechanism
from simkemitraan.testing import contract

NAMES = [m.name for m in ORDER]
each = pytest.mark.parametrize("mechanism", ORDER, ids=NAMES)


@each
def test_it_declares_itself(mechanism: Mechanism) -> None:
    contract.check_declaration(mechanism)


@each
def test_every_parameter_has_bounds_unit_source_and_meaning(mechanism: Mechanism) -> None:
    contract.check_numbers(mechanism)


@each
def test_it_writes_only_what_it_declares(mechanism: Mechanism) -> None:
    contract.check_writes(mechanism, small_world(months=30))


@each
def test_it_survives_a_world_of_nobody_and_of_one(mechanism: Mechanism) -> None:
    contract.check_small_worlds(mechanism)


@each
def test_switching_it_off_leaves_the_luck_of_the_others(mechanism: Mechanism) -> None:
    contract.check_luck(mechanism)


def test_every_module_of_the_room_has_its_place_in_the_month() -> None:
    """A mechanism that was written but not given its line in the order would never run."""
    room = Path(mechanisms.__file__).parent
    written = {path.stem for path in room.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    listed = [m.name for m in ORDER if m.module.startswith(mechanisms.__name__)]
    assert sorted(listed) == sorted(written - {"__init__", "contract", "registry"})
