"""Between which values an indicator must lie, so that no interval names one that cannot be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ...indicators import REGISTRY
from .places import SERVED

Floats = NDArray[np.float64]
FREE = (-np.inf, np.inf)
BY_UNIT = {
    "-1 to 1": (-1.0, 1.0),
    "1-4": (1.0, 4.0),
    "1-5": (1.0, 5.0),
    "0-10000": (0.0, 10_000.0),
    "Gini": (0.0, 1.0),
    "log": FREE,
}


def bounds_of(name: str) -> tuple[float, float]:
    """Return least and greatest possible value of an indicator; a name that is not registered has no bounds."""
    if name == SERVED:
        return (0.0, np.inf)
    indicator = REGISTRY.get(name)
    if indicator is None:
        return FREE
    return (0.0, 1.0) if indicator.share else BY_UNIT.get(indicator.unit, (0.0, np.inf))


def bounds_by_name(names: Iterable[object]) -> tuple[Floats, Floats]:
    """Return the bounds of several indicators as two arrays."""
    found = np.array([bounds_of(str(n)) for n in names], dtype=np.float64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
