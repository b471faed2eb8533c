"""Large worlds: what a plan will take is told before it starts, measured here and now.

A few months of the whole say what a month takes at its start, some of the districts how that grows as ties form.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from .. import engine
from ..indicators import ALL
from ..scenario import Scenario
from ..world.spec import Spec
from ..world.world import World
from .beginnings import months_of
from .plan import Plan
from .simulate import Tables, burn_in, run_on

LARGE = 20_000  # organisations from which on a plan is measured first, and the ledger is kept only if asked for
MONTHS = 3  # measured
SAMPLE = 5_000  # organisations of the districts that are simulated to the end, to see how months grow with the ties
# Seen on the whole country (127,825 organisations, two processes): what a month takes in the burn-in and in the horizon, in
# first months, where a sample cannot show it; how much longer when processes share the way to the memory.
LATER, TOGETHER = (2.5, 3.0), 1.2
GROWTH = 1.6  # times the memory of a world at its start, when ties have formed and futures were copied
ROW = 9.0  # bytes on disk for each row of indicators: 3.9 MB for 441,900
BROKEN_DOWN = 60  # rows a year of indicators by field, kind, type and reason
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
        Wall time, memory of all processes (the workers, and the one that hands out the runs), bytes on disk.
    """

    organisations: int
    runs: int
    workers: int
    seconds: float
    gigabytes: float
    megabytes: float


def expected(plan: Plan, workers: int | None = None) -> Expected:
    """Start the first arm, simulate some months of it and all of a sample of its districts, and reckon.

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
    first = _first_months(world)
    own = _own() / 1e9  # what this process, which hands out the runs, has taken by now
    each = GROWTH * (own + _bytes(world) / 1e9)
    fit = max(1, int(FREE * _free() / 1e9 / each)) if _free() else os.cpu_count() or 1
    chosen = max(1, min(workers or os.cpu_count() or 1, fit, len(plan.runs)))
    waves = -(-replicates // chosen) * chosen / replicates  # the last round may leave some with nothing to do
    before, after = _later(spec, count, plan.runs[0].seed)
    months = spec.burn_in * before + (_months(plan) - spec.burn_in) * after
    seconds = first * months * replicates * waves / chosen * (TOGETHER if chosen > 1 else 1.0)
    return Expected(count, len(plan.runs), chosen, seconds, each * chosen + own, _disk(plan, count) / 1e6)


def _first_months(world: World) -> float:
    """Return the seconds of a month at the start of a world; the very first, which compiles or loads, is not counted."""
    engine.advance(world)
    began = time.perf_counter()
    engine.run_to(world, world.month + MONTHS)
    return (time.perf_counter() - began) / MONTHS


def _later(spec: Spec, count: int, seed: int) -> tuple[float, float]:
    """Return how many times the first months one of the burn-in and one of the horizon take, as some districts show."""
    place = spec.place
    districts = place.districts[:: -(-count // SAMPLE)]
    if len(districts) == len(place.districts) or place.registry.organisations or spec.burn_in <= MONTHS:
        return LATER
    sample = replace(spec, place=replace(place, districts=districts))
    world, tables = engine.start(sample, seed), Tables("indicators")
    first, began = _first_months(world), time.perf_counter()
    burn_in(world, 0)
    opened = time.perf_counter()
    run_on(world, tables, 12)
    return (
        (opened - began) / (spec.burn_in - MONTHS - 1) / first,
        (time.perf_counter() - opened) / 12 / first,
    )


def _months(plan: Plan) -> int:
    """Return the months that one replicate of all arms takes: what arms share is simulated once."""
    return sum(months_of([(arm, plan.scenarios[arm].spec()) for arm in plan.arms], plan.runs[0].seed).values())


def _disk(plan: Plan, count: int) -> float:
    """Return the bytes that the result will take."""
    total = 0.0
    monthly = sum(indicator.every == "month" for indicator in ALL)
    by_district = sum("district" in indicator.by for indicator in ALL)
    for arm in plan.arms:
        data = plan.scenarios[arm].data
        years, districts = data["months"] / 12, len(data["place"]["districts"])
        rows = monthly * data["months"] + years * (len(ALL) - monthly + BROKEN_DOWN + by_district * districts)
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
