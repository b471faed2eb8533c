"""The band behind the curves: where eight of ten runs of the same scenario with other luck lie."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .broadcast import encode, plain
from .room import Room
from .session import TrajectorySource
from .trajectory import Trajectory

LOWER, UPPER = 0.1, 0.9
SLICE = 6
REST = 0.05
FEWEST = 5


class Bands:
    """Simulates other lucks in the background while the room does not play.

    Parameters
    ----------
    room : Room
        Who is told.
    source : TrajectorySource
        Where other lucks come from; its own, as it is used from another thread than the session's.
    runs : int
        How many.
    """

    def __init__(self, room: Room, source: TrajectorySource, runs: int) -> None:
        self._room, self._source, self._runs = room, source, runs
        self._series: list[NDArray[np.float64]] = []

    async def run(self) -> None:
        """Simulate all runs, and tell the room the band when enough are there and when all are."""
        months = self._room.session.setup.months
        for luck in range(1, self._runs + 1):
            await self._quiet()
            future = (await asyncio.to_thread(self._source.futures, luck))[0]
            while future.month < months:
                await self._quiet()
                await asyncio.to_thread(_simulate, future, min(SLICE, months - future.month))
            self._series.append(np.array([future.series[m] for m in range(future.first, months)]))
            if luck in (FEWEST, self._runs):
                self._tell()

    async def _quiet(self) -> None:
        await asyncio.sleep(REST)
        while self._room.playing:
            await asyncio.sleep(0.5)

    def _tell(self) -> None:
        message = encode(band(self._series))
        self._room.bands = message
        for client in self._room.clients.values():
            if not client.lagging:
                client.say(message)


def _simulate(future: Trajectory, months: int) -> None:
    for _ in range(months):
        future.advance()
    future.take_events()


def band(series: list[NDArray[np.float64]]) -> dict[str, Any]:
    """Return the message that holds the 10 % and 90 % quantiles of runs, by month and indicator."""
    runs = np.stack(series)
    defined = ~np.isnan(runs).any(axis=0)
    low, high = (np.where(defined, np.quantile(np.nan_to_num(runs), q, axis=0), np.nan) for q in (LOWER, UPPER))
    return {
        "is": "bands",
        "runs": len(series),
        "low": [plain(row) for row in low],
        "high": [plain(row) for row in high],
    }
