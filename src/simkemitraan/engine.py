"""Advances a world by a month. Knows no Mesa, no files, no plots; the only caller of mechanisms."""

from __future__ import annotations

from .declare import Values
from .mechanisms import ORDER
from .world import ledger, population, registry
from .world.spec import Spec
from .world.world import World


def start(spec: Spec, seed: int) -> World:
    """Build the world of ``spec`` at the first month of its burn-in, before anything has happened.

    Parameters
    ----------
    spec : Spec
        What to run.
    seed : int
        Seed of the replicate, 0 to 2**63 - 1.

    Raises
    ------
    KeyError
        If ``spec.params`` names a number that no mechanism declares.
    """
    params = {m.name: Values(m.params, spec.params.get(m.name)) for m in ORDER}
    world = World(spec, seed, params)
    population.build(world)
    return world


def advance(world: World) -> None:
    """Simulate the month ``world.month`` and step to the next."""
    if world.month == 0:
        registry.install(world)
    world.begin_month()
    for mechanism in ORDER:
        if mechanism.name not in world.spec.off:
            mechanism.step(world)
    ledger.end_month(world)
    world.month += 1


def run_to(world: World, month: int) -> None:
    """Advance until ``world.month`` is ``month``."""
    while world.month < month:
        advance(world)
