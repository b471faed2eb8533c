"""The Mesa face: an ordinary Mesa model over the engine.

``PartnershipModel(scenario, rng=seed)`` steps by months, keeps time, takes scheduled events, and shows its
organisations and partnerships as Mesa agents. Its numbers are those of ``simkemitraan run`` with the same scenario, seed
and replicate. Scheduled events do not change the world: they *post* changes, which take effect in the next month,
whatever their priority.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from numbers import Integral
from typing import Any

import numpy as np
from mesa import Model
from mesa.agentset import AgentSet
from mesa.datacollection import DataCollector
from mesa.experimental.scenarios import Scenario as MesaScenario

from . import engine, indicators
from .agents import Organisation, Partnership, Window
from .declare import Text
from .mechanisms import BY_NAME
from .scenario import Scenario
from .scenario.hints import did_you_mean
from .world.draws import replicate_seed
from .world.schema import KIND_NAMES
from .world.spec import SHOCKS, Change, Spec
from .world.tables import Table
from .world.world import LEDGER, World


def _indicator(name: str, model: PartnershipModel) -> float:
    return model.indicator(name)


class PartnershipModel(Model[Window, MesaScenario]):  # type: ignore[type-arg]
    """A partnership ecosystem as a Mesa model.

    Parameters
    ----------
    scenario : Scenario, str, path or Spec
        What to simulate: a scenario, the path of a scenario file, or ``package:NAME``.
    rng : int, None, numpy Generator, SeedSequence or sequence of int
        Seed of the run. From ``None`` and from all but whole numbers one is drawn, and kept in :attr:`seed`. (Mesa's
        older keyword ``seed`` is taken too.)
    replicate : int
        Which replicate of that seed (``run`` numbers them from 0).

    Attributes
    ----------
    seed : int
        Seed of the run: with it ``rng``, and ``simkemitraan run --seed``, give the same again.
    world : World
        The tables; read them freely.
    datacollector : DataCollector
        Collects the headline indicators each month.

    Raises
    ------
    TypeError
        If ``scenario`` or ``rng`` is none of the above (``batch_run`` iterates what it is given: pass ``[scenario]`` or a
        path).
    """

    def __init__(
        self, scenario: Scenario | Spec | str | os.PathLike[str], rng: Any = 1, replicate: int = 0, **older: Any
    ) -> None:
        self.seed = _seed_of(rng, older)
        super().__init__(rng=self.seed)
        self.spec = _spec_of(scenario)
        self.world: World = engine.start(self.spec, replicate_seed(self.seed, replicate))
        engine.run_to(self.world, 0)
        _drain(self.world)
        self._windows: dict[type[Window], dict[int, Window]] = {}
        self._rows: dict[type[Window], tuple[int, dict[int, int]]] = {}
        self._seen: tuple[int, int, int] | None = None
        self._values: tuple[int, dict[str, float]] | None = None
        self.datacollector = DataCollector(
            model_reporters={n: partial(_indicator, n) for n, i in indicators.REGISTRY.items() if i.headline}
        )

    # -- time -------------------------------------------------------------------------------------------------------

    @property
    def month(self) -> int:
        """Month that the next step simulates; 0 is the first of the horizon."""
        return self.world.month

    def step(self) -> None:
        """Simulate one month."""
        engine.advance(self.world)
        self.datacollector.collect(self)
        _drain(self.world)
        self.running = self.world.month < self.spec.months

    def reset_rng(self, rng: object = None) -> None:
        """Refuse: the luck of a run is drawn from its seed, month by month, and cannot begin again half way."""
        raise TypeError(
            "the luck of a run is fixed by its seed; make another model: PartnershipModel(scenario, rng=...)"
        )

    # -- policy -----------------------------------------------------------------------------------------------------

    def post(self, change: Change) -> None:
        """Append a change to the timeline; it must lie in the future.

        Raises
        ------
        ValueError
            If its month has been simulated already.
        """
        if change.month < self.world.month:
            raise ValueError(f"month {change.month} has been simulated already; the next is {self.world.month}")
        self.world.timeline.append(change)

    def set(self, mechanism: str, param: str, to: float, why: str = "") -> None:
        """Set a number of a mechanism from the next month on; raises ``KeyError`` for an unknown one."""
        known = BY_NAME.get(mechanism)
        if known is None:
            raise _unknown("mechanism", mechanism, BY_NAME)
        if param not in (names := [p.name for p in known.params]):
            raise _unknown(f"number of {mechanism}", param, names)
        declared = known.param(param)
        if not declared.low <= to <= declared.high:
            raise ValueError(f"{mechanism}.{param} = {to} is outside {declared.low} to {declared.high}")
        self.post(Change(self._next(), "set", mechanism, param, float(to), why=Text(why, why)))

    def shock(
        self,
        shock: str,
        *,
        share: float = 1.0,
        kinds: Sequence[str] = (),
        district: int = 0,
        organisation: int = 0,
        field: str = "",
        why: str = "",
    ) -> None:
        """Let a shock happen next month (see the *policy* mechanism); raises ``ValueError`` for an unknown one."""
        if shock not in SHOCKS:
            raise ValueError(f"unknown shock {shock!r}; known are {', '.join(SHOCKS)}")
        codes = tuple(KIND_NAMES.index(k) for k in kinds)
        self.post(
            Change(
                self._next(),
                "shock",
                value=share,
                shock=shock,
                kinds=codes,
                district=district,
                organisation=organisation,
                field=field,
                why=Text(why, why),
            )
        )

    def _next(self) -> int:
        # an event at time t means month t, the one that step t + 1 simulates, before or after the step of that time
        return max(self.world.month, int(self.time))

    # -- reading ----------------------------------------------------------------------------------------------------

    def indicator(self, name: str) -> float:
        """Return an indicator's value for the month just simulated (yearly ones too); nan where it is not defined."""
        if name not in indicators.REGISTRY:
            raise _unknown("indicator", name, indicators.REGISTRY)
        if self._values is None or self._values[0] != self.world.month:
            m = indicators.measure(self.world, yearly=True)
            whole = (m.district == 0) & (m.group == -1)
            values = {indicators.NAMES[i]: float(v) for i, v in zip(m.indicator[whole], m.value[whole], strict=True)}
            self._values = (self.world.month, values)
        return self._values[1].get(name, float("nan"))

    def row(self, cls: type[Window], unique_id: int) -> int:
        """Return the row of an id; raises ``AttributeError`` for one that has closed or ended."""
        table = self._table(cls)
        version, rows = self._rows.get(cls, (-1, {}))
        if version != table.version:
            rows = {int(i): row for row, i in enumerate(table.live("id"))}
            self._rows[cls] = (table.version, rows)
        row = rows.get(unique_id, -1)
        if row < 0 or not self._exists(cls, row):
            raise AttributeError(f"{cls.__name__} {unique_id} no longer exists")
        return row

    def organisation(self, unique_id: int) -> Organisation:
        """Return the window on an organisation."""
        window = self._window(Organisation, unique_id)
        assert isinstance(window, Organisation)
        return window

    def partnership(self, unique_id: int) -> Partnership:
        """Return the window on a partnership."""
        window = self._window(Partnership, unique_id)
        assert isinstance(window, Partnership)
        return window

    def _table(self, cls: type[Window]) -> Table:
        return self.world.organisations if cls is Organisation else self.world.partnerships

    def _exists(self, cls: type[Window], row: int) -> bool:
        column = "alive" if cls is Organisation else "n_members"
        return bool(self._table(cls)[column][row] > 0)

    def _window(self, cls: type[Window], unique_id: int) -> Window:
        made = self._windows.setdefault(cls, {})
        if unique_id not in made:
            made[unique_id] = cls(self, unique_id)
        return made[unique_id]

    def _look(self) -> None:
        """Make windows on everything that exists now, and drop those on what no longer does."""
        now = (self.world.month, self.world.organisations.version, self.world.partnerships.version)
        if self._seen == now:
            return
        for cls, column in ((Organisation, "alive"), (Partnership, "n_members")):
            table = self._table(cls)
            ids = [int(i) for i in table.live("id")[table.live(column) > 0]]
            made = self._windows.setdefault(cls, {})
            self._windows[cls] = {i: made.get(i) or cls(self, i) for i in ids}
        self._seen = now

    def register_agent(self, agent: Window) -> None:
        """Do nothing: what exists is decided by the world, not by who looked at it."""

    def deregister_agent(self, agent: Window) -> None:
        """Do nothing, as for :meth:`register_agent`."""

    def remove_all_agents(self) -> None:
        """Close every organisation from the next month on."""
        self.shock("closure", share=1.0)

    @property  # type: ignore[override]
    def agents(self) -> AgentSet[Window]:
        """All organisations and running partnerships."""
        self._look()
        return AgentSet([w for made in self._windows.values() for w in made.values()], random=self.random)

    @agents.setter
    def agents(self, agents: object) -> None:
        """Refuse: what exists is decided by the world; raises ``AttributeError``."""
        raise AttributeError("what exists is decided by the world; agents cannot be set")

    @property
    def agents_by_type(self) -> dict[type[Window], AgentSet[Window]]:  # type: ignore[override]
        """Organisations and partnerships apart."""
        self._look()
        return {cls: AgentSet(list(made.values()), random=self.random) for cls, made in self._windows.items()}

    @property
    def agent_types(self) -> list[type]:
        """The kinds of agents there are."""
        return [Organisation, Partnership]

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        state.update(_windows={}, _rows={}, _seen=None)
        return state


