"""One browser: what it was sent, what it has painted, and whether it keeps up."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable

from .access import Role
from .seats import Seat

Send = Callable[[str], Awaitable[None]]

IN_FLIGHT = 2
SILENCE = 1.0
OUTBOX = 16
TALK_RATE, TALK_BURST = 20.0, 60.0
ACK_RATE, ACK_BURST = 60.0, 120.0


class Allowance:
    """So many messages a second, and so many at once.

    Parameters
    ----------
    rate : float
        Messages a second.
    burst : float
        Messages at once.
    clock : callable
        Seconds.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left, self._at = burst, clock()

    def spend(self) -> bool:
        """Take one message off; returns whether there was one left."""
        now = self._clock()
        self._left = min(self._burst, self._left + self._rate * (now - self._at))
        self._at = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True


class Client:
    """A browser in the room.

    A browser acknowledges a frame after painting it. Two may be under way; one that is silent for a second longer is
    *lagging*: it is sent nothing and waited for by nobody, and its next word brings a full picture. Writing to it is
    done by a task of its own, so that a dead connection blocks nobody.

    Parameters
    ----------
    number : int
        Counts the browsers.
    role : str
        ``trainer``, ``projector`` or ``watcher``; only a trainer steers.
    seat : Seat or None
        Who guesses; the same after a reconnection.
    send : callable
        Writes one text frame.
    clock : callable
        Seconds, for tests.
    """

    def __init__(self, number: int, role: Role, seat: Seat | None, send: Send, clock: Callable[[], float]) -> None:
        self.number, self.role, self.seat = number, role, seat
        self.trainer = role == "trainer"
        self.at = -1
        self.epoch = -1
        self.nodes_known = 0
        self.lagging = False
        self.refused = 0
        self._clock = clock
        self._under_way: deque[tuple[int, float]] = deque()
        self._outbox: asyncio.Queue[str] = asyncio.Queue(OUTBOX)
        self._talk = Allowance(TALK_RATE, TALK_BURST, clock)
        self._acks = Allowance(ACK_RATE, ACK_BURST, clock)
        self._task = asyncio.create_task(self._write(send))

    async def _write(self, send: Send) -> None:
        # a connection that breaks while written to is noticed by its reader, which takes the client out of the room
        with contextlib.suppress(Exception):
            while True:
                await send(await self._outbox.get())

    def may_say(self, do: str) -> bool:
        """Return whether a further message is within the allowance: of commands, or of acknowledgements."""
        return (self._acks if do == "ack" else self._talk).spend()

    def ready(self) -> bool:
        """Return whether a frame may be sent now; marks a browser that has been silent too long."""
        if self.lagging:
            return False
        if len(self._under_way) < IN_FLIGHT:
            return True
        self.lagging = self._clock() - self._under_way[0][1] > SILENCE
        return False

    def painted(self, number: int) -> None:
        """Take an acknowledgement; a lagging browser is forgiven and will be sent a full picture."""
        while self._under_way and self._under_way[0][0] <= number:
            self._under_way.popleft()
        self.heard()

    def heard(self) -> None:
        """Take any word from a lagging browser as a sign that it is awake."""
        if self.lagging:
            self.lagging = False
            self._under_way.clear()
            self.at = -1

    def show(self, text: str, number: int, epoch: int, nodes_known: int) -> None:
        """Send frames or a picture up to ``number``."""
        self.at, self.epoch, self.nodes_known = number, epoch, nodes_known
        self._under_way.append((number, self._clock()))
        self.say(text)

    def say(self, text: str) -> None:
        """Send a message that needs no acknowledgement."""
        try:
            self._outbox.put_nowait(text)
        except asyncio.QueueFull:
            # what was in the message is lost, newcomers' names perhaps with it: start from nothing when it wakes
            self.lagging, self.nodes_known = True, 0

    def close(self) -> None:
        """Stop writing."""
        self._task.cancel()
