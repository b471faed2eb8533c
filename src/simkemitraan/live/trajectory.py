"""One run that can be steered and can go back.

A trajectory is a pure function of its first world, the changes posted to it and the month: going back restores a copy of the
world and computes the rest again, to the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..world import choices
from ..world.spec import Change, Choice
from ..world.world import World
from .network_view import NetworkView, view_of
from .node_index import NodeIndex
from .past import Checkpoints, Ledger, Past, Rows, drain

Values = NDArray[np.float64]
Intervention = tuple[Change, ...]
SERIES_LIMIT = 2400


@dataclass(frozen=True)
class Dynamics:
    """What makes a month pass, and what is read off afterwards.

    Attributes
    ----------
    advance : callable
        ``advance(world)``: one month.
    measure : callable
        ``measure(world) -> ndarray``: the headline indicators of the month just simulated, NaN for those not due.
    """

    advance: Callable[[World], None]
    measure: Callable[[World], Values]


class Trajectory(Protocol):
    """What a session asks of a trajectory, be it a run of the model or a recording."""

    posts: list[Intervention]
    choices: tuple[Choice, ...]
    series: dict[int, Values]
    recorded_marks: list[dict[str, Any]]

    @property
    def first(self) -> int:
        """First month of the horizon."""

    @property
    def month(self) -> int:
        """The month to be simulated next."""

    @property
    def given(self) -> tuple[Change, ...]:
        """The scenario's own dated changes."""

    def advance(self) -> None:
        """Pass one month."""

    def go_to(self, month: int) -> None:
        """Be at another month."""

    def rewind(self, month: int) -> None:
        """Be at ``month`` or at a month not long before it, without simulating anything."""

    def view(self, nodes: NodeIndex) -> NetworkView:
        """Return what is drawn."""

    def take_events(self) -> list[Rows]:
        """Return the events since the last call."""

    def post(self, posting: Intervention) -> None:
        """Add changes."""

    def withdraw(self, index: int) -> None:
        """Take back what was posted."""

    def choose(self, made: Sequence[Choice]) -> None:
        """Let these be all the choices made in the room, those of months to come included."""

    def values(self) -> dict[str, dict[str, float]]:
        """Return every number as it will stand in the next month."""

    def past(self) -> Past | None:
        """Return what biographies are told from; ``None`` where nothing but pictures is known."""

    def branch(self) -> Trajectory:
        """Return a second future from here."""


