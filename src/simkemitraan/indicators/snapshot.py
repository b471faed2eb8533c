"""What many indicators need, made once a month and only when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..world.world import World
from . import network
from .totals import NUMBERS, POSITIONS, Floats, numbers


class Snapshot:
    """A world at the end of a month, with sums cached.

    Parameters
    ----------
    world : World
        Read, never changed.
    """

    def __init__(self, world: World) -> None:
        self.world = world

    @cached_property
    def numbers(self) -> Floats:
        """The numbers of the month, as :data:`.totals.NUMBERS` names them."""
        return numbers(self.world)

    @cached_property
    def totals(self) -> Mapping[str, float]:
        """Sums over districts, organisations, tied pairs and partnerships, by name (:data:`.totals.NUMBERS`)."""
        return dict(zip(NUMBERS, self.numbers.tolist(), strict=True))

    def count(self, name: str) -> float:
        """Return how often something happened this month (:data:`simkemitraan.world.schema.COUNTS`)."""
        return self.world.counts.get(name, 0.0)

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


@dataclass(frozen=True, slots=True)
class Share:
    """An indicator that relates one number of the month to another; all of them are read at once (:mod:`.registry`).

    Attributes
    ----------
    part, whole : int
        Which numbers (:data:`.totals.NUMBERS`).
    """

    part: int
    whole: int

    def __call__(self, s: Snapshot) -> float:
        """Return the one divided by the other, nan when there is no whole."""
        return ratio(float(s.numbers[self.part]), float(s.numbers[self.whole]))


def total(name: str) -> Share:
    """Return an indicator that is one of the sums, or how often something happened (:data:`.totals.NUMBERS`)."""
    return of(name, "one")


def of(part: str, whole: str) -> Share:
    """Return an indicator that relates one number of the month to another (:data:`.totals.NUMBERS`)."""
    return Share(POSITIONS[part], POSITIONS[whole])
