"""Extra replicates, simulated while the room does not play: the band behind the curves, the band of a difference."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .broadcast import plain
from .questions import LOWER, UPPER, Band, Question, values_of
from .room import Room
from .session import Session, TrajectorySource, trajectories_of
from .session_file import SessionState
from .trajectory import Trajectory

SLICE = 6
REST = 0.02
FEWEST = 5


@dataclass
class _Progress:
    """What is known of one session so far."""

    session: Session
    source: TrajectorySource
    series: list[NDArray[np.float64]] = field(default_factory=list)
    key: object = None
    differences: list[float] = field(default_factory=list)


class Replicates:
    """Simulates extra replicates in the background.

    Parameters
    ----------
    room : Room
        Who is told.
    runs : int
        How many replicates.
    """

    def __init__(self, room: Room, runs: int) -> None:
        self._room, self._runs = room, runs
        self._progress = _Progress(room.session, room.session.source.fresh(runs))

    async def run(self) -> None:
        """Work on what is wanted most, for ever: the difference that was asked about first, then the curves."""
        while True:
            if not await self.work():
                await asyncio.sleep(0.3)

    async def work(self) -> bool:
        """Simulate one replicate, if one is wanted; returns whether it was."""
        if self._progress.session is not self._room.session:
            self._progress = _Progress(self._room.session, self._room.session.source.fresh(self._runs))
        question = self._room.question
        if question is not None and question.indicator and question.band is None:
            return await self._difference(self._progress, question)
        return await self._curve(self._progress)

    async def _difference(self, progress: _Progress, question: Question) -> bool:
        """Add a replicate's difference; a band that is complete is handed to the question once it is closed."""
        state = self._room.session.state()
        key = (question.number, len(state.origins), state.posts)
        if progress.key != key:
            progress.key, progress.differences = key, []
        if len(progress.differences) < self._runs:
            luck = _other(len(progress.differences), state.luck)
            value = await self._one_difference(progress, question, state, luck)
            if progress.key == key and value is not None:
                progress.differences.append(value)
            return True
        if question.open:
            return await self._curve(progress)
        question.band = Band.of(progress.differences)
        self._room.audience.tell_room()
        return True

    async def _one_difference(
        self, progress: _Progress, question: Question, state: SessionState, luck: int
    ) -> float | None:
        futures = await asyncio.to_thread(trajectories_of, progress.source, state, luck)
        for future in futures:
            await self._simulate(future, question.until)
        found = values_of(futures, self._room.names.index(question.indicator), question)
        return found[1] - found[0] if len(found) == 2 else None

    async def _curve(self, progress: _Progress) -> bool:
        if len(progress.series) >= self._runs:
            return False
        luck = len(progress.series) + 1
        future = (await asyncio.to_thread(progress.source.futures, luck))[0]
        months = progress.session.setup.months
        await self._simulate(future, months)
        progress.series.append(np.array([future.series[m] for m in range(future.first, months)]))
        if len(progress.series) in (FEWEST, self._runs) and progress.session is self._room.session:
            self._room.audience.show_bands(curve_bands(progress.series))
        return True

    async def _simulate(self, future: Trajectory, until: int) -> None:
        while future.month < until:
            await self._quiet()
            await asyncio.to_thread(_advance, future, min(SLICE, until - future.month))

    async def _quiet(self) -> None:
        await asyncio.sleep(REST)
        while self._room.playing or self._room.busy:
            await asyncio.sleep(0.1)


def _other(k: int, shown: int) -> int:
    """Return the ``k``-th replicate, the one on show left out."""
    return k + (k >= shown)


def _advance(future: Trajectory, months: int) -> None:
    for _ in range(months):
        future.advance()
    future.take_events()


def curve_bands(series: list[NDArray[np.float64]]) -> dict[str, Any]:
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
