"""Small places and worlds that tests share. Nothing here reads a file."""

from __future__ import annotations

import numpy as np

from simkemitraan import engine
from simkemitraan.declare import Text
from simkemitraan.world.spec import District, Field, Place, Profile, Spec, stable_code
from simkemitraan.world.world import World

FIELD_NAMES = (
    "child_protection",
    "older_people",
    "disability",
    "poverty_food",
    "family_mental_health",
    "disaster_response",
)


def fields(names: tuple[str, ...] = FIELD_NAMES) -> tuple[Field, ...]:
    return tuple(Field(n, Text(n, n), stable_code(n, 16)) for n in names)


PROFILES = (
    Profile((3,), 0.40),
    Profile((0,), 0.08),
    Profile((1,), 0.12),
    Profile((2,), 0.08),
    Profile((0, 3), 0.10),
    Profile((1, 3), 0.08),
    Profile((3, 4), 0.06),
    Profile((0, 3, 4), 0.04),
    Profile((5,), 0.04),
)


def district(
    counts: tuple[int, int, int, int, int] = (3, 6, 5, 6, 4),
    code: int = 3401,
    population: float = 60_000.0,
    **more: object,
) -> District:
    return District(
        f"D{code}",
        code,
        population,
        0.105 * population,
        int(more.pop("subdistricts", 3)),
        counts,
        **more,  # type: ignore[arg-type]
    )


def place(*districts: District, **more: object) -> Place:
    return Place("test", districts or (district(),), more.pop("fields", fields()), more.pop("profiles", PROFILES))  # type: ignore[arg-type]


def median_place() -> Place:
    return place(district((7, 28, 58, 30, 24), 3402, 306_000.0, subdistricts=12))


def spec(*districts: District, **more: object) -> Spec:
    more.setdefault("burn_in", 24)
    more.setdefault("months", 24)
    return Spec(place(*districts), **more)  # type: ignore[arg-type]


def small_world(seed: int = 1, months: int = 24, **more: object) -> World:
    world = engine.start(spec(**more), seed)
    engine.run_to(world, world.month + months)
    return world


def tied_pairs(world: World) -> set[tuple[int, int]]:
    """Ids of all tied pairs."""
    r, ids = world.relations, world.organisations["id"]
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    return {(int(ids[a]), int(ids[b])) for a, b in zip(r.live("a")[tied], r.live("b")[tied], strict=True)}


def state(world: World) -> dict[str, np.ndarray]:
    """Every live column of every table, copied."""
    out = {}
    for name in ("organisations", "relations", "partnerships", "grants", "districts"):
        table = getattr(world, name)
        out.update({f"{name}.{c.name}": table.live(c.name).copy() for c in table.columns})
    return out
