"""Extra replicates, simulated while the room does not play: the band behind the curves, the band of a difference."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..declare import LANGS
from ..indicators import REGISTRY
from ..wording import between, word
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
        self._progress: list[_Progress] = []

    async def run(self) -> None:
        """Work on what is wanted most, for ever: the difference that was asked about first, then the curves."""
        while True:
            if not await self.work():
                await asyncio.sleep(0.3)

    async def work(self) -> bool:
        """Simulate one replicate, if one is wanted; returns whether it was."""
        room = self._room
        if room.unscored:
            return await self._difference(*room.unscored[0])
        question = room.question
        if question is not None and question.indicator and question.band is None:
            return await self._difference(question, room.session, room.session.state())
        return await self._curve(self._of(room.session))

    def _of(self, session: Session) -> _Progress:
        """Return what is known of a session; what nobody asks about any more is forgotten."""
        wanted = [self._room.session, *(unscored.session for unscored in self._room.unscored)]
        self._progress = [p for p in self._progress if any(p.session is w for w in wanted)]
        found = next((p for p in self._progress if p.session is session), None)
        if found is None:
            found = _Progress(session, session.source.fresh(self._runs))
            self._progress.append(found)
        return found

    async def _difference(self, question: Question, session: Session, state: SessionState) -> bool:
        """Add a replicate's difference; a band that is complete is handed to the question once it is closed."""
        progress = self._of(session)
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
        self._score(question, Band.of(progress.differences))
        return True

    def _score(self, question: Question, band: Band) -> None:
        """Hand a question its band; tell everybody where the room has gone on meanwhile."""
        room = self._room
        question.band = band
        room.unscored = [unscored for unscored in room.unscored if unscored.question is not question]
        if question is not room.question:
            room.audience.tell({"is": "notice", "text": scored(question, band)})
        room.audience.tell_room()

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


def scored(question: Question, band: Band) -> list[str]:
    """Say, in both languages, that the band of a question from before is there now, and how many guessed within it."""
    share = REGISTRY[question.indicator].share
    low, high = (100 * end if share else end for end in (band.low, band.high))
    within = sum(band.low <= guess <= band.high for guess in question.guesses.values())
    return [
        word(
            "live.scored_share" if share else "live.scored",
            lang,
            question=question.text(lang),
            band=between(low, high, lang, sign=True),
            within=within,
            guesses=len(question.guesses),
        )
        for lang in LANGS
    ]


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
