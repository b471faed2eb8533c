"""Runs that begin alike: which share a beginning, when they part, and how each beginning is run only once.

Runs with the same seed whose scenarios differ in the timeline or the horizon alone share every bit until the first month
in which a difference can act. A family of such runs is simulated as a tree: up to where some of them part the world is
one, there it is copied, and each part goes on by itself. What a run leaves is what it would have left alone.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from .. import engine
from ..world import choices
from ..world.spec import Change, Spec
from ..world.world import World
from .plan import Run
from .saved import SavedWorlds
from .simulate import Columns, Keep, Tables, burn_in, run_on

Job = tuple[int, Spec]
Answer = tuple[int, "dict[str, Columns] | None", str]


def past(spec: Spec, month: int) -> tuple[Any, ...]:
    """Return what of a timeline and a horizon has acted by the end of a month: scenarios with the same are one until then."""
    rows = [_acted(row, month) for row in spec.timeline if row.month <= month]
    choices = sorted({c for c in spec.choices if c.month <= month}, key=lambda c: (c.month, repr(c)))
    return (spec.months if month >= 0 else None, *rows, *choices)


def _acted(row: Change, month: int) -> tuple[Any, ...]:
    """Return a row of a timeline as it stands in a month: an end that is still to come is none, reasons do nothing."""
    shape = tuple(getattr(row, name) for name in Change.__slots__ if name not in ("until", "why"))
    return (*shape, row.until if row.until <= month else 0)


def parting(specs: Sequence[Spec]) -> int | None:
    """Return the first month in which not all of these scenarios do the same; ``None`` if they never part."""
    months = {0} | {m for spec in specs for row in spec.timeline for m in (row.month, row.until)}
    months |= {choice.month for spec in specs for choice in spec.choices}
    for month in sorted(months):
        if len({past(spec, month) for spec in specs}) > 1:
            return month if month < max(spec.months for spec in specs) else None
    return None


def same_beginning(a: Spec, b: Spec) -> bool:
    """Return whether two scenarios differ in the timeline and the horizon alone."""
    return a is b or replace(a, timeline=(), choices=(), months=0) == replace(b, timeline=(), choices=(), months=0)


def families(runs: Sequence[Run]) -> list[list[Run]]:
    """Return the runs that may share a beginning, together: those of the same point and seed in all arms."""
    found: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        found.setdefault((run.point, run.seed), []).append(run)
    return list(found.values())


def together(jobs: Sequence[Job], seed: int, keep: Keep, saved: SavedWorlds | None = None) -> Iterator[Answer]:
    """Run scenarios with one seed, each beginning once.

    Parameters
    ----------
    jobs : sequence of (int, Spec)
        The index of each run, and what to run.
    seed : int
        Seed of them all.
    keep : {"indicators", "all"}
        Tables kept.
    saved : SavedWorlds, optional
        Worlds at the start of the horizon, kept from earlier runs.

    Yields
    ------
    tuple of int, tables or None, str
        What each run left, as it is finished; a failure comes as its traceback.
    """
    left = list(jobs)
    while left:
        alike = [job for job in left if same_beginning(job[1], left[0][1])]
        taken = {index for index, _ in alike}
        left = [job for job in left if job[0] not in taken]
        try:
            world = _started(alike[0][1], seed, saved)
        except Exception:
            yield from _failed(alike)
            continue
        yield from _grow(world, Tables(keep), alike)


def _started(spec: Spec, seed: int, saved: SavedWorlds | None) -> World:
    """Return a world at its start, or at the start of the horizon where that was kept."""
    if saved is None or not _as_kept(spec):
        return engine.start(spec, seed)
    world = saved.read(spec, seed)
    if world is None:
        world = engine.start(spec, seed)
        burn_in(world, 0)
        saved.write(world)
    return world


def _as_kept(spec: Spec) -> bool:
    """Return whether the horizon begins with a world that other timelines begin with too."""
    dated = [row.month for row in spec.timeline] + [choice.month for choice in spec.choices]
    return spec.burn_in > 0 and min(dated, default=0) >= 0


def _grow(world: World, out: Tables, jobs: list[Job]) -> Iterator[Answer]:
    """Go on with a world that several runs share until they part, and then with each part."""
    first = jobs[0][1]
    month = parting([spec for _, spec in jobs]) if len(jobs) > 1 else None
    try:
        world.spec, world.timeline = first, list(first.timeline)
        choices.write(world, first.choices)
        run_on(world, out, first.months if month is None else month)
        tables = out.closed(world) if month is None else {}
    except Exception:
        yield from _failed(jobs)
        return
    if month is None:
        yield from ((index, tables, "") for index, _ in jobs)
        return
    groups = _parts(jobs, month)
    for group in groups[:-1]:
        yield from _grow(world.copy(), out.copy(), group)
    yield from _grow(world, out, groups[-1])


def _parts(jobs: Sequence[Job], month: int) -> list[list[Job]]:
    """Return the runs that go on together after a month in which some part."""
    parts: dict[tuple[Any, ...], list[Job]] = {}
    for job in jobs:
        parts.setdefault(past(job[1], month), []).append(job)
    return list(parts.values())


def months_of(jobs: Sequence[Job], seed: int, saved: SavedWorlds | None = None) -> dict[int, int]:
    """Return the months that :func:`together` simulates for each run, by index: what runs share counts for the first of them."""
    found: dict[int, int] = {}
    left = list(jobs)
    while left:
        first = left[0][1]
        alike = [job for job in left if same_beginning(job[1], first)]
        left = [job for job in left if not same_beginning(job[1], first)]
        begun = saved is not None and _as_kept(first) and saved.holds(first, seed)
        found |= _months(alike, 0 if begun else -first.burn_in)
    return found


def _months(jobs: Sequence[Job], start: int) -> dict[int, int]:
    """Return the months from ``start`` on, mirroring :func:`_grow`."""
    month = parting([spec for _, spec in jobs]) if len(jobs) > 1 else None
    own = max(0, (jobs[0][1].months if month is None else month) - start)
    if month is None:
        return dict.fromkeys((index for index, _ in jobs), 0) | {jobs[0][0]: own}
    found: dict[int, int] = {}
    for group in _parts(jobs, month):
        found |= _months(group, max(start, month))
    found[next(iter(found))] += own
    return found


def _failed(jobs: list[Job]) -> Iterator[Answer]:
    trace = traceback.format_exc()
    yield from ((index, None, trace) for index, _ in jobs)