class SimulatedTrajectory:
    """One future, simulated.

    Parameters
    ----------
    world : World
        The run at the first month of its horizon; the trajectory owns it.
    dynamics : Dynamics
        How it goes on.

    Attributes
    ----------
    posts : list of tuple of Change
        What was posted from the room, in that order; one button may post several rows.
    choices : tuple of Choice
        What was decided in the room for organisations.
    series : dict of int to ndarray
        Headline indicators by month simulated.
    ledger : Ledger
        The ledger so far.
    happened : list of Rows
        Events since the last :meth:`take_events`.
    """

    def __init__(self, world: World, dynamics: Dynamics) -> None:
        self.world = world
        self._first = world.month
        self.posts: list[Intervention] = []
        self.choices: tuple[Choice, ...] = ()
        self.series: dict[int, Values] = {}
        self.ledger = Ledger()
        self.happened: list[Rows] = []
        self.recorded_marks: list[dict[str, Any]] = []
        self._dynamics = dynamics
        self._given: tuple[Change, ...] = tuple(world.timeline)
        self._checkpoints = Checkpoints(world)

    @property
    def first(self) -> int:
        """First month of the horizon."""
        return self._first

    @property
    def month(self) -> int:
        """The month to be simulated next."""
        return self.world.month

    @property
    def given(self) -> tuple[Change, ...]:
        """The scenario's own dated changes."""
        return self._given

    def advance(self) -> None:
        """Simulate one month."""
        world = self.world
        self._checkpoints.offer(world)
        month = world.month
        self._dynamics.advance(world)
        self.series[month] = self._dynamics.measure(world)
        if len(self.series) > SERIES_LIMIT:
            del self.series[min(self.series)]
        tables = drain(world)
        self.ledger.add(month, tables)
        if "events" in tables:
            self.happened.append(tables["events"])

    def view(self, nodes: NodeIndex) -> NetworkView:
        """Return what is drawn of the world as it stands."""
        return view_of(self.world, nodes)

    def take_events(self) -> list[Rows]:
        """Return the events since the last call."""
        taken, self.happened = self.happened, []
        return taken

    def go_to(self, month: int) -> None:
        """Be at ``month``: forward by simulating, backward by a copy of the world and simulating from there."""
        self.rewind(month)
        while self.world.month < month:
            self.advance()
        self.happened.clear()

    def rewind(self, month: int) -> None:
        """Be at the latest copy that is not later than ``month``, if it lies back; nothing is simulated."""
        month = max(month, self.first)
        if month < self.world.month:
            self._restore(month)

    def _restore(self, month: int) -> None:
        self.world = self._checkpoints.before(month)
        self._write_timeline()
        self.ledger.forget_from(self.world.month)
        for later in [m for m in self.series if m >= self.world.month]:
            del self.series[later]

    def _write_timeline(self) -> None:
        self.world.timeline = [*self._given, *(change for posting in self.posts for change in posting)]
        choices.write(self.world, (*self.world.spec.choices, *self.choices))

    def post(self, posting: Intervention) -> None:
        """Add changes; a number set again before its month has come replaces the earlier setting."""
        self.posts = [old for old in self.posts if not _replaces(posting, old)]
        self.posts.append(posting)
        self._checkpoints.forget_after(min(change.month for change in posting))
        self._write_timeline()

    def withdraw(self, index: int) -> None:
        """Take back what was posted, and be at a month before it; raises ``IndexError`` for what is not there."""
        month, now = min(change.month for change in self.posts.pop(index)), self.world.month
        self._checkpoints.forget_after(month)
        self._write_timeline()
        if month < now:
            self._restore(month)

    def choose(self, made: Sequence[Choice]) -> None:
        """Let these be all the choices made in the room, those of months to come included."""
        differ = set(made) ^ set(self.choices)
        self.choices = tuple(made)
        if not differ:
            return
        month, now = min(choice.month for choice in differ), self.world.month
        self._checkpoints.forget_after(month)
        self._write_timeline()
        if month < now:
            self._restore(month)

    def values(self) -> dict[str, dict[str, float]]:
        """Return every number as it will stand when the next month is simulated."""
        now: dict[str, dict[str, float]] = {name: dict(values) for name, values in self.world.params.items()}
        for change in (change for posting in self.posts for change in posting):
            if change.month == self.world.month and change.verb != "shock":
                before = now[change.mechanism][change.param]
                now[change.mechanism][change.param] = change.value if change.verb == "set" else before * change.value
        return now

    def past(self) -> Past:
        """Return what biographies are told from."""
        return Past(self.world, self.ledger)

    def branch(self) -> SimulatedTrajectory:
        """Return a second future from here: same world, same luck, own changes from now on."""
        other: Any = SimulatedTrajectory.__new__(SimulatedTrajectory)
        other.world = self.world.copy()
        other._first = self._first
        other.posts, other.choices = list(self.posts), self.choices
        other.series = dict(self.series)
        other.ledger = self.ledger.copy()
        other.happened, other.recorded_marks = [], []
        other._dynamics, other._given = self._dynamics, self._given
        other._checkpoints = self._checkpoints.share()
        twin: SimulatedTrajectory = other
        return twin


def window_mean(series: Mapping[int, Values], column: int, start: int, end: int) -> float | None:
    """Return the mean of an indicator over the months ``start`` to ``end - 1``, of those in which it was measured."""
    found = [float(series[m][column]) for m in range(start, end) if m in series]
    known = [value for value in found if value == value]
    return sum(known) / len(known) if known else None


def _replaces(new: Intervention, old: Intervention) -> bool:
    """Return whether ``new`` sets the one number that ``old`` sets, in the same month."""
    if len(new) != 1 or len(old) != 1 or not new[0].verb == old[0].verb == "set":
        return False
    return (new[0].month, new[0].mechanism, new[0].param) == (old[0].month, old[0].mechanism, old[0].param)
