"""What is sent of a session: full pictures, numbered frames of differences.

The broadcast alone remembers what the room was last shown. A full picture for one browser is made of exactly that, so it
cannot move anybody else's baseline.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..world.schema import Event
from .network_view import EMPTY, NetworkView, difference
from .node_index import NodeIndex
from .past import Rows
from .trajectory import Trajectory, Values

SERIES_SHOWN = 600
RING = 64
EVENTS_SHOWN = 60
SHOWN_EVENTS = (Event.FOUNDED, Event.CLOSED, Event.LEADER_LEFT, Event.AWARD)


@dataclass(frozen=True)
class Frame:
    """One numbered difference, encoded once for everybody."""

    number: int
    text: str
    nodes_known: int


class Broadcast:
    """Turns trajectories into messages, and remembers what was sent of them.

    Parameters
    ----------
    nodes : NodeIndex
        Numbers of the organisations.

    Attributes
    ----------
    epoch : int
        Counts new baselines; frames of an older one are dropped by every browser.
    number : int
        Number of the frame last sent.
    ring : deque of Frame
        The latest frames, for those who are a little behind.
    """

    def __init__(self, nodes: NodeIndex) -> None:
        self.nodes = nodes
        self.epoch = 0
        self.number = 0
        self.ring: deque[Frame] = deque(maxlen=RING)
        self._trajectories: list[Trajectory] = []
        self._branched_at: int | None = None
        self._views: list[NetworkView] = []
        self._shown_series: list[int] = []

    def restart(self, trajectories: Sequence[Trajectory], branched_at: int | None) -> None:
        """Take trajectories as they stand as a new baseline; everybody is sent a full picture."""
        self._trajectories, self._branched_at = list(trajectories), branched_at
        self.epoch += 1
        self.number += 1
        self.ring.clear()
        for trajectory in trajectories:
            trajectory.take_events()
        self._views = [trajectory.view(self.nodes) for trajectory in trajectories]
        self._shown_series = [trajectory.month for trajectory in trajectories]

    def frame(self) -> Frame:
        """Encode what changed since the last frame, and remember it as shown."""
        seen = len(self.nodes)
        views = [trajectory.view(self.nodes) for trajectory in self._trajectories]
        lanes = [self._part(k, view) for k, view in enumerate(views)]
        self.number += 1
        body: dict[str, Any] = {"n": self.number, "month": self._trajectories[0].month, "lanes": lanes}
        if len(self.nodes) > seen:
            body["cast"] = self.nodes.rows[seen:]
        self._views = views
        frame = Frame(self.number, encode(body), len(self.nodes))
        self.ring.append(frame)
        return frame

    def _part(self, k: int, view: NetworkView) -> dict[str, Any]:
        trajectory = self._trajectories[k]
        months = range(self._shown_series[k], trajectory.month)
        part: dict[str, Any] = difference(self._views[k], view)
        part["series"] = [plain(trajectory.series[m]) for m in months if m in trajectory.series]
        self._shown_series[k] = trajectory.month
        events = self._events(trajectory.take_events())
        if events:
            part["events"] = events
        return part

    def _events(self, drained: Sequence[Rows]) -> list[int]:
        """Return code and number of what happened to organisations, at most a screenful."""
        ids = self.nodes.by_id()
        found: list[int] = []
        for rows in drained:
            wanted = np.isin(rows["event"], SHOWN_EVENTS)
            for event, organisation in zip(
                rows["event"][wanted].tolist(), rows["organisation"][wanted].tolist(), strict=True
            ):
                if organisation in ids and len(found) < 2 * EVENTS_SHOWN:
                    found += [event, ids[organisation]]
        return found

    def picture(self, nodes_known: int) -> str:
        """Encode what the room was last shown, in full.

        Parameters
        ----------
        nodes_known : int
            How many organisations this browser knows already.
        """
        lanes = []
        for trajectory, view, shown in zip(self._trajectories, self._views, self._shown_series, strict=True):
            months = [m for m in sorted(trajectory.series) if shown - SERIES_SHOWN <= m < shown]
            part: dict[str, Any] = difference(EMPTY, view)
            part["from"] = months[0] if months else shown
            part["series"] = [plain(trajectory.series[m]) for m in months]
            lanes.append(part)
        return encode(
            {
                "is": "picture",
                "epoch": self.epoch,
                "n": self.number,
                "month": self._shown_series[0],
                "lanes": lanes,
                "cast": self.nodes.rows[nodes_known:],
                "first": nodes_known,
                "branched": self._branched_at,
            }
        )

    def since(self, number: int) -> str | None:
        """Return the frames after one that a browser has seen; ``None`` if they are no longer held."""
        if not self.ring or number < self.ring[0].number - 1:
            return None
        frames = ",".join(frame.text for frame in self.ring if frame.number > number)
        return f'{{"is":"frames","epoch":{self.epoch},"list":[{frames}]}}'

    def shown(self) -> list[NetworkView]:
        """Return the views the room was last shown."""
        return list(self._views)


def plain(values: Values) -> list[float | None]:
    """Return values for JSON: not defined is ``null``; nine digits are more than a chart can show."""
    return [None if value != value else float(f"{value:.9g}") for value in values.tolist()]


def encode(message: dict[str, Any]) -> str:
    """Return a message as compact JSON."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
