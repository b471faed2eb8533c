"""The contract of a mechanism, as checks that raise ``AssertionError`` and say what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import engine
from ..mechanisms import ORDER, Mechanism
from ..runs.ahead import PLACE
from ..world.spec import District, Place, Spec
from ..world.world import LEDGER, TABLES, World

Counts = tuple[int, int, int, int, int]
Columns = dict[str, np.ndarray[Any, Any]]


def spec(counts: Counts = (2, 8, 4, 5, 4), off: frozenset[str] = frozenset(), months: int = 36) -> Spec:
    """Return a very small place: organisations by kind, mechanisms that are switched off, length of the horizon."""
    district = District("", 1, 60_000.0, 6_000.0, 2, counts)
    place = Place("", (district,), PLACE.fields, PLACE.profiles)
    return Spec(place, months=months, burn_in=0, off=off)


def columns(world: World) -> Columns:
    """Return copies of all columns, by ``table.column``."""
    return {
        f"{name}.{c.name}": getattr(world, name).live(c.name).copy()
        for name in (*TABLES, *LEDGER)
        for c in getattr(world, name).columns
    }


def changed(before: Columns, after: Columns) -> set[str]:
    """Return the names of columns that differ."""
    return {
        name
        for name, old in before.items()
        if old.shape != after[name].shape or not np.array_equal(old, after[name], equal_nan=True)
    }


def check_declaration(mechanism: Mechanism) -> None:
    """It says what it is in both languages, and reads and writes only what there is."""
    assert mechanism.about, "a docstring of the module says what the rule is, why, and where it comes from"
    assert mechanism.title.id, "TITLE in Indonesian"
    assert mechanism.title.en, "TITLE in English"
    known = set(columns(engine.start(spec(), 1)))
    known |= {f"{other.name}.{p.name}" for other in ORDER for p in other.params if other is not mechanism}
    for pattern in (*mechanism.reads, *mechanism.writes):
        table, _, column = pattern.partition(".")
        assert pattern in known or (column == "*" and table in (*TABLES, *LEDGER)), f"there is no column {pattern}"
    assert len({p.name for p in mechanism.params}) == len(mechanism.params), "two numbers of one name"


def check_numbers(mechanism: Mechanism) -> None:
    """Every number has bounds, a unit, a source, and a meaning in both languages."""
    for p in mechanism.params:
        assert p.low <= p.default <= p.high, f"{p.name}: default outside of its bounds"
        assert p.unit, f"{p.name}: unit"
        assert p.source, f"{p.name}: source, or 'assumption'"
        assert p.text.id, f"{p.name}: meaning in Indonesian"
        assert p.text.en, f"{p.name}: meaning in English"
        assert p.text.id != p.text.en, f"{p.name}: the same words in both languages"
        if p.form == "choice":
            assert len(p.choices) == p.high + 1 == int(p.high) + 1, f"{p.name}: one bound for each choice"
        if p.form in ("whole", "switch", "choice"):
            assert p.default == int(p.default), f"{p.name}: a whole number"


def check_writes(mechanism: Mechanism, world: World) -> None:
    """In six months of a world it changes only what it declares to write."""
    for _ in range(6):
        world.rebuild_graph()
        for other in ORDER:
            if other is not mechanism:
                other.step(world)
                continue
            before = columns(world)
            mechanism.step(world)
            wrong = {c for c in changed(before, columns(world)) if not _declared(c, mechanism.writes)}
            assert not wrong, f"changed, but not in WRITES: {sorted(wrong)}"
        world.month += 1


def _declared(name: str, patterns: tuple[str, ...]) -> bool:
    return name in patterns or f"{name.split('.')[0]}.*" in patterns


def check_small_worlds(mechanism: Mechanism) -> None:
    """A world of nobody and a world of one survive it, without a NaN."""
    small: tuple[Counts, ...] = ((0, 0, 0, 0, 0), (0, 1, 0, 0, 0), (1, 0, 0, 0, 0))
    for counts in small:
        world = engine.start(spec(counts), 1)
        for _ in range(3):
            world.rebuild_graph()
            mechanism.step(world)
            world.month += 1
        for name, values in columns(world).items():
            assert not np.isnan(np.asarray(values, np.float64)).any(), f"NaN in {name}"


def check_luck(mechanism: Mechanism) -> None:
    """Without it the population is the same person by person: no draw depends on who else drew."""
    full, without = engine.start(spec(), 3), engine.start(spec(off=frozenset({mechanism.name})), 3)
    assert not changed(columns(full), columns(without)), "the population depends on whether it is switched on"
    for world in (full, without):
        engine.run_to(world, world.month + 12)
    ids = [world.organisations.live("id") for world in (full, without)]
    common = np.intersect1d(ids[0], ids[1])
    assert common.size > 0, "nobody is left after a year"
    rows = [np.searchsorted(found, common) for found in ids]
    for name in ("reach", "culture", "district", "place", "address"):
        one, other = full.organisations[name][rows[0]], without.organisations[name][rows[1]]
        assert np.array_equal(one, other), f"{name} of those that both worlds have differs"
