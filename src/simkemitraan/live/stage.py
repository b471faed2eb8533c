"""Lanes turned into what is sent: full pictures, frames of differences, and what never changes.

The stage alone remembers what the room was last shown. A full picture for one browser is made of exactly that, so it
cannot move anybody else's baseline.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..declare import Text
from ..world.schema import Event
from ..world.spec import Spec
from . import posting
from .cast import Cast
from .history import Rows
from .lane import Future, Values
from .picture import EMPTY, Picture, difference
from .protocol import MONTH_LIMIT
from .refusal import RefusedError
from .session import Session

SERIES_SHOWN = 600
RING = 64
EVENTS_SHOWN = 60
SHOWN_EVENTS = (Event.FOUNDED, Event.CLOSED, Event.LEADER_LEFT, Event.AWARD)

_ALONE = Text("Tidak ada masa depan kedua.", "There is no second future.")
_BOTH = Text("Sudah ada dua masa depan.", "There are two futures already.")


@dataclass(frozen=True)
class Scene:
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
    tape : bool
        Whether it is a recording, which ends where it ends and cannot be steered.
    """

    name: str
    titles: tuple[Text, ...]
    specs: tuple[Spec, ...]
    seed: int
    digest: str = ""
    tape: bool = False

    @property
    def opens_at(self) -> int:
        """First month shown: organisations brought from a registry come in during month 0, so it is over by then."""
        return 1 if self.specs[0].place.registry.organisations and not self.tape else 0

    @property
    def limit(self) -> int:
        """Month beyond which nobody can go."""
        return self.months if self.tape else MONTH_LIMIT

    @property
    def months(self) -> int:
        """Length of the horizon."""
        return self.specs[0].months


class Opening(Protocol):
    """Where a stage gets its futures from: the model, or a recording."""

    cast: Cast

    def futures(self, luck: int) -> list[Future]:
        """Return fresh futures at the first month, with the luck of a replicate (0: the scene's own)."""


@dataclass(frozen=True)
class Frame:
    """One numbered difference, encoded once for everybody."""

    number: int
    text: str
    cast: int


