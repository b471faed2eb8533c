"""Advances a world by a month. Knows no Mesa, no files, no plots; the only caller of mechanisms."""

from __future__ import annotations

from collections.abc import Sequence

from .declare import Values
from .mechanisms import ORDER
from .world import ledger, population, registry
from .world.choices import Decision, held, write
from .world.spec import Choice, Spec
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


def foresee(world: World, organisations: Sequence[int], months: int) -> list[tuple[int, ...]]:
    """Return what organisations (by id) would be asked in the coming months, if everybody went on as the rules have it.

    A copy of the world goes ahead; the world itself and its luck stay as they are.

    Returns
    -------
    list of tuple
        Month, decision, organisation, other (:class:`.world.choices.Decision`) and an answer that is possible, in the
        order in which they come.
    """
    ahead = world.copy()
    watched = [
        Choice(month, Decision.WATCH, i, 0, 1)
        for month in range(world.month, world.month + months)
        for i in organisations
    ]
    write(ahead, [*held(world), *watched])
    ahead.asked.clear()
    run_to(ahead, world.month + months)
    a = ahead.asked
    columns = [a.live(name).tolist() for name in ("month", "decision", "organisation", "other", "answer")]
    return list(dict.fromkeys(zip(*columns, strict=True)))


def run_to(world: World, month: int) -> None:
    """Advance until ``world.month`` is ``month``."""
    while world.month < month:
        advance(world)
