"""Gives known organisations their known figures and ties, when the horizon begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import agreements
from .known import known_rows
from .population import VOLUNTEER
from .relations import introduce
from .schema import Origin
from .world import World


def install(world: World) -> None:
    """At the start of the horizon, give known organisations their known figures and ties (and no others)."""
    registry = world.spec.place.registry
    if not registry.organisations:
        return
    rows = known_rows(world)
    _known_figures(world, rows)
    _known_ties(world, rows)


def _known_figures(world: World, rows: NDArray[np.int64]) -> None:
    o = world.organisations
    for row, known in zip(rows, world.spec.place.registry.organisations, strict=True):
        if row < 0:
            continue
        for name, value in (
            ("staff", known.staff),
            ("staff_wanted", known.staff),
            ("volunteers", known.volunteers),
            ("own_income", known.income),
            ("place", known.place),
            ("active", known.active),
        ):
            if value is not None:
                o[name][row] = value
        if known.priority is not None:
            o["priority"][row] = known.priority
        o["capacity_start"][row] = o["staff"][row] + VOLUNTEER * o["volunteers"][row]


def _known_ties(world: World, rows: NDArray[np.int64]) -> None:
    """Replace the ties among known organisations by those of the registry."""
    o, r, p = world.organisations, world.relations, world.partnerships
    known = np.zeros(o.n, np.bool_)
    known[rows[rows >= 0]] = True
    inside = known[r.live("a")] & known[r.live("b")] & (r.live("mandated") == 0)
    members = np.where(p.live("member") >= 0, known[np.maximum(p.live("member"), 0)], False).any(axis=1)
    p.live("n_members")[members] = 0
    r.live("forgotten")[inside] = 1
    r.live("cooperating")[inside] = 0
    r.live("formal")[known[r.live("a")] | known[r.live("b")]] = 0
    r.keep(r.live("forgotten") == 0)
    p.keep(p.live("n_members") > 0)
    _add_known_ties(world, rows)


def _add_known_ties(world: World, rows: NDArray[np.int64]) -> None:
    r = world.relations
    ties = sorted(
        (min(rows[t.a], rows[t.b]), max(rows[t.a], rows[t.b]), t.formal, t.age, t.trust)
        for t in world.spec.place.registry.ties
        if rows[t.a] >= 0 and rows[t.b] >= 0 and t.a != t.b
    )
    pairs = sorted({(int(a), int(b)) for a, b, *_ in ties} - _tied(world))
    if pairs:
        where = introduce(world, np.array([a for a, _ in pairs], np.int32), np.array([b for _, b in pairs], np.int32))
        r["cooperating"][where] = 1
        r["origin"][where] = Origin.INITIAL
        r["meetings"][where] = 1.0
        r["since"][where] = world.month
    rows_of = {(int(a), int(b)): row for row, (a, b) in enumerate(zip(r.live("a"), r.live("b"), strict=True))}
    for a, b, _, age, trust in ties:
        row = rows_of[int(a), int(b)]
        r["since"][row] = min(int(r["since"][row]), world.month - age)
        if trust is not None:
            for name in ("personal_a", "personal_b", "institutional_a", "institutional_b"):
                r[name][row] = trust
    world.rebuild_graph()
    formal = [(int(a), int(b), age) for a, b, is_formal, age, _ in ties if is_formal]
    if formal:
        agreements.install(world, [(a, b) for a, b, _ in formal], [age for *_, age in formal])


def _tied(world: World) -> set[tuple[int, int]]:
    r = world.relations
    return {(int(a), int(b)) for a, b in zip(r.live("a"), r.live("b"), strict=True)}
