"""Sums whose order is fixed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled

_BLOCK, _LANES = 128, 8


@compiled
def pairwise_sum(values: NDArray[np.float64]) -> float:
    """Return the sum of ``values`` in the order in which numpy adds up an array: in eight lanes, by halves when long."""
    n = values.size
    if n > _BLOCK:
        half = n // 2 - n // 2 % _LANES
        return pairwise_sum(values[:half]) + pairwise_sum(values[half:])
    total, at = 0.0, 0
    if n >= _LANES:
        lanes = values[:_LANES].copy()
        for at in range(_LANES, n - n % _LANES, _LANES):
            for k in range(_LANES):
                lanes[k] += values[at + k]
        at = n - n % _LANES
        total = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    for k in range(at, n):
        total += values[k]
    return total
