"""What mentoring is about, as an indicator."""

from __future__ import annotations

import numpy as np

from simkemitraan.declare import indicator
from simkemitraan.indicators.snapshot import Snapshot


@indicator("Selisih praktik mitra", "Gap of practice between partners", unit="0-1", theme="quality", good=-1)
def practice_gap(s: Snapshot) -> float:
    """Mean difference in practice between two organisations that cooperate."""
    r = s.world.relations
    tied = r.live("cooperating") == 1
    practice = s.world.organisations.live("practice")
    gap = np.abs(practice[r.live("a")[tied]] - practice[r.live("b")[tied]])
    return float(gap.mean()) if gap.size else float("nan")
