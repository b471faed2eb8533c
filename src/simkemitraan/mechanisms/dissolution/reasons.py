"""Why something ends: one draw among competing risks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...world.compiling import compiled


@compiled
def pick_reason(u: float, weights: NDArray[np.float64], reasons: Sequence[int] | NDArray[np.int32]) -> int:
    """Return one reason with probability proportional to its weight (negative weights count as 0)."""
    total = 0.0
    for k in range(weights.size):
        total += max(0.0, weights[k])
    mark = u * total
    for k in range(weights.size):
        mark -= max(0.0, weights[k])
        if mark <= 0.0 and weights[k] > 0.0:
            return int(reasons[k])
    return int(reasons[0])
