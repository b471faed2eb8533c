"""Large worlds: what a plan will take is told before it starts, from a few months of it measured here and now."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .. import engine
from ..scenario import Scenario
from ..world.world import World
from .beginnings import parting, same_beginning
from .plan import Plan

LARGE = 20_000  # organisations from which on a plan is measured first, and the ledger is kept only if asked for
MONTHS = 3  # measured
LATER = 1.5  # times the first months a usual one takes: there are more ties, and indicators once a year
GROWTH = 1.6  # times the memory of a world at its start, when ties have formed and futures were copied
ROW = 2.2  # bytes on disk for each row of indicators
LEDGER = 250.0  # bytes on disk for each organisation and year, if the ledger is kept
FREE = 0.8  # of the memory that is free


def organisations(scenario: Scenario) -> int:
    """Return the number of organisations that a scenario begins with."""
    return sum(sum(district["counts"]) for district in scenario.data["place"]["districts"])


@dataclass(frozen=True)
class Expected:
    """What a plan will take on this machine as busy as it is now.

    Attributes
    ----------
    organisations, runs, workers : int
        Of the largest arm; of the plan; processes that fit into the memory that is free.
    seconds, gigabytes, megabytes : float
        Wall time, memory of all processes, bytes on disk.
    """

    organisations: int
    runs: int
    workers: int
    seconds: float
    gigabytes: float
    megabytes: float


def expected(plan: Plan, workers: int | None = None) -> Expected:
    """Start the first arm, simulate some months, and reckon.

    Parameters
    ----------
    plan : Plan
        A run or a comparison.
    workers : int, optional
        Processes wanted; one for each core by default.
    """
    count = max(organisations(plan.scenarios[arm]) for arm in plan.arms)
    replicates = max(1, len(plan.runs) // len(plan.arms))
    spec = plan.scenarios[plan.arms[0]].spec(trace=plan.keep == "all")
    world = engine.start(spec, plan.runs[0].seed)
    engine.advance(world)
    began = time.perf_counter()
    for _ in range(MONTHS):
        engine.advance(world)
    pace = LATER * (time.perf_counter() - began) / MONTHS
    each = GROWTH * (_own() + _bytes(world)) / 1e9
    fit = max(1, int(FREE * _free() / 1e9 / each)) if _free() else os.cpu_count() or 1
    chosen = max(1, min(workers or os.cpu_count() or 1, fit, len(plan.runs)))
    waves = -(-replicates // chosen) * chosen / replicates  # the last round may leave some with nothing to do
    seconds = pace * replicates * _months(plan) * waves / chosen
    return Expected(count, len(plan.runs), chosen, seconds, each * chosen, _disk(plan, count) / 1e6)


def _months(plan: Plan) -> int:
    """Return the months that one replicate of all arms takes: what arms share is simulated once."""
    specs = [plan.scenarios[arm].spec() for arm in plan.arms]
    first = specs[0]
    total = first.burn_in + first.months
    for spec in specs[1:]:
        apart = parting([first, spec]) if same_beginning(first, spec) else -spec.burn_in
        total += 0 if apart is None else spec.months - apart
    return total


def _disk(plan: Plan, count: int) -> float:
    """Return the bytes that the result will take."""
    total = 0.0
    for arm in plan.arms:
        data = plan.scenarios[arm].data
        years, districts = data["months"] / 12, len(data["place"]["districts"])
        rows = 45 * data["months"] + years * (60 + 2 * districts)
        total += ROW * rows + (LEDGER * count * years if plan.keep == "all" else 0.0)
    return total * len(plan.runs) / len(plan.arms)


def _bytes(world: World) -> int:
    return sum(getattr(world, name).bytes() for name in ("organisations", "relations", "partnerships", "grants"))


def _own() -> float:
    """Return the memory that a process takes with the rules loaded, bytes."""
    if sys.platform == "win32":
        return 3e8
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most if sys.platform == "darwin" else most * 1024)


def _free() -> float:
    """Return the memory that is free, bytes; 0 where that is not known."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        told = {key: float(rest.split()[0]) * 1024 for key, _, rest in (line.partition(":") for line in lines)}
        limit = Path("/sys/fs/cgroup/memory.max")
        most = limit.read_text(encoding="ascii").strip() if limit.exists() else "max"
        return min(told["MemAvailable"], float(most) if most != "max" else float("inf"))
    except (OSError, ValueError, KeyError, IndexError):
        return 0.0
