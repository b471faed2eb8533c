"""One run: a spec and a seed in, columns out. Knows no files and no frames; workers import this and the engine only."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from .. import engine, indicators
from ..world import schema
from ..world.codes import OPEN
from ..world.registry import install
from ..world.spec import Spec
from ..world.tables import Table
from ..world.world import LEDGER, World
from .columns import TABLES

Keep = Literal["indicators", "all"]
Columns = dict[str, np.ndarray[Any, Any]]

# Of the yearly panel what stands in the world as it is; the rest is made when it is read.
PANEL = tuple(name for name in TABLES["organisations"] if name not in ("month", "district", "capability"))
PAIRS = tuple(name for name in TABLES["relations"] if name not in ("month", "a", "b", "trust_a", "trust_b"))


def simulate(spec: Spec, seed: int, keep: Keep = "all") -> dict[str, Columns]:
    """Run one replicate and return its tables.

    Parameters
    ----------
    spec : Spec
        What to run.
    seed : int
        Seed of the replicate.
    keep : {"indicators", "all"}
        Whether to keep panels and the ledger too.

    Returns
    -------
    dict of str to dict of str to ndarray
        Columns by table; every column of a table has the same length.
    """
    world, out = engine.start(spec, seed), Tables(keep)
    run_on(world, out, spec.months)
    return out.closed(world)


def run_on(world: World, out: Tables, month: int) -> None:
    """Advance a world until ``world.month`` is ``month`` and collect what it leaves from the start of the horizon on."""
    burn_in(world, min(month, 0))
    if month >= 0 and not out.opened:
        _clear_ledger(world)
        out.opened = True
        out.panels(_with_known(world))
    while world.month < month:
        engine.advance(world)
        out.measure(world)
        if world.month % 12 == 0 or world.month == world.spec.months:
            out.drain(world)
            out.panels(world)


def burn_in(world: World, month: int) -> None:
    """Advance a world until ``world.month`` is ``month``, at most 0; what happens before the horizon is not kept."""
    while world.month < month:
        engine.run_to(world, min(world.month + 12, month))
        _clear_ledger(world)


def _clear_ledger(world: World) -> None:
    for name in LEDGER:
        getattr(world, name).clear()


def _with_known(world: World) -> World:
    """Return the state that the horizon begins with: of an imported place, what was imported stands in it.

    Partners are counted again; load is that of the month before.
    """
    if world.month != 0 or not world.spec.place.registry.organisations:
        return world
    world = world.copy()
    install(world)
    o, r = world.organisations, world.relations
    formal = (r.live("forgotten") == 0) & (r.live("formal") > 0)
    informal = (r.live("forgotten") == 0) & (r.live("cooperating") == 1) & ~formal
    for name, tied in (("n_formal", formal), ("n_informal", informal)):
        o.live(name)[...] = np.bincount(np.concatenate([r.live("a")[tied], r.live("b")[tied]]), minlength=o.n)
    return world


class Tables:
    """Collects columns month by month.

    Attributes
    ----------
    opened : bool
        Whether the horizon has begun.
    """

    def __init__(self, keep: Keep) -> None:
        self.keep = keep
        self.opened = False
        self.parts: dict[str, list[Columns]] = {}

    def copy(self) -> Tables:
        """Return a copy that collects on its own from here on; what was collected is shared and never changed."""
        other = Tables(self.keep)
        other.opened = self.opened
        other.parts = {table: list(parts) for table, parts in self.parts.items()}
        return other

    def add(self, table: str, columns: Columns) -> None:
        """Collect rows of a table, if there are any."""
        if len(next(iter(columns.values()))):
            self.parts.setdefault(table, []).append(columns)

    def measure(self, world: World) -> None:
        """Take the indicators of the month that was simulated last."""
        m = indicators.measure(world)
        month = np.full(m.value.size, world.month - 1, np.int16)
        self.add(
            "indicators",
            {
                "month": month,
                "district": m.district,
                "indicator": m.indicator,
                "group": m.group,
                "value": m.value,
            },
        )

    def panels(self, world: World) -> None:
        """Take the yearly state of organisations and ties (before the first month, and at the end of each year)."""
        if self.keep != "all":
            return
        o, r = world.organisations, world.relations
        alive = np.flatnonzero(o.live("alive") == 1)
        month = world.month - 1
        columns: Columns = {"month": np.full(alive.size, month, np.int16)}
        columns |= {name: o[name][alive] for name in PANEL}
        columns["district"] = world.districts["code"][o["district"][alive]]
        columns["capability"] = o["capability"][alive].mean(axis=1) if alive.size else np.zeros(0)
        self.add("organisations", columns)
        tied = np.flatnonzero((r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0)))
        w = world.params["maintenance"].personal_weight
        self.add(
            "relations",
            {
                "month": np.full(tied.size, month, np.int16),
                "a": o["id"][r["a"][tied]],
                "b": o["id"][r["b"][tied]],
                **{name: r[name][tied] for name in PAIRS},
                "trust_a": w * r["personal_a"][tied] + (1 - w) * r["institutional_a"][tied],
                "trust_b": w * r["personal_b"][tied] + (1 - w) * r["institutional_b"][tied],
            },
        )

    def drain(self, world: World) -> None:
        """Move what ended and happened since the last time out of the world."""
        names = {
            "ended_ties": "ties",
            "ended_partnerships": "partnerships",
            "ended_memberships": "memberships",
            "events": "events",
            "traces": "traces",
        }
        for source, name in names.items():
            table: Table = getattr(world, source)
            if self.keep == "all" and table.n:
                self.add(name, _unpacked(table))
            table.clear()

    def open_spells(self, world: World) -> None:
        """Write the spells that are still going on, with reason *none*."""
        if self.keep == "all":
            self._open_ties(world)
            self._open_partnerships(world)

    def _open_ties(self, world: World) -> None:
        o, r = world.organisations, world.relations
        w = world.params["maintenance"].personal_weight
        tied = np.flatnonzero((r.live("forgotten") == 0) & (r.live("cooperating") == 1))
        trust = 0.5 * w * (r["personal_a"][tied] + r["personal_b"][tied])
        trust += 0.5 * (1 - w) * (r["institutional_a"][tied] + r["institutional_b"][tied])
        self.add(
            "ties",
            {
                "a": o["id"][r["a"][tied]],
                "b": o["id"][r["b"][tied]],
                "start": r["since"][tied],
                **_going(tied.size),
                "origin": r["origin"][tied],
                "mandated": r["mandated"][tied],
                "covered": (r["formal"][tied] > 0).astype(np.int8),
                "trust_start": r["trust_start"][tied],
                "trust_end": trust,
            },
        )

    def _open_partnerships(self, world: World) -> None:
        """Write agreements that go on, and their members."""
        o, p = world.organisations, world.partnerships
        live = np.flatnonzero(p.live("n_members") > 0)
        self.add(
            "partnerships",
            {
                "id": p["id"][live],
                "lead": o["id"][p["lead"][live]],
                **_going(live.size),
                "start": p["signed"][live],
                **{
                    n: p[n][live]
                    for n in ("type", "origin", "field", "second", "renewals", "governance", "progress", "trust_start")
                },
                "district": world.districts["code"][p["district"][live]],
                "members": p["n_members"][live],
                "trust_end": p["trust"][live],
            },
        )
        which, slot = np.nonzero(np.arange(p["member"].shape[1])[None, :] < p["n_members"][live][:, None])
        rows = live[which]
        self.add(
            "memberships",
            {
                "partnership": p["id"][rows],
                "organisation": o["id"][p["member"][rows, slot]],
                "lead": (slot == 0).astype(np.int8),
                "joined": p["joined"][rows, slot],
                "left": np.full(rows.size, OPEN, np.int32),
                "pledge": p["pledge"][rows, slot],
                "reason": np.zeros(rows.size, np.int8),
            },
        )

    def closed(self, world: World) -> dict[str, Columns]:
        """Return all tables at the end of a run."""
        self.open_spells(world)
        return {
            table: {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
            for table, parts in self.parts.items()
        }


def _going(n: int) -> Columns:
    return {"end": np.full(n, OPEN, np.int32), "reason": np.zeros(n, np.int8), "after_change": np.zeros(n, np.int8)}


def _unpacked(table: Table) -> Columns:
    """Return copies of the columns of a ledger table; the terms of utility get a column each."""
    out: Columns = {}
    for column in table.columns:
        values = table.live(column.name).copy()
        if column.width == "terms":
            out |= {name: values[:, k].copy() for k, name in enumerate(schema.TERMS)}
        else:
            out[column.name] = values
    return out
