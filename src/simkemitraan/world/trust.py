"""Trust between two organisations: its personal and its institutional part, mixed in one way everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .named import View


@compiled
def trust_of_a(r: View, k: int, personal_weight: float) -> float:
    """Return the trust of the first organisation of relation ``k`` in the second, 0-1."""
    return float(personal_weight * r.personal_a[k] + (1.0 - personal_weight) * r.institutional_a[k])


@compiled
def trust_of_b(r: View, k: int, personal_weight: float) -> float:
    """Return the trust of the second organisation of relation ``k`` in the first, 0-1."""
    return float(personal_weight * r.personal_b[k] + (1.0 - personal_weight) * r.institutional_b[k])


@compiled
def mean_trust(r: View, k: int, personal_weight: float) -> float:
    """Return the mean trust of both sides of relation ``k``, 0-1."""
    personal = 0.5 * personal_weight * (r.personal_a[k] + r.personal_b[k])
    return float(personal + 0.5 * (1.0 - personal_weight) * (r.institutional_a[k] + r.institutional_b[k]))


def mean_trust_of(relations: Any, rows: Any, personal_weight: float) -> NDArray[np.float64]:
    """Return the mean trust of both sides of many relations, shape of ``rows``."""
    r = relations
    personal = 0.5 * (r["personal_a"][rows] + r["personal_b"][rows])
    institutional = 0.5 * (r["institutional_a"][rows] + r["institutional_b"][rows])
    return np.asarray(personal_weight * personal + (1.0 - personal_weight) * institutional)
