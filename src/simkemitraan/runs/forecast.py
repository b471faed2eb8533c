"""How long a plan will take and how large its result will be, from some of its runs done here and now."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from .executing import Tasks, groups_of, in_workers
from .plan import Plan
from .workers import Limits

SECONDS = 3.0  # how long the sample takes, unless runs are longer
COMPRESSED = 0.25  # bytes on disk for each in memory


@dataclass(frozen=True)
class Forecast:
    """Wall time of a plan on this machine as busy as it is now, and bytes on disk."""

    seconds: float
    megabytes: float


def forecast(plan: Plan, workers: int | None = None) -> Forecast:
    """Run a sample on as many workers as the plan will have, and reckon from its pace.

    What else keeps the machine busy keeps the sample busy too, so cores are not taken for free that are not.
    """
    count = max(1, workers or os.cpu_count() or 1)
    groups = groups_of(plan, list(plan.runs), count, alone=False)
    step = max(1, len(groups) // 1000)
    chosen = groups[::step]
    tasks = Tasks(plan, {r.index: r for r in plan.runs}, None, None)
    began = time.perf_counter()
    at: list[float] = []
    size = 0.0
    answers = in_workers(chosen, tasks, count, Limits())
    for _, tables, _ in answers:
        at.append(time.perf_counter())
        if len(at) == 1 and tables is not None:
            size = COMPRESSED * sum(values.nbytes for columns in tables.values() for values in columns.values())
            began = time.perf_counter()
        if len(at) > 2 * count and at[-1] - began > SECONDS:
            break
    answers.close()
    pace = (at[-1] - began) / (len(at) - 1) if len(at) > 1 else at[-1] - began
    return Forecast(max(pace, 1e-4) * len(plan.runs), size * len(plan.runs) / 1e6)
