"""The room: its clock, its commands in the order they came, and everybody who looks.

One task does everything that touches the model, so nothing needs a lock: it takes a slice of the commands that wait, the
trainer's first, or lets months pass when the room plays, in a thread, and then tells whoever keeps up what changed, once
for the slice. Whatever takes long (going far forward or back, opening another scenario) is done in slices too, between
which guesses and acknowledgements are heard.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from ..declare import Text
from ..web.messages import Command
from ..web.refusal import RefusedError
from .access import Role
from .audience import Audience
from .broadcast import encode
from .client import Client, Send
from .keeping import to_plain
from .opened import Display, Opened
from .pace import Pace
from .questions import Question, scores, unmoved, values_of
from .roles.play import RolePlay
from .seats import Seat, Seats
from .session import Session
from .session_file import SessionFile, SessionState
from .waiting import Queue

log = logging.getLogger("simkemitraan.live")

Follow = Callable[[Client, Command], Awaitable[None]]

FRAME_BUDGET = 0.05
SLICE = 0.02
"""Seconds of commands after which everybody is told, and whoever has spoken meanwhile is heard."""
KEEP_EVERY = 1.0
FREE = frozenset({"guess", "table", "display", "seats", "invite", "speed"})
"""Commands that need no settled month, and are followed while the room is on its way to one."""
REDIRECT = frozenset({"seek", "pause"})

_FAILED = Text(
    "Model berhenti karena kesalahan; sesi tetap ada. Mundurlah beberapa bulan atau mulai lagi.",
    "The model stopped with an error; the session is still there. Go back a few months or start again.",
)


class Unscored(NamedTuple):
    """A question whose answer is there and whose band is not yet, and the session in which it was answered."""

    question: Question
    session: Session
    state: SessionState


class Room:
    """One session and its browsers.

    Parameters
    ----------
    opened : Opened
        What is played first.
    names : sequence of str
        Headline indicators, in the order of the series.
    session_file : SessionFile or None
        Where the session is kept.
    opener : callable or None
        Opens the scenario of a lesson (empty: the room's own); runs in a thread.
    clock : callable
        Seconds, for tests.

    Attributes
    ----------
    playing : bool
        Whether months pass by themselves.
    pace : Pace
        How fast.
    stop_at : int
        Month at which playing stops.
    goal : int or None
        Month the room is on its way to.
    question : Question or None
        What the room is asked.
    questions : list of Question
        Everything it was asked.
    unscored : list of Unscored
        What has no band yet, those answered first in front; the room may have gone on meanwhile.
    lesson : tuple of (str, int)
        Lesson and step the room is at; an empty name for none.
    audience : Audience
        Everybody who looks.
    roles : RolePlay
        Who plays which organisation.
    turns : list of callable
        What looks after itself beside the commands, called again and again.
    roles_told : callable
        What everybody may know of the role play.
    """

    def __init__(
        self,
        opened: Opened,
        names: Sequence[str],
        session_file: SessionFile | None = None,
        opener: Callable[[str], Opened] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.opened, self.names, self.session_file = opened, list(names), session_file
        self._opener = opener
        self.playing, self.pace = False, Pace(clock)
        self.stop_at = opened.session.setup.months
        self.goal: int | None = None
        self._shows_the_way = False
        self.question: Question | None = None
        self.questions: list[Question] = []
        self.unscored: list[Unscored] = []
        self.lesson = ("", 0)
        self.display = Display()
        self.seats = Seats()
        self.roles = RolePlay()
        self.turns: list[Callable[[], Awaitable[None]]] = []
        self.roles_told: Callable[[], dict[str, Any] | None] = lambda: None
        self._clock = clock
        self._queue = Queue()
        self._wake = asyncio.Event()
        self.audience = Audience(self, self._wake.set, clock)
        self._opening: asyncio.Task[Opened] | None = None
        self._kept_at = clock()

    @property
    def session(self) -> Session:
        """What is played."""
        return self.opened.session

    @property
    def busy(self) -> bool:
        """Whether the room is on its way to a month or to another scenario."""
        return self.goal is not None or self._opening is not None

    # --- who is here

    @property
    def clients(self) -> dict[int, Client]:
        """The browsers, by number."""
        return self.audience.clients

    def join(self, send: Send, role: Role = "watcher", seat: Seat | None = None) -> Client:
        """Let a browser in; it is sent a full picture."""
        return self.audience.join(send, role, seat)

    def leave(self, client: Client) -> None:
        """Take a browser out; a room left by everybody pauses."""
        self.audience.leave(client)

    def take(self, client: Client, command: Command) -> None:
        """Put a command in the queue; acknowledgements are heard at once."""
        if command.do == "ack":
            client.painted(command["n"])
        else:
            self._queue.add(client, command)
            client.heard()
        self._wake.set()

    def wake(self) -> None:
        """Let the room look after itself at once: something is left to do."""
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
            self._end_opening()
            await self._follow_some(follow)
            for turn in self.turns:
                await self._turn(turn)
            self.playing = self.playing and bool(self.clients)
            if self.goal is not None:
                await self._approach(self.goal)
            elif self.playing and not self.pace.wait:
                await self._play()
            self.audience.deliver(self.session.broadcast)
            if self._clock() - self._kept_at >= KEEP_EVERY:
                self.keep()

    def _may_follow(self, command: Command) -> bool:
        if not self.busy or command.do in FREE:
            return True
        return self.goal is not None and command.do in REDIRECT

    async def _follow_some(self, follow: Follow) -> None:
        """Follow commands for a slice of time: what needs a settled month waits for it, in order."""
        end = self._clock() + SLICE
        while (waiting := self._queue.take(self._may_follow)) is not None:
            await self._follow(follow, waiting.client, waiting.command)
            if self._clock() >= end:
                break

    async def _sleep(self) -> None:
        if self.goal is not None or self._wake.is_set() or self._queue.ready(self._may_follow):
            self._wake.clear()
            await asyncio.sleep(0)
            return
        wait = self.pace.wait if self.playing else 1.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)
        self._wake.clear()

    async def _follow(self, follow: Follow, client: Client, command: Command) -> None:
        if command.do == "seek" and self._queue.trainer_seeks_on():
            return  # a slider being dragged: only where it is now matters
        try:
            await follow(client, command)
        except RefusedError as refused:
            self.refuse(client, refused)
        except Exception as error:
            self._failed(error)

    async def _turn(self, turn: Callable[[], Awaitable[None]]) -> None:
        try:
            await turn()
        except Exception as error:
            self._failed(error)

    def refuse(self, client: Client, refused: RefusedError) -> None:
        """Tell a browser that its message is not followed, and log one line."""
        client.refused += 1
        log.warning("client %d refused: %s", client.number, refused.code)
        client.say(encode({"is": "refused", "why": [refused.why.id, refused.why.en]}))

    def log_failure(self, error: BaseException) -> None:
        """Log an error that was not the sender's, with where it came from."""
        log.error("failed at month %d: %s", self.session.month, error, exc_info=error)

    def _failed(self, error: BaseException) -> None:
        self.log_failure(error)
        self.playing, self.goal = False, None
        self.audience.tell_room()
        self.audience.tell({"is": "notice", "text": [_FAILED.id, _FAILED.en]})

    # --- another scenario

    def open(self, name: str) -> None:
        """Open the scenario of a lesson, or the room's own, from its first month and with nothing posted."""
        if self._opener is None or name == self.opened.name:
            self.session.rebuild(self.session.luck)
            self.begin_again()
            return
        self.playing = False
        self._opening = asyncio.create_task(asyncio.to_thread(self._opener, name))
        self._opening.add_done_callback(lambda _: self._wake.set())

    def _end_opening(self) -> None:
        if self._opening is None or not self._opening.done():
            return
        done, self._opening = self._opening, None
        error = done.exception()
        if error is not None:
            self._failed(error)
            return
        self.opened, self.audience.bands = done.result(), None
        self.begin_again()
        self.audience.tell({"is": "reload"})

    def begin_again(self) -> None:
        """Take a session that is at its first month: nothing is asked or pointed at, nobody plays."""
        self.roles = RolePlay()
        self.playing, self.question, self.display = False, None, Display(self.display.charts, code=self.display.code)
        self.stop_at = self.session.setup.months
        self.announce()

    # --- time

    def go(self, month: int, shows_the_way: bool = False) -> None:
        """Set out for another month; every month on the way is shown, or the last one only."""
        self.playing = False
        self.goal = min(max(month, self.session.setup.opens_at), self.session.setup.limit)
        self._shows_the_way = shows_the_way
        if not shows_the_way:
            self.session.rewind(self.goal)

    async def _approach(self, goal: int) -> None:
        before = self.session.month
        try:
            await asyncio.to_thread(self._simulate_towards, goal)
        except Exception as error:
            self._failed(error)
            return
        if self._shows_the_way:
            self.session.broadcast.frame()
            self._tell_marks_since(before)
        if self.session.reached(goal):
            self.arrive()

    def _simulate_towards(self, goal: int) -> None:
        end = self._clock() + FRAME_BUDGET
        while not self.session.reached(goal) and self._clock() < end:
            self.session.approach(goal)

    def arrive(self) -> None:
        """Be where the room is now, and tell everybody."""
        if self.goal is None:
            return
        self.goal = None
        month = max(trajectory.month for trajectory in self.session.trajectories)
        while not self.session.reached(month):
            self.session.approach(month)
        if not self._shows_the_way:
            self.session.new_baseline()
        self.settle()
        self.announce()

    def play(self, until: int | None = None) -> None:
        """Let months pass, to ``until``, the end of the horizon, or beyond it when that is reached already."""
        setup = self.session.setup
        end = setup.months if self.session.month < setup.months else setup.limit
        self.stop_at = min(setup.limit, end if until is None else until)
        self.playing = self.session.month < self.stop_at
        self.pace.begin()

    async def _play(self) -> None:
        months = min(self.pace.months(), self.stop_at - self.session.month)
        if months > 0:
            self.pace.passed(months)
            await self._pass_months(months)
        if self.session.month >= self.stop_at:
            self.playing = False
            self.settle()
            self.audience.tell_room()

    async def _pass_months(self, months: int) -> None:
        """Simulate months in a thread and make one frame of them."""
        before = self.session.month
        try:
            await asyncio.to_thread(self._simulate, months)
        except Exception as error:
            self._failed(error)
            return
        self._tell_marks_since(before)

    def _tell_marks_since(self, before: int) -> None:
        marks = [m for marks in self.session.marks() for m in marks]
        if any(before <= m[when] < self.session.month for m in marks for when in ("month", "until")):
            self.audience.tell(self.desk())

    def _simulate(self, months: int) -> None:
        end = self._clock() + FRAME_BUDGET
        for _ in range(months):
            self.session.advance()
            if self._clock() > end:
                break
        self.session.broadcast.frame()

    def settle(self) -> None:
        """Answer the question if its month has come."""
        question = self.question
        if question is None or not question.indicator or question.open or question.values:
            return
        if self.session.month >= question.until:
            question.values = values_of(self.session.trajectories, self.names.index(question.indicator), question)
            if question.values and question.band is None:
                self.unscored.append(Unscored(question, self.session, self.session.state()))

    def latest(self, indicator: str) -> float:
        """Return the last value of a headline indicator in the first future (0 before there is one)."""
        column, series = self.names.index(indicator), self.session.trajectories[0].series
        known = [m for m in sorted(series) if series[m][column] == series[m][column]]
        return float(series[known[-1]][column]) if known else 0.0

    # --- what is said

    def mine(self, client: Client) -> dict[str, Any]:
        """Return what only one browser's seat knows: its guess and its table."""
        assert client.seat is not None
        question = self.question
        guess = None if question is None else question.guesses.get(client.seat.number)
        asked = 0 if question is None else question.number
        return {"is": "mine", "question": asked, "value": guess, "table": client.seat.table}

    def announce(self) -> None:
        """Tell everybody that the baseline is another one; pictures follow with the next delivery."""
        self.audience.tell(self.desk())
        self.audience.tell_room()

    def state(self) -> dict[str, Any]:
        """Return how the room stands: small, sent often."""
        clients = self.clients.values()
        return {
            "is": "room",
            "playing": self.playing,
            "speed": self.pace.speed,
            "stop": self.stop_at,
            "goal": self.goal,
            "opening": self._opening is not None,
            "people": sum(c.role == "watcher" for c in clients),
            "lagging": sum(c.lagging for c in clients),
            "question": self.question.public(self.seats.table) if self.question else None,
            "scores": scores(self.questions, self.seats.table),
            "unmoved": unmoved(self.questions),
            "lesson": {"name": self.lesson[0], "step": self.lesson[1]},
            "luck": self.session.luck,
            "display": self.display.public(),
            "each": self.seats.each,
            "roles": self.roles_told(),
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
        """Write the session where it is kept, unless it is between two months."""
        if self.session_file and not self.busy:
            self._kept_at = self._clock()
            self.session_file.write(self.session.state(), to_plain(self))
