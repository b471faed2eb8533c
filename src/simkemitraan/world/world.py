"""The world: the tables, the month, the numbers the mechanisms work with. Nothing here decides anything."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..declare import Values
from . import choices, schema
from .graph import Graph, rebuild
from .rule import ARRAYS, FIRST_ARRAY, FIRST_PART, PARTS, SCALARS, Layout, Rule, layout_of, rule
from .spec import Change, Spec
from .tables import Table

LEDGER = ("ended_ties", "ended_partnerships", "ended_memberships", "events", "traces", "asked")
_OF_THE_MONTH = ("month", "calendar", "clock")  # of the numbers that are no columns
TABLES = tuple(name for name in schema.TABLES if name not in LEDGER)


class Counts(Mapping[str, float]):
    """Totals of the month, by name (:data:`.schema.COUNTS`); rules add to them in place."""

    def __init__(self) -> None:
        self.__dict__["directory"] = np.zeros(len(schema.COUNTS))
        self.__dict__["base"] = self.directory.ctypes.data

    directory: NDArray[np.float64]
    base: int

    def __getattr__(self, name: str) -> float:
        if name not in schema.COUNTS:
            raise AttributeError(name)
        return float(self.directory[schema.COUNTS.index(name)])

    def __setattr__(self, name: str, value: float) -> None:
        self.directory[schema.COUNTS.index(name)] = value

    def __getitem__(self, name: str) -> float:
        if name not in schema.COUNTS:
            raise KeyError(name)
        return float(self.directory[schema.COUNTS.index(name)])

    def __iter__(self) -> Iterator[str]:
        return iter(schema.COUNTS)

    def __len__(self) -> int:
        return len(schema.COUNTS)

    def clear(self) -> None:
        """Begin at nothing."""
        self.directory[:] = 0.0

    def __deepcopy__(self, memo: dict[int, Any]) -> Counts:
        other = Counts()
        other.directory[:] = self.directory
        return other

    def __getstate__(self) -> NDArray[np.float64]:
        return self.directory

    def __setstate__(self, state: NDArray[np.float64]) -> None:
        self.__dict__["directory"] = state
        self.__dict__["base"] = state.ctypes.data


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
    choices : Table
        What somebody decided (:mod:`.choices`); everything else is decided by the rules.
    ended_ties, ended_partnerships, ended_memberships, events, traces, asked : Table
        The ledger since it was last drained: what ended, what happened, and what those watched were asked.
    graph : Graph
        Index over the relations, rebuilt by the engine at the start of each month.
    params : dict of str to Values
        Current numbers of each mechanism.
    timeline : list of Change
        Dated changes; the *policy* mechanism applies those whose month has come. Others only append.
    field_codes : ndarray of int64, shape (fields,)
        Codes that key the draws of each field.
    field_care : ndarray, shape (fields,)
        Weight of hours in serving each field, 0 to 1; goods have the rest.
    profile_needs : ndarray of int8, shape (profiles, fields)
        1 where a profile has that need.
    known : ndarray of int64
        Ids of the organisations of a registry: they do not close before the horizon begins.
    starting_counts : ndarray of float64, shape (districts, kinds)
        Organisations of each kind at the start, without those that are appointed.
    counts : Counts
        What happened this month (ties formed and ended, awards ...); the engine clears it at the start of each month.
    bound : dict
        Each rule with what it gets of this world; made anew whenever a part of the world is replaced.
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
            "payers": len(schema.PAYERS),
            "lines": len(schema.LINES),
        }
        self.__dict__.update(
            spec=spec, seed=int(seed), month=-spec.burn_in, graph=Graph(), counts=Counts(), params=params
        )
        for name, columns in schema.TABLES.items():
            self.__dict__[name] = Table(columns, widths)
        self._base = {name: dict(values) for name, values in params.items()}
        self.timeline: list[Change] = list(spec.timeline)
        self.field_codes: NDArray[np.int64] = np.array([f.code for f in spec.place.fields], np.int64)
        self.field_care: NDArray[np.float64] = np.array([f.care for f in spec.place.fields], np.float64)
        self.profile_needs: NDArray[np.int8] = np.zeros((len(spec.place.profiles), fields), np.int8)
        for row, profile in enumerate(spec.place.profiles):
            self.profile_needs[row, list(profile.needs)] = 1
        self.starting_counts: NDArray[np.float64] = _starting_counts(spec)
        self.known: NDArray[np.int64] = np.zeros(0, np.int64)
        self.bind()
        choices.write(self, spec.choices)

    spec: Spec
    seed: int
    month: int
    organisations: Table
    relations: Table
    partnerships: Table
    grants: Table
    districts: Table
    choices: Table
    ended_ties: Table
    ended_partnerships: Table
    ended_memberships: Table
    events: Table
    traces: Table
    asked: Table
    graph: Graph
    counts: Counts
    params: dict[str, Values]
    directory: NDArray[np.int64]
    address: int
    layout: Layout
    bound: dict[Rule, Callable[..., Any]]

    def bind(self) -> None:
        """Write where everything is, for compiled rules."""
        parts: list[Any] = [*(getattr(self, name) for name in PARTS), *self.params.values()]
        directory = np.zeros(FIRST_PART + len(parts), np.int64)
        for k, name in enumerate(ARRAYS):
            array = getattr(self, name)
            at = FIRST_ARRAY + 3 * k
            directory[at : at + 3] = array.ctypes.data, array.shape[0], array.shape[-1]
        directory[FIRST_PART:] = [part.base for part in parts]
        self.__dict__.update(
            directory=directory, address=directory.ctypes.data, layout=layout_of(self.params), bound={}
        )
        self.__dict__.update(self.params)  # rules name the numbers of others as ``w.maintenance.personal_weight``
        self._tell()

    def _tell(self, names: tuple[str, ...] = SCALARS) -> None:
        """Write the numbers that are no columns."""
        for name in names:
            self.directory[SCALARS.index(name)] = getattr(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; what compiled rules look at is told to them."""
        self.__dict__[name] = value
        if name == "spec":
            self.__dict__["starting_counts"] = _starting_counts(value)
        if "directory" in self.__dict__:
            if name == "month":
                self._tell(_OF_THE_MONTH)
            elif name in SCALARS:
                self._tell()
            elif name in PARTS or name in ARRAYS or name in ("params", "spec"):
                self.bind()

    @property
    def trace(self) -> int:
        """Whether the reasons for new ties are written down."""
        return int(self.spec.trace)

    @property
    def fields(self) -> int:
        """Number of fields of service."""
        return len(self.spec.place.fields)

    @property
    def clock(self) -> int:
        """Months since the January before the horizon begins; negative in the burn-in."""
        return self.spec.calendar + self.month

    @property
    def response_field(self) -> int:
        """Field of the response to disasters; the last one if there is none by that name."""
        return self.spec.place.find_field("disaster_response", self.fields - 1)

    @property
    def food_field(self) -> int:
        """Field of poverty and food; -1 if there is none by that name."""
        return self.spec.place.find_field("poverty_food", -1)

    @property
    def calendar(self) -> int:
        """Calendar month, 0 January to 11 December."""
        return self.clock % 12

    def base_value(self, mechanism: str, param: str) -> float:
        """Return the scenario's own value of a number, before the timeline."""
        return self._base[mechanism][param]

    def count(self, name: str, amount: float) -> None:
        """Add to a total of this month."""
        setattr(self.counts, name, self.counts[name] + amount)

    def begin_month(self) -> None:
        """Clear what is counted by the month, note what everybody has, and rebuild the index over the relations."""
        self.counts.clear()
        _begin_month(self)
        self.rebuild_graph()

    def rebuild_graph(self) -> None:
        """Rebuild the index over the relations (the engine does so at the start of each month)."""
        addresses = self.graph.inhabitant.size
        if not addresses:
            d = self.districts
            addresses = int((d.live("addresses") * d.live("subdistricts")).sum())
        self.graph.reserve(self.organisations.capacity, self.relations.n, addresses)
        _rebuild(self)

    def note(self, event: schema.Event, rows: NDArray[Any], other: Any = 0, value: Any = 0.0) -> None:
        """Write one event for each organisation row given (row -1: none)."""
        if len(rows) == 0:
            return
        ids = np.where(rows >= 0, self.organisations["id"][rows], 0)
        self.events.add(len(rows), month=self.month, event=int(event), organisation=ids, other=other, value=value)

    def copy(self) -> World:
        """Return an independent copy that continues exactly like this one."""
        other = World.__new__(World)
        other.__setstate__({name: _copied(name, value) for name, value in self.__getstate__().items()})
        return other

    def __getstate__(self) -> dict[str, Any]:
        made = {"directory", "address", "layout", "bound", *self.params}
        return {name: value for name, value in self.__dict__.items() if name not in made}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.bind()

    def bytes(self) -> int:
        """Return the memory held by state tables and the index."""
        tables: list[Table] = [getattr(self, name) for name in TABLES]
        return sum(table.bytes() for table in tables) + self.graph.bytes()


