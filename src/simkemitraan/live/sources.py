"""Futures from the model: the run-up is simulated once for each luck, and every reset starts from a copy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .. import engine
from ..indicators import ALL, Indicator
from ..indicators.registry import Reader
from ..world.draws import replicate_seed
from ..world.names import organisation_name
from ..world.spec import Spec
from ..world.world import World
from .node_index import NodeIndex
from .past import drain
from .session import Setup
from .trajectory import Dynamics, SimulatedTrajectory, Trajectory, Values

LUCKS_KEPT = 3

HEADLINES: tuple[Indicator, ...] = tuple(i for i in ALL if i.headline)
"""What the charts show, in the order of every series."""


_READER = Reader(HEADLINES)


def headlines(world: World) -> Values:
    """Return the headline indicators of the month just simulated, NaN for those not due."""
    values = np.full(len(HEADLINES), np.nan)
    found = _READER.read(world)
    whole = (found.district == 0) & (found.group == -1)
    values[found.indicator[whole]] = found.value[whole]
    return values


MODEL = Dynamics(engine.advance, headlines)


def first_world(spec: Spec, seed: int) -> World:
    """Return the world at the first month of the horizon, its run-up behind it and its ledger empty."""
    world = engine.start(spec, seed)
    while world.month < 0:
        engine.advance(world)
        drain(world)
    return world


class ModelSource:
    """Opens a setup with runs of the model.

    Parameters
    ----------
    setup : Setup
        What to run; replicate ``luck`` of its seed, as :func:`simkemitraan.run` numbers them.
    start : callable
        ``start(spec, seed)``: the world at the first month of its horizon.
    dynamics : Dynamics
        How months pass.
    kept : int
        Replicates whose first month is kept.
    """

    def __init__(
        self,
        setup: Setup,
        start: Callable[[Spec, int], World] = first_world,
        dynamics: Dynamics = MODEL,
        kept: int = LUCKS_KEPT,
    ) -> None:
        place = setup.specs[0].place
        self.node_index = NodeIndex(lambda organisation, lang: organisation_name(place, organisation, lang))
        self._setup, self._start, self._dynamics = setup, start, dynamics
        self._kept = max(kept, LUCKS_KEPT)
        self._first: dict[int, list[World]] = {}

    def fresh(self, kept: int) -> ModelSource:
        """Return another source of the same runs, for another thread; it keeps the first months of ``kept`` replicates."""
        return ModelSource(self._setup, self._start, self._dynamics, kept)

    def futures(self, luck: int) -> list[Trajectory]:
        """Return fresh futures at the first month, one for each scenario."""
        if luck not in self._first:
            seed = replicate_seed(self._setup.seed, luck)
            self._first[luck] = [self._start(spec, seed) for spec in self._setup.specs]
            while len(self._first) > self._kept:
                del self._first[next(key for key in self._first if key not in (0, luck))]
        return [SimulatedTrajectory(world.copy(), self._dynamics) for world in self._first[luck]]
