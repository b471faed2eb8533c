"""One contract for all mechanisms: declarations, reads and writes, empty worlds, row order, switching off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.worlds import district, small_world, spec

from simkemitraan import engine, mechanisms
from simkemitraan.mechanisms import ORDER, Mechanism
from simkemitraan.world.world import LEDGER, TABLES, World

NAMES = [m.name for m in ORDER]
each = pytest.mark.parametrize("mechanism", ORDER, ids=NAMES)


def columns(world: World) -> dict[str, np.ndarray]:
    return {
        f"{name}.{c.name}": getattr(world, name).live(c.name).copy()
        for name in (*TABLES, *LEDGER)
        for c in getattr(world, name).columns
    }


def changed(before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> set[str]:
    return {
        name
        for name, old in before.items()
        if old.shape != after[name].shape or not np.array_equal(old, after[name], equal_nan=True)
    }


def allowed(name: str, patterns: tuple[str, ...]) -> bool:
    return name in patterns or f"{name.split('.')[0]}.*" in patterns


@each
def test_it_declares_itself(mechanism: Mechanism) -> None:
    assert mechanism.about
    assert mechanism.title.id
    assert mechanism.title.en
    known = set(columns(engine.start(spec(), 1)))
    known |= {f"{other.name}.{p.name}" for other in ORDER for p in other.params if other is not mechanism}
    for pattern in (*mechanism.reads, *mechanism.writes):
        table, _, column = pattern.partition(".")
        assert pattern in known or (column == "*" and table in (*TABLES, *LEDGER)), pattern
    assert len({p.name for p in mechanism.params}) == len(mechanism.params)


@each
def test_every_parameter_has_bounds_unit_source_and_meaning(mechanism: Mechanism) -> None:
    for p in mechanism.params:
        assert p.low <= p.default <= p.high
        assert p.unit
        assert p.source
        assert p.text.id
        assert p.text.en
        assert p.text.id != p.text.en
        if p.form == "choice":
            assert len(p.choices) == p.high + 1 == int(p.high) + 1
        if p.form in ("whole", "switch", "choice"):
            assert p.default == int(p.default)


@each
def test_it_writes_only_what_it_declares(mechanism: Mechanism) -> None:
    world = small_world(months=30)
    for _ in range(6):
        world.rebuild_graph()
        for other in ORDER:
            if other is not mechanism:
                other.step(world)
                continue
            before = columns(world)
            mechanism.step(world)
            wrong = {c for c in changed(before, columns(world)) if not allowed(c, mechanism.writes)}
            assert not wrong
        world.month += 1


@each
def test_it_survives_a_world_of_nobody_and_of_one(mechanism: Mechanism) -> None:
    for counts in ((0, 0, 0, 0, 0), (0, 1, 0, 0, 0), (1, 0, 0, 0, 0)):
        world = engine.start(spec(district(counts)), 1)
        for _ in range(3):
            world.rebuild_graph()
            mechanism.step(world)
            world.month += 1
        for name, values in columns(world).items():
            assert not np.isnan(np.asarray(values, np.float64)).any(), name


def ids_of(world: World) -> np.ndarray:
    return world.organisations.live("id")


@each
def test_switching_it_off_leaves_the_luck_of_the_others(mechanism: Mechanism) -> None:
    """Without any mechanism the population is the same person by person: no draw depends on who else drew."""
    full, without = engine.start(spec(), 3), engine.start(spec(off=frozenset({mechanism.name})), 3)
    for name, values in columns(full).items():
        np.testing.assert_array_equal(values, columns(without)[name])
    for world in (full, without):
        engine.run_to(world, world.month + 12)
    common = np.intersect1d(ids_of(full), ids_of(without))
    assert common.size > 0
    rows = [np.searchsorted(ids_of(w), common) for w in (full, without)]
    for name in ("reach", "culture", "district", "place", "address"):
        np.testing.assert_array_equal(full.organisations[name][rows[0]], without.organisations[name][rows[1]])


def test_every_module_of_the_room_has_its_place_in_the_month() -> None:
    """A mechanism that was written but not given its line in the order would never run."""
    room = Path(mechanisms.__file__).parent
    written = {path.stem for path in room.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    listed = [m.name for m in ORDER if m.module.startswith(mechanisms.__name__)]
    assert sorted(listed) == sorted(written - {"__init__", "contract", "registry"})
