"""How an indicator declares itself, and how all of them are read off a world."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..declare import Indicator as Indicator
from ..declare import Text
from ..world.world import World
from .snapshot import Snapshot

Values = NDArray[np.float64]
Groups = tuple[NDArray[np.int32], NDArray[np.int16], Values]

THEMES: dict[str, Text] = {
    "access": Text("Akses layanan", "Access"),
    "money": Text("Dana", "Money"),
    "efficiency": Text("Efisiensi sumber daya", "Efficiency"),
    "innovation": Text("Inovasi", "Innovation"),
    "quality": Text("Mutu layanan", "Quality"),
    "accountability": Text("Akuntabilitas", "Accountability"),
    "culture": Text("Perbedaan budaya dan organisasi", "Culture and structure"),
    "rivalry": Text("Persaingan sumber daya", "Competition for resources"),
    "leadership": Text("Kepemimpinan dan tata kelola", "Leadership and governance"),
    "sustainability": Text("Keberlanjutan", "Sustainability"),
    "network": Text("Jaringan", "Network"),
    "survey": Text("Skala survei", "Survey scales"),
}


@dataclass
class Measurement:
    """Values read off one world: parallel arrays.

    Attributes
    ----------
    indicator : ndarray of int16
        Index into the list of registered names.
    district : ndarray of int32
        District code; 0 for all.
    group : ndarray of int16
        Code within the breakdown; -1 for all.
    value : ndarray of float64
    """

    indicator: NDArray[np.int16]
    district: NDArray[np.int32]
    group: NDArray[np.int16]
    value: Values


@dataclass
class _Collector:
    indicator: list[int] = field(default_factory=list)
    district: list[int] = field(default_factory=list)
    group: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def one(self, index: int, value: float) -> None:
        """Note the value of an indicator for the whole place; nothing where it is not defined (nan)."""
        if value == value:  # not nan
            self.indicator.append(index)
            self.district.append(0)
            self.group.append(-1)
            self.value.append(float(value))

    def many(self, index: int, groups: Groups) -> None:
        """Note the values of a breakdown, given as district codes, group codes and values; nan is left out."""
        for district, group, value in zip(*groups, strict=True):
            if value == value:
                self.indicator.append(index)
                self.district.append(int(district))
                self.group.append(int(group))
                self.value.append(float(value))

    def done(self) -> Measurement:
        """Return all that was noted, as arrays of one length."""
        return Measurement(
            np.array(self.indicator, np.int16),
            np.array(self.district, np.int32),
            np.array(self.group, np.int16),
            np.array(self.value, np.float64),
        )


def read(world: World, indicators: tuple[Indicator, ...], *, yearly: bool | None = None) -> Measurement:
    """Read the indicators off a world, after :func:`simkemitraan.engine.advance`.

    Parameters
    ----------
    world : World
        Its ``month`` is the next to simulate; the values are those of the month before.
    indicators : tuple of Indicator
        Which.
    yearly : bool, optional
        Read the yearly ones too; by default in the last month of each year.
    """
    if yearly is None:
        yearly = world.month % 12 == 0
    return _of_the_year(Snapshot(world), indicators) if yearly else _of_the_month(Snapshot(world), indicators)


def _of_the_month(snapshot: Snapshot, indicators: tuple[Indicator, ...]) -> Measurement:
    """Read those of every month; what is not defined (nan) is left out."""
    asked = [(index, i.value) for index, i in enumerate(indicators) if i.every == "month"]
    values = np.array([value(snapshot) for _, value in asked], np.float64)
    defined = values == values
    which = np.array([index for index, _ in asked], np.int16)[defined]
    return Measurement(which, np.zeros(which.size, np.int32), np.full(which.size, -1, np.int16), values[defined])


def _of_the_year(snapshot: Snapshot, indicators: tuple[Indicator, ...]) -> Measurement:
    """Read all of them, and their breakdowns."""
    out = _Collector()
    for index, indicator in enumerate(indicators):
        out.one(index, indicator.value(snapshot))
        if indicator.groups is not None:
            out.many(index, indicator.groups(snapshot))
    return out.done()
