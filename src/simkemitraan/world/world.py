"""The world: the tables, the month, the numbers the mechanisms work with. Nothing here decides anything."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..declare import Values
from . import schema
from .graph import Graph
from .spec import Change, Spec
from .tables import Table

TABLES = ("organisations", "relations", "partnerships", "grants", "districts")
LEDGER = ("ended_ties", "ended_partnerships", "ended_memberships", "events", "traces")


class World:
    """Everything that exists at one moment.

    Attributes
    ----------
    spec : Spec
        What is being run.
    seed : int
        Seed of the replicate; every draw is keyed by it.
    month : int
        The month being simulated; 0 is the first of the horizon, earlier ones (burn-in) are negative.
    organisations, relations, partnerships, grants, districts : Table
        State (columns in :mod:`.schema`).
    ended_ties, ended_partnerships, ended_memberships, events, traces : Table
        The ledger since it was last drained: what ended, and what happened.
    graph : Graph
        Index over the relations, rebuilt by the engine at the start of each month.
    params : dict of str to Values
        Current numbers of each mechanism.
    timeline : list of Change
        Dated changes; the *policy* mechanism applies those whose month has come. Others only append.
    field_codes : ndarray of int64, shape (fields,)
        Codes that key the draws of each field.
    profile_needs : ndarray of int8, shape (profiles, fields)
        1 where a profile has that need.
    known : ndarray of int64
        Ids of the organisations of a registry: they do not close before the horizon begins.
    counts : dict of str to float
        What happened this month (ties formed and ended, awards ...); the engine clears it at the start of each month.
    """

    def __init__(self, spec: Spec, seed: int, params: dict[str, Values]) -> None:
        fields = len(spec.place.fields)
        widths = {
            "fields": fields,
            "culture": 4,
            "members": schema.MEMBERS,
            "funders": len(schema.FUNDERS),
            "profiles": len(spec.place.profiles),
            "terms": len(schema.TERMS),
        }
        self.spec = spec
        self.seed = int(seed)
        self.month = -spec.burn_in
        self.organisations = Table(schema.ORGANISATIONS, widths)
        self.relations = Table(schema.RELATIONS, widths)
        self.partnerships = Table(schema.PARTNERSHIPS, widths)
        self.grants = Table(schema.GRANTS, widths)
        self.districts = Table(schema.DISTRICTS, widths)
        self.ended_ties = Table(schema.ENDED_TIES, widths)
        self.ended_partnerships = Table(schema.ENDED_PARTNERSHIPS, widths)
        self.ended_memberships = Table(schema.ENDED_MEMBERSHIPS, widths)
        self.events = Table(schema.EVENTS, widths)
        self.traces = Table(schema.TRACES, widths)
        self.graph = Graph()
        self.params = params
        self._base = {name: dict(values) for name, values in params.items()}
        self.timeline: list[Change] = list(spec.timeline)
        self.field_codes: NDArray[np.int64] = np.array([f.code for f in spec.place.fields], np.int64)
        self.profile_needs: NDArray[np.int8] = np.zeros((len(spec.place.profiles), fields), np.int8)
        for row, profile in enumerate(spec.place.profiles):
            self.profile_needs[row, list(profile.needs)] = 1
        self.counts: dict[str, float] = {}
        self.known: NDArray[np.int64] = np.zeros(0, np.int64)

    @property
    def fields(self) -> int:
        """Number of fields of service."""
        return len(self.spec.place.fields)

    @property
    def calendar(self) -> int:
        """Calendar month, 0 January to 11 December."""
        return (self.spec.calendar + self.month) % 12

    def base_value(self, mechanism: str, param: str) -> float:
        """Return the scenario's own value of a number, before the timeline."""
        return self._base[mechanism][param]

    def count(self, name: str, amount: float) -> None:
        """Add to a total of this month."""
        self.counts[name] = self.counts.get(name, 0.0) + amount

    def begin_month(self) -> None:
        """Clear what is counted by the month, note what everybody has, and rebuild the index over the relations.

        The flows of pools are cleared here and not by the mechanism that fills them: others pay into pools too, also
        where that one is switched off.
        """
        self.counts.clear()
        self.organisations.live("opening")[...] = self.organisations.live("reserves")
        for flow in ("pool_in", "pool_out"):
            self.districts.live(flow)[...] = 0.0
        self.rebuild_graph()

    def rebuild_graph(self) -> None:
        """Rebuild the index over the relations (the engine does so at the start of each month)."""
        r, o = self.relations, self.organisations
        self.graph.rebuild(o.n, o.capacity, r.n, r["a"], r["b"], r["gone"], r["cooperating"], r["formal"])

    def note(self, event: schema.Event, rows: NDArray[Any], other: Any = 0, value: Any = 0.0) -> None:
        """Write one event for each organisation row given (row -1: none)."""
        if len(rows) == 0:
            return
        ids = np.where(rows >= 0, self.organisations["id"][rows], 0)
        self.events.add(len(rows), month=self.month, event=int(event), organisation=ids, other=other, value=value)

    def copy(self) -> World:
        """Return an independent copy that continues exactly like this one."""
        other = World.__new__(World)
        for name, value in self.__dict__.items():
            if isinstance(value, Table | Graph):
                setattr(other, name, value.copy())
            elif name == "spec":
                other.spec = value
            else:
                setattr(other, name, copy.deepcopy(value))
        return other

    def bytes(self) -> int:
        """Return the memory held by state tables and the index."""
        tables: list[Table] = [getattr(self, name) for name in TABLES]
        return sum(table.bytes() for table in tables) + self.graph.bytes()