def _copied(name: str, value: Any) -> Any:
    """Return a part of a world for a copy: what nobody changes is shared, the rest has a copy of its own."""
    if name in ("spec", "_base"):
        return value
    if name == "params":
        return {mechanism: copy.deepcopy(values) for mechanism, values in value.items()}
    return copy.copy(value) if isinstance(value, list) else copy.deepcopy(value)


def _starting_counts(spec: Spec) -> NDArray[np.float64]:
    """Return the organisations of each kind at the start, without agencies and appointed coordinators."""
    districts = sorted(spec.place.districts, key=lambda district: district.code)  # as the rows of the table
    counts = np.array([district.counts for district in districts], np.float64)
    appointed = np.array([district.subdistricts for district in districts])
    counts[:, schema.Kind.INDIVIDUAL] = np.maximum(0.0, counts[:, schema.Kind.INDIVIDUAL] - appointed)
    counts[:, schema.Kind.AGENCY] = 0.0
    return counts


@rule(
    "begin_month",
    reads=("organisations.reserves",),
    writes=("organisations.opening", "districts.pool_in", "districts.pool_out"),
)
def _begin_month(w: Any) -> None:
    """Note what everybody has, and clear the flows of the pools.

    They are cleared here and not by the mechanism that fills them: others pay into pools too, also where that one is
    switched off.
    """
    o, d = w.organisations, w.districts
    for i in range(o.n):
        o.opening[i] = o.reserves[i]
    for k in range(d.n):
        for f in range(d.pool_in.shape[1]):
            d.pool_in[k, f] = 0.0
            d.pool_out[k, f] = 0.0


_rebuild = Rule(
    "index",
    (
        "relations.a",
        "relations.b",
        "relations.forgotten",
        "relations.cooperating",
        "relations.formal",
        "organisations.id",
    ),
    (),
    rebuild,
)
