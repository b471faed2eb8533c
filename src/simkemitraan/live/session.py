"""What is played: one or two trajectories that share their luck, always at the same month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ..declare import Text
from ..web.refusal import RefusedError
from ..world.spec import Spec
from . import interventions
from .broadcast import Broadcast
from .node_index import NodeIndex
from .protocol import MONTH_LIMIT
from .session_file import SessionState
from .trajectory import Intervention, Trajectory

_ALONE = Text("Tidak ada masa depan kedua.", "There is no second future.")
_BOTH = Text("Sudah ada dua masa depan.", "There are two futures already.")


@dataclass(frozen=True)
class Setup:
    """What the room opens with: one scenario, or two on the same place that share their luck.

    Attributes
    ----------
    name : str
        File-safe name.
    titles : tuple of Text
        One for each future.
    specs : tuple of Spec
        Likewise.
    seed : int
        Seed of the run shown.
    digest : str
        Of the scenarios, so that a kept session is not continued on another one.
    recorded : bool
        Whether it is a recording, which ends where it ends and cannot be steered.
    """

    name: str
    titles: tuple[Text, ...]
    specs: tuple[Spec, ...]
    seed: int
    digest: str = ""
    recorded: bool = False

    @property
    def opens_at(self) -> int:
        """First month shown: organisations brought from a registry come in during month 0, so it is over by then."""
        return 1 if self.specs[0].place.registry.organisations and not self.recorded else 0

    @property
    def limit(self) -> int:
        """Month beyond which nobody can go."""
        return self.months if self.recorded else MONTH_LIMIT

    @property
    def months(self) -> int:
        """Length of the horizon."""
        return self.specs[0].months


class TrajectorySource(Protocol):
    """Where a session gets its futures from: the model, or a recording."""

    node_index: NodeIndex

    def futures(self, luck: int) -> list[Trajectory]:
        """Return fresh futures at the first month, with the luck of a replicate (0: the setup's own)."""

    def fresh(self, kept: int) -> TrajectorySource:
        """Return another source of the same, to be used from another thread; it keeps ``kept`` first months."""


class Session:
    """One or two trajectories, and what of them has been sent.

    Parameters
    ----------
    setup : Setup
        What is opened.
    source : TrajectorySource
        Where the trajectories come from.

    Attributes
    ----------
    trajectories : list of Trajectory
        One or two, always at the same month.
    broadcast : Broadcast
        What the room is sent.
    branched_at : int or None
        Month at which the second future began.
    luck : int
        Replicate whose luck is shown: 0 the setup's own.
    origins : list of int
        Scenario of each trajectory, an index into ``setup.specs``.
    """

    def __init__(self, setup: Setup, source: TrajectorySource) -> None:
        self.setup = setup
        self.node_index = source.node_index
        self.broadcast = Broadcast(source.node_index)
        self.branched_at: int | None = None
        self.luck = 0
        self.trajectories: list[Trajectory] = []
        self.origins: list[int] = []
        self.source = source
        self.rebuild(0)

    @property
    def month(self) -> int:
        """Month to be simulated next."""
        return self.trajectories[0].month

    def rebuild(self, luck: int) -> None:
        """Begin again at the first month, with the luck of a replicate (0: the setup's own)."""
        self.trajectories = self.source.futures(luck)
        self.origins = list(range(len(self.trajectories)))
        self.luck = luck
        for trajectory in self.trajectories:
            trajectory.go_to(self.setup.opens_at)
        self.branched_at = self.trajectories[0].first if len(self.trajectories) == 2 else None
        self.new_baseline()

    def new_baseline(self) -> None:
        """Show the trajectories as they stand, as a full picture to everybody."""
        self.broadcast.restart(self.trajectories, self.branched_at)

    def advance(self) -> None:
        """Simulate one month in every future."""
        for trajectory in self.trajectories:
            trajectory.advance()

    def go_to(self, month: int) -> None:
        """Be at another month, as a new baseline."""
        for trajectory in self.trajectories:
            trajectory.go_to(month)
        self.new_baseline()

    def rewind(self, month: int) -> None:
        """Be at ``month``, or at a month not long before it, without simulating anything."""
        for trajectory in self.trajectories:
            trajectory.rewind(month)
        at = min(trajectory.month for trajectory in self.trajectories)
        for trajectory in self.trajectories:
            trajectory.rewind(at)

    def approach(self, month: int) -> None:
        """Simulate one month in every trajectory that has not reached ``month``."""
        for trajectory in self.trajectories:
            if trajectory.month < month:
                trajectory.advance()

    def reached(self, month: int) -> bool:
        """Return whether every trajectory has reached ``month``."""
        return all(trajectory.month >= month for trajectory in self.trajectories)

    def branch(self) -> None:
        """Make a second future from here."""
        if len(self.trajectories) == 2:
            raise RefusedError("two-futures", _BOTH)
        self.trajectories.append(self.trajectories[0].branch())
        self.origins.append(self.origins[0])
        self.branched_at = self.month
        self.new_baseline()

    def put_beside(self, since: int) -> None:
        """Put the future in which nobody in the room decided anything beside the room's own, which becomes the second.

        It is at the first month in which something was decided, or later; go to another month afterwards.
        """
        if len(self.trajectories) == 2:
            raise RefusedError("two-futures", _BOTH)
        other = self.trajectories[0].branch()
        other.choose(())
        self.trajectories.insert(0, other)
        self.origins = [self.origins[0], self.origins[0]]
        self.branched_at = since

    def merge(self, keep: int) -> None:
        """Go on with one of two futures."""
        if len(self.trajectories) == 1:
            raise RefusedError("one-future", _ALONE)
        self.trajectories, self.origins = [self.trajectories[keep]], [self.origins[keep]]
        self.branched_at = None
        self.new_baseline()

    def restore(self, state: SessionState) -> None:
        """Be where a session was: same luck, same interventions, same month."""
        self.trajectories = trajectories_of(self.source, state, state.luck)
        self.origins, self.luck, self.branched_at = list(state.origins), state.luck, state.branched_at
        self.go_to(state.month)

    def state(self) -> SessionState:
        """Return all that is needed to be here again."""
        return SessionState(
            self.setup.digest,
            self.luck,
            self.month,
            self.branched_at,
            tuple(self.origins),
            tuple(tuple(trajectory.posts) for trajectory in self.trajectories),
            tuple(trajectory.choices for trajectory in self.trajectories),
        )

    def trajectory(self, index: int) -> Trajectory:
        """Return a future; refuses one that is not there."""
        if index >= len(self.trajectories):
            raise RefusedError("one-future", _ALONE)
        return self.trajectories[index]

    def marks(self) -> list[list[dict[str, Any]]]:
        """Return the dated changes of each future, the scenario's own first."""
        return [
            [self._mark((change,), own=False) for change in trajectory.given]
            + [self._mark(rows, own=True) for rows in trajectory.posts]
            + [mark | {"own": False} for mark in trajectory.recorded_marks]
            for trajectory in self.trajectories
        ]

    def _mark(self, posting: Intervention, own: bool) -> dict[str, Any]:
        """Return a dated change as it is shown; one that concerns a single organisation names it."""
        mark = interventions.mark(posting, own)
        number = self.node_index.by_id().get(posting[0].organisation)
        if number is not None:
            names = self.node_index.rows[number][3:]
            mark["label"] = [f"{label}: {name}" for label, name in zip(mark["label"], names, strict=True)]
        return mark


def trajectories_of(source: TrajectorySource, state: SessionState, luck: int) -> list[Trajectory]:
    """Return the trajectories of a session at the first month, with everything posted, with the luck of a replicate."""
    fresh = source.futures(luck)
    found = [fresh[origin] for origin in state.origins]
    if len(state.origins) == 2 and state.origins[0] == state.origins[1]:
        found[1] = source.futures(luck)[state.origins[1]]
    for lane, (trajectory, posts) in enumerate(zip(found, state.posts, strict=True)):
        for posted in posts:
            trajectory.post(posted)
        trajectory.choose(state.choices_of(lane))
    return found
