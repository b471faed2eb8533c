"""How an indicator declares itself, and how many of them are read off a world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..declare import Indicator as Indicator
from ..declare import Text
from ..world.world import World
from .snapshot import Share, Snapshot

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


@dataclass(slots=True)
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


class Reader:
    """Reads indicators off worlds.

    Those that relate one number of the month to another (:class:`.snapshot.Share`) are read at once, the others one by one.

    Parameters
    ----------
    indicators : tuple of Indicator
        Which; what is read names them by their position.
    """

    def __init__(self, indicators: tuple[Indicator, ...]) -> None:
        self._monthly = _Due([(k, i) for k, i in enumerate(indicators) if i.every == "month"])
        self._yearly = _Due(list(enumerate(indicators)))
        self._groups = [(k, i.groups) for k, i in enumerate(indicators) if i.groups is not None]

    def read(self, world: World, *, yearly: bool | None = None) -> Measurement:
        """Read them off a world, after :func:`simkemitraan.engine.advance`; what is not defined (nan) is left out.

        Parameters
        ----------
        world : World
            Its ``month`` is the next to simulate; the values are those of the month before.
        yearly : bool, optional
            Read the yearly ones and the breakdowns too; by default in the last month of each year.
        """
        snapshot = Snapshot(world)
        yearly = world.month % 12 == 0 if yearly is None else yearly
        if not yearly:
            return _defined(_whole(self._monthly.which, self._monthly.values(snapshot)))
        found = [_whole(self._yearly.which, self._yearly.values(snapshot))]
        found += [Measurement(np.full(v.size, k, np.int16), d, g, v) for k, d, g, v in self._broken_down(snapshot)]
        whole = Measurement(*(np.concatenate([getattr(m, n) for m in found]) for n in Measurement.__slots__))
        return _defined(whole, np.argsort(whole.indicator, kind="stable"))

    def _broken_down(self, snapshot: Snapshot) -> Iterator[tuple[int, NDArray[np.int32], NDArray[np.int16], Values]]:
        for k, groups in self._groups:
            district, group, value = groups(snapshot)
            yield k, district, group, np.asarray(value, np.float64)


class _Due:
    """Indicators that are due together, in their order.

    Attributes
    ----------
    which : ndarray of int16
        Their positions.
    """

    def __init__(self, indicators: list[tuple[int, Indicator]]) -> None:
        self.which = np.array([k for k, _ in indicators], np.int16)
        values = [i.value for _, i in indicators]
        shares = [(at, value) for at, value in enumerate(values) if isinstance(value, Share)]
        self._at = np.array([at for at, _ in shares], np.intp)
        self._part = np.array([value.part for _, value in shares], np.intp)
        self._whole = np.array([value.whole for _, value in shares], np.intp)
        self._others = [(at, value) for at, value in enumerate(values) if not isinstance(value, Share)]

    def values(self, snapshot: Snapshot) -> Values:
        """Return their values, nan where one is not defined."""
        out = np.full(self.which.size, np.nan)
        if self._at.size:
            part, whole = snapshot.numbers[self._part], snapshot.numbers[self._whole]
            there = whole > 0.0
            out[self._at[there]] = part[there] / whole[there]
        for at, value in self._others:
            out[at] = value(snapshot)
        return out


def _whole(which: NDArray[np.int16], values: Values) -> Measurement:
    """Return values for the whole place."""
    return Measurement(which, np.zeros(which.size, np.int32), np.full(which.size, -1, np.int16), values)


def _defined(found: Measurement, order: NDArray[np.intp] | None = None) -> Measurement:
    """Return what is defined (not nan), in an order if one is given."""
    kept = np.flatnonzero(found.value == found.value) if order is None else order[~np.isnan(found.value[order])]
    return Measurement(*(getattr(found, name)[kept] for name in Measurement.__slots__))
