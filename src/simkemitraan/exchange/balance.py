"""The value of doing nothing at which an imported network keeps its number of ties.

How much organisations need each other differs between places, and no registry says it: with the number of the median
regency, twenty-five agencies of one programme would all work with each other after three years. It is therefore set for
the place, so that three simulated years end with as many ties among those imported as they began with. What else the
network has (who is central, how ties close into triads) is not fitted and can be compared.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .. import engine
from ..scenario import Scenario
from ..scenario.varying import with_numbers
from ..world import registry
from ..world.spec import Spec
from ..world.world import World

MONTHS = 36
SEEDS = 6
LEAST = 10  # ties of cooperation, below which nothing is fitted
_LOW, _HIGH, _STEPS = 0.0, 10.0, 7
_NUMBER = ("formation", "outside_option")


def keeping_value(scenario: Path) -> float | None:
    """Return the ``formation.outside_option`` that keeps the number of ties of a scenario's registry.

    Parameters
    ----------
    scenario : Path
        A scenario file with a registry.

    Returns
    -------
    float or None
        None where too few ties of cooperation are known (a register of agreements alone does not say who works together
        without one), or where no value keeps them.
    """
    spec = Scenario.load(str(scenario)).with_changes(months=MONTHS).spec(trace=False)
    known = spec.place.registry.ties
    informal = sum(not tie.formal for tie in known)
    if informal < LEAST or 2 * informal < len(known):
        return None
    low, high = _LOW, _HIGH
    if change(spec, low) < 0.0 or change(spec, high) > 0.0:
        return None
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if change(spec, middle) > 0.0 else (low, middle)
    return round(0.5 * (low + high), 1)


def change(spec: Spec, value: float) -> float:
    """Return by how many ties among those imported three years change, on average over a few seeds."""
    tried = with_numbers(spec, [(*_NUMBER, value)])
    return float(np.mean([_change(tried, seed) for seed in range(1, SEEDS + 1)]))


def _change(spec: Spec, seed: int) -> int:
    world = engine.start(spec, seed)
    engine.run_to(world, 0)
    begun = world.copy()
    registry.install(begun)
    engine.run_to(world, MONTHS)
    return _ties(world) - _ties(begun)


def _ties(world: World) -> int:
    """Return the ties among organisations of the registry."""
    r, ids = world.relations, world.organisations["id"]
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    inside = np.isin(ids[r.live("a")], world.known) & np.isin(ids[r.live("b")], world.known)
    return int((tied & inside).sum())