class Stage:
    """What is played, and what of it has been shown.

    Parameters
    ----------
    scene : Scene
        What is shown.
    opening : Opening
        Where the futures come from.

    Attributes
    ----------
    lanes : list of Future
        One or two futures, always at the same month.
    epoch : int
        Counts new baselines; frames of an older one are dropped by every browser.
    number : int
        Number of the frame last shown.
    branched_at : int or None
        Month at which the second future began.
    luck : int
        Which luck is shown: 0 the scene's own.
    origins : list of int
        Scenario of each future, an index into ``scene.specs``.
    """

    def __init__(self, scene: Scene, opening: Opening) -> None:
        self.scene = scene
        self.cast = opening.cast
        self.epoch = 0
        self.number = 0
        self.branched_at: int | None = None
        self.luck = 0
        self.lanes: list[Future] = []
        self.origins: list[int] = []
        self.ring: deque[Frame] = deque(maxlen=RING)
        self._opening = opening
        self._pictures: list[Picture] = []
        self._shown_series: list[int] = []
        self.rebuild(0)

    @property
    def month(self) -> int:
        """Month to be simulated next."""
        return self.lanes[0].month

    def rebuild(self, luck: int) -> None:
        """Begin again at the first month, with the luck of a replicate (0: the scene's own)."""
        self.lanes = self._opening.futures(luck)
        self.origins = list(range(len(self.lanes)))
        self.luck = luck
        for lane in self.lanes:
            lane.go_to(self.scene.opens_at)
        self.branched_at = self.lanes[0].first if len(self.lanes) == 2 else None
        self.new_baseline()

    def new_baseline(self) -> None:
        """Show the lanes as they stand, as a full picture to everybody."""
        self.epoch += 1
        self.number += 1
        self.ring.clear()
        for lane in self.lanes:
            lane.take_events()
        self._pictures = [lane.picture(self.cast) for lane in self.lanes]
        self._shown_series = [lane.month for lane in self.lanes]

    def advance(self) -> None:
        """Simulate one month in every future."""
        for lane in self.lanes:
            lane.advance()

    def go_to(self, month: int) -> None:
        """Be at another month, as a new baseline."""
        for lane in self.lanes:
            lane.go_to(month)
        self.new_baseline()

    def branch(self) -> None:
        """Make a second future from here."""
        if len(self.lanes) == 2:
            raise RefusedError("two-futures", _BOTH)
        self.lanes.append(self.lanes[0].branch())
        self.origins.append(self.origins[0])
        self.branched_at = self.month
        self.new_baseline()

    def merge(self, keep: int) -> None:
        """Go on with one of two futures."""
        if len(self.lanes) == 1:
            raise RefusedError("one-future", _ALONE)
        self.lanes, self.origins = [self.lanes[keep]], [self.origins[keep]]
        self.branched_at = None
        self.new_baseline()

    def restore(self, session: Session) -> None:
        """Be where a session was: same luck, same posts, same month."""
        fresh = self._opening.futures(session.luck)
        self.lanes = [fresh[origin] for origin in session.origins]
        if len(session.origins) == 2 and session.origins[0] == session.origins[1]:
            self.lanes[1] = self._opening.futures(session.luck)[session.origins[1]]
        self.origins, self.luck, self.branched_at = list(session.origins), session.luck, session.branched_at
        for lane, posts in zip(self.lanes, session.posts, strict=True):
            for posted in posts:
                lane.post(posted)
        self.go_to(session.month)

    def session(self) -> Session:
        """Return all that is needed to be here again."""
        return Session(
            self.scene.digest,
            self.luck,
            self.month,
            self.branched_at,
            tuple(self.origins),
            tuple(tuple(lane.posts) for lane in self.lanes),
        )

    def lane(self, index: int) -> Future:
        """Return a future; refuses one that is not there."""
        if index >= len(self.lanes):
            raise RefusedError("one-future", _ALONE)
        return self.lanes[index]

    def frame(self) -> Frame:
        """Encode what changed since the last frame, and remember it as shown."""
        seen = len(self.cast)
        pictures = [lane.picture(self.cast) for lane in self.lanes]
        lanes = [self._lane_frame(k, picture) for k, picture in enumerate(pictures)]
        self.number += 1
        body: dict[str, Any] = {"n": self.number, "month": self.month, "lanes": lanes}
        if len(self.cast) > seen:
            body["cast"] = self.cast.rows[seen:]
        self._pictures = pictures
        frame = Frame(self.number, encode(body), len(self.cast))
        self.ring.append(frame)
        return frame

    def _lane_frame(self, k: int, picture: Picture) -> dict[str, Any]:
        lane = self.lanes[k]
        part: dict[str, Any] = difference(self._pictures[k], picture)
        part["series"] = [plain(lane.series[m]) for m in range(self._shown_series[k], lane.month) if m in lane.series]
        self._shown_series[k] = lane.month
        events = self._events(lane.take_events())
        if events:
            part["events"] = events
        return part

    def _events(self, drained: Sequence[Rows]) -> list[int]:
        """Return code and number of what happened to organisations, at most a screenful."""
        ids = self.cast.by_id()
        found: list[int] = []
        for rows in drained:
            wanted = np.isin(rows["event"], SHOWN_EVENTS)
            for event, organisation in zip(
                rows["event"][wanted].tolist(), rows["organisation"][wanted].tolist(), strict=True
            ):
                if organisation in ids and len(found) < 2 * EVENTS_SHOWN:
                    found += [event, ids[organisation]]
        return found

    def picture(self, cast_from: int) -> str:
        """Encode what the room was last shown, in full.

        Parameters
        ----------
        cast_from : int
            How many of the cast this browser knows already.
        """
        lanes = []
        for lane, picture, shown in zip(self.lanes, self._pictures, self._shown_series, strict=True):
            months = [m for m in sorted(lane.series) if shown - SERIES_SHOWN <= m < shown]
            part: dict[str, Any] = difference(EMPTY, picture)
            part["from"] = months[0] if months else shown
            part["series"] = [plain(lane.series[m]) for m in months]
            lanes.append(part)
        return encode(
            {
                "is": "picture",
                "epoch": self.epoch,
                "n": self.number,
                "month": self._shown_series[0],
                "lanes": lanes,
                "cast": self.cast.rows[cast_from:],
                "first": cast_from,
                "branched": self.branched_at,
            }
        )

    def shown(self) -> list[Picture]:
        """Return the pictures the room was last shown."""
        return list(self._pictures)

    def marks(self) -> list[list[dict[str, Any]]]:
        """Return the dated changes of each future, the scenario's own first."""
        return [
            [posting.mark((change,), own=False) for change in lane.given]
            + [posting.mark(rows, own=True) for rows in lane.posts]
            + [mark | {"own": False} for mark in lane.recorded_marks]
            for lane in self.lanes
        ]


def plain(values: Values) -> list[float | None]:
    """Return values for JSON: not defined is ``null``; nine digits are more than a chart can show."""
    return [None if value != value else float(f"{value:.9g}") for value in values.tolist()]


def encode(message: dict[str, Any]) -> str:
    """Return a message as compact JSON."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
