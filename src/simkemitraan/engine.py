"""Advances a world by a month. Knows no Mesa, no files, no plots; the only caller of mechanisms."""

from __future__ import annotations

from .declare import Values
from .mechanisms import ORDER
from .world.spec import Spec
from .world.world import World


def start(spec: Spec, seed: int) -> World:
    """Build the world of ``spec`` at the first month of its burn-in, before anything has happened."""
    params = {m.name: Values(m.params, spec.params.get(m.name)) for m in ORDER}
    return World(spec, seed, params)


def advance(world: World) -> None:
    """Simulate the month ``world.month`` and step to the next."""
    world.rebuild_graph()
    for mechanism in ORDER:
        if mechanism.name not in world.spec.off:
            mechanism.step(world, world.params[mechanism.name], world.seed)
    world.month += 1
