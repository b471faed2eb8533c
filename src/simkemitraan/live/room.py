"""The room: its clock, its commands in the order they came, and everybody who looks.

One task does everything that touches the model, so nothing needs a lock: it takes the next command, or lets months
pass when the room plays, in a thread, and then sends what changed to whoever keeps up.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from ..declare import Text
from .broadcast import encode
from .client import Client, Send
from .protocol import Command
from .questions import Question
from .refusal import RefusedError
from .session import Session
from .session_file import SessionFile, SessionState

log = logging.getLogger("simkemitraan.live")

Follow = Callable[[Client, Command], Awaitable[None]]

FRAMES_PER_SECOND = 20.0
FRAME_BUDGET = 0.1
KEEP_EVERY = 1.0
QUEUE_LIMIT = 400

_FAILED = Text(
    "Model berhenti karena kesalahan; sesi tetap ada. Mundurlah beberapa bulan atau mulai lagi.",
    "The model stopped with an error; the session is still there. Go back a few months or start again.",
)
_BUSY = Text("Terlalu banyak pesan; tunggu sebentar.", "Too many messages; wait a moment.")


class Room:
    """One session and its browsers.

    Parameters
    ----------
    session : Session
        What is played.
    names : sequence of str
        Headline indicators, in the order of the series.
    session_file : SessionFile or None
        Where the session is kept.
    record : callable or None
        Saves the session as a result folder and returns its path; runs in a thread.
    clock : callable
        Seconds, for tests.

    Attributes
    ----------
    playing : bool
        Whether months pass by themselves.
    speed : float
        Months a second asked for.
    stop_at : int
        Month at which playing stops.
    question : Question or None
        What the room is asked.
    lesson : tuple of (str, int)
        Lesson and step the room is at; an empty name for none.
    """

    def __init__(
        self,
        session: Session,
        names: Sequence[str],
        session_file: SessionFile | None = None,
        record: Callable[[SessionState], str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session, self.names, self.session_file, self.record = session, list(names), session_file, record
        self.playing, self.speed = False, 4.0
        self.stop_at = session.setup.months
        self.question: Question | None = None
        self.asked = 0
        self.lesson = ("", 0)
        self.clients: dict[int, Client] = {}
        self.bands: str | None = None
        self._clock = clock
        self._counter = 0
        self._queue: deque[tuple[Client, Command]] = deque()
        self._wake = asyncio.Event()
        self._owed, self._last, self._tick, self._kept_at = 0.0, clock(), clock(), clock()

    # --- who is here

    def join(self, send: Send, trainer: bool, person: str) -> Client:
        """Let a browser in; it is sent a full picture."""
        self._counter += 1
        client = Client(self._counter, trainer, person or f"#{self._counter}", send, self._clock)
        self.clients[client.number] = client
        self.tell_room()
        self._wake.set()
        return client

    def leave(self, client: Client) -> None:
        """Take a browser out; a room left by everybody pauses."""
        client.close()
        self.clients.pop(client.number, None)
        self.tell_room()
        self._wake.set()

    def take(self, client: Client, command: Command) -> None:
        """Put a command in the queue; acknowledgements are heard at once."""
        if command.do == "ack":
            client.painted(command["n"])
        elif len(self._queue) >= QUEUE_LIMIT:
            raise RefusedError("queue-full", _BUSY)
        else:
            client.heard()
            self._queue.append((client, command))
        self._wake.set()

    # --- the one task

    async def run(self, follow: Follow) -> None:
        """Do what the room asks, until cancelled.

        Parameters
        ----------
        follow : callable
            Carries out one command; raises ``RefusedError`` if it cannot be followed now.
        """
        while True:
            await self._sleep()
            if self._queue:
                await self._follow(follow, *self._queue.popleft())
            self.playing = self.playing and bool(self.clients)
            if self.playing and self._clock() >= self._tick:
                await self._play()
            self.deliver()
            if self._clock() - self._kept_at >= KEEP_EVERY:
                self.keep()

    async def _sleep(self) -> None:
        if self._queue:
            await asyncio.sleep(0)
            return
        wait = max(0.0, self._tick - self._clock()) if self.playing else 1.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)
        self._wake.clear()

    async def _follow(self, follow: Follow, client: Client, command: Command) -> None:
        if command.do == "seek" and self._queue and self._queue[0][1].do == "seek":
            return  # a slider being dragged: only where it is now matters
        try:
            await follow(client, command)
        except RefusedError as refused:
            self.refuse(client, refused)
        except Exception as error:
            self._failed(error)

    def refuse(self, client: Client, refused: RefusedError) -> None:
        """Tell a browser that its message is not followed, and log one line."""
        client.refused += 1
        log.warning("client %d refused: %s", client.number, refused.code)
        client.say(encode({"is": "refused", "why": [refused.why.id, refused.why.en]}))

    def log_failure(self, error: Exception) -> None:
        """Log an error that was not the sender's, with where it came from."""
        log.error("failed at month %d: %s", self.session.month, error, exc_info=error)

    def _failed(self, error: Exception) -> None:
        self.log_failure(error)
        self.playing = False
        self.tell_room()
        self.tell({"is": "notice", "text": [_FAILED.id, _FAILED.en]})

    # --- time

    def play(self, until: int | None = None) -> None:
        """Let months pass, to ``until``, the end of the horizon, or beyond it when that is reached already."""
        setup = self.session.setup
        end = setup.months if self.session.month < setup.months else setup.limit
        self.stop_at = min(setup.limit, end if until is None else until)
        self.playing = self.session.month < self.stop_at
        self._owed, self._last = 1.0, self._clock()
        self._tick = self._last

    async def _play(self) -> None:
        now = self._clock()
        # time lost to a stall is not caught up with
        self._owed = min(self._owed + (now - self._last) * self.speed, max(1.0, 2.0 * self.speed / FRAMES_PER_SECOND))
        self._last, self._tick = now, now + 1.0 / FRAMES_PER_SECOND
        months = min(int(self._owed), self.stop_at - self.session.month)
        if months > 0:
            self._owed -= months
            await self.pass_months(months)
        if self.session.month >= self.stop_at:
            await self._stopped()

    async def pass_months(self, months: int) -> None:
        """Simulate months in a thread and make one frame of them."""
        before = self.session.month
        try:
            await asyncio.to_thread(self._simulate, months)
        except Exception as error:
            self._failed(error)
            return
        if any(
            before <= m["month"] < self.session.month or before <= m["until"] < self.session.month
            for marks in self.session.marks()
            for m in marks
        ):
            self.tell(self.desk())

    def _simulate(self, months: int) -> None:
        end = self._clock() + FRAME_BUDGET
        for _ in range(months):
            self.session.advance()
            if self._clock() > end and self.playing:
                break
        self.session.broadcast.frame()

    async def _stopped(self) -> None:
        self.playing = False
        self.settle()
        self.tell_room()

    def settle(self) -> None:
        """Answer the question if its month has come."""
        question = self.question
        if question is None or not question.indicator or question.open or question.after:
            return
        if self.session.month >= question.until:
            question.settle(self.latest(question.indicator))

    def latest(self, indicator: str) -> list[float]:
        """Return the last value of a headline indicator in each future (0 before there is one)."""
        column = self.names.index(indicator)
        found = []
        for trajectory in self.session.trajectories:
            known = [
                m for m in sorted(trajectory.series) if trajectory.series[m][column] == trajectory.series[m][column]
            ]
            found.append(float(trajectory.series[known[-1]][column]) if known else 0.0)
        return found

    # --- what is said

    def deliver(self) -> None:
        """Send every browser that keeps up what it has not seen."""
        broadcast = self.session.broadcast
        texts: dict[int, str | None] = {}
        for client in self.clients.values():
            if client.at == broadcast.number and client.epoch == broadcast.epoch:
                continue
            if not client.ready():
                continue
            if client.at not in texts:
                texts[client.at] = broadcast.since(client.at)
            text = texts[client.at] if client.epoch == broadcast.epoch else None
            if text is None:
                self._full(client)
            else:
                client.show(text, broadcast.number, broadcast.epoch, len(broadcast.nodes))

    def _full(self, client: Client) -> None:
        broadcast = self.session.broadcast
        text = broadcast.picture(client.nodes_known)
        client.show(text, broadcast.number, broadcast.epoch, len(broadcast.nodes))
        client.say(encode(self.desk()))
        client.say(encode(self.state()))
        if self.bands:
            client.say(self.bands)

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message to every browser that keeps up."""
        text = encode(message)
        for client in self.clients.values():
            if not client.lagging:
                client.say(text)

    def tell_room(self) -> None:
        """Tell everybody how the room stands."""
        self.tell(self.state())

    def state(self) -> dict[str, Any]:
        """Return how the room stands: small, sent often."""
        clients = self.clients.values()
        return {
            "is": "room",
            "playing": self.playing,
            "speed": self.speed,
            "stop": self.stop_at,
            "people": sum(not c.trainer for c in clients),
            "lagging": sum(c.lagging for c in clients),
            "question": self.question.public() if self.question else None,
            "lesson": {"name": self.lesson[0], "step": self.lesson[1]},
            "luck": self.session.luck,
        }

    def desk(self) -> dict[str, Any]:
        """Return what stands on the trainer's desk: dated changes and current numbers of each future."""
        return {
            "is": "desk",
            "marks": self.session.marks(),
            "branched": self.session.branched_at,
            "origins": self.session.origins,
            "values": [trajectory.values() for trajectory in self.session.trajectories],
        }

    def keep(self) -> None:
        """Write the session where it is kept."""
        if self.session_file:
            self._kept_at = self._clock()
            self.session_file.write(self.session.state())
