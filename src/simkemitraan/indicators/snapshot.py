"""What many indicators need, made once a month and only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..world.world import World
from . import network
from .totals import Floats, totals


class Snapshot:
    """A world at the end of a month, with sums cached.

    Parameters
    ----------
    world : World
        Read, never changed.
    """

    def __init__(self, world: World) -> None:
        self.world = world

    def count(self, name: str) -> float:
        """Return how often something happened this month."""
        return self.world.counts.get(name, 0.0)

    @cached_property
    def totals(self) -> Mapping[str, float]:
        """Sums over districts, organisations, tied pairs and partnerships, by name (:data:`.totals.TOTALS`)."""
        return totals(self.world)

    @cached_property
    def live(self) -> NDArray[np.intp]:
        """Rows of running partnerships."""
        return np.flatnonzero(self.world.partnerships.live("n_members") > 0)

    def partnership(self, name: str) -> Floats:
        """Return a column of the running partnerships."""
        return np.asarray(self.world.partnerships[name][self.live], np.float64)

    def district(self, name: str) -> Floats:
        """Return a column of the districts."""
        return np.asarray(self.world.districts.live(name))

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """Which organisations exist."""
        return np.asarray(self.world.organisations.live("alive") == 1)

    def organisation(self, name: str) -> Floats:
        """Return a column of the organisations that exist."""
        return np.asarray(self.world.organisations.live(name)[self.alive], np.float64)

    @cached_property
    def network(self) -> network.Network:
        """The network of ties among organisations that have at least one."""
        return network.Network.of(self.world)


def ratio(part: float, whole: float) -> float:
    """Return ``part / whole``, nan when there is no whole."""
    return part / whole if whole > 0.0 else float("nan")


def mean(values: Floats) -> float:
    """Return the mean, nan of nothing."""
    return float(values.mean()) if values.size else float("nan")


def total(name: str) -> Callable[[Snapshot], float]:
    """Return an indicator that is one of the totals (:data:`.totals.TOTALS`)."""
    return lambda s: s.totals[name]


def of(part: str, whole: str) -> Callable[[Snapshot], float]:
    """Return an indicator that relates one of the totals to another, nan when there is no whole."""
    return lambda s: ratio(s.totals[part], s.totals[whole])