class UnknownNameError(KeyError):
    """A name that is not known; says which one is meant."""

    def __str__(self) -> str:
        return str(self.args[0])


def _unknown(what: str, name: str, known: Iterable[str]) -> UnknownNameError:
    return UnknownNameError(f"there is no {what} `{name}`{did_you_mean(name, known)[1]}")


def _seed_of(rng: Any, older: dict[str, Any]) -> int:
    """Return the seed that somebody gave in one of Mesa's ways: a whole number as it is, else one drawn from it."""
    if unknown := set(older) - {"seed"}:
        raise TypeError(f"PartnershipModel takes no {', '.join(sorted(unknown))}")
    given = older.get("seed", rng)
    if isinstance(given, Integral):
        return int(given)
    try:
        return int(np.random.default_rng(given).integers(2**53))
    except TypeError:
        raise TypeError(
            f"rng must be a whole number, None, a numpy Generator or SeedSequence, not {type(given).__name__}"
        ) from None


def _spec_of(scenario: object) -> Spec:
    if isinstance(scenario, Spec):
        return scenario
    if isinstance(scenario, Scenario):
        return scenario.spec()
    if isinstance(scenario, str | os.PathLike):
        return Scenario.load(scenario).spec()
    raise TypeError(
        f"a scenario, a path or 'package:NAME' is needed, not {type(scenario).__name__}; "
        "mesa.batch_run iterates its values, so pass [scenario] or a path"
    )


def _drain(world: World) -> None:
    """Drop the ledger of the past: a Mesa model keeps what its data collector collects."""
    for name in LEDGER:
        table: Table = getattr(world, name)
        table.clear()


__all__ = ["Organisation", "Partnership", "PartnershipModel"]
