"""How differences are judged: read by commands before anything is loaded that makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..intervals import Method

WINDOW = 12  # months
PRECISION = 0.05
LEAST = 0.005


@dataclass(frozen=True, slots=True)
class Rules:
    """How differences are judged.

    Attributes
    ----------
    level : float
        Coverage of the intervals.
    method : {"t", "bootstrap"}
        How intervals are made.
    precision : float
        Half-width wanted, as a share of the baseline's value.
    least : float
        Smallest difference that counts as a change, as a share of the baseline's value.
    window : int
        Months at the end of the horizon over which the final value is averaged.
    """

    level: float = 0.95
    method: Method = "t"
    precision: float = PRECISION
    least: float = LEAST
    window: int = WINDOW
